"""Serves Plotly.js to browsers: once, from this server, never from the internet."""

import asyncio
import gzip
from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer.figures import library
from explorer.ui.canvas import sockets

KEPT = "public, max-age=31536000, immutable"  # for a year: another version has another address
LEVEL = 6  # of gzip: 1.5 MB instead of 5


def path() -> str:
    """The address of the library, below the server's address; it contains the version."""
    return sockets.path(f"plotly-{library.version()}.min.js")


def routes() -> list[Route]:
    """The library's route, for the server."""
    return [Route(path(), serve, methods=["GET"])]


async def serve(request: Request) -> Response:
    """The library, compressed for a browser that accepts that."""
    headers = {"cache-control": KEPT, "vary": "accept-encoding", "x-content-type-options": "nosniff"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(library.script(), headers=headers, media_type="text/javascript")
    body = await asyncio.to_thread(packed)  # takes almost a second, unless the server has prepared it
    return Response(body, headers={**headers, "content-encoding": "gzip"}, media_type="text/javascript")


@cache
def packed() -> bytes:
    """The compressed library."""
    return gzip.compress(library.script(), LEVEL, mtime=0)
