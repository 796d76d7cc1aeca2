"""A block of rows on its way from a file into memory or into the store."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Block:
    """Consecutive rows of a vector file.

    Parameters
    ----------
    matrix : (n, D) float32
        Finite numbers.
    norms : (n,) float32
        Euclidean lengths of the rows.
    words : bytes
        The words in UTF-8, one directly after the other.
    lengths : (n,) int64
        Bytes of each word; none is 0.
    """

    matrix: NDArray[np.float32]
    norms: NDArray[np.float32]
    words: bytes
    lengths: NDArray[np.int64]

    def first(self, n: int) -> "Block":
        """The first `n` rows."""
        return Block(self.matrix[:n], self.norms[:n], self.words[: int(self.lengths[:n].sum())], self.lengths[:n])

    def without(self, rows: Collection[int]) -> "Block":
        """The block with some rows left out."""
        if not rows:
            return self
        keep = np.ones(len(self.lengths), dtype=bool)
        keep[list(rows)] = False
        lengths, ends = self.lengths.tolist(), np.cumsum(self.lengths).tolist()
        words = b"".join(self.words[ends[row] - lengths[row] : ends[row]] for row in np.flatnonzero(keep).tolist())
        return Block(self.matrix[keep], self.norms[keep], words, self.lengths[keep])
