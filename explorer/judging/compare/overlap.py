"""
How alike two lists of nearest words are.

    Jaccard       |A ∩ B| / |A ∪ B|
    rank-biased   sum_d p^(d-1) |A_d ∩ B_d| / d, divided by sum_d p^(d-1)     Webber, Moffat and Zobel 2010, to depth k

with A_d the d nearest.  Both are 1 for equal lists and 0 for lists that share nothing.
"""

import numpy as np
from numpy.typing import NDArray

from explorer.vectors.word_vectors import Floats

PERSISTENCE = 0.9  # p of the rank-biased overlap
BLOCK = 1 << 22  # pairs of neighbours held at a time


def same(first: NDArray[np.integer], second: NDArray[np.integer]) -> NDArray[np.bool_]:
    """(N, k) which entries of each row of `first` (N, k) are anywhere in the same row of `second` (N, k)."""
    found = np.empty(first.shape, dtype=np.bool_)
    for start, stop in _blocks(*first.shape):
        found[start:stop] = (first[start:stop, :, None] == second[start:stop, None, :]).any(axis=2)
    return found


def jaccard(first: NDArray[np.integer], second: NDArray[np.integer]) -> Floats:
    """(N,) overlap of each row of (N, k) with the other's, whatever the order.

    >>> jaccard(np.array([[1, 2, 3]]), np.array([[3, 2, 9]])).tolist()
    [0.5]
    """
    hits = same(first, second).sum(axis=1)
    return np.asarray(hits / (2 * first.shape[1] - hits))


def rank_biased(first: NDArray[np.integer], second: NDArray[np.integer], p: float = PERSISTENCE) -> Floats:
    """(N,) overlap of each row of (N, k) with the other's, the top of the lists counting most; 1 for equal lists.

    >>> rank_biased(np.array([[1, 2]]), np.array([[2, 1]]), 0.5).round(4).tolist()  # (0 + 0.5) / 1.5
    [0.3333]
    """
    n, k = first.shape
    weights = p ** np.arange(k)
    found = np.empty(n)
    for start, stop in _blocks(n, k):
        equal = first[start:stop, :, None] == second[start:stop, None, :]  # (B, k, k)
        held = equal.cumsum(axis=1).cumsum(axis=2)  # shared by the first i and the first j
        shares = np.einsum("bdd->bd", held) / np.arange(1, k + 1)  # (B, k)
        found[start:stop] = shares @ weights / weights.sum()
    return found


def chance(n: int, k: int) -> float:
    """Approximately the Jaccard overlap of two lists of k drawn at random from the n - 1 other words."""
    hits = k * k / (n - 1)
    return hits / (2 * k - hits)


def _blocks(n: int, k: int) -> list[tuple[int, int]]:
    step = max(1, BLOCK // (k * k))
    return [(start, min(n, start + step)) for start in range(0, n, step)]
