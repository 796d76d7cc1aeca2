"""Pages are drawn one at a time, and two parts of pages beside them; one that only waits lets others be drawn."""

import threading
import time
from contextlib import nullcontext
from unittest.mock import Mock

import pytest
from streamlit.runtime.scriptrunner import ScriptRunner

from explorer.ui.shell import drawing, streamlit_private
from explorer.ui.shell.cache import shared_work
from explorer.ui.shell.turns import aside, place_of_thread
from tests.conftest import ROOT
from tests.waiting import until


@pytest.mark.parametrize("part", [False, True])
def test_one_page_and_two_parts_are_drawn_at_a_time_and_the_next_when_one_waits(part: bool) -> None:
    drawn, over, waits = [], threading.Event(), threading.Event()

    def draw(visit: str) -> None:
        with drawing.in_turn(visit, part=part):
            drawn.append(visit)
            waits.wait(5)
            with aside():
                over.wait(5)

    turns = shared_work.parts() if part else shared_work.pages()
    turns._patience, patience = 60.0, turns._patience
    try:
        threads = [threading.Thread(target=draw, args=(f"Visitor {k}",)) for k in range(turns.at_once + 1)]
        for thread in threads:
            thread.start()
        until(lambda: turns.crowd == 1)
        assert len(drawn) == turns.at_once == (2 if part else 1)
        with drawing.in_turn("Eve", part=not part):  # which waits for neither
            pass
        waits.set()
        until(lambda: len(drawn) == len(threads))
    finally:
        waits.set()
        over.set()
        for thread in threads:
            thread.join()
        turns._patience = patience
    assert place_of_thread() is None


def test_a_page_that_waits_long_is_not_put_back() -> None:
    """Work that nobody has looked at for a while can wait; a page that has waited for a while cannot."""
    pages = shared_work.pages()
    with drawing.in_turn("Ann", part=False):
        place = place_of_thread()
        assert place is not None
        assert place._turns is pages
        assert place.is_seen(time.monotonic() + 3600)


def test_each_run_of_a_page_is_within_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    ran, asked = [], []
    monkeypatch.setattr(ScriptRunner, "_run_script", lambda page, run: ran.append((page, run)))

    def in_turn(visit: str, *, part: bool) -> nullcontext[None]:
        asked.append((visit, part))
        return nullcontext()

    streamlit_private.draw_within(in_turn)
    page, whole, some = Mock(_session_id="Ann"), Mock(fragment_id_queue=[]), Mock(fragment_id_queue=["bar"])
    ScriptRunner._run_script(page, whole)
    ScriptRunner._run_script(page, some)
    assert ran == [(page, whole), (page, some)]
    assert asked == [("Ann", False), ("Ann", True)]
    assert "streamlit_private.draw_within(drawing.in_turn)" in (ROOT / "app.py").read_text(encoding="utf-8")
