"""A block of rows on its way from a file into memory or into the store."""

from collections.abc import Sequence
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
    places : (n,) int64, optional
        Which rows of the file they are, counted from 0; the key to what else is known about a row.
    """

    matrix: NDArray[np.float32]
    norms: NDArray[np.float32]
    words: bytes
    lengths: NDArray[np.int64]
    places: NDArray[np.int64] | None = None

    def first(self, n: int) -> "Block":
        """The first `n` rows."""
        words = self.words[: int(self.lengths[:n].sum())]
        places = None if self.places is None else self.places[:n]
        return Block(self.matrix[:n], self.norms[:n], words, self.lengths[:n], places)

    def only(self, kept: NDArray[np.bool_]) -> "Block":
        """The block with the rows of which `kept` (n,) is true."""
        letters = np.frombuffer(self.words, dtype=np.uint8)[np.repeat(kept, self.lengths)]
        places = None if self.places is None else self.places[kept]
        return Block(self.matrix[kept], self.norms[kept], letters.tobytes(), self.lengths[kept], places)


def together(places: Sequence[NDArray[np.int64] | None]) -> NDArray[np.int64] | None:
    """(V,) the places of all blocks, one after the other, from those (n,) of each; None if one is not known."""
    known = [one for one in places if one is not None]
    return np.concatenate(known) if known and len(known) == len(places) else None
