"""
The compiled inner loop of SGNS: the arithmetic of `sgns`, on streams of sentences.

As in word2vec.c, a window is learned with the roles of its words exchanged: every
context word takes the row of V_in and the centre the row of V_out.  A window is
symmetric, so over a text this gives the same pairs (v, u) as centre and context.
Unlike word2vec.c, all pairs of one window share one draw of K negatives (Ji et al.
2016, "Parallelizing word2vec in shared and distributed memory"): the K + 1 rows of
V_out then stay in the cache, and pairs are learned two at a time, each pair of
pairs exactly as `SGNSTrainer.learn` learns a batch of two.

What makes it fast, in order: negatives shared by a window; the tiles of `tiles`; rows
fetched before they are needed; a sigmoid that vectorises.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import numpy as np
from numba import njit
from numba.extending import overload
from numpy.typing import NDArray

from explorer.training.fast.tiles import (
    REAL,
    ROW_BYTES,
    TILE,
    add_first_one,
    add_first_two,
    add_more_one,
    add_more_two,
    prefetch,
    scores_one,
    scores_two,
)
from explorer.training.lecture.pairs import Ids
from explorer.vectors.word_vectors import Floats

# of tiles.py: numba renews what it keeps on disk when this file changes, not when that does
TILES: Final = "bcb3b51c610a2f4f"

Function = TypeVar("Function", bound=Callable[..., object])


def _compiled(function: Function) -> Function:
    """`function` compiled without the interpreter's lock, and kept on disk where that is possible."""
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {*REAL, "arcp"}}
    try:
        compiled: Function = njit(cache=True, **options)(function)
    except RuntimeError:  # neither the program's folder nor the user's can be written
        compiled = njit(**options)(function)
    return compiled


# Random numbers, negatives and the sigmoid.


@_compiled
def _next(state: np.uint64) -> np.uint64:
    """The state after `state` of the xorshift64* generator (Vigna 2016); times `SCRAMBLE` it is the number drawn."""
    state ^= state >> np.uint64(12)
    state ^= state << np.uint64(25)
    return state ^ (state >> np.uint64(27))


SCRAMBLE = np.uint64(2685821657736338717)


@_compiled
def alias_table(probability: Floats) -> NDArray[np.uint64]:
    """(V,) uint64 table for drawing from (V,) `probability` in one look-up (Walker 1977, built as by Vose 1991).

    The low half of entry i is the probability, as a share of 2^32, that the draw stays at i; its high half is the word
    drawn otherwise.
    """
    V = len(probability)
    left = probability / probability.sum() * V
    stay = np.ones(V)
    other = np.arange(V)
    small, large = np.empty(V, np.int64), np.empty(V, np.int64)
    smalls, larges = 0, 0
    for i in range(V):
        if left[i] < 1:
            small[smalls] = i
            smalls += 1
        else:
            large[larges] = i
            larges += 1
    while smalls > 0 and larges > 0:
        smalls -= 1
        i, j = small[smalls], large[larges - 1]
        stay[i], other[i] = left[i], j
        left[j] -= 1 - left[i]
        if left[j] < 1:
            larges -= 1
            small[smalls] = j
            smalls += 1
    table = np.empty(V, np.uint64)
    for i in range(V):
        table[i] = np.uint64(min(stay[i] * 4294967296.0, 4294967295.0)) | (np.uint64(other[i]) << np.uint64(32))
    return table


@_compiled
def _pick(drawn: np.uint64, table: NDArray[np.uint64]) -> np.int64:
    """The word for 64 random bits: the high half picks an entry of the alias table, the low half one of its words."""
    i = np.int64(((drawn >> np.uint64(32)) * np.uint64(len(table))) >> np.uint64(32))
    entry = table[i]
    return i if np.uint32(drawn) <= np.uint32(entry) else np.int64(entry >> np.uint64(32))


@_compiled
def draws(table: NDArray[np.uint64], n: int, seed: int) -> Ids:
    """(n,) words drawn from an alias table, as the training loop draws them."""
    state = np.uint64(seed)
    words = np.empty(n, np.int64)
    for i in range(n):
        state = _next(state)
        words[i] = _pick(state * SCRAMBLE, table)
    return words


def _sigmoid(x: np.floating) -> np.floating:
    """1 / (1 + exp(-x)); what is compiled in its place depends on the precision of `x`."""
    p: np.floating = 1 / (1 + np.exp(-x))
    return p


