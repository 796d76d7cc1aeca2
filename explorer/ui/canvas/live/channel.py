"""
The WebSocket between one run and one browser: orders up, frames down.

Before a connection is accepted, its token must be that of a run and its page must come from this
very server.  Messages are small and few; one that cannot be read closes its own socket only.
"""

import asyncio
import json
import math
import time
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit as st
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from explorer.errors import ExplorerError
from explorer.figures.film import film
from explorer.figures.live import Cursor, View
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas.live.registry import Entry

LARGEST_MESSAGE: Final = 4096  # characters
MESSAGES_A_SECOND: Final = 60.0
BURST: Final = 120.0
UNANSWERED: Final = 3  # frames sent ahead of a slow browser
REFUSED, GARBLED, TOO_MANY = 4403, 4400, 4429
MOST_VIEWERS: Final = 16  # sockets on one run: a visit opens one, a page that is loaded anew a second
LARGEST_NUMBER: Final = 2**53  # that a browser holds to the digit
NO_ORDER: Final = (ValueError, KeyError, TypeError, RecursionError, OverflowError)  # what a garbled message raises
MOST_PROBES: Final = 8
MOST_SHOWN: Final = 1000
MOST_ROWS: Final = 48
MOST_PAIRS: Final = 6


async def live(websocket: WebSocket) -> None:
    """Serve one browser until it leaves."""
    from explorer.ui.canvas.live.registry import RUNS  # looked up anew: a development server reloads modules

    entry = RUNS.get(websocket.path_params["token"])
    if entry is None or not is_same_origin(websocket):
        await websocket.close(REFUSED)
        return
    if entry.viewers >= MOST_VIEWERS:
        await websocket.close(TOO_MANY)
        return
    entry.viewers += 1  # before the first await, so that a crowd that comes at once is counted
    try:
        await websocket.accept()
        await Viewer(websocket, entry).serve()
    finally:
        entry.viewers -= 1
        entry.visited_at = time.monotonic()
        if not entry.viewers:
            entry.run.pause()


def is_same_origin(websocket: WebSocket) -> bool:
    """Whether the page that opens the socket was served by the host it connects to."""
    origin = websocket.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == websocket.headers.get("host")


class Viewer:
    """One open socket."""

    def __init__(self, websocket: WebSocket, entry: Entry) -> None:
        self._socket = websocket
        self._run, self._picture = entry.run, entry.picture
        self._cursor, self._view = Cursor(), View()
        self._news = asyncio.Event()
        self._sent = self._received = 0
        self._entry = entry
        self._film_wanted = False
        self._behind = False  # a frame was held back because the browser is slow
        self._answer: dict[str, object] | None = None  # the order to be answered at once
        self._allowance, self._counted_at = BURST, time.monotonic()

    async def serve(self) -> None:
        """Send and receive until either side ends."""
        loop = asyncio.get_running_loop()

        def notice() -> None:
            loop.call_soon_threadsafe(self._news.set)

        self._run.watch(notice)
        tasks = [asyncio.create_task(self._receive()), asyncio.create_task(self._send())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except WebSocketDisconnect:
            pass
        finally:
            self._run.unwatch(notice)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self) -> None:
        frame = self._picture.hello()
        self._news.set()
        while self._socket.application_state == WebSocketState.CONNECTED:
            await self._socket.send_bytes(frame)
            frame = await self._next_frame()
            if self._run.closed:
                await self._close(REFUSED)

    async def _next_frame(self) -> bytes:
        while True:
            await self._news.wait()
            self._news.clear()
            self._behind = self._answer is None and self._sent - self._received >= UNANSWERED
            if not self._behind:  # otherwise its next receipt wakes us
                break
        if self._film_wanted:
            self._film_wanted = False
            self._news.set()  # there may be news besides
            return await asyncio.to_thread(film_of, self._entry, self._view)
        if self._answer is not None:
            answer, self._answer = self._answer, None
            self._news.set()  # the picture follows
            frame = self._picture.answer(answer)
        else:
            frame = await asyncio.to_thread(self._picture.frame, self._cursor, self._view)
        self._sent = self._cursor.frames
        return frame

    async def _receive(self) -> None:
        while True:
            received = await self._socket.receive()
            if received["type"] == "websocket.disconnect":
                return
            text = received.get("text") or ""
            now = time.monotonic()
            self._allowance = min(BURST, self._allowance + (now - self._counted_at) * MESSAGES_A_SECOND) - 1
            self._counted_at = now
            if self._allowance < 0:
                await self._close(TOO_MANY)
                return
            order = 0
            try:
                message = json.loads(text if len(text) <= LARGEST_MESSAGE else "")
                if message["op"] == "got":
                    self._received = whole(message["n"])
                    if self._behind:
                        self._news.set()
                    continue
                order = whole(message.get("id", 0))
                self._answer = {"id": order}
                if message["op"] == "film":
                    self._film_wanted = True
                    self._news.set()
                    continue
                self._view = obey(self._run, message) or self._view
            except ExplorerError as error:
                self._answer = {"id": order, "trouble": str(error)}
            except NO_ORDER:
                await self._close(GARBLED)
                return
            self._news.set()

    async def _close(self, code: int) -> None:
        if self._socket.application_state == WebSocketState.CONNECTED:
            await self._socket.close(code)


