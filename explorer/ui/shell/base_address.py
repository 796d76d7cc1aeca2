"""
Tells a browser at which address the app begins, so that it requests no addresses that do not exist.

Streamlit's client takes the address of a page, /words, for that of the app, asks for /words/_stcore/health, gets 404
and only then tries one step up: two errors in the console at each opening.  A page's scripts are at ./static. So the
app begins at the page's address without its last part, also below a sub-path and behind a proxy that removes one.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

CLIENT: Final = b'<script type="module" crossorigin src="./static/'  # Streamlit's page, not a visitor's file
TOLD: Final = b'<script>window.__streamlit ??= {BACKEND_BASE_URL: new URL(".", location.href).href}</script>\n    '
NOT_ASKED: Final = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
NOT_TOLD: Final = {b"content-length", b"etag", b"last-modified"}  # about Streamlit's file, not about the answer
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class BaseAddress:
    """ASGI middleware that writes the address of the app into its pages."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; the page, about 8 kB, comes in one part and uncompressed."""
        if scope["type"] != "http" or b"text/html" not in dict(scope["headers"]).get(b"accept", b""):
            await self._app(scope, receive, send)
            return
        asked = [(name, value) for name, value in scope["headers"] if name not in NOT_ASKED]
        begun: list[Message] = []
        body: list[bytes] = []

        async def with_address(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                begun.append(message)
            elif begun and message["type"] == "http.response.body":
                body.append(message.get("body", b""))
                if not message.get("more_body", False):
                    page = b"".join(body).replace(CLIENT, TOLD + CLIENT, 1)
                    kept = [(name, value) for name, value in begun[0]["headers"] if name not in NOT_TOLD]
                    await send({**begun[0], "headers": [*kept, (b"content-length", b"%d" % len(page))]})
                    await send({"type": "http.response.body", "body": page})
            else:
                await send(message)

        await self._app({**scope, "headers": asked}, receive, with_address)


def _is_page(message: Message) -> bool:
    told = dict(message["headers"])
    is_html = told.get(b"content-type", b"").startswith(b"text/html")
    return bool(message["status"] == 200 and is_html and b"content-disposition" not in told)
