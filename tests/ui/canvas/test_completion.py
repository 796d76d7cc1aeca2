"""The address that completes words: a visit reads the words of its own page, and nobody else reads them."""

import asyncio
import json
from typing import Any

import numpy as np
import pytest
from starlette.requests import Request

from explorer.ui.canvas.page.completion import complete
from explorer.ui.shell.completion import Field, Typing
from explorer.vectors.completion import completions

WORDS = ["king", "Queen", "queue", "exe\u202egpj"]


@pytest.fixture
def page() -> Typing:
    shown = Typing()
    shown.fields["word"] = Field("word", lambda: completions(WORDS))
    return shown


def answer(token: str, body: bytes, origin: str = "http://here:1") -> tuple[int, Any]:
    """Status and what was said, for one question."""
    given = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return given.pop()

    headers = [(b"host", b"here:1"), (b"origin", origin.encode())]
    scope = {"type": "http", "method": "POST", "headers": headers, "path_params": {"token": token}}
    told = asyncio.run(complete(Request(scope, receive)))
    return told.status_code, json.loads(told.body) if told.body else None


def asked(field: str, typed: str) -> bytes:
    return json.dumps({"field": field, "typed": typed}).encode()


def test_the_words_of_the_page_that_asks(page: Typing) -> None:
    status, told = answer(page.token, asked("word", "qu"))
    assert status == 200
    assert told["replaced"] == 2
    assert told["whole"]
    assert [word["written"] for word in told["words"]] == ["queue", "Queen"]


def test_letters_that_turn_the_line_are_shown_as_what_they_are(page: Typing) -> None:
    (word,) = answer(page.token, asked("word", "exe"))[1]["words"]
    assert word == {"written": "exe\u202egpj", "shown": "exe�gpj"}


def test_another_field_completes_nothing(page: Typing) -> None:
    assert answer(page.token, asked("name", "qu")) == (200, {"known": False})


def test_a_stranger_reads_nothing(page: Typing) -> None:
    assert answer("guessed", asked("word", "qu"))[0] == 403
    assert answer(page.token, asked("word", "qu"), origin="http://elsewhere")[0] == 403


def test_the_words_are_gone_with_the_visit() -> None:
    ended = Typing()
    token = ended.token
    del ended
    assert answer(token, asked("word", "qu"))[0] == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"field": "word"}', b"[" * 9000, b"\xff", b"null"])
def test_what_is_no_question_is_refused(page: Typing, body: bytes) -> None:
    assert answer(page.token, body)[0] == 400


def test_a_flood_is_not_read(page: Typing) -> None:
    assert answer(page.token, asked("word", "q" * 20_000))[0] == 413


def test_words_are_made_ready_once(page: Typing) -> None:
    made = []

    def ready() -> Any:
        made.append(np.nan)
        return completions(WORDS)

    page.fields["word"] = Field("word", ready)
    for typed in ("q", "qu"):
        answer(page.token, asked("word", typed))
    assert len(made) == 1