def _sigmoid_of(x: np.floating) -> Callable[[np.floating], np.floating]:
    def exact(x: np.floating) -> np.floating:
        p: np.floating = 1 / (1 + np.exp(-x))
        return p

    def polynomial(x: np.floating) -> np.floating:
        # exp(-x) = 2^i 2^f with i whole and 0 <= f < 1; 2^f by a polynomial, 2^i by setting the exponent's bits.
        y = min(max(x * np.float32(-1.442695041), np.float32(-60)), np.float32(60))
        i = np.floor(y)
        f = y - i
        p = np.float32(0.0018775767) * f + np.float32(0.0089893397)
        p = p * f + np.float32(0.0558263180)
        p = p * f + np.float32(0.2401536107)
        p = p * f + np.float32(0.6931530732)
        p = p * f + np.float32(0.9999999404)
        power = np.int32((np.int32(i) + np.int32(127)) << np.int32(23)).view(np.float32)
        sigmoid: np.floating = np.float32(1) / (np.float32(1) + p * power)
        return sigmoid

    return exact if str(x) == "float64" else polynomial  # x is a type here


overload(_sigmoid)(_sigmoid_of)


@_compiled
def sigmoids(x: Floats) -> Floats:
    """(n,) sigmoids as the training loop computes them: exact in float64, within 3e-7 in float32."""
    p = np.empty_like(x)
    for i in range(len(x)):
        p[i] = _sigmoid(x[i])
    return p


# The loop.


