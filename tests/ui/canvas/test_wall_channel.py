"""The socket of the class wall: who is let in, what is shown and how soon, and that it ends with the class."""

import asyncio
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from explorer.figures import class_wall
from explorer.lessons.wall import Mark
from explorer.text import corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas import sockets
from explorer.ui.canvas.live.registry import RUNS
from explorer.ui.canvas.wall import channel
from explorer.ui.canvas.wall.classes import CLASSES
from tests.live_runs import TEXT, unpack
from tests.socket_end import Browser, talk, until


class Wall(Browser):
    """A browser that acknowledges what it gets unless it is slow."""

    def __init__(self, token: str, *, origin: str | None = "http://here:1", slow: bool = False) -> None:
        super().__init__(token, origin=origin)
        self.slow = slow

    async def note(self, message: Any) -> None:
        await super().note(message)
        if message["type"] == "websocket.send" and not self.slow:
            self.say(op="got", n=self.headers[-1]["n"])


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "BETWEEN_FRAMES", 0.01)
    monkeypatch.setattr(channel, "BETWEEN_PICTURES", 0.05)


@pytest.fixture
def token() -> Iterator[str]:
    token = CLASSES.open("teacher", "One update by hand")
    yield token
    CLASSES.close(token)


def seat(token: str, name: str = "Ana") -> str:
    return CLASSES.join(CLASSES.seen(token).code, name)


@pytest.mark.parametrize(("guessed", "origin"), [(True, "http://here:1"), (False, "http://elsewhere"), (False, None)])
def test_strangers_are_refused_before_they_are_let_in(token: str, guessed: bool, origin: str | None) -> None:
    browser = Wall("guessed" if guessed else token, origin=origin)
    asyncio.run(channel.wall(browser.socket))
    assert [message["type"] for message in browser.down] == ["websocket.close"]
    assert browser.code == sockets.REFUSED


def test_the_code_opens_no_wall(token: str) -> None:
    browser = Wall(CLASSES.seen(token).code)
    asyncio.run(channel.wall(browser.socket))
    assert browser.code == sockets.REFUSED


def test_members_come_on_the_wall_as_they_move(token: str) -> None:
    browser = Wall(token)

    async def conversation() -> None:
        await until(lambda: bool(browser.frames))
        assert browser.headers[0]["members"] == []
        ana = seat(token)
        await until(lambda: len(browser.headers[-1]["members"]) == 1)
        CLASSES.tell(ana, Mark("One update by hand", 3, "rw-", 2))
        await until(lambda: browser.headers[-1]["members"][0]["step"] == 3)
        (told,) = browser.headers[-1]["members"]
        assert (told["name"], told["steps"], told["tries"], told["here"]) == ("Ana", "rw-", 2, False)
        CLASSES.leave(ana)
        await until(lambda: browser.headers[-1]["members"] == [])

    talk(channel.wall, browser, conversation)
    assert browser.code is None
    assert CLASSES.watchers(token) == 0


def test_it_ends_with_the_class(token: str) -> None:
    browser = Wall(token)

    async def conversation() -> None:
        await until(lambda: bool(browser.frames))
        CLASSES.close(token)
        await until(lambda: browser.code is not None)

    talk(channel.wall, browser, conversation)
    assert browser.code == sockets.REFUSED


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"op":"play"}', '{"op":"got","n":"1"}', "x" * 5000, "[" * 4000])
def test_a_wall_says_nothing_but_receipts(token: str, text: str) -> None:
    browser = Wall(token)

    async def conversation() -> None:
        await until(lambda: bool(browser.frames))
        browser.send(text)
        await until(lambda: browser.code is not None)

    talk(channel.wall, browser, conversation)
    assert browser.code == sockets.GARBLED


def test_one_class_has_so_many_walls(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "MOST_WALLS", 1)
    first, second = Wall(token), Wall(token)

    async def conversation() -> None:
        await until(lambda: bool(first.frames))
        await channel.wall(second.socket)

    talk(channel.wall, first, conversation)
    assert second.code == sockets.TOO_MANY


def test_a_slow_browser_is_not_flooded(token: str) -> None:
    browser = Wall(token, slow=True)

    async def conversation() -> None:
        ana = seat(token)
        for step in range(1, 30):
            CLASSES.tell(ana, Mark("A lesson", step, "-" * 30))
            await asyncio.sleep(0.01)
        assert len(browser.frames) == sockets.UNANSWERED
        browser.slow = False
        browser.say(op="got", n=browser.headers[-1]["n"])
        await until(lambda: browser.headers[-1]["members"][0]["step"] == 29)

    talk(channel.wall, browser, conversation)


def test_runs_are_shown_as_small_maps_and_one_band(token: str) -> None:
    text = corpus.from_text(TEXT, name="tale")
    entries = [
        RUNS.open(LiveRun(text, SGNSSettings(dim=4, batch=4, seed=seed), RUNS.turns), "a visit") for seed in (1, 2)
    ]
    for number, entry in enumerate(entries):
        entry.run.step(20)
        CLASSES.tell(seat(token, f"m{number}"), Mark(run=entry.token))
    browser = Wall(token)

    def at_the_end(frame: dict[str, Any]) -> bool:
        return "band" in frame and [told[0] for told in frame["runs"].values()] == [20, 20]

    async def conversation() -> None:
        await until(lambda: any(map(at_the_end, browser.headers)))

    talk(channel.wall, browser, conversation)
    for entry in entries:
        RUNS.close(entry.token)
    frames = [unpack(frame) for frame in browser.frames]
    header, arrays = next(frame for frame in reversed(frames) if "band" in frame[0])
    assert {number: told[:2] for number, told in header["runs"].items()} == {"1": [20, 1], "2": [20, 2]}
    assert (header["band"]["runs"], header["band"]["seeds"], header["band"]["others"]) == (2, 2, 0)
    curves = [entry.run.moment.curve.points[1] for entry in entries]
    median = arrays["band"].reshape(5, -1)[2]
    assert arrays["band steps"][-1] == 20
    assert np.allclose(median, np.median(curves, axis=0))
    maps = [arrays["map 1"] for _, arrays in frames if "map 1" in arrays]
    words = len(text.vocabulary.words)
    assert maps[-1].size == 2 * min(words, class_wall.WORDS)
    late = [header["maps"] for header, _ in frames if header.get("runs", {}).get("1", [0])[0] == 20]
    assert sum("1" in sent for sent in late) <= 2, "a run that stands still is not sent again"
