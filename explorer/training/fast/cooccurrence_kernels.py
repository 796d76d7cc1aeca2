"""
Compiled loops for counting and for GloVe: one row of X, one nonzero at a time.

Counting goes by word, not by text: all places of word i are looked up, their neighbours summed
into one dense row, which stays in the processor's cache, and the row's nonzeros are written out.
No table of pairs is hashed or sorted (GloVe's own program of 2014 spills such a table to disk).
"""

import numba
import numpy as np
from numpy.typing import NDArray

from explorer.progress import Report, to_nobody
from explorer.training.lecture.pairs import Ids
from explorer.vectors.word_vectors import Floats

AT_ONCE = 1 << 23  # neighbours that are summed between two reports, about


def count_rows(
    tokens: Ids, offsets: Ids, V: int, weights: Floats, report: Report = to_nobody
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
    report : callable
        Told how many words are done, of V; it may end the work by raising.
    """
    fenced, places, begins = _index(tokens, offsets, V)
    room = min(16 * len(tokens) * min(len(weights), 8), 1 << 22) + V
    row, column, weight = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.float64)
    sums, touched, spare = np.zeros(V), np.empty(V + 1, np.int32), np.empty(V + 1, np.int32)
    word = filled = 0
    while word < V:
        report(word, V)
        places_to = begins[word] + AT_ONCE // (2 * len(weights))
        until = max(word + 1, int(np.searchsorted(begins, places_to, side="right")) - 1)
        word, filled = _fill(
            fenced, places, begins, weights, sums, touched, spare, word, min(until, V), filled, row, column, weight
        )
        if word < V and filled + V > len(row):
            row, column, weight = (np.concatenate([part, np.empty_like(part)]) for part in (row, column, weight))
    return row[:filled].copy(), column[:filled].copy(), weight[:filled].copy()


@numba.njit(cache=True, nogil=True)
def _index(tokens: Ids, offsets: Ids, V: int) -> tuple[Ids, Ids, Ids]:
    """The text with a -1 before, between and after sentences; the places of word 0, 1, ...; their beginnings."""
    sentences = len(offsets) - 1
    fenced = np.full(len(tokens) + sentences + 1, -1, np.int32)
    places = np.empty(len(tokens), np.int64)
    begins = np.zeros(V + 1, np.int64)
    for token in tokens:
        begins[token + 1] += 1
    begins = begins.cumsum()
    ends = begins.copy()
    for s in range(sentences):
        for t in range(offsets[s], offsets[s + 1]):
            at = t + s + 1
            fenced[at] = tokens[t]
            places[ends[tokens[t]]] = at
            ends[tokens[t]] += 1
    return fenced, places, begins


@numba.njit(cache=True, nogil=True)
def _fill(
    fenced: Ids,
    places: Ids,
    begins: Ids,
    weights: Floats,
    sums: Floats,
    touched: Ids,
    spare: Ids,
    word: int,
    until: int,
    filled: int,
    row: Ids,
    column: Ids,
    weight: Floats,
) -> tuple[int, int]:
    """Write the nonzeros of rows `word`, ... `until` or until the next might not fit; returns where it stopped."""
    V, window = len(sums), len(weights)
    while word < until and filled + V <= len(row):
        n = 0
        for place in places[begins[word] : begins[word + 1]]:
            for step in (-1, 1):
                for d in range(window):
                    other = fenced[place + step * (d + 1)]
                    if other < 0:
                        break
                    touched[n] = other
                    n += sums[other] == 0.0  # subtle: no branch, which would be mispredicted once per new neighbour
                    sums[other] += weights[d]
        _sort(touched, spare, n, V)
        for i in range(n):
            other = touched[i]
            row[filled], column[filled], weight[filled] = word, other, sums[other]
            sums[other] = 0.0
            filled += 1
        word += 1
    return word, filled


@numba.njit(cache=True, nogil=True)
def _sort(ids: Ids, spare: Ids, n: int, V: int) -> None:
    """Sort the first n of `ids`, all below V, byte by byte from the lowest; ten times as fast as comparing them."""
    starts = np.empty(257, np.int64)
    shift = 0
    while V >> shift:
        for b in range(257):  # to compile `starts[:] = 0` takes seconds
            starts[b] = 0
        for i in range(n):
            starts[((ids[i] >> shift) & 255) + 1] += 1
        for b in range(256):
            starts[b + 1] += starts[b]
        for i in range(n):
            b = (ids[i] >> shift) & 255
            spare[starts[b]] = ids[i]
            starts[b] += 1
        for i in range(n):
            ids[i] = spare[i]
        shift += 8


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
