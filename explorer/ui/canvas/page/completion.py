"""
Completes a word while it is typed: the browser sends the text before the cursor, the server answers with words.

Only the page that has a visit's token can ask, only if it comes from this server, and only about its own fields.
"""

import asyncio
import json
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer.text.names import visible
from explorer.ui.canvas import sockets
from explorer.ui.shell import completion
from explorer.vectors.completion import offer

LARGEST: Final = 16_384  # bytes of a question
UNREADABLE: Final = (ValueError, KeyError, TypeError, RecursionError)


async def complete(request: Request) -> Response:
    """The words for one field and the text typed so far; 403 for a stranger, 400 for anything but a question."""
    page = completion.typing_of(request.path_params["token"])
    if page is None or not sockets.is_same_origin(request):
        return Response(status_code=403)
    asked = b""
    async for part in request.stream():
        asked += part
        if len(asked) > LARGEST:
            return Response(status_code=413)
    try:
        told = json.loads(asked)
        key, typed = str(told["field"]), str(told["typed"])
    except UNREADABLE:
        return Response(status_code=400)
    field = page.fields.get(key)
    if field is None:
        return _json({"known": False})
    found = await asyncio.to_thread(lambda: offer(field.words, typed, field.kind))
    words = [{"written": word, "shown": visible(word)} for word in found.words]
    return _json({"known": True, "whole": field.kind == "word", "replaced": found.replaced, "words": words})


def _json(told: dict[str, object]) -> Response:
    return Response(json.dumps(told), media_type="application/json", headers={"cache-control": "no-store"})


def routes() -> list[Route]:
    """The route of the completions, for the server."""
    return [Route(sockets.path("complete") + "/{token}", complete, methods=["POST"])]
