"""The cookie by which a visitor is known, as the server sends it."""

import asyncio
import re

import pytest
from starlette.websockets import WebSocketDisconnected

from explorer.ui.shell.visitor import COOKIE, Visitors


def answered(
    kind: bytes = b"text/html; charset=utf-8",
    *,
    method: str = "GET",
    scheme: str = "http",
    query: bytes = b"",
    **headers: str,
) -> list[str]:
    """The cookies that come with an answer of that kind."""
    sent: list[dict[str, object]] = []

    async def page(_scope: object, _receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})  # type: ignore[operator]

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "scheme": scheme, "path": "/models", "query_string": query}
    scope["headers"] = given
    asyncio.run(Visitors(page)(scope, None, send))  # type: ignore[arg-type]
    return [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]  # type: ignore[attr-defined]


def test_a_new_browser_gets_a_key_that_no_script_and_no_other_site_can_use() -> None:
    (told,) = answered()
    assert re.fullmatch(COOKIE + r"=[A-Za-z0-9_-]{32}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax", told)
    assert answered() != answered()


def test_a_key_that_is_there_is_kept_and_nonsense_is_not() -> None:
    key = "k" * 32
    assert answered(cookie=f"a=b; {COOKIE}={key}")[0].startswith(f"{COOKIE}={key};")
    for nonsense in ("short", "../../etc/passwd" * 2, "k" * 33):
        assert nonsense not in answered(cookie=f"{COOKIE}={nonsense}")[0]


def test_who_opens_a_computer_in_public_is_a_new_visitor() -> None:
    held = f"{COOKIE}={'k' * 32}"
    for query in (b"kiosk=3", b"word=queen&kiosk=0.5", b"kiosk="):
        assert not answered(query=query, cookie=held)[0].startswith(held)
    for query in (b"kiosk=0", b"word=kiosk", b""):
        assert answered(query=query, cookie=held)[0].startswith(held)


def test_over_https_it_never_travels_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_KEEP_HOURS", "2")
    assert answered(scheme="https")[0].endswith("Max-Age=7200; HttpOnly; SameSite=Lax; Secure")
    assert answered(x_forwarded_proto="https")[0].endswith("; Secure")


def test_only_pages_bring_it() -> None:
    assert answered(b"application/javascript") == []
    assert answered(method="POST") == []


def test_a_socket_whose_visitor_is_gone_just_ends_and_any_other_error_is_told() -> None:
    def app(error: Exception) -> Visitors:
        async def fails(*_: object) -> None:
            try:
                raise error
            except RuntimeError:
                raise TypeError("WebSocket text frames are not supported") from None

        return Visitors(fails)

    socket = {"type": "websocket", "headers": []}
    asyncio.run(app(WebSocketDisconnected("not connected"))(socket, None, None))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        asyncio.run(app(RuntimeError("a text frame"))(socket, None, None))  # type: ignore[arg-type]
