"""
Long work of the pages, done once for all visits of these tests.

What a course or a result is depends on its name and settings alone (`watching.course`, `long_work.result`), so a visit
that asks for what another visit has had to its end is given that, unless a test has shortened one of the two courses.
Nothing is paced for an eye, and what is still under way when a test ends is stopped. What comes with the app is read
once, also for the Python that a page shows. The tests of `shell`, which are about stopping, pacing and beginning again,
get the real thing.
"""

from collections.abc import Callable, Hashable, Iterator
from functools import lru_cache, partial
from typing import Any

import pytest

from explorer.context import contextuality, model, pseudowords, text_sample, word_places
from explorer.files import library
from explorer.progress import Report
from explorer.text import corpus
from explorer.ui.canvas.live.registry import RUNS, Entry, Registry
from explorer.ui.shell import long_work, watching
from explorer.ui.shell.cache import shared_contexts, shared_work
from explorer.ui.shell.jobs import Job, Workers
from explorer.ui.shell.state import session
from tests.background import SHOWN

READ_ONCE = [  # read-only records of the app's own files and of texts, and the functions that read them
    (module, name, lru_cache(16)(getattr(module, name)))
    for module, name in (
        (library, "built_in"),
        (library, "famous"),
        (model, "built_in"),
        (text_sample, "wikipedia"),
        (corpus, "read_packaged"),
        (corpus, "from_text"),
    )
]
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


def made_from(begin: Callable[[], Any]) -> tuple[Hashable, ...]:
    """What makes a course and the numbers that it is given: a test may exchange either, to have fewer steps."""
    if not isinstance(begin, partial):
        return ()
    given = (*begin.args, *begin.keywords.values())
    return begin.func, *(one for one in given if isinstance(one, int | float))


@pytest.fixture(autouse=True)
def _nothing_goes_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test has begun ends with it, instead of going on beside the next."""

    def noted(*given: Any, **more: Any) -> Job[Any]:
        begun.append(begin_work(*given, **more))
        return begun[-1]

    def noted_run(*given: Any, **more: Any) -> Entry:
        opened.append(open_run(*given, **more))
        return opened[-1]

    begun: list[Job[Any]] = []
    opened: list[Entry] = []
    begin_work, open_run = Workers.start, Registry.open
    monkeypatch.setattr(Workers, "start", noted)
    monkeypatch.setattr(Registry, "open", noted_run)
    yield
    for job in begun:
        if not job.over:
            job.cancel()
    for entry in opened:
        RUNS.close(entry.token)


@pytest.fixture(autouse=True)
def _work_is_done_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "shell" in request.path.parts:
        return
    monkeypatch.setattr(watching, "LEAST", 0)
    for module, name, read in READ_ONCE:
        monkeypatch.setattr(module, name, read)
    begin_course, original = watching._start, long_work.result

    def start(key: Hashable, label: str, begin: Callable[[], Any], unit: str, *, paced: bool) -> None:
        visit, asked = session(), (key, *made_from(begin))
        if asked in _courses and key not in visit.courses and ended(_courses[asked][0]):
            job, course = _courses[asked]

            def at_its_end(report: Report) -> None:
                report(job.done, job.total)

            visit.courses[key] = list(course)
            visit.jobs[key] = shared_work.course_workers().start(label, at_its_end, unit=unit)
            visit.jobs[key].wait(5)
            SHOWN.add(visit.jobs[key])
            return
        begin_course(key, label, begin, unit, paced=paced)
        kept(_courses, asked, (visit.jobs[key], visit.courses[key]))

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

    monkeypatch.setattr(watching, "_start", start)
    monkeypatch.setattr(long_work, "result", result)


@pytest.fixture
def little_context(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Few places and words around them, for pages and their Python alike; no other visit is given what comes of it."""
    monkeypatch.setattr(contextuality, "REACH", 6)
    monkeypatch.setattr(word_places, "REACH", 6)
    monkeypatch.setattr(pseudowords, "MOST", 60)
    results = shared_contexts.contextuality, shared_contexts.pseudoword, shared_contexts.word_places
    for one in results:
        one.clear()
    yield
    for one in results:
        one.clear()


@pytest.fixture(scope="session", autouse=True)
def _a_visit_costs_what_its_page_costs() -> Iterator[None]:
    """A visit in a test is the start of a server, and asks a thousand times a second whether its page is drawn.

    So the descriptions of all installed packages are read once instead of at each start, each script is compiled once
    instead of at each run, what stands for the server is made once, and the end of the thread that draws is waited for.
    """
    from streamlit.components.v2 import manifest_scanner
    from streamlit.runtime.scriptrunner.script_cache import ScriptCache
    from streamlit.testing.v1 import app_test, local_script_runner

    found, compiled = manifest_scanner.scan_component_manifests(), ScriptCache()
    server = app_test.MagicMock(spec=app_test.Runtime)
    asked_until_drawn = local_script_runner.require_widgets_deltas

    def waited_until_drawn(runner: Any, timeout: float) -> None:
        runner._script_thread.join(timeout)
        asked_until_drawn(runner, timeout)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda **_: found)
        patch.setattr(local_script_runner, "require_widgets_deltas", waited_until_drawn)
        patch.setattr(app_test, "MagicMock", lambda **_: server)
        for module in (app_test, local_script_runner):
            patch.setattr(module, "ScriptCache", lambda: compiled)
        yield
