"""
A word as a number, as a one-hot row, and as a row of the embedding matrix.

A one-hot row times a matrix is a row of the matrix: o_i E = E[i].  So the product is never
computed; the row is looked up (Bengio et al. 2003, section 2, call C a table look-up).
"""

import time
from dataclasses import dataclass

import numpy as np

from explorer.text.corpus import Corpus
from explorer.vectors.word_vectors import Floats, WordVectors

TRIES = 5


@dataclass(frozen=True)
class Coverage:
    """How much of a text a vocabulary of V words covers: `known` of its `total` words; the others are <UNK>."""

    V: int
    known: int
    total: int

    @property
    def share(self) -> float:
        """Share of the text that is in the vocabulary, in [0, 1]."""
        return self.known / self.total


def coverage(corpus: Corpus, V: int) -> Coverage:
    """How much of the text the V most frequent words cover."""
    counts = corpus.vocabulary.counts
    return Coverage(min(V, len(counts)), int(counts[:V].sum()), int(counts.sum()))


def ids(corpus: Corpus, words: list[str], V: int) -> list[int | None]:
    """The number of each word among the V most frequent; None is <UNK>."""
    found = [corpus.vocabulary.index.get(word) for word in words]
    return [number if number is not None and number < V else None for number in found]


def one_hot(V: int, i: int) -> Floats:
    """(V,) zeros with a 1 at place i.

    >>> one_hot(4, 2).tolist()
    [0.0, 0.0, 1.0, 0.0]
    """
    row = np.zeros(V, dtype=np.float32)
    row[i] = 1
    return row


def products(rows: Floats) -> tuple[Floats, Floats]:
    """(n, n) dot products and (n, n) distances of rows (n, D)."""
    dots = rows @ rows.T
    squares = np.diag(dots)
    return dots, np.sqrt(np.maximum(squares[:, None] + squares - 2 * dots, 0))


def among(vectors: WordVectors, words: list[str]) -> tuple[list[str], Floats, Floats]:
    """The n of the words that the model knows, their one-hot rows (n, n), and their unit vectors (n, D)."""
    known, _ = vectors.known(words)
    return known, np.eye(len(known), dtype=np.float32), vectors.unit[vectors.rows(known)]


@dataclass(frozen=True)
class LookUp:
    """Seconds of wall time for one word: by multiplying its one-hot row with the matrix, and by taking the row."""

    multiplied: float
    sliced: float


def timed(V: int, D: int) -> LookUp:
    """The time of both ways to the same row of a V x D matrix, the shortest of `TRIES`.

    Raises
    ------
    ArithmeticError
        If the two are not the same, which would mean that this page is wrong.
    """
    E = np.random.default_rng(0).random((V, D), dtype=np.float32)
    row = one_hot(V, V // 2)
    multiplied = sliced = np.inf
    for _ in range(TRIES):
        begun = time.perf_counter()
        product = row @ E
        multiplied = min(multiplied, time.perf_counter() - begun)
        begun = time.perf_counter()
        taken = E[V // 2].copy()
        sliced = min(sliced, time.perf_counter() - begun)
        if not np.array_equal(product, taken):
            raise ArithmeticError("a one-hot row times a matrix must be a row of the matrix")
    return LookUp(multiplied, sliced)
