"""One step of a debiasing as a page shows it, and the passes over all rows that the methods share."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.progress import Report, to_nobody
from explorer.vectors.unit import of_length_one
from explorer.vectors.word_vectors import Floats, WordVectors

BLOCK = 512  # rows; as float64 of 300 numbers they stay in the cache of a processor


@dataclass(frozen=True, eq=False)
class Step:
    """One step of a debiasing: what was done, in one sentence, and the vectors after it.

    Parameters
    ----------
    title, sentence : str
    vectors : WordVectors
    taken : (R, D) float64 or None
        Orthonormal directions that the step takes out of `vectors`, only for the few words that are looked
        at, so that a step between two others need not hold its own model.
    """

    title: str
    sentence: str
    vectors: WordVectors
    taken: Floats | None = None

    def rows(self, words: Sequence[str]) -> Floats:
        """(N, D) vectors of words after this step, at length 1.

        Raises
        ------
        UnknownWordError
            If a word is not in the vocabulary.
        """
        rows = self.vectors.matrix[self.vectors.rows(words)].astype(np.float64)
        if self.taken is not None:
            rows -= rows @ self.taken.T @ self.taken
        return of_length_one(rows)


def by_blocks(vectors: WordVectors, moved: Callable[[Floats], Floats], report: Report = to_nobody) -> Floats:
    """(V, D) float32 rows after `moved`, which is given (n, D) float64 rows at a time and may change them.

    `report` counts rows, and may end the work by raising.
    """
    matrix = np.empty(vectors.matrix.shape, dtype=np.float32)
    for rows in _blocks(len(matrix), report):
        matrix[rows] = moved(vectors.matrix[rows].astype(np.float64))  # in float32 a part of 1e-8 would be left
    return matrix


def projected_out(vectors: WordVectors, directions: Floats, report: Report = to_nobody) -> Floats:
    """(V, D) rows without their parts along orthonormal directions (R, D), at the length that is left."""
    return by_blocks(vectors, lambda block: np.asarray(block - block @ directions.T @ directions), report)


def copied(vectors: WordVectors, report: Report = to_nobody) -> Floats:
    """(V, D) float32 rows as a new matrix; `report` counts rows, and may end the work by raising."""
    matrix = np.empty(vectors.matrix.shape, dtype=np.float32)
    for rows in _blocks(len(matrix), report):
        matrix[rows] = vectors.matrix[rows]
    return matrix


def at_length_one(vectors: WordVectors, report: Report = to_nobody) -> Floats:
    """(V, D) float32 rows at length 1, as a new matrix; a zero row stays zero.

    `report` counts rows, and may end the work by raising.
    """
    norms = np.where(vectors.norms == 0, 1, vectors.norms)
    matrix = np.empty(vectors.matrix.shape, dtype=np.float32)
    for rows in _blocks(len(matrix), report):
        matrix[rows] = vectors.matrix[rows] / norms[rows, None]
    return matrix


def _blocks(n: int, report: Report) -> Iterator[slice]:
    """All of `n` rows, `BLOCK` at a time, each of which `report` is told before."""
    for start in range(0, n, BLOCK):
        report(start, n)
        yield slice(start, start + BLOCK)


def derived(vectors: WordVectors, matrix: Floats) -> WordVectors:
    """The same words with the rows (V, D) of `matrix`."""
    return WordVectors(vectors.words, matrix, vectors.counts, by_frequency=vectors.by_frequency)
