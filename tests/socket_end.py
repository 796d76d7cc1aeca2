"""The browser's end of one socket, without a browser."""

import asyncio
import json
import struct
import time
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.websockets import WebSocket


class Browser:
    """What it sends goes `up`, what it gets is kept in `down`."""

    def __init__(self, token: str, *, origin: str | None = "http://here:1", host: str = "here:1") -> None:
        self.up: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.down: list[dict[str, Any]] = []
        self.got = 0
        headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
        scope = {"type": "websocket", "path_params": {"token": token}, "headers": headers}
        self.up.put_nowait({"type": "websocket.connect"})
        self.socket = WebSocket(scope, self.up.get, self.note)

    async def note(self, message: Any) -> None:
        self.down.append(dict(message))

    def say(self, **message: object) -> None:
        self.send(json.dumps(message))

    def send(self, text: str) -> None:
        self.up.put_nowait({"type": "websocket.receive", "text": text})

    def leave(self) -> None:
        self.up.put_nowait({"type": "websocket.disconnect", "code": 1001})

    @property
    def code(self) -> int | None:
        return next((message["code"] for message in self.down if message["type"] == "websocket.close"), None)

    def keeps_up(self) -> dict[str, Any]:
        """The newest frame's header, once all were acknowledged."""
        newest = max(header.get("n", 0) for header in self.headers)
        if newest > self.got:
            self.got = newest
            self.say(op="got", n=newest)
        return self.headers[-1]

    @property
    def frames(self) -> list[bytes]:
        return [message["bytes"] for message in self.down if message["type"] == "websocket.send"]

    @property
    def headers(self) -> list[dict[str, Any]]:
        return [json.loads(frame[4 : 4 + struct.unpack_from("<I", frame)[0]]) for frame in self.frames]


async def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Returns as soon as the condition holds, while others go on; after so many seconds the test fails."""
    stop_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < stop_at, "it did not happen in time"
        await asyncio.sleep(0.005)


def talk(
    serve: Callable[[WebSocket], Awaitable[None]], browser: Browser, conversation: Callable[[], Awaitable[None]]
) -> None:
    """Serves the browser while the conversation lasts."""

    async def both() -> None:
        serving = asyncio.ensure_future(serve(browser.socket))
        await conversation()
        browser.leave()
        await asyncio.wait_for(serving, 5)

    asyncio.run(both())
