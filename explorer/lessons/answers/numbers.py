"""Answers about words as numbers: places in a list, one-hot rows, and what such rows know of likeness."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np

from explorer.errors import UnknownWordError
from explorer.text import corpus
from explorer.text.corpus import Corpus
from explorer.training.lessons import one_hot


@lru_cache(maxsize=8)
def packaged_text(text: str, seed: int = 1) -> Corpus:
    """A text that comes with the app, read as the pages read it.

    Raises
    ------
    SettingError
        If there is no such text.
    """
    usual = {one.key: one.min_count for one in corpus.packaged()}
    return corpus.from_text(corpus.read_packaged(text, seed=seed), name=text, min_count=usual[text])


def place(word: str, text: str = "royals") -> float:
    """The number of a word in the vocabulary of a text, the most frequent word being number 0.

    Raises
    ------
    UnknownWordError
        If the word is not in the text.
    """
    found = packaged_text(text).vocabulary.index.get(word)
    if found is None:
        raise UnknownWordError(word)
    return float(found)


def vocabulary_size(text: str = "royals") -> float:
    """How many different words a text has."""
    return float(len(packaged_text(text).vocabulary))


def one_hot_dot(V: int = 8, same: bool = False) -> float:
    """Dot product of the one-hot rows of two words out of V, which are two different words or the same."""
    dots, _ = one_hot.products(np.eye(max(2, min(V, 1000)), dtype=np.float32))
    return float(dots[0, 0 if same else 1])


def one_hot_distance(V: int = 8) -> float:
    """Distance between the one-hot rows of two different words out of V."""
    _, distances = one_hot.products(np.eye(max(2, min(V, 1000)), dtype=np.float32))
    return float(distances[0, 1])


ANSWERS: Final[tuple[Callable[..., float | str | tuple[str, ...]], ...]] = (
    place,
    vocabulary_size,
    one_hot_dot,
    one_hot_distance,
)
