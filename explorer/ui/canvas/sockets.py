"""What all sockets of the server keep to: who may open one, where they are, and how much is listened to."""

import json
import time
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit as st
from starlette.websockets import WebSocket

LARGEST_MESSAGE: Final = 4096  # characters
MESSAGES_A_SECOND: Final = 60.0
BURST: Final = 120.0
UNANSWERED: Final = 3  # frames sent ahead of a slow browser
REFUSED, GARBLED, TOO_MANY = 4403, 4400, 4429


def is_same_origin(websocket: WebSocket) -> bool:
    """Whether the page that opens the socket was served by the host it connects to."""
    origin = websocket.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == websocket.headers.get("host")


def path(name: str) -> str:
    """Where the sockets of that name are, below the server's address."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/{name}" if base else f"/{name}"


class Allowance:
    """How many messages one browser may send: `BURST` at once, then `MESSAGES_A_SECOND`."""

    def __init__(self) -> None:
        self._left, self._counted_at = BURST, time.monotonic()

    def takes_one(self) -> bool:
        """Whether there is one more."""
        now = time.monotonic()
        self._left = min(BURST, self._left + (now - self._counted_at) * MESSAGES_A_SECOND) - 1
        self._counted_at = now
        return self._left >= 0


def message_of(text: str) -> Any:  # noqa: ANN401 - whatever a browser sends
    """What a message says.

    Raises
    ------
    ValueError, RecursionError
        If it is too long or no JSON.
    """
    return json.loads(text if len(text) <= LARGEST_MESSAGE else "")