def padded(rows: int, dim: int, dtype: type[np.number]) -> NDArray[Any]:
    """(N, W) zeros: N `rows`, as wide as `dim` or a little more, each beginning at a multiple of `ROW_BYTES`."""
    item = np.dtype(dtype).itemsize
    width = -(-dim * item // ROW_BYTES) * ROW_BYTES // item
    memory = np.zeros(rows * width * item + ROW_BYTES, dtype=np.uint8)
    first = -memory.ctypes.data % ROW_BYTES
    return memory[first : first + rows * width * item].view(dtype).reshape(rows, width)


class Workspace:
    """The buffers of one thread: the survivors of a sentence, a window's rows, a tile's scores.

    Parameters
    ----------
    rows : int
        V, the words that have rows in both matrices.
    thread : int
        Rows V + 3 thread, ... of V_in and V + thread of V_out are this thread's own: see `learn_sentences`.
    longest : int
        Words of the longest sentence.
    """

    def __init__(
        self, *, rows: int, thread: int, longest: int, window: int, negatives: int, dtype: type[np.floating]
    ) -> None:
        outputs = -(-(negatives + 1) // TILE) * TILE
        self.random = padded(1, 1, np.uint64)[0]  # padded: two threads must not write to one cache line
        self.sentence = padded(1, longest, np.int64)[0]
        self.drawn = padded(1, max(negatives, 1), np.int64)[0]
        self.outputs, self.out_to = (padded(1, outputs, np.int64)[0] for _ in range(2))
        self.inputs, self.partial, self.to = (padded(1, 2 * window + 2, np.int64)[0] for _ in range(3))
        self.score = padded(2, outputs, dtype)
        self.target, self.weight = padded(1, outputs, dtype)[0], padded(1, outputs, dtype)[0]
        self.target[0] = 1
        self.spare_in, self.spare_out = rows + 3 * thread, rows + thread
        self.partial[0::2], self.partial[1::2] = self.spare_in + 1, self.spare_in + 2

    def buffers(self) -> tuple[NDArray[Any], ...]:
        """The arrays in the order `learn_sentences` takes them, from `random` (1,) to `weight` (R,)."""
        rows = (self.outputs, self.out_to, self.inputs, self.partial, self.to)
        return (self.random, self.sentence, self.drawn, *rows, self.score, self.target, self.weight)


@_compiled
def learn_sentences(
    tokens: Ids,
    offsets: Ids,
    first: int,
    last: int,
    v_in: Floats,
    v_out: Floats,
    keep: NDArray[np.uint32],
    table: NDArray[np.uint64],
    frozen_in: NDArray[np.bool_],
    frozen_out: NDArray[np.bool_],
    window: int,
    dynamic: bool,
    negatives: int,
    rate: float,
    spare_in: int,
    spare_out: int,
    stop: NDArray[np.uint8],
    random: NDArray[np.uint64],
    sentence: Ids,
    drawn: Ids,
    outputs: Ids,
    out_to: Ids,
    inputs: Ids,
    partial: Ids,
    to: Ids,
    score: Floats,
    target: Floats,
    weight: Floats,
) -> int:
    """The number of pairs in sentences `first` to `last`, from which V_in and V_out have learned.

    Parameters
    ----------
    tokens, offsets : as in `Corpus`
    v_in : (V + 3 threads, W) and v_out : (V + threads, W)
        Made by `padded`.  Row `spare_in` of V_in takes the updates of frozen rows, the two after it the
        sums between tiles; row `spare_out` of V_out does the same, and fills the last tile.
    keep : (V,) uint32
        Probability that each word survives subsampling, as a share of 2^32.
    table : (V,) uint64
        The noise distribution, from `alias_table`.
    frozen_in, frozen_out : (V,) bool
        Rows of V_in and of V_out that stay as they are.
    stop : (1,) uint8
        Set to 1 by another thread, it ends the loop at the next window.
    """
    state = random[0]
    pairs = 0
    tiles = (negatives + TILE) // TILE
    step = weight.dtype.type(rate)
    for s in range(first, last):
        n = 0
        for p in range(offsets[s], offsets[s + 1]):
            word = tokens[p]
            sentence[n] = word
            state = _next(state)
            n += 1 if np.uint32((state * SCRAMBLE) >> np.uint64(32)) <= keep[word] else 0
        for k in range(negatives):
            state = _next(state)
            drawn[k] = _pick(state * SCRAMBLE, table)
            prefetch(v_out, drawn[k])
        for i in range(min(n, window)):
            prefetch(v_in, sentence[i])
        for i in range(n):
            if stop[0]:
                return pairs
            centre = sentence[i]
            reach: Any = window
            state = _next(state)
            if dynamic:
                reach -= np.int64((state * SCRAMBLE) >> np.uint64(33)) % window

            # The rows of V_out: the centre, then the negatives; one drawn twice counts twice, the centre not at all.
            outputs[0], weight[0], rows = centre, step, 1
            for k in range(negatives):
                r = 0
                while r < rows and outputs[r] != drawn[k]:
                    r += 1
                if r == rows:
                    outputs[r], weight[r] = drawn[k], step
                    rows += 1
                elif r > 0:
                    weight[r] += step
            for r in range(rows):
                out_to[r] = spare_out if frozen_out[outputs[r]] else outputs[r]
            for r in range(rows, tiles * TILE):
                outputs[r], out_to[r], weight[r] = spare_out, spare_out, 0

            if i + 1 < n:  # what the next window will need
                for k in range(negatives):
                    state = _next(state)
                    drawn[k] = _pick(state * SCRAMBLE, table)
                    prefetch(v_out, drawn[k])
                prefetch(v_out, sentence[i + 1])
                if i + 1 + window < n:
                    prefetch(v_in, sentence[i + 1 + window])

            m = 0
            for at in range(max(0, i - reach), min(n, i + reach + 1)):
                if at != i:
                    inputs[m] = sentence[at]
                    to[m] = spare_in if frozen_in[sentence[at]] else sentence[at]
                    m += 1
            pairs += m
            j = 0
            while j < m:
                two = j + 1 < m and inputs[j] != inputs[j + 1]  # the same word twice: one after the other
                for t in range(tiles):
                    if two:
                        scores_two(v_in, inputs, j, v_out, outputs, t * TILE, score)
                    else:
                        scores_one(v_in, inputs, j, v_out, outputs, t * TILE, score)
                for b in range(1 + two):
                    for r in range(tiles * TILE):
                        score[b, r] = weight[r] * (target[r] - _sigmoid(score[b, r]))  # minus the rate times the slope
                for t in range(tiles):
                    end = to if t == tiles - 1 else partial
                    if two and t == 0:
                        add_first_two(v_in, inputs, partial, end, j, v_out, outputs, out_to, 0, score)
                    elif t == 0:
                        add_first_one(v_in, inputs, partial, end, j, v_out, outputs, out_to, 0, score)
                    elif two:
                        add_more_two(v_in, inputs, partial, end, j, v_out, outputs, out_to, t * TILE, score)
                    else:
                        add_more_one(v_in, inputs, partial, end, j, v_out, outputs, out_to, t * TILE, score)
                j += 1 + two
    random[0] = state
    return pairs
