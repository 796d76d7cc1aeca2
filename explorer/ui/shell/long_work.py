"""Work that takes longer than a click should: started once for its settings, shown while it runs, kept when done."""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

import streamlit as st

from explorer.progress import Report
from explorer.ui.shell import panels, turns
from explorer.ui.shell.cache import shared_work
from explorer.ui.shell.state import session

T = TypeVar("T")
PATIENCE = 0.25  # seconds a page waits before it shows a bar: most work is quick, and then none should flash up


def result(name: str, wanted: Hashable, label: str, work: Callable[[Report], T], *, unit: str = "") -> T:
    """The result of `work` for the settings `wanted`; until it is there, the page ends here with a bar and Cancel.

    A visit keeps one result of each name: new settings cancel work for the old ones.

    Raises
    ------
    BusyError
        If the server has too much to do already.
    ExplorerError
        What `work` itself says is wrong.
    """
    jobs = session().jobs
    key = (name, wanted)
    for old in [other for other in _of(name) if other != key]:
        jobs.pop(old).cancel()
    if key not in jobs:
        jobs[key] = shared_work.workers().start(label, work, unit=unit)
    job = jobs[key]
    if not job.over:
        with turns.aside():
            job.wait(PATIENCE)
    if not job.over:
        panels.job_progress(job, key=name)
        st.stop()
    if job.cancelled:
        st.info("Stopped before the end.", icon=":material/stop_circle:")
        st.button("Start again", key=f"{name}_again", on_click=forget, args=(name,))
        st.stop()
    return cast("T", job.outcome())


@contextmanager
def looked_at() -> Iterator[None]:
    """Within this a page is drawn: what it shows of its visitor's work is looked at afterwards, and nothing else is."""
    began = time.monotonic()
    try:
        yield
    finally:
        for job in tuple(session().jobs.values()):
            job.unseen(since=began)


def is_begun(name: str, wanted: Hashable) -> bool:
    """Whether the visit has a result of that name for these settings, or waits for it."""
    return (name, wanted) in session().jobs


def forget(name: str) -> None:
    """Forget the result of that name, so that it is made again; running work is stopped."""
    for old in _of(name):
        session().jobs.pop(old).cancel()


def _of(name: str) -> list[Hashable]:
    """The keys under which the visit holds work of that name."""
    return [key for key in session().jobs if isinstance(key, tuple) and key[0] == name]
