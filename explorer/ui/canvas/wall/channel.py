"""
The WebSocket of a class wall: frames down, nothing but receipts up.

All that the wall shows comes from this server: the scripts of the members' pages report on them, and their runs are in
the registry. Only a page with the token of the class is let in, and only the teacher's page has it.
"""

import asyncio
import contextlib
from typing import Any, Final

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from explorer.figures.class_wall import Wall
from explorer.lessons.wall import Classes, Seen
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas import sockets
from explorer.ui.canvas.sockets import REFUSED, TOO_MANY, UNANSWERED
from explorer.ui.shell.streamlit_private import visit_is_open
from explorer.ui.shell.tally import TALLY

BETWEEN_FRAMES: Final = 0.2  # seconds
BETWEEN_PICTURES: Final = 1.0  # seconds
MOST_WALLS: Final = 8  # sockets per class: the projector, the teacher's desk, and reloaded pages
NO_RECEIPT: Final = (ValueError, KeyError, TypeError, RecursionError)


async def wall(websocket: WebSocket) -> None:
    """Serve one wall until it leaves or the class ends."""
    from explorer.ui.canvas.wall.classes import CLASSES  # imported here, because a development server reloads modules

    token = websocket.path_params["token"]
    if CLASSES.seen(token) is None or not sockets.is_same_origin(websocket):
        await websocket.close(REFUSED)
        return
    if CLASSES.watchers(token) >= MOST_WALLS:
        TALLY.refused("socket")
        await websocket.close(TOO_MANY)
        return
    await Viewer(websocket, CLASSES, token).serve()


class Viewer:
    """One open wall."""

    def __init__(self, websocket: WebSocket, classes: Classes, token: str) -> None:
        self._socket, self._classes, self._token = websocket, classes, token
        self._wall = Wall()
        self._news = asyncio.Event()
        self._received = asyncio.Event()
        self._got = 0

    async def serve(self) -> None:
        """Send and receive until either side ends."""
        loop = asyncio.get_running_loop()

        def notice() -> None:
            loop.call_soon_threadsafe(self._news.set)

        self._classes.watch(self._token, notice)  # before the first await, to count simultaneous viewers
        try:
            await self._socket.accept()
            await sockets.until_one_ends(sockets.listen(self._socket, self._hear, NO_RECEIPT), self._send())
        except WebSocketDisconnect:  # before it was accepted
            pass
        finally:
            self._classes.unwatch(self._token, notice)

    async def _send(self) -> None:
        loop = asyncio.get_running_loop()
        pictures_at = loop.time()
        while self._socket.application_state == WebSocketState.CONNECTED:
            self._news.clear()
            seen = self._classes.seen(self._token)
            if seen is None:
                await sockets.close(self._socket, REFUSED)
                return
            with_pictures = loop.time() >= pictures_at
            frame = await asyncio.to_thread(self._frame, seen, with_pictures)
            await self._socket.send_bytes(frame)
            if with_pictures:
                pictures_at = loop.time() + BETWEEN_PICTURES
            await asyncio.sleep(BETWEEN_FRAMES)
            while self._wall.frames - self._got >= UNANSWERED:  # a slow browser
                self._received.clear()
                await self._received.wait()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), max(0.0, pictures_at - loop.time()))

    def _frame(self, seen: Seen, with_pictures: bool) -> bytes:
        here = {member.number: visit_is_open(member.visit) for member in seen.members}
        return self._wall.frame(seen, here, runs_of(seen) if with_pictures else None)

    def _hear(self, message: Any) -> None:  # noqa: ANN401 - whatever a browser sends
        if message["op"] != "got" or not isinstance(message["n"], int):
            raise ValueError(message)
        self._got = message["n"]
        self._received.set()


def runs_of(seen: Seen) -> dict[int, LiveRun]:
    """The live runs of the members, by their numbers."""
    from explorer.ui.canvas.live.registry import RUNS  # imported here, as above

    found = {member.number: RUNS.get(member.mark.run) for member in seen.members}
    return {number: entry.run for number, entry in found.items() if entry is not None}


def routes() -> list[WebSocketRoute]:
    """The route of the walls, for the server."""
    return [WebSocketRoute(sockets.path("wall") + "/{token}", wall)]
