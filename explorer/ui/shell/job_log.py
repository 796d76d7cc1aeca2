"""
One line of JSON for each job that has ended, for the operator's log: EMBEDDING_EXPLORER_LOG=1 writes it to stderr.

A line says when the job ended, for which page, how, how long it waited and worked, and in which process. It does not
say whose job it was or what it did, because a job's label may contain the name of a visitor's file.
"""

import json
import logging
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeVar

from explorer.errors import ExplorerError
from explorer.progress import Report
from explorer.ui.shell.streamlit_private import page_open
from explorer.ui.shell.tally import TALLY, Outcome

T = TypeVar("T")
LOG: Final = logging.getLogger("explorer.jobs")


def is_on() -> bool:
    """Whether the operator wants the log."""
    return os.environ.get("EMBEDDING_EXPLORER_LOG") == "1"


def begin() -> None:
    """Write the lines from now on, if the operator wants them."""
    if is_on() and not LOG.handlers:
        to_stderr = logging.StreamHandler()
        to_stderr.setFormatter(logging.Formatter("%(message)s"))
        LOG.addHandler(to_stderr)
        LOG.setLevel(logging.INFO)
        LOG.propagate = False


def noted(work: Callable[[Report], T], stopped: type[Exception]) -> Callable[[Report], T]:
    """`work`, which is then counted and logged when it ends; `stopped` is what it raises when it was cancelled.

    Call it in the run of the page that asks for the work.
    """
    page, asked_at = page_open() or "none", time.monotonic()

    def measured(report: Report) -> T:
        began_at = time.monotonic()
        outcome: Outcome = "broken"
        try:
            made = work(report)
            outcome = "done"
            return made
        except stopped:
            outcome = "stopped"
            raise
        except ExplorerError:
            outcome = "refused"
            raise
        finally:
            _note(page, outcome, waited=began_at - asked_at, took=time.monotonic() - began_at)

    return measured


def _note(page: str, outcome: Outcome, *, waited: float, took: float) -> None:
    TALLY.job(page, outcome, took)
    if LOG.isEnabledFor(logging.INFO):
        told = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "job": page,
            "outcome": outcome,
            "waited_s": round(waited, 3),
            "took_s": round(took, 3),
            "process": os.getpid(),
        }
        LOG.info(json.dumps(told))
