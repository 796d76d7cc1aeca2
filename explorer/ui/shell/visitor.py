"""
Who a visitor is: a key in a cookie, by which their models are found again; nothing else is stored about them.

The cookie is sent with the page itself, so that the page's first run has it. Scripts cannot read it (HttpOnly), other
sites cannot send it along (SameSite=Lax), and over https it is never sent unencrypted (Secure). It lasts as long as
models are kept, counted from the last page opened. Everyone who opens an address with `kiosk` in it, as a public
computer does for each person, is a new visitor.
"""

import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qs

import streamlit as st
from starlette.websockets import WebSocketDisconnected

from explorer.files.store import visitors
from explorer.ui.shell import streamlit_private

COOKIE: Final = "explorer_visitor"
KIOSK: Final = "kiosk"  # name in a link
SERVER: Final = b"x-explorer-server"  # header that names the server of a page
KEY: Final = re.compile(r"[A-Za-z0-9_-]{32}")
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def key() -> str:
    """The key of the visitor whose page is running; empty if there is none, as without cookies."""
    return visitors.EVERYBODY if visitors.is_shared() else browser()


def browser() -> str:
    """The key of the browser whose page is running, even if all visitors share one shelf; empty without cookies."""
    held = str(st.context.cookies.get(COOKIE, ""))
    return held if KEY.fullmatch(held) else ""


def keeper() -> str:
    """The visitor's key; empty if a class shares one shelf or there are no cookies: then only the visit keeps it."""
    return "" if visitors.is_shared() else key()


def somebody() -> str:
    """A key that distinguishes the visitor whose page is running: the browser, or without cookies the open tab."""
    return browser() or streamlit_private.visit()


def whose() -> str:
    """A sentence on who sees what a visitor imports or trains, and how long it is kept."""
    if visitors.is_shared():
        return (
            "This server is shared by a class: everybody sees what is imported or kept here; its operator removes it."
        )
    return (
        "What you import or keep is yours: nobody else sees or removes it. It stays on this server until you remove it "
        f"or nobody has opened it for {visitors.hours():g} hours; a reload of the page finds it again."
    )


def whose_answers() -> str:
    """A sentence on who sees a visitor's answers in the course, and how long they are kept."""
    if not keeper():
        return "Only you see your answers. This server keeps them as long as this tab is open."
    return (
        "Only you see your answers. A reload finds them again; this server keeps them until nobody has opened "
        f"them for {visitors.hours():g} hours."
    )


def presence() -> Callable[[], bool]:
    """A function that says, from any thread, whether the browser tab whose page is running now is still there."""
    visit = streamlit_private.visit()

    def is_here() -> bool:
        return not visit or not streamlit_private.runs() or streamlit_private.visit_is_open(visit)

    return is_here


class Visitors:
    """ASGI middleware that gives each browser a key when it opens a page, and renews the key it has."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self._app = app
        self._name = secrets.token_hex(4)  # only to tell the servers behind a balancer apart

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; a socket whose visitor is gone while Streamlit still reads from it just ends."""
        if scope["type"] == "websocket":
            try:
                await self._app(scope, receive, send)
            except (RuntimeError, TypeError) as error:  # Streamlit 1.67 takes a closed socket for a text frame
                if not _is_gone(error):
                    raise
            return
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        held = "" if _is_kiosk(scope) else _held(scope)

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(scope, message):
                told = _cookie(held or secrets.token_urlsafe(24), secure=_is_https(scope))
                added = [(b"set-cookie", told.encode("ascii")), (SERVER, self._name.encode("ascii"))]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._app(scope, receive, with_cookie)


def _is_gone(error: BaseException | None) -> bool:
    """Whether some error of the chain says that the socket is closed."""
    while error is not None:
        if isinstance(error, WebSocketDisconnected):
            return True
        error = error.__context__
    return False


def _held(scope: Message) -> str:
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                found = SimpleCookie(value.decode("latin-1")).get(COOKIE)
            except CookieError:
                continue
            if found is not None and KEY.fullmatch(found.value):
                return str(found.value)
    return ""


def _is_kiosk(scope: Message) -> bool:
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    return bool(asked.get(KIOSK, ["0"])[-1] != "0")


def _is_page(scope: Message, message: Message) -> bool:
    """Whether a page is sent, or a browser that asked for one is told that its copy is current."""
    kind = dict(message.get("headers", ())).get(b"content-type", b"")
    asked = dict(scope["headers"]).get(b"accept", b"")
    return bool(kind.startswith(b"text/html") or (message["status"] == 304 and b"text/html" in asked))


def _is_https(scope: Message) -> bool:
    """Whether the visitor uses https, also behind a proxy that ends the encryption."""
    forwarded = dict(scope["headers"]).get(b"x-forwarded-proto", b"")
    return scope.get("scheme") == "https" or forwarded.split(b",")[0].strip() == b"https"


def _cookie(value: str, *, secure: bool) -> str:
    lasting = f"{COOKIE}={value}; Path=/; Max-Age={round(3600 * visitors.hours())}; HttpOnly; SameSite=Lax"
    return f"{lasting}; Secure" if secure else lasting
