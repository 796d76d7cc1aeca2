"""Rows at length 1, so that their inner products are cosines."""

from collections.abc import Sequence

import numpy as np

from explorer.vectors.word_vectors import Floats, WordVectors


def of_length_one(rows: Floats) -> Floats:
    """`rows` (N, D) at length 1, in their type; a zero row stays zero.

    >>> of_length_one(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths))


def unit_rows(vectors: WordVectors, words: Sequence[str]) -> Floats:
    """(N, D) float64 vectors of `words` at length 1; a zero row stays zero.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    return of_length_one(vectors.matrix[vectors.rows(words)].astype(np.float64))
