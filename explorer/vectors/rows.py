"""A block of rows on its way from a file into memory or into the store."""

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

    def only(self, kept: NDArray[np.bool_]) -> "Block":
        """The block with the rows of which `kept` (n,) is true."""
        letters = np.frombuffer(self.words, dtype=np.uint8)[np.repeat(kept, self.lengths)]
        return Block(self.matrix[kept], self.norms[kept], letters.tobytes(), self.lengths[kept])
