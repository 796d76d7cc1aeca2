"""Rows at length 1, so that their inner products are cosines."""

import numpy as np

from explorer.vectors.word_vectors import Floats


def of_length_one(rows: Floats) -> Floats:
    """`rows` (N, D) at length 1, in their type; a zero row stays zero.

    >>> of_length_one(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths))
