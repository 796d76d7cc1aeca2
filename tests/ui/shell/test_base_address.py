"""The page as it is sent: it tells its browser where the app begins; other answers stay as they are."""

import asyncio
from typing import Any

from explorer.ui.shell.base_address import CLIENT, TOLD, BaseAddress

PAGE = b"<html><head>" + CLIENT + b'js/index.js"></script></head></html>'


def answered(
    *parts: bytes,
    kind: bytes = b"text/html; charset=utf-8",
    status: int = 200,
    accept: bytes = b"text/html",
    **told: str,
) -> tuple[dict[bytes, bytes], bytes, dict[bytes, bytes]]:
    """Headers and body of the answer that comes in those parts, and the headers of the request behind."""
    sent: list[dict[str, Any]] = []
    asked: dict[bytes, bytes] = {}

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        asked.update(scope["headers"])
        length = b"%d" % sum(map(len, parts))
        headers = [(b"content-type", kind), (b"content-length", length), (b"etag", b'"old"')]
        headers += [(name.replace("_", "-").encode(), value.encode()) for name, value in told.items()]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        for k, part in enumerate(parts, 1):
            await send({"type": "http.response.body", "body": part, "more_body": k < len(parts)})

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    request = [(b"accept", accept), (b"accept-encoding", b"gzip"), (b"if-none-match", b'"old"')]
    scope = {"type": "http", "method": "GET", "path": "/words", "headers": request}
    asyncio.run(BaseAddress(app)(scope, None, send))  # type: ignore[arg-type]  # nothing is received
    return dict(sent[0]["headers"]), b"".join(message["body"] for message in sent[1:]), asked


def test_a_page_tells_where_the_app_begins_before_the_client_starts() -> None:
    headers, body, asked = answered(PAGE[:20], PAGE[20:])
    assert body == PAGE.replace(CLIENT, TOLD + CLIENT)
    assert headers[b"content-length"] == str(len(body)).encode()
    assert b"etag" not in headers  # a browser that has the page without the sentence is not told that it is the same
    assert set(asked) == {b"accept"}


def test_all_else_is_left_alone() -> None:
    for answer in (
        answered(PAGE, kind=b"application/json"),
        answered(PAGE, accept=b"*/*"),
        answered(PAGE, status=404),
        answered(PAGE, content_disposition="attachment; filename=film.html"),
    ):
        assert answer[1] == PAGE
        assert answer[0][b"etag"] == b'"old"'
    assert answered(b"<html>a file of a visitor</html>")[1] == b"<html>a file of a visitor</html>"
