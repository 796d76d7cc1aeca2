"""A browser that sends nothing for ten minutes: it is not buried, keeps its run, and sees all when it wakes."""

import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from explorer.ui.canvas.live import channel, registry
from explorer.ui.canvas.live.registry import RUNS, Entry, Registry
from explorer.ui.canvas.sockets import UNANSWERED
from tests.socket_end import talk, until
from tests.ui.canvas.test_live_channel import Browser, new_run

TEN_MINUTES = 600.0


@pytest.fixture
def entry() -> Iterator[Entry]:
    entry = RUNS.open(new_run(), "a visit")
    yield entry
    RUNS.close(entry.token)


def test_frames_are_held_back_while_it_is_silent_and_all_is_told_when_it_wakes(
    entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, late, told = Browser(entry.token), [0.0], [0]
    clock = time.monotonic
    monkeypatch.setattr(channel, "time", SimpleNamespace(monotonic=lambda: clock() + late[0], sleep=time.sleep))

    async def conversation() -> None:
        browser.say(op="look", matrix="v", shown=5, id=1)
        for step in range(1, 10):
            entry.run.step(1)
            await until(lambda step=step: entry.run.moment.steps_done == step)
        silent = [header for header in browser.headers if "n" in header]
        assert len(silent) <= UNANSWERED + 1, "two for the look and the first, then no more than may be on their way"
        told[0] = max(header["n"] for header in silent)
        late[0] = TEN_MINUTES
        browser.keeps_up()
        browser.say(op="step", n=1, id=2)
        await until(lambda: any(header.get("step") == 10 and "n" in header for header in browser.headers))

    talk(channel.live, browser, conversation)
    woken = [header for header in browser.headers if header.get("n", 0) > told[0]]
    assert any(header["curve"][1] == 0 for header in woken if "map" in header), "whole: the curve from its first point"


def test_its_run_is_kept_as_long_as_its_socket_or_its_tab_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, late, here = time.monotonic, [0.0], {"tab": True}
    monkeypatch.setattr(registry, "time", SimpleNamespace(monotonic=lambda: clock() + late[0], sleep=time.sleep))
    runs = Registry(lambda visit: here[visit])
    by_tab, by_socket = runs.open(new_run(), "tab"), runs.open(new_run(), "tab")
    by_socket.viewers = 1
    late[0] = TEN_MINUTES
    runs.sweep()
    assert len(runs) == 2
    here["tab"] = False
    late[0] = 2 * TEN_MINUTES
    runs.sweep()
    assert runs.get(by_tab.token) is None, "the tab is closed"
    assert runs.get(by_socket.token) is by_socket
    runs.close(by_socket.token)
