"""Answers about words as numbers: places in a list, one-hot rows, and what such rows know of likeness."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np

from explorer.errors import LessonError, UnknownWordError
from explorer.files import library
from explorer.text import corpus
from explorer.text.corpus import Corpus
from explorer.training.lessons import one_hot
from explorer.vectors.word_vectors import WordVectors


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
    """Dot product of the one-hot rows of two different words out of V, or of a word with itself."""
    dots, _ = one_hot.products(np.eye(max(2, min(V, 1000)), dtype=np.float32))
    return float(dots[0, 0 if same else 1])


def one_hot_distance(V: int = 8) -> float:
    """Distance between the one-hot rows of two different words out of V."""
    _, distances = one_hot.products(np.eye(max(2, min(V, 1000)), dtype=np.float32))
    return float(distances[0, 1])


def multiplications(V: int = 10_000, D: int = 300) -> float:
    """How many products it takes to multiply a one-hot row of V numbers with a matrix of V rows and D columns.

    >>> multiplications(V=3, D=2)
    6.0
    """
    return float(math.prod(np.broadcast_shapes((V, 1), (1, D))))


def by_frequency(words: tuple[str, ...], text: str = "royals", backwards: bool = False) -> tuple[str, ...]:
    """The words by their place in the vocabulary of a text, the most frequent first."""
    ranked = sorted(words, key=lambda word: place(word, text))
    return tuple(ranked[::-1] if backwards else ranked)


def alphabetically(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words in alphabetical order."""
    return tuple(sorted(words))


def unknown_word(written: str, text: str = "royals", V: int = 100) -> str:
    """The first word of a sentence that is not among the V most frequent of a text.

    Raises
    ------
    LessonError
        If all are.
    """
    words = written.lower().split()
    for word, found in zip(words, one_hot.ids(packaged_text(text), words, V), strict=True):
        if found is None:
            return word
    raise LessonError("All words of that sentence are in the vocabulary.")


@lru_cache(maxsize=1)
def built_in() -> WordVectors:
    """The model that comes with the app, which many answers use."""
    return library.built_in()


@lru_cache(maxsize=1)
def famous() -> WordVectors:
    """GloVe's vectors that come with the app."""
    return library.famous()


def likeness(a: str, b: str) -> float:
    """Dot product of the unit vectors of two words in the built-in model: their cosine."""
    model = built_in()
    dots, _ = one_hot.products(model.unit[model.rows([a, b])])
    return float(dots[0, 1])


def most_alike(pairs: tuple[str, ...], least: bool = False) -> str:
    """The pair of words, such as “king and queen”, that is most alike in the built-in model; or least alike.

    Raises
    ------
    LessonError
        If one of them is not a pair.
    """
    parted = {pair: pair.split(" and ") for pair in pairs}
    for pair, words in parted.items():
        if len(words) != 2:
            raise LessonError(f"“{pair[:40]}” is not a pair of words: write them as king and queen.")
    ranked = sorted(pairs, key=lambda pair: likeness(parted[pair][0], parted[pair][1]))
    return ranked[0 if least else -1]


ANSWERS: Final[tuple[Callable[..., float | str | tuple[str, ...]], ...]] = (
    place, vocabulary_size, one_hot_dot, one_hot_distance, multiplications, by_frequency, alphabetically, unknown_word,
    likeness, most_alike,
)  # fmt: skip
