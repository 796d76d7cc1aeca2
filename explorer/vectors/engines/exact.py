"""Exact NumPy as an engine: every row is compared, in memory. What the other engines are held against."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from explorer.vectors.similarity import nearest
from explorer.vectors.word_vectors import Floats, Metric, Rows, WordVectors


class ExactRows:
    """The rows of a model in memory, or mapped from the store.

    Parameters
    ----------
    vectors : WordVectors
    """

    def __init__(self, vectors: WordVectors) -> None:
        self._vectors = vectors
        self.shape = (len(vectors), vectors.dim)

    def take(self, rows: Rows) -> Floats:
        """(n, D) float32: the rows (n,) in the order asked for."""
        return np.asarray(self._vectors.matrix[rows])

    def nearest(
        self, query: Floats, k: int, metric: Metric, left_out: Collection[int] = ()
    ) -> tuple[Rows, NDArray[np.float32]]:
        """(n,) rows nearest to `query` (D,) without those `left_out`, the nearest first; (n,) cosines or distances."""
        exclude = [self._vectors.words[row] for row in left_out]
        found = nearest(self._vectors, query, k, exclude=exclude, metric=metric)
        rows = np.array([self._vectors.index[near.word] for near in found], dtype=np.intp)
        return rows, np.array([near.score for near in found], dtype=np.float32)
