"""Rules for all sockets of the server: who may open one, their addresses, and how many messages are accepted."""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

LARGEST_MESSAGE: Final = 4096  # characters
MESSAGES_A_SECOND: Final = 60.0
BURST: Final = 120.0
UNANSWERED: Final = 3  # frames sent ahead of a slow browser
REFUSED, GARBLED, TOO_MANY = 4403, 4400, 4429


def is_same_origin(asked: HTTPConnection) -> bool:
    """Whether the page that opens the socket or sends the request was served by the same host."""
    origin = asked.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == asked.headers.get("host")


def path(name: str) -> str:
    """The address of the sockets of that name, below the server's address."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/{name}" if base else f"/{name}"


class Allowance:
    """How many messages one browser may send: `BURST` at once, then `MESSAGES_A_SECOND`."""

    def __init__(self) -> None:
        self._left, self._counted_at = BURST, time.monotonic()

    def takes_one(self) -> bool:
        """Whether one more message is allowed now."""
        now = time.monotonic()
        self._left = min(BURST, self._left + (now - self._counted_at) * MESSAGES_A_SECOND) - 1
        self._counted_at = now
        return self._left >= 0


def message_of(text: str) -> Any:  # noqa: ANN401 - whatever a browser sends
    """The JSON content of a message.

    Raises
    ------
    ValueError, RecursionError
        If it is too long or not JSON.
    """
    return json.loads(text if len(text) <= LARGEST_MESSAGE else "")


async def listen(
    websocket: WebSocket, take: Callable[[Any], None], cannot_be_read: tuple[type[Exception], ...]
) -> None:
    """Pass messages to `take` until the browser leaves; close after too many, or one that raises `cannot_be_read`."""
    allowance = Allowance()
    while (received := await websocket.receive())["type"] != "websocket.disconnect":
        if not allowance.takes_one():
            await close(websocket, TOO_MANY)
            return
        try:
            take(message_of(received.get("text") or ""))
        except cannot_be_read:
            await close(websocket, GARBLED)
            return


async def until_one_ends(*sides: Coroutine[Any, Any, None]) -> None:
    """Run a socket's sending and receiving at the same time until one of them ends or the browser has left."""
    tasks = [asyncio.create_task(side) for side in sides]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    except WebSocketDisconnect:
        pass
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def close(websocket: WebSocket, code: int) -> None:
    """Close the socket, if it is still open."""
    if websocket.application_state == WebSocketState.CONNECTED:
        await websocket.close(code)
