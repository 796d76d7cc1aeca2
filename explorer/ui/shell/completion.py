"""
Which fields of the open page complete the word being typed, and from which words.

A page registers its fields while it is drawn. The browser asks with a token that only this visit's page has, so that
nobody reads the words of another visitor's model.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final
from weakref import WeakValueDictionary

from explorer.ui.shell.cache import shared_models
from explorer.ui.shell.state import session
from explorer.vectors import completion
from explorer.vectors.completion import Completions, Kind
from explorer.vectors.word_vectors import WordVectors


@dataclass(frozen=True)
class Field:
    """One field: what kind of text it holds, and how the words that complete it are prepared."""

    kind: Kind
    ready: Callable[[], Completions]

    @cached_property
    def words(self) -> Completions:
        """The words that complete the field, prepared when the first letter is typed."""
        return self.ready()


class Typing:
    """The fields of one visit's open page, by the keys of their widgets."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(24)
        self.fields: dict[str, Field] = {}
        self.spellings = 0  # buttons with a nearest spelling on the page
        _VISITS[self.token] = self


_VISITS: Final[WeakValueDictionary[str, Typing]] = WeakValueDictionary()  # a visit that has ended is removed


def typing_of(token: str) -> Typing | None:
    """The fields of the visit with that token; None if there is no such visit, or it has ended."""
    return _VISITS.get(token)


def begin() -> str:
    """The token of this visit; forgets the fields of the previous page."""
    here = typing()
    here.fields, here.spellings = {}, 0
    return here.token


def offer(vectors: WordVectors, *keys: str, kind: Kind = "word") -> None:
    """Complete words of `vectors` in the fields of these keys."""
    typing().fields.update(dict.fromkeys(keys, Field(kind, partial(shared_models.completions, vectors))))


def offer_words(words: Sequence[str], *keys: str) -> None:
    """Complete from `words`, the most frequent first: for a text, which has a few thousand words."""
    typing().fields.update(dict.fromkeys(keys, Field("word", partial(completion.completions, words))))


def typing() -> Typing:
    """The fields of the visit whose page is running."""
    visit = session()
    if visit.typing is None:
        visit.typing = Typing()
    return visit.typing
