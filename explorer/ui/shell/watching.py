"""
A lecture's training, watched while it runs: redrawn often, stopped, continued, kept to look back at.

A course, such as `glove_course.GloVeCourse`, is made in the background, trained there by its `run`, and read here
meanwhile: a fragment draws its state several times a second, and the page is drawn once more when it is over. A visit
keeps one course of each name; new settings stop the old one.
"""

import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import streamlit as st

from explorer.progress import Report
from explorer.training.live.one_thread import OneThread, one_thread
from explorer.ui.shell import job_words, log, panels, reader_errors, turns
from explorer.ui.shell.cache import shared_work
from explorer.ui.shell.jobs import Job
from explorer.ui.shell.state import session
from explorer.ui.shell.streamlit_private import DeltaGenerator

BEAT = 0.4  # seconds between two pictures
PATIENCE = 0.2  # seconds a page waits for the first
LEAST = 6.0  # least seconds of a course, so that the eye can follow even a small text
AHEAD = 0.05  # seconds that it may be ahead of that pace: to sleep after each step would cost more than the step


class Course(Protocol):
    """A training that can be watched while it runs."""

    def run(self, report: Report) -> None:
        """Train from the present state to the end."""


@dataclass(frozen=True)
class Scene:
    """Whether the course is running, and the place next to its progress for controls of the picture."""

    under_way: bool
    controls: DeltaGenerator


C = TypeVar("C", bound=Course)
Making = Callable[[Report], C]  # makes a course, and may tell how far it is


def course(
    name: str,
    wanted: Hashable,
    label: str,
    begin: Callable[..., C],
    draw: Callable[[C, Scene], None],
    *,
    unit: str,
    paced: bool = True,
    tells: bool = False,
) -> None:
    """Show the course that `begin` makes for the settings `wanted`, drawn by `draw(course, scene)` until it is over.

    A course that is not `paced` runs as fast as it can, and cannot be watched again. One that takes long to make
    `tells` how far that is: `begin` is given a `report` by that name.

    Raises
    ------
    BusyError
        If the server has too much to do already.
    """
    visit = session()
    key = (name, wanted)
    making: Making[C] = (lambda report: begin(report=report)) if tells else (lambda _: begin())
    for old in [other for other in visit.jobs if isinstance(other, tuple) and other[0] == name and other != key]:
        visit.jobs.pop(old).cancel()
        visit.courses.pop(old, None)
    if key not in visit.jobs:
        _start(key, label, making, unit, paced=paced)
    _await(visit.jobs[key], visit.courses[key])
    job = visit.jobs[key]
    under_way = not job.over
    visit.link.waits |= under_way
    beat = BEAT * (1 + job.turns.crowd / 2)  # a picture costs twenty times as much as its bar
    picture = st.fragment(_picture, run_every=beat if under_way else None)
    picture(name, key, label, making, draw, unit, under_way=under_way, paced=paced)
    if visit.jobs[key].over:
        log.note_training(name, wanted, visit.jobs[key])


def moment(steps: Sequence[int], reached: int, scene: Scene, *, key: str, unit: str = "step") -> int:
    """The index in `steps` of the moment to show: the last one reached, unless an earlier one is chosen."""
    last = steps[reached]
    back = scene.controls.select_slider(
        f"Go back to {unit}",
        steps if scene.under_way else steps[: max(2, reached + 1)],  # a slider needs two ends
        last,
        key=f"{key}_{last}{'_reached' if scene.under_way else ''}",  # a key keeps its value, and this one follows
        disabled=scene.under_way or reached == 0,
        format_func="{:,}".format,
    )
    return reached if scene.under_way else steps.index(back)


def _await(job: Job[Any], begun: list[Any]) -> None:
    """Wait until there is something to see, the course is over, or `PATIENCE` has passed."""
    deadline = time.monotonic() + PATIENCE
    with turns.aside():
        while not begun and not job.over and time.monotonic() < deadline:
            job.wait(0.01)


