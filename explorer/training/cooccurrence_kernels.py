"""
Compiled loops for counting and for GloVe: one row of X, one nonzero at a time.

Counting goes by word, not by text: all places of word i are looked up, their neighbours summed
into one dense row, which stays in the processor's cache, and the row's nonzeros are written out.
No table of pairs is hashed or sorted (GloVe's own program of 2014 spills such a table to disk).
"""

import numba
import numpy as np
from numpy.typing import NDArray

from explorer.training.pairs import Ids
from explorer.vectors import Floats


def count_rows(
    tokens: Ids, offsets: Ids, V: int, weights: Floats
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """(N,) rows, columns and weights of the nonzeros of X.

    Parameters
    ----------
    tokens : (T,) ids
    offsets : (S+1,)
        Where sentences begin and end.
    V : int
    weights : (window,)
        Of the distances 1, 2, ...
    """
    sentences = len(offsets) - 1
    sentence = np.repeat(np.arange(sentences), np.diff(offsets))
    fenced = np.full(len(tokens) + sentences + 1, -1, dtype=np.int32)  # a -1 before, between and after sentences
    at = np.arange(len(tokens)) + sentence + 1
    fenced[at] = tokens
    order = np.argsort(tokens, kind="stable")  # the places of word 0, then of word 1, ...
    places = at[order]
    begins = np.concatenate([[0], np.cumsum(np.bincount(tokens, minlength=V))])
    room = min(16 * len(tokens) * min(len(weights), 8), 1 << 22) + V
    row, column, weight = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.float64)
    sums, touched = np.zeros(V), np.empty(V, np.int32)
    word = filled = 0
    while True:
        word, filled = _fill(fenced, places, begins, weights, sums, touched, word, filled, row, column, weight)
        if word == V:
            return row[:filled].copy(), column[:filled].copy(), weight[:filled].copy()
        row, column, weight = (np.concatenate([part, np.empty_like(part)]) for part in (row, column, weight))


@numba.njit(cache=True, nogil=True)
def _fill(
    fenced: Ids,
    places: Ids,
    begins: Ids,
    weights: Floats,
    sums: Floats,
    touched: Ids,
    word: int,
    filled: int,
    row: Ids,
    column: Ids,
    weight: Floats,
) -> tuple[int, int]:
    """Write the nonzeros of rows `word`, ... until the next might not fit; returns where it stopped."""
    V, window = len(sums), len(weights)
    while word < V and filled + V <= len(row):
        n = 0
        for place in places[begins[word] : begins[word + 1]]:
            for step in (-1, 1):
                for d in range(window):
                    other = fenced[place + step * (d + 1)]
                    if other < 0:
                        break
                    if sums[other] == 0.0:
                        touched[n] = other
                        n += 1
                    sums[other] += weights[d]
        touched[:n].sort()
        for i in range(n):
            other = touched[i]
            row[filled], column[filled], weight[filled] = word, other, sums[other]
            sums[other] = 0.0
            filled += 1
        word += 1
    return word, filled


@numba.njit(cache=True, nogil=True, error_model="numpy")
def glove_epoch(
    order: Ids,
    row: Ids,
    column: Ids,
    log_count: Floats,
    f: Floats,
    rate: np.floating,
    w: Floats,
    c: Floats,
    bw: Floats,
    bc: Floats,
    gw: Floats,
    gc: Floats,
    gbw: Floats,
    gbc: Floats,
) -> float:
    """J over the nonzeros in `order` (N,), each scored and then updated before the next.

    The arithmetic of `glove.GloVeTrainer.learn` with batches of one.  `w`, `c` are (V, D) word and
    context vectors, `bw`, `bc` (V,) their biases, the g's the AdaGrad sums of the same shapes, all
    changed in place; `log_count` and `f` are (N,).  Stops at the first score that is not a number,
    with J = NaN.
    """
    D = w.shape[1]
    J = 0.0
    for n in order:
        i, j = row[n], column[n]
        score = bw[i] + bc[j]
        for d in range(D):
            score += w[i, d] * c[j, d]
        difference = score - log_count[n]
        if not np.isfinite(difference):
            return np.nan
        J += f[n] * difference * difference
        slope = 2 * f[n] * difference
        for d in range(D):
            dw, dc = slope * c[j, d], slope * w[i, d]
            w[i, d] -= rate * dw / np.sqrt(gw[i, d])
            c[j, d] -= rate * dc / np.sqrt(gc[j, d])
            gw[i, d] += dw * dw
            gc[j, d] += dc * dc
        bw[i] -= rate * slope / np.sqrt(gbw[i])
        bc[j] -= rate * slope / np.sqrt(gbc[j])
        gbw[i] += slope * slope
        gbc[j] += slope * slope
    return J
