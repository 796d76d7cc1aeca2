"""The inner loop of a set of analogies, compiled: which words can be the best answer to a question of a grid."""

# mypy: disable-error-code="assignment, return-value"

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from explorer.vectors.word_vectors import Floats

FEW: Final = 64  # words that one comparison rules out together, if none of them can be an answer
NEAR: Final = 8 * FEW  # words whose parts, for all pairs of a grid, fit a core's own memory
Ints = NDArray[np.integer]


@numba.njit(nogil=True, cache=True, boundscheck=False, error_model="numpy")
def greatest(plus: Floats, cs: Ints, among: NDArray[np.bool_], top: Floats) -> None:
    """Fills top (n,) with the greatest part of the words cs (C,) in plus (W, n); -inf where `among` (n,) is false."""
    for n in range(top.shape[0]):  # to compile `top[:] = ` takes seconds
        top[n] = plus[cs[0], n]
    for c in cs[1:]:
        part = plus[c]
        for n in range(top.shape[0]):
            top[n] = part[n] if part[n] > top[n] else top[n]
    for n in range(top.shape[0]):
        top[n] = top[n] if among[n] else -np.float32(np.inf)


@numba.njit(nogil=True, cache=True, boundscheck=False, error_model="numpy")
def reached(added: Floats, taken: Floats, top: Floats, first: int, bar: float) -> int:
    """How many of `FEW` words from `first` on can score more than `bar` with a pair: its parts are added, taken (n,).

    A fixed number of words, counted without a branch, is what a compiler makes wide instructions of.
    """
    over = np.int32(0)
    for k in range(FEW):
        n = np.uintp(first + k)
        over += np.int32(added[n] - taken[n] + top[n] > bar)
    return over


@numba.njit(nogil=True, cache=True, boundscheck=False, error_model="numpy")
def sweep(
    plus: Floats,
    minus: Floats,
    top: Floats,
    a: Ints,
    b: Ints,
    cs: Ints,
    start: int,
    best: Floats,
    row: Ints,
) -> None:
    """Updates the best words so far, `best` and `row` (P, C), with n more words, the first of which is row `start`.

    `plus` and `minus` (W, n) are the parts of the words given; a and b (P,) and cs (C,) say which of these. `top` (n,)
    is the greatest part of the words c, -inf for a word that is no answer. A pair's part plus `top` is never below
    a score of the pair, since rounding keeps order: a word for which it does not reach the lowest score to beat is
    skipped.
    """
    words, pairs, grid = top.shape[0], a.shape[0], cs.shape[0]
    bars = np.empty(pairs, np.float32)
    for pair in range(pairs):
        bars[pair] = best[pair].min()
    for near in range(0, words, NEAR):
        for pair in range(pairs):
            added, taken, scores, rows = plus[b[pair]], minus[a[pair]], best[pair], row[pair]
            for first in range(near, min(near + NEAR, words), FEW):
                last = min(first + FEW, words)
                if last - first == FEW and reached(added, taken, top, first, bars[pair]) == 0:
                    continue
                for n in range(first, last):
                    of_pair = added[n] - taken[n]
                    if of_pair + top[n] <= bars[pair]:
                        continue
                    for c in range(grid):
                        score = plus[cs[c], n] + of_pair
                        if score > scores[c]:
                            scores[c] = score
                            rows[c] = start + n
                bars[pair] = scores.min()
