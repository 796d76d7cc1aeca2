"""Messages of the live channel that are lost, or come twice: every order is obeyed once, and the picture becomes right.

The other half of it, what a browser does, is in tests/browser/canvas/test_wire.py.
"""

import asyncio
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from explorer.ui.canvas import sockets
from explorer.ui.canvas.live import channel, registry
from explorer.ui.canvas.live.conversation import Conversation
from explorer.ui.canvas.live.registry import RUNS, Entry
from tests.live_runs import new_run
from tests.socket_end import Browser, talk, until

LOST = DOUBLED = 0.15  # far more than 1%, so that all of it happens in a quick test


class Lossy(Browser):
    """A browser behind something that loses messages both ways and sends some twice; what arrives is acted on once."""

    def __init__(self, token: str, draw: random.Random) -> None:
        super().__init__(token)
        self.draw, self.losses = draw, 0
        self.arrived: list[dict[str, Any]] = []

    def times(self) -> int:
        """How often a message arrives."""
        chance = self.draw.random()
        self.losses += chance < LOST
        return 0 if chance < LOST else 2 if chance < LOST + DOUBLED else 1

    async def note(self, message: Any) -> None:
        if message["type"] != "websocket.send":
            await super().note(message)
            return
        for _ in range(self.times()):
            await super().note(message)
            header = self.headers[-1]
            if header.get("n", 0) > self.got:  # as wire.js: what comes twice is shown once
                self.arrived.append(header)
            if "n" in header:
                self.got = max(self.got, header["n"])
                self.say(op="got", n=header["n"])

    def send(self, text: str) -> None:
        for _ in range(self.times()):
            super().send(text)

    async def order(self, number: int, **order: object) -> None:
        """Give an order, and again until it is answered."""
        while not any(header.get("answer", {}).get("id") == number for header in self.headers):
            self.say(**order, id=number)
            for _ in range(20):
                await asyncio.sleep(0.001)


@pytest.fixture
def entry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Entry]:
    monkeypatch.setattr(channel, "LOST_AFTER", 0.02)
    monkeypatch.setattr(sockets, "BURST", 100_000.0)  # what is given again so soon is no flood
    monkeypatch.setattr(registry, "SWEEP", 0.05)
    entry = RUNS.open(new_run(), "a visit")
    yield entry
    RUNS.close(entry.token)


def test_every_order_is_obeyed_once_and_the_last_picture_is_right(entry: Entry) -> None:
    browser = Lossy(entry.token, random.Random(7))

    async def conversation() -> None:
        await browser.order(1, op="look", matrix="v", shown=5)
        for number in range(2, 22):
            await browser.order(number, op="step", n=1)
        await until(lambda: entry.run.moment.steps_done == 20)
        await browser.order(22, op="look", matrix="u", shown=6)
        await until(lambda: any(one["step"] == 20 and "map" in one for one in browser.arrived))

    talk(channel.live, browser, conversation)
    assert browser.losses > 8
    assert entry.run.moment.steps_done == 20


def test_an_order_that_comes_twice_is_obeyed_once_and_answered_twice(entry: Entry) -> None:
    conversation = Conversation(entry.run)
    for _ in range(2):
        conversation.hear({"op": "rate", "value": -1, "id": 1})
        frame = conversation.say()
        told = json.loads(frame[4 : 4 + int.from_bytes(frame[:4], "little")])
        assert told["answer"]["id"] == 1
        assert "learning rate" in told["answer"]["trouble"], "the sentence too"


def test_after_a_frame_that_was_lost_the_next_is_whole(entry: Entry) -> None:
    conversation = Conversation(entry.run)

    def picture_at(step: int) -> dict[str, Any]:
        """The header of the frame after so many steps."""
        entry.run.step(step - entry.run.moment.steps_done)
        asyncio.run(until(lambda: entry.run.moment.steps_done == step))
        frame = conversation.say()
        told: dict[str, Any] = json.loads(frame[4 : 4 + int.from_bytes(frame[:4], "little")])
        return told

    conversation.hear({"op": "look", "matrix": "v", "shown": 5, "id": 1})
    conversation.say()  # the answer
    first, arrived = picture_at(6), picture_at(8)
    assert (first["curve"][1], arrived["curve"][1]) == (0, 5), "from the sixth point of the curve on"
    conversation.miss()
    whole = picture_at(9)
    assert whole["curve"][1] == 0
    assert (first["n"], arrived["n"], whole["n"]) == (1, 2, 3), "and the count of frames goes on"
