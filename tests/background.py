"""A page without a browser: opened as a link opens it, and run until nothing of what it began is left."""

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any
from unittest.mock import patch
from weakref import WeakSet

from streamlit.testing.v1 import AppTest

from explorer.ui.shell import long_work
from explorer.ui.shell.jobs import Job
from explorer.ui.shell.state import Session, session

APP = Path(__file__).resolve().parents[1] / "app.py"
SHOWN: WeakSet[Job[Any]] = WeakSet()  # work that was done before its page was drawn


def visit(page: str, session: Session | None = None, **link: str | list[str]) -> AppTest:
    """A visit that opens the page of this path with this link when it runs; `session` is what it remembers by then."""
    at = AppTest.from_file(str(APP), default_timeout=120)
    if session is not None:
        at.session_state["session"] = session
    at.query_params.update(link)
    return at.switch_page(page)


def opened(page: str, session: Session | None = None, **link: str | list[str]) -> AppTest:
    """The page of this path as this link opens it, once all that it began is done."""
    return settled(visit(page, session, **link))


def settled(at: AppTest) -> AppTest:
    """The page, run until all that it began was done before it was drawn, and drawn without an exception."""
    while True:
        SHOWN.update(job for job in jobs(at) if job.over)
        with patch.object(long_work, "result", _shown(long_work.result)):
            at.run()
        left = [job for job in jobs(at) if job not in SHOWN]
        assert not at.exception
        if not left:
            return at
        for job in left:
            job.wait(120)


def _shown(result: Callable[..., Any]) -> Callable[..., Any]:
    """`long_work.result`, which notes the work whose outcome it gives to the page: nothing is left to wait for there.

    The page waits for it, as it does for quick work: a bar would be drawn only to be drawn over.
    """

    def noted(name: str, wanted: Hashable, *rest: Any, **more: Any) -> Any:
        with patch.object(long_work, "PATIENCE", 120):
            outcome = result(name, wanted, *rest, **more)
        SHOWN.add(session().jobs[name, wanted])
        return outcome

    return noted


def waited(at: AppTest) -> AppTest:
    """The page, drawn again without an exception once what it has begun by now is done."""
    for job in jobs(at):
        job.wait(120)
    at.run()
    assert not at.exception
    return at


def jobs(at: AppTest) -> list[Job[Any]]:
    """The long work that the visit has begun and not taken away yet."""
    return list(at.session_state["session"].jobs.values()) if "session" in at.session_state else []
