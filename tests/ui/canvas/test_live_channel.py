"""The channel: who is let in, what is obeyed, what is thrown out; and how long a run lives."""

import asyncio
import threading
import time
from types import SimpleNamespace

import pytest
from starlette.routing import WebSocketRoute

from explorer.figures.live import View
from explorer.ui.canvas import sockets
from explorer.ui.canvas.live import channel, conversation, registry
from explorer.ui.canvas.live.registry import RUNS, Entry, Registry
from explorer.ui.shell.jobs import BusyError
from tests.live_runs import new_run
from tests.socket_end import Browser, talk, until


@pytest.fixture
def entry(monkeypatch: pytest.MonkeyPatch) -> Entry:
    monkeypatch.setattr(registry, "SWEEP", 0.05)
    entry = RUNS.open(new_run(), "a visit")
    yield entry
    RUNS.close(entry.token)


@pytest.mark.parametrize(
    ("token", "origin", "host"),
    [
        ("guessed", "http://here:1", "here:1"),
        (None, "http://elsewhere", "here:1"),
        (None, None, "here:1"),
        (None, "null", "here:1"),
        (None, "http://here:1.elsewhere", "here:1"),
    ],
)
def test_strangers_are_refused_before_they_are_let_in(entry: Entry, token: str, origin: str, host: str) -> None:
    browser = Browser(token or entry.token, origin=origin, host=host)
    asyncio.run(channel.live(browser.socket))
    assert [message["type"] for message in browser.down] == ["websocket.close"]
    assert browser.code == sockets.REFUSED


def test_tokens_cannot_be_guessed(entry: Entry) -> None:
    assert len(entry.token) >= 32  # 24 random bytes
    other = RUNS.open(new_run(), "another visit")
    assert other.token != entry.token
    RUNS.close(other.token)


def test_orders_are_answered(entry: Entry) -> None:
    browser = Browser(entry.token)

    async def conversation() -> None:
        await until(lambda: len(browser.headers) >= 2)
        assert browser.headers[0]["hello"]
        browser.say(op="step", n=3, id=1)
        await until(lambda: browser.headers[-1].get("step") == 3)
        assert {"id": 1} in [header.get("answer") for header in browser.headers]
        browser.say(op="got", n=max(header.get("n", 0) for header in browser.headers))
        browser.say(op="play", id=2)
        await until(lambda: {"id": 2} in [header.get("answer") for header in browser.headers])
        assert entry.run.playing
        browser.say(op="pause", id=3)
        await until(lambda: {"id": 3} in [header.get("answer") for header in browser.headers])
        assert not entry.run.playing

    talk(channel.live, browser, conversation)
    assert browser.code is None
    assert entry.viewers == 0


def test_each_order_is_answered_while_it_trains_flat_out(entry: Entry) -> None:
    browser = Browser(entry.token)

    async def conversation() -> None:
        browser.say(op="speed", value=None, id=0)
        for order in range(1, 21):
            browser.say(op="pause" if order % 2 else "play", id=order)
            await until(lambda order=order: {"id": order} in [header.get("answer") for header in browser.headers])
            assert entry.run.playing is (order % 2 == 0)

    talk(channel.live, browser, conversation)


