"""
Long work of the pages, done once for all visits of these tests.

What a course or a result is depends on its name and settings alone (`watching.course`, `long_work.result`), so a visit
that asks for what another visit has had to its end is given that. Nothing is paced for an eye, and what is still under
way when a test ends is stopped. The tests of `shell`, which are about stopping, pacing and beginning again, get the
real thing.
"""

from collections.abc import Callable, Hashable, Iterator
from typing import Any

import pytest

from explorer.ui.shell import long_work, watching
from explorer.ui.shell.cache import shared_work
from explorer.ui.shell.jobs import Job, Report, Workers
from explorer.ui.shell.state import session

MOST = 40  # courses and results kept
Begun = list[Any]  # nothing yet, or one course

_courses: dict[Hashable, tuple[Job[Any], Begun]] = {}
_results: dict[Hashable, Job[Any]] = {}


def kept(held: dict[Hashable, Any], key: Hashable, one: Any) -> None:
    held[key] = one
    while len(held) > MOST:
        held.pop(next(iter(held)))


def ended(job: Job[Any]) -> bool:
    """Whether it came to its end, unstopped and without an error."""
    return job.idle and not job.cancelled and job._future.exception() is None


@pytest.fixture(autouse=True)
def _work_is_done_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if "shell" in request.path.parts:
        yield
        return
    monkeypatch.setattr(watching, "LEAST", 0)
    begin_course, original = watching._start, long_work.result

    def start(key: Hashable, label: str, begin: Callable[[], Any], unit: str, *, paced: bool) -> None:
        visit = session()
        if key in _courses and key not in visit.courses and ended(_courses[key][0]):
            job, course = _courses[key]

            def at_its_end(report: Report) -> None:
                report(job.done, job.total)

            visit.courses[key] = list(course)
            visit.jobs[key] = shared_work.course_workers().start(label, at_its_end, unit=unit)
            visit.jobs[key].wait(5)
            return
        begin_course(key, label, begin, unit, paced=paced)
        kept(_courses, key, (visit.jobs[key], visit.courses[key]))

    def result(name: str, wanted: Hashable, *rest: Any, **more: Any) -> Any:
        key = (name, wanted)
        jobs = session().jobs
        if key not in jobs and key in _results and ended(_results[key]):
            jobs[key] = _results[key]
        try:
            return original(name, wanted, *rest, **more)
        finally:
            if key in jobs:
                kept(_results, key, jobs[key])

    def noted(*given: Any, **more: Any) -> Job[Any]:
        begun.append(begin_work(*given, **more))
        return begun[-1]

    begun: list[Job[Any]] = []
    begin_work = Workers.start
    monkeypatch.setattr(Workers, "start", noted)
    monkeypatch.setattr(watching, "_start", start)
    monkeypatch.setattr(long_work, "result", result)
    yield
    for job in begun:
        if not job.over:
            job.cancel()


@pytest.fixture(scope="session", autouse=True)
def _installed_components_are_looked_for_once() -> Iterator[None]:
    """Streamlit reads the description of every installed package at each start, and a visit in a test is a start."""
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        found = manifest_scanner.scan_component_manifests()
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda **_: found)
        yield
