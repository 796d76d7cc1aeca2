"""
The WebSocket between one run and one browser: orders up, frames down.

Before a connection is accepted, its token must be that of a run and its page must come from this
very server.  Messages are small and few; one that cannot be read closes its own socket only.
"""

import asyncio
import time
from typing import Final

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from explorer.ui.canvas import sockets
from explorer.ui.canvas.live.conversation import NO_ORDER, Conversation, whole
from explorer.ui.canvas.live.registry import Entry
from explorer.ui.canvas.sockets import (
    GARBLED,
    REFUSED,
    TOO_MANY,
    UNANSWERED,
    Allowance,
    is_same_origin,
    message_of,
)
from explorer.ui.shell.tally import TALLY

MOST_VIEWERS: Final = 16  # sockets on one run: a visit opens one, a page that is loaded again a second


async def live(websocket: WebSocket) -> None:
    """Serve one browser until it leaves."""
    from explorer.ui.canvas.live.registry import RUNS  # looked up again: a development server reloads modules

    entry = RUNS.get(websocket.path_params["token"])
    if entry is None or not is_same_origin(websocket):
        await websocket.close(REFUSED)
        return
    if entry.viewers >= MOST_VIEWERS:
        TALLY.refused("socket")
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


class Viewer:
    """One open socket."""

    def __init__(self, websocket: WebSocket, entry: Entry) -> None:
        self._socket = websocket
        self._run, self._conversation = entry.run, Conversation(entry.run)
        self._news = asyncio.Event()
        self._sent = self._received = 0
        self._behind = False  # a frame was held back because the browser is slow
        self._allowance = Allowance()

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
            self._conversation.end()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self) -> None:
        frame = self._conversation.hello()
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
            self._behind = not self._conversation.owes_more and self._sent - self._received >= UNANSWERED
            if not self._behind:  # otherwise its next receipt wakes us
                break
        if self._conversation.owes_answer:
            frame = self._conversation.say()
            self._news.set()  # the picture follows
        else:
            more = self._conversation.owes_more
            frame = await asyncio.to_thread(self._conversation.say)
            if more:
                self._news.set()  # there may be news besides
        self._sent = self._conversation.cursor.frames
        return frame

    async def _receive(self) -> None:
        while True:
            received = await self._socket.receive()
            if received["type"] == "websocket.disconnect":
                return
            if not self._allowance.takes_one():
                await self._close(TOO_MANY)
                return
            try:
                message = message_of(received.get("text") or "")
                if message["op"] == "got":
                    self._received = whole(message["n"])
                    if self._behind:
                        self._news.set()
                    continue
                self._conversation.hear(message)
            except NO_ORDER:
                await self._close(GARBLED)
                return
            self._news.set()

    async def _close(self, code: int) -> None:
        if self._socket.application_state == WebSocketState.CONNECTED:
            await self._socket.close(code)


def path() -> str:
    """Where the channel is, below the server's address."""
    return sockets.path("live")


def routes() -> list[WebSocketRoute]:
    """The channel's route, for the server."""
    return [WebSocketRoute(path() + "/{token}", live)]