def test_an_order_is_answered_while_a_picture_is_made(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture, begun before the order, comes after its answer, and does not say that the run stands still."""
    browser, begun, gate = Browser(entry.token), threading.Event(), threading.Event()
    made = conversation.Conversation.picture

    def slowly(self: conversation.Conversation) -> bytes:
        frame = made(self)
        begun.set()
        gate.wait(10)
        return frame

    monkeypatch.setattr(conversation.Conversation, "picture", slowly)

    async def talked() -> None:
        await until(begun.is_set)
        browser.say(op="speed", value=20, id=1)
        browser.say(op="play", id=2)
        await until(lambda: {"id": 2} in [header.get("answer") for header in browser.headers])
        assert not [header for header in browser.headers if "n" in header]
        gate.set()
        await until(lambda: any("n" in header for header in browser.headers))

    talk(channel.live, browser, talked)
    first = next(header for header in browser.headers if "n" in header)
    assert (first["step"], first["playing"], first["still"], first["speed"]) == (0, True, False, 20)
    assert [name for name, _, _ in first["arrays"]][-1:], "what it shows is still there"


def test_a_run_that_ends_lets_its_viewers_go(entry: Entry) -> None:
    browser = Browser(entry.token)

    async def conversation() -> None:
        await until(lambda: len(browser.headers) >= 2)
        RUNS.close(entry.token)
        await until(lambda: browser.code is not None)

    talk(channel.live, browser, conversation)
    assert browser.code == sockets.REFUSED


def test_leaving_pauses(entry: Entry) -> None:
    browser = Browser(entry.token)

    async def conversation() -> None:
        browser.say(op="play", id=1)
        await until(lambda: entry.run.playing)

    talk(channel.live, browser, conversation)
    assert not entry.run.playing
    assert RUNS.get(entry.token) is entry, "coming back finds it"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "null",
        '"play"',
        "{}",
        '{"op": "explode"}',
        '{"op": "step", "n": "3"}',
        '{"op": "step", "n": 1.5}',
        '{"op": "step", "n": true}',
        '{"op": "speed", "value": "fast"}',
        '{"op": "got", "n": []}',
        '{"op": "look", "matrix": "v", "shown": 3, "rows": [99999]}',
        '{"op": "look", "matrix": "v", "shown": 3, "at": "1"}',
        '{"op": "rewind", "step": null}',
        '{"op": "one_by_one", "value": 1}',
        '{"op": "look", "matrix": "w", "shown": 3}',
        '{"op": "look", "matrix": "v", "shown": 3, "probes": [99999]}',
        '{"op": "look", "matrix": "v", "shown": 3, "probes": [-1]}',
        '{"op": "look", "matrix": "v", "shown": 3, "analogy": [1, 2]}',
        '{"op": "look", "matrix": "v", "shown": 3, "pairs": [1]}',
        '{"op": "look", "matrix": "v", "shown": 3, "pairs": [1, 99999]}',
        '{"op": "look", "matrix": "v", "shown": 3, "pairs": [1,2,1,2,1,2,1,2,1,2,1,2,1,2]}',
        '{"op": "look", "matrix": "v", "shown": 3, "probes": [0,0,0,0,0,0,0,0,0]}',
        '{"op": "step", "n": 1, "x": "' + "x" * 5000 + '"}',
        "[" * 4000,
        '{"op": "speed", "value": 1' + "0" * 400 + "}",
        '{"op": "rate", "value": 1' + "0" * 400 + "}",
        '{"op": "step", "n": 1' + "0" * 400 + "}",
        '{"op": "rewind", "step": -1' + "0" * 400 + "}",
        '{"op": "look", "matrix": "v", "shown": 3, "at": 1' + "0" * 400 + "}",
        '{"op": "play", "id": NaN}',
        '{"op": "play", "id": Infinity}',
        '{"op": "play", "id": {}}',
    ],
)
def test_a_garbled_message_closes_its_own_socket_only(entry: Entry, text: str) -> None:
    garbled, sound = Browser(entry.token), Browser(entry.token)

    async def conversation() -> None:
        serving = asyncio.create_task(channel.live(garbled.socket))
        await until(lambda: len(garbled.headers) >= 2)
        garbled.send(text)
        await until(lambda: garbled.code is not None)
        await asyncio.wait_for(serving, 5)
        sound.say(op="step", n=1, id=9)
        await until(lambda: {"id": 9} in [header.get("answer") for header in sound.headers])

    talk(channel.live, sound, conversation)
    assert garbled.code == sockets.GARBLED
    assert sound.code is None


def test_bytes_instead_of_text_close_the_socket(entry: Entry) -> None:
    browser = Browser(entry.token)

    async def conversation() -> None:
        browser.up.put_nowait({"type": "websocket.receive", "bytes": b"\xff\x00"})
        await until(lambda: browser.code is not None)

    talk(channel.live, browser, conversation)
    assert browser.code == sockets.GARBLED


def test_a_value_out_of_range_is_answered_with_a_sentence(entry: Entry) -> None:
    browser = Browser(entry.token)

    async def conversation() -> None:
        browser.say(op="step", n=10**9, id=5)
        browser.say(op="rate", value=99, id=6)
        await until(lambda: sum("trouble" in (header.get("answer") or {}) for header in browser.headers) >= 1)

    talk(channel.live, browser, conversation)
    answers = [header["answer"] for header in browser.headers if header.get("answer")]
    assert any("learning rate must lie" in answer.get("trouble", "") for answer in answers)
    assert browser.code is None


def test_one_run_has_so_many_sockets(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "MOST_VIEWERS", 2)
    crowd = [Browser(entry.token) for _ in range(5)]

    async def conversation() -> None:
        serving = [asyncio.create_task(channel.live(browser.socket)) for browser in crowd]
        await until(lambda: sum(browser.code is not None for browser in crowd) == 3)
        assert {browser.code for browser in crowd} == {None, sockets.TOO_MANY}
        for browser in crowd:
            browser.leave()
        await asyncio.wait(serving, timeout=5)
        again = Browser(entry.token)
        serving = asyncio.create_task(channel.live(again.socket))
        await until(lambda: len(again.headers) >= 1)
        again.leave()
        await serving

    asyncio.run(conversation())
    assert entry.viewers == 0


def test_a_flood_is_cut_off(entry: Entry) -> None:
    browser = Browser(entry.token)

    async def conversation() -> None:
        for order in range(400):
            browser.say(op="pause", id=order)
        await until(lambda: browser.code is not None)

    talk(channel.live, browser, conversation)
    assert browser.code == sockets.TOO_MANY


def test_the_film_is_sent_on_request(entry: Entry) -> None:
    browser = Browser(entry.token)

    async def conversation() -> None:
        await until(lambda: len(browser.headers) >= 2)
        browser.say(op="step", n=30, id=1)
        await until(lambda: browser.keeps_up().get("step") == 30)
        browser.say(op="film", id=2)
        browser.say(op="step", n=1, id=3)
        await until(lambda: any("film" in header for header in browser.headers))
        await until(lambda: {"id": 3} in [header.get("answer") for header in browser.headers])
        await until(lambda: browser.keeps_up().get("step") == 31)  # the film did not take the place of news

    talk(channel.live, browser, conversation)
    (film,) = [header["film"] for header in browser.headers if "film" in header]
    assert film[:10] == list(range(10))


def test_a_slow_browser_is_not_buried_in_frames(entry: Entry) -> None:
    browser = Browser(entry.token)

    async def conversation() -> None:
        browser.say(op="play", id=1)
        published = entry.run.moment.number
        await until(lambda: entry.run.moment.number > published + 3 * sockets.UNANSWERED)
        assert len(browser.headers) <= sockets.UNANSWERED + 3
        seen = len(browser.headers)
        browser.say(op="got", n=max(header.get("n", 0) for header in browser.headers))
        await until(lambda: len(browser.headers) > seen)

    talk(channel.live, browser, conversation)


def test_views_are_cut_to_what_is_reasonable() -> None:
    asked = {"op": "look", "matrix": "u", "shown": 10**9, "probes": [1, 2], "analogy": [0, 1, 2]}
    view = conversation.view_of(asked, V=3)
    assert view == View(matrix="u", shown=conversation.MOST_SHOWN, probes=(1, 2), analogy=(0, 1, 2))


def test_the_route_is_one_websocket() -> None:
    (route,) = channel.routes()
    assert isinstance(route, WebSocketRoute)
    assert route.path == "/live/{token}"


def test_a_run_ends_with_its_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "GRACE", 0.05)
    monkeypatch.setattr(registry, "SWEEP", 0.02)
    visits, looks = {"mine"}, []

    def is_open(visit: str) -> bool:
        looks.append(visit)
        return visit in visits

    runs = Registry(is_open)
    entry = runs.open(new_run(), "mine")
    stop_at = time.monotonic() + 30
    while len(looks) < 10:
        assert time.monotonic() < stop_at
        time.sleep(0.01)
    assert runs.get(entry.token) is entry, "nobody watches, but the tab is open"
    visits.clear()
    while runs.get(entry.token):
        assert time.monotonic() < stop_at
        time.sleep(0.01)
    assert entry.run.closed
    while any(thread.name == "live-runs" for thread in threading.enumerate()):
        assert time.monotonic() < stop_at
        time.sleep(0.01)


def test_the_run_of_a_visit_that_is_over_stands_still_until_it_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, late, visits = time.monotonic, [0.0], {"mine"}
    monkeypatch.setattr(registry, "time", SimpleNamespace(monotonic=lambda: clock() + late[0], sleep=time.sleep))
    runs = Registry(visits.__contains__)
    entry = runs.open(new_run(), "mine")  # without a viewer: its browser has no socket
    entry.run.play()
    visits.clear()
    late[0] = 1.0
    runs.sweep()
    assert entry.run.playing, "a connection may break off for a moment"
    late[0] = 5.0
    runs.sweep()
    assert not entry.run.playing
    late[0] = 55.0
    runs.sweep()
    visits.add("mine")
    late[0] = 600.0
    runs.sweep()
    assert runs.get(entry.token) is entry, "as long as the visit is kept, its run is"
    runs.close(entry.token)


def test_a_reloaded_tab_takes_its_run_over_but_nobody_elses() -> None:
    visits = {"old"}
    runs = Registry(visits.__contains__)
    entry = runs.open(new_run(), "old")
    assert runs.take_over(entry.token, "new") is None, "the old tab is still open: this is a copy of it"
    visits.clear()
    entry.viewers = 1
    assert runs.take_over(entry.token, "new") is None
    entry.viewers = 0
    assert runs.take_over(entry.token, "new") is entry
    assert entry.visit == "new"
    assert runs.take_over("guessed", "new") is None
    runs.close(entry.token)


def test_there_is_room_for_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MOST_RUNS", 2)
    runs = Registry({"1", "2", "3", "4"}.__contains__)
    first, second = runs.open(new_run(), "1"), runs.open(new_run(), "2")
    second.viewers = 1
    third = runs.open(new_run(), "3")
    assert runs.get(first.token) is None, "the one nobody looked at for longest made room"
    assert first.run.closed
    third.viewers = 1
    with pytest.raises(BusyError, match="2 runs are being watched on this server"):
        runs.open(new_run(), "4")
    for entry in (second, third):
        runs.close(entry.token)
