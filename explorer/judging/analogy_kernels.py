"""The inner loop of a set of analogies, compiled: which words can be the best answer to a question of a grid."""

# mypy: disable-error-code="assignment"

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from explorer.vectors.word_vectors import Floats

FEW: Final = 64  # words that one comparison rules out together, if none of them can be an answer
Ints = NDArray[np.integer]


@numba.njit(nogil=True, cache=True, boundscheck=False, error_model="numpy", fastmath={"nnan", "nsz"})
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
    words, grid = top.shape[0], cs.shape[0]
    for pair in range(a.shape[0]):
        added, taken, scores, rows = plus[b[pair]], minus[a[pair]], best[pair], row[pair]
        bar = scores.min()
        for first in range(0, words, FEW):
            last = min(first + FEW, words)
            highest = np.float32(-np.inf)
            for n in range(first, last):
                highest = max(highest, added[n] - taken[n] + top[n])
            if highest <= bar:
                continue
            for n in range(first, last):
                of_pair = added[n] - taken[n]
                if of_pair + top[n] <= bar:
                    continue
                for c in range(grid):
                    score = plus[cs[c], n] + of_pair
                    if score > scores[c]:
                        scores[c] = score
                        rows[c] = start + n
            bar = scores.min()
