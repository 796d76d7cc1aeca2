"""The highest few of very many numbers, row by row, without sorting whole rows."""

import numpy as np
from numpy.typing import NDArray

from explorer.vectors.word_vectors import Floats, Rows


def highest_of_rows(nearness: Floats, k: int, groups: int) -> tuple[NDArray[np.int32], Floats]:
    """(B, k) places of the greatest `nearness` (B, groups * length) of each row, the greatest first, and their values.

    The maxima of the groups of a row, at least k, are taken first. At least k words reach the k-th largest maximum,
    so only the words above it, few more than k, must be sorted. Equally near words come in the order of their
    places.
    """
    b, width = nearness.shape
    best = nearness.reshape(b, width // groups, groups).max(axis=1)  # (B, groups)
    best.partition(groups - k, axis=1)
    flat = np.flatnonzero(nearness >= best[:, groups - k, None])
    row, value = flat // width, nearness.reshape(-1)[flat]
    keys = np.full((b, np.bincount(row).max()), np.iinfo(np.uint64).max)
    first = np.searchsorted(row, np.arange(b))
    keys[row, np.arange(len(row)) - first[row]] = _keys(value, flat - row * width)
    keys.sort(axis=1)
    place = (keys[:, :k] & 0xFFFFFFFF).astype(np.int32)
    return place, np.take_along_axis(nearness, place, axis=1)


def _keys(nearness: Floats, place: Rows) -> NDArray[np.uint64]:
    """(M,) whole numbers that rise as `nearness` (M,) falls, and for equal nearness as `place` (M,), their low half.

    The bits of floats rise with their values; those of negative floats are reversed first.
    """
    bits = (nearness + np.float32(0)).view(np.int32)  # turns -0 into 0
    falling = np.where(bits < 0, bits, ~bits & 0x7FFFFFFF).view(np.uint32)
    return falling.astype(np.uint64) << np.uint64(32) | place.astype(np.uint64)
