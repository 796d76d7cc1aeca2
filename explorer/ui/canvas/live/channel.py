"""
The WebSocket between one run and one browser: orders up, frames down.

A connection is accepted only if its token is that of a run and its page comes from this server. Messages are few and
small; one that cannot be read closes only its own socket.
"""

import asyncio
import time
from contextlib import suppress
from typing import Any, Final

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketState

from explorer.ui.canvas import sockets
from explorer.ui.canvas.live.conversation import NO_ORDER, Conversation, whole
from explorer.ui.canvas.live.registry import Entry
from explorer.ui.canvas.sockets import (
    REFUSED,
    TOO_MANY,
    UNANSWERED,
    is_same_origin,
)
from explorer.ui.shell.tally import TALLY

LOST_AFTER: Final = 3.0  # seconds without a receipt after which a frame counts as lost, and all is sent again;
LONGEST_PATIENCE: Final = 60.0  # doubled each time, up to this, for a browser that stays silent
MOST_VIEWERS: Final = 16  # sockets per run: a visit opens one, a reloaded page a second one


async def live(websocket: WebSocket) -> None:
    """Serve one browser until it leaves."""
    from explorer.ui.canvas.live.registry import RUNS  # imported here, because a development server reloads modules

    entry = RUNS.get(websocket.path_params["token"])
    if entry is None or not is_same_origin(websocket):
        await websocket.close(REFUSED)
        return
    if entry.viewers >= MOST_VIEWERS:
        TALLY.refused("socket")
        await websocket.close(TOO_MANY)
        return
    entry.viewers += 1  # before the first await, so that simultaneous viewers are all counted
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
        self._stirred = asyncio.Event()  # an order has come, or what was being made is made
        self._sent = self._received = 0
        self._sent_at, self._patience = time.monotonic(), LOST_AFTER
        self._behind = False  # a frame was held back because the browser is slow

    async def serve(self) -> None:
        """Send and receive until either side ends."""
        loop = asyncio.get_running_loop()

        def notice() -> None:
            loop.call_soon_threadsafe(self._news.set)

        self._run.watch(notice)
        try:
            await sockets.until_one_ends(sockets.listen(self._socket, self._hear, NO_ORDER), self._send())
        finally:
            self._run.unwatch(notice)
            self._conversation.end()

    async def _send(self) -> None:
        frame = self._conversation.hello()
        self._news.set()
        while self._socket.application_state == WebSocketState.CONNECTED:
            await self._socket.send_bytes(frame)
            frame = await self._next_frame()
            if self._run.closed:
                await sockets.close(self._socket, REFUSED)

    async def _next_frame(self) -> bytes:
        while True:
            with suppress(TimeoutError):  # not by `wait_for`, which until Python 3.12 may lose that it was cancelled
                async with asyncio.timeout(self._until_lost()):
                    await self._news.wait()
            self._news.clear()
            if self._until_lost() == 0:
                self._conversation.miss()
                self._patience = min(2 * self._patience, LONGEST_PATIENCE)
                self._behind = False
                break
            self._behind = not self._conversation.owes_more and self._sent - self._received >= UNANSWERED
            if not self._behind:  # otherwise its next receipt wakes us
                break
        if reply := self._conversation.reply():
            self._news.set()  # the picture follows
            return reply
        more = self._conversation.owes_more
        frame = await self._made()
        if more:
            self._news.set()  # there may be other news
        if self._conversation.cursor.frames > self._sent:
            self._sent, self._sent_at = self._conversation.cursor.frames, time.monotonic()
        return frame

    async def _made(self) -> bytes:
        """The next picture; orders are answered while it is made, as with many visitors that may take a while."""
        making = asyncio.get_running_loop().run_in_executor(None, self._conversation.picture)
        making.add_done_callback(lambda _: self._stirred.set())
        overtaken = False
        try:
            while not making.done():
                await self._stirred.wait()
                self._stirred.clear()
                if reply := self._conversation.reply():
                    await self._socket.send_bytes(reply)
                    overtaken = True
        finally:
            making.cancel()
        return self._conversation.up_to_date(making.result()) if overtaken else making.result()

    def _until_lost(self) -> float | None:
        """Seconds until the last frame counts as lost; None if it was received."""
        if self._sent <= self._received:
            return None
        return max(0.0, self._sent_at + self._patience - time.monotonic())

    def _hear(self, message: Any) -> None:  # noqa: ANN401 - whatever a browser sends
        if message["op"] != "got":
            self._conversation.hear(message)
            self._news.set()
            self._stirred.set()
            return
        number = whole(message["n"])
        if number > self._received + 1:  # a frame or a receipt in between was lost: the next frame sends all again
            self._conversation.miss()
            self._news.set()
        self._received, self._patience = max(self._received, number), LOST_AFTER
        if self._behind:
            self._news.set()


def path() -> str:
    """The address of the channel, below the server's address."""
    return sockets.path("live")


def routes() -> list[WebSocketRoute]:
    """The channel's route, for the server."""
    return [WebSocketRoute(path() + "/{token}", live)]
