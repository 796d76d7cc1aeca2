"""Pages are drawn a few at a time; one that only waits lets others be drawn."""

import threading

from explorer.ui.shell import drawing
from explorer.ui.shell.cache import shared_work
from explorer.ui.shell.turns import aside, place_of_thread
from tests.conftest import ROOT
from tests.waiting import until


def test_two_pages_are_drawn_at_a_time_and_the_next_when_one_of_them_waits() -> None:
    drawn, over, waits = [], threading.Event(), threading.Event()

    def draw(page: int) -> None:
        with drawing.in_turn():
            drawn.append(page)
            waits.wait(5)
            with aside():
                over.wait(5)

    turns = shared_work.drawn()
    turns._patience, patience = 60.0, turns._patience
    try:
        threads = [threading.Thread(target=draw, args=(page,)) for page in range(turns._at_once + 1)]
        for thread in threads:
            thread.start()
        until(lambda: turns.crowd == 1)
        assert len(drawn) == turns._at_once
        waits.set()
        until(lambda: len(drawn) == len(threads))
    finally:
        waits.set()
        over.set()
        for thread in threads:
            thread.join()
        turns._patience = patience
    assert place_of_thread() is None


def test_the_app_draws_each_page_in_turn() -> None:
    script = (ROOT / "app.py").read_text(encoding="utf-8")
    assert "drawing.in_turn():\n        page.run()" in script