def _start(key: Hashable, label: str, begin: Making[Course], unit: str, *, paced: bool) -> None:
    """Begin the course, or continue one that was stopped."""
    visit = session()
    begun = visit.courses.setdefault(key, [])
    before = visit.jobs.get(key)
    visit.jobs[key] = shared_work.course_workers().start(
        label, _work(begun, begin, before, one_thread(), paced=paced), unit=unit
    )


def _work(
    begun: list[Any], begin: Making[Course], before: Job[Any] | None, one_thread: OneThread, *, paced: bool
) -> Callable[[Report], None]:
    def _run(report: Report) -> None:
        while before is not None and not before.idle:  # it was told to stop, and may be in its last step
            with turns.aside():
                before.wait(1)
            report(0, 0)
        with one_thread:
            if not begun:
                begun.append(begin(_getting_ready(report)))
            begun[0].run(_paced(report) if paced else report)

    return _run


def _getting_ready(report: Report) -> Report:
    """A report of how ready a course is: thousandths of an unknown whole, since its steps are not counted yet."""
    return lambda done, total: report(1000 * done // total if total else 0, 0)


def _paced(report: Report) -> Report:
    """A report that returns at most `AHEAD` seconds before a course of `LEAST` seconds would reach that point."""
    first: list[float] = []

    def _report(done: int, total: int) -> None:
        report(done, total)
        now, share = time.monotonic(), done / total
        if not first:
            first.append(now - share * LEAST)
        if done < total and first[0] + share * LEAST - now <= AHEAD:
            return
        with turns.aside():  # to wait and to tell so takes no turn
            while (early := first[0] + share * LEAST - time.monotonic()) > 0:
                time.sleep(min(early, 0.1))
                report(done, total)

    return _report


def _again(key: Hashable, label: str, begin: Making[Course], unit: str, *, anew: bool, paced: bool) -> None:
    with reader_errors.shown(stop=False):  # the server may be busy
        if anew:
            session().courses.pop(key, None)
        _start(key, label, begin, unit, paced=paced)


def _picture(
    name: str,
    key: Hashable,
    label: str,
    begin: Making[C],
    draw: Callable[[C, Scene], None],
    unit: str,
    *,
    under_way: bool,
    paced: bool,
) -> None:
    job = session().jobs[key]
    if under_way == job.over:
        st.rerun()
    begun = session().courses[key]
    with reader_errors.shown(stop=False):
        left, right = st.columns([5, 6], gap="large", vertical_alignment="bottom")
        with left.container(horizontal=True, vertical_alignment="center", gap="small"):
            often = under_way and job.turns.crowd > 0
            st.fragment(_how_far, run_every=max(BEAT, job.turns.glance) if often else None)(job, under_way=under_way)
            if not job.over:
                st.button("Stop", key=f"{name}_stop", icon=":material/stop:", on_click=job.cancel)
            elif paced or job.cancelled:
                st.button(
                    "Go on" if job.cancelled else "Watch again",
                    key=f"{name}_again",
                    icon=":material/play_arrow:" if job.cancelled else ":material/replay:",
                    on_click=_again,
                    args=(key, label, begin, unit),
                    kwargs={"anew": not job.cancelled, "paced": paced},
                )
        if begun:
            draw(begun[0], Scene(under_way, right))
        if job.over:
            job.outcome()  # says here what went wrong, if anything did


def _how_far(job: Job[Any], *, under_way: bool) -> None:
    """The bar, which costs little to draw: a crowd's pictures are drawn more rarely."""
    if under_way and job.over:
        st.rerun()
    job.seen()
    st.progress(_share(job), panels.plain(_said(job)))


def _share(job: Job[Any]) -> float:
    return 1.0 if job.over and not job.cancelled else job.share


def _said(job: Job[Any]) -> str:
    if job.waiting:
        return job_words.said(job)
    if not job.total:
        ready = f", {job.done / 10:.1f}%" if job.done else ""
        return f"{job.label}: getting ready{ready}" if not job.over else job.label
    far = job_words.far(job)
    if job.cancelled:
        return f"{far}, stopped"
    if job.over:
        everything = "done" if job.unit == "%" else f"all {job.total:,} {job.unit}"
        return f"{job.label}: {everything}" if job.done == job.total else f"{far}, broken off"
    return far + job_words.time_of(job)
