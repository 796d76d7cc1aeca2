"""One step of a debiasing as a page shows it, and the passes over all rows that the methods share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.vectors.word_vectors import Floats, WordVectors

BLOCK = 512  # rows; as float64 of 300 numbers they stay in the cache of a processor
Report = Callable[[int, int], None]  # rows done, of how many


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
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(norms == 0, 1, norms))


def by_blocks(vectors: WordVectors, moved: Callable[[Floats], Floats], report: Report | None = None) -> Floats:
    """(V, D) float32 rows after `moved`, which is given (n, D) float64 rows at a time and may change them."""
    matrix = np.empty(vectors.matrix.shape, dtype=np.float32)
    for start in range(0, len(matrix), BLOCK):
        if report is not None:
            report(start, len(matrix))
        # In float32 a part of 1e-8 would be left.
        matrix[start : start + BLOCK] = moved(vectors.matrix[start : start + BLOCK].astype(np.float64))
    return matrix


def projected_out(vectors: WordVectors, directions: Floats, report: Report | None = None) -> Floats:
    """(V, D) rows without their parts along orthonormal directions (R, D), at the length that is left."""
    return by_blocks(vectors, lambda block: np.asarray(block - block @ directions.T @ directions), report)


def at_length_one(vectors: WordVectors) -> Floats:
    """(V, D) float32 rows at length 1, as a new matrix; a zero row stays zero."""
    norms = np.where(vectors.norms == 0, 1, vectors.norms)
    return np.asarray(vectors.matrix / norms[:, None], dtype=np.float32)


def derived(vectors: WordVectors, matrix: Floats) -> WordVectors:
    """The same words with the rows (V, D) of `matrix`."""
    return WordVectors(vectors.words, matrix, vectors.counts, by_frequency=vectors.by_frequency)
