"""
The HTTP interface at /api/: what the pages compute, as JSON; off unless EMBEDDING_EXPLORER_API=1.

Only models that belong to no visitor can be asked about: those of the app, and those of the operator's folder. Two
threads outside the event loop do the work, with a bounded queue. An address may ask `BURST` questions at once, and then
`A_SECOND` per second.
"""

import asyncio
import dataclasses
import json
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer.api import openapi, query
from explorer.api.operations import OPERATIONS, Operation, UnknownModelError, status_of
from explorer.api.records import ModelRow, Models, Refusal
from explorer.errors import ExplorerError
from explorer.files import famous, library, offered
from explorer.ui.canvas import sockets
from explorer.ui.shell.cache import shared_models
from explorer.vectors.word_vectors import WordVectors

BURST: Final = 30.0
A_SECOND: Final = 2.0
ADDRESSES: Final = 10_000  # the latest ones that are remembered
WAITING: Final = 16  # questions at once, including the two in work
LONGEST: Final = 60_000  # characters of all parameters together


def is_on() -> bool:
    """Whether the operator has allowed it."""
    return os.environ.get("EMBEDDING_EXPLORER_API") == "1"


def routes() -> list[Route]:
    """The routes of the interface, for the server; none if it is off."""
    if not is_on():
        return []
    desk, at = Desk(), sockets.path("api")
    asked = [Route(f"{at}/{one.name}", partial(desk.answer, one), methods=["GET"]) for one in OPERATIONS]
    return [*asked, Route(f"{at}/openapi.json", _document, methods=["GET"]),
            Route(at + "/{rest:path}", _no_such_address, methods=["GET", "POST", "PUT", "DELETE"])]  # fmt: skip


async def _document(_request: Request) -> Response:
    """The OpenAPI file."""
    return _json(openapi.document())


async def _no_such_address(_request: Request) -> Response:
    names = ", ".join(f"/api/{one.name}" for one in OPERATIONS)
    return _refused(404, f"There is no such address; there are {names} and /api/openapi.json, asked with GET.")


class Desk:
    """Receives questions: counts those of each address, and has two answered at a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._burst = clock, BURST
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="api")
        self._waiting = 0
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # address -> questions left, and when

    async def answer(self, operation: Operation, request: Request) -> Response:
        """The answer to a question, or a sentence why there is none."""
        if not self.takes_one(request.client.host if request.client else ""):
            return _refused(429, f"Too many questions; ask again in {1 / A_SECOND:g} s.", retry=1)
        if self._waiting >= WAITING:
            return _refused(503, "The server has too many questions at once; ask again in a few seconds.", retry=5)
        if len(request.url.query) > LONGEST:
            return _refused(400, f"The parameters have more than {LONGEST:,} characters together.")
        self._waiting += 1  # before the first await, so that simultaneous questions are all counted
        try:
            given = list(request.query_params.multi_items())
            answered = await asyncio.get_running_loop().run_in_executor(self._pool, _answer, operation, given)
        except ExplorerError as error:
            return _refused(status_of(error), str(error))
        finally:
            self._waiting -= 1
        return _json(dataclasses.asdict(answered))

    def takes_one(self, address: str) -> bool:
        """Whether an address may ask one more question now."""
        now = self._clock()
        left, before = self._left.pop(address, (self._burst, now))
        left = min(self._burst, left + (now - before) * A_SECOND)
        self._left[address] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > ADDRESSES:
            self._left.popitem(last=False)
        return left >= 1


def _answer(operation: Operation, given: list[tuple[str, str]]) -> Any:  # noqa: ANN401 - a record of an answer
    """The record that answers a question.

    Raises
    ------
    ExplorerError
        If the question cannot be answered; says why.
    """
    asked = query.read(operation.asks, given)
    return _models() if operation.answer is None else operation.answer(asked, _vectors(asked.model))


def _vectors(name: str) -> WordVectors:
    """The vectors of a model that belongs to no visitor.

    Raises
    ------
    UnknownModelError
        If there is no such model.
    """
    if name == library.BUILT_IN_NAME:
        return shared_models.built_in()
    if name == library.FAMOUS_NAME:
        return shared_models.famous()
    if name not in dict(offered.files()):
        raise UnknownModelError(name)
    return shared_models.offered_file(name, offered.path_of(name).stat().st_mtime_ns)


def _models() -> Models:
    """The models of the app and the files of the operator's folder; a file is read when it is first asked about."""
    own = (
        (library.BUILT_IN_NAME, shared_models.built_in(), library.BUILT_IN_SOURCE),
        (library.FAMOUS_NAME, shared_models.famous(), famous.source(len(shared_models.famous()))),
    )
    rows = [ModelRow(name, len(v), v.dim, source.sentence, source.licence) for name, v, source in own]
    rows += [ModelRow(name, None, None, "A file of the operator's folder.", "") for name, _ in offered.files()]
    return Models(tuple(rows))


def _json(told: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps(told, ensure_ascii=False, allow_nan=False)
    sent = {"cache-control": "no-store", "x-content-type-options": "nosniff", **(headers or {})}
    return Response(body, status, media_type="application/json", headers=sent)


def _refused(status: int, sentence: str, *, retry: int = 0) -> Response:
    headers = {"retry-after": str(retry)} if retry else None
    return _json(dataclasses.asdict(Refusal(sentence)), status, headers)