def obey(run: LiveRun, message: dict[str, Any]) -> View | None:
    """Carry out one order of a browser; the view it asks for, if it is about that.

    Raises
    ------
    ValueError, KeyError, TypeError, OverflowError
        If there is no such order, or its values are not of its form.
    ExplorerError
        If a value is out of range.
    """
    match message["op"]:
        case "play":
            run.play()
        case "pause":
            run.pause()
        case "step":
            run.step(whole(message["n"]))
        case "reset":
            run.reset()
        case "speed":
            run.set_speed(math.inf if message["value"] is None else float(message["value"]))
        case "rate":
            run.set_rate(float(message["value"]))
        case "one_by_one":
            run.look_closely(truth(message["value"]))
        case "rewind":
            run.rewind(whole(message["step"]))
        case "look":
            return view_of(message, len(run.corpus.vocabulary))
        case unknown:
            raise ValueError(unknown)
    return None


def whole(value: object) -> int:
    """The number itself; everything else, and what no browser can count to, raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_NUMBER:
        raise ValueError(value)
    return value


def truth(value: object) -> bool:
    """The truth value itself; everything else raises ValueError."""
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def film_of(entry: Entry, view: View) -> bytes:
    """The birth of the map that the viewer looks at."""
    return film(entry.run.checkpoints.kept, view.matrix, view.shown, onto=entry.picture.coordinates(view))


def view_of(message: dict[str, Any], V: int) -> View:
    """What the browser wants to look at, checked: ids below V, no more than is reasonable.

    Raises
    ------
    ValueError
        If it is not of that form.
    """

    def words(ids: list[object], most: int) -> tuple[int, ...]:
        chosen = tuple(whole(word) for word in ids)
        if len(chosen) > most or any(not 0 <= word < V for word in chosen):
            raise ValueError(ids)
        return chosen

    if message["matrix"] not in {"v", "u", "mean"}:
        raise ValueError(message["matrix"])
    analogy = words(message.get("analogy") or [], 3)
    if len(analogy) not in {0, 3}:
        raise ValueError(analogy)
    watched = words(message.get("pairs") or [], 2 * MOST_PAIRS)
    return View(
        matrix=message["matrix"],
        shown=max(2, min(whole(message["shown"]), MOST_SHOWN)),
        probes=words(message.get("probes") or [], MOST_PROBES),
        pairs=tuple(zip(watched[::2], watched[1::2], strict=True)),
        rows=words(message.get("rows") or [], MOST_ROWS),
        at=None if message.get("at") is None else whole(message["at"]),
        analogy=(analogy[0], analogy[1], analogy[2]) if analogy else None,
    )


def path() -> str:
    """Where the channel is, below the server's address."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/live" if base else "/live"


ROUTES: Final = [WebSocketRoute(path() + "/{token}", live)]
