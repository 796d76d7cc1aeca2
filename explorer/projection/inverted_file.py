"""
Nearly all the neighbours of very many words: by an inverted file, and then by neighbours of neighbours.

Jégou, Douze and Schmid 2011, "Product quantization for nearest neighbor search" (section IV, without the product
quantizer).  Words are sorted into about sqrt(N) cells round centres that k-means finds on some of them, and the
neighbours of a word are searched only among the tenth of all words whose cells lie nearest to its own. Then each word
looks among the neighbours of its neighbours, which are often its own too: two rounds of NN-descent (Dong, Moses and Li
2011, "Efficient k-nearest neighbor graph construction for generic similarity measures").  So 400,000 words take a tenth
of the products of all pairs; the share of true neighbours found is measured.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.progress import Report, parts, to_nobody
from explorer.vectors.highest_of_rows import highest_of_rows
from explorer.vectors.word_vectors import Floats, Rows

SEARCHED: Final = 0.1  # share of all words that are searched for the neighbours of one
LEARNED: Final = 40  # words per cell from which its centre is learned
ROUNDS: Final = 8  # of k-means
LARGEST: Final = 4  # times the mean size of a cell; larger cells, of similar words, are split
BLOCK_BYTES: Final = 24_000_000  # of nearness held at a time
LOOKS_BEYOND: Final = 2  # of each word, among the neighbours of its neighbours
AT_ONCE: Final = 256  # words whose neighbours' neighbours are compared at a time
TRIED: Final = 500  # words on which the recall is measured
COSTS: Final = (1, 12, 12, 1)  # of the cells, of the words near in them, of the neighbours' neighbours, of the recall
AT_CENTRES: Final = 8192  # words that are compared with all centres at a time


@dataclass(frozen=True, eq=False)
class Cells:
    """Words sorted by the cell they lie in.

    Parameters
    ----------
    order : (N,) rows
        Of the words, cell after cell.
    starts : (C + 1,)
        Where the words of each cell begin in `order`, and last where they end.
    centres : (C, D) float32
    """

    order: Rows
    starts: Rows
    centres: Floats

    def near(self, cell: int, words: int) -> Rows:
        """(P,) the cells nearest to `cell`, itself first, that hold at least `words` words together."""
        nearness = self.centres @ self.centres[cell] - 0.5 * (self.centres * self.centres).sum(axis=1)
        nearness[cell] = np.inf
        cells = np.argsort(-nearness, kind="stable")
        held = np.cumsum(np.diff(self.starts)[cells])
        return cells[: int(np.searchsorted(held, words)) + 1]


def nearest(
    rows: Floats,
    left: Floats,
    right: Floats,
    k: int,
    report: Report = to_nobody,
    *,
    searched: float = SEARCHED,
) -> tuple[NDArray[np.int32], Floats, float]:
    """(N, k) neighbours of `rows` (N, D), the nearest first, (N, k) their nearness, and the share that was found.

    Nearness is the product of `left` and `right`, both (N, D'). `report(done, N)` may end the work by raising.
    """
    n = len(rows)  # what is told is words, whatever takes the time
    learning, searching, looking, trying = parts(lambda done, total: report(n * done // total, n), COSTS)
    cells = cells_of(rows, report=learning)
    searching(0, n)
    same = left is right
    left = left[cells.order]
    searching(0, n)
    right = left if same else right[cells.order]
    near_by = np.empty((n, k), dtype=np.int32)  # as places in the order of the cells: neighbours lie close in memory
    nearness = np.empty((n, k), dtype=np.float32)
    for cell, told in enumerate(parts(searching, np.diff(cells.starts).tolist())):
        first, last = int(cells.starts[cell]), int(cells.starts[cell + 1])
        near = cells.near(cell, max(round(searched * n), 4 * k))
        among = np.concatenate([np.arange(cells.starts[one], cells.starts[one + 1]) for one in near])
        place, nearness[first:last] = _within(left[first:last], right[among], k, told)
        near_by[first:last] = among[place]
    for round_ in range(LOOKS_BEYOND):
        before = near_by.copy()
        for first in range(0, n, AT_ONCE):
            looking(round_ * n + first, LOOKS_BEYOND * n)
            own = slice(first, first + AT_ONCE)
            near_by[own], nearness[own] = _beyond(left[own], right, before, first)
    recall = _recall(left, right, nearness, trying)
    back = np.empty(n, dtype=np.intp)
    back[cells.order] = np.arange(n)
    return cells.order[near_by[back]].astype(np.int32), nearness[back], recall


def _within(left: Floats, right: Floats, k: int, report: Report) -> tuple[NDArray[np.int32], Floats]:
    """(B, k) places in `right` (M, D) of the rows nearest to its first B, `left` (B, D); no row finds itself."""
    b, m = len(left), len(right)
    groups = max(min(8 * k, m), m // 64)
    width = groups * -(-m // groups)
    padded = np.zeros((width, right.shape[1]), dtype=np.float32)
    padded[:m] = right
    place = np.empty((b, k), dtype=np.int32)
    found = np.empty((b, k), dtype=np.float32)
    size = max(16, min(1024, BLOCK_BYTES // (4 * width)))
    for start in range(0, b, size):
        report(start, b)
        here = left[start : start + size] @ padded.T  # (B', width)
        here[:, m:] = -np.inf
        own = np.arange(len(here))
        here[own, start + own] = -np.inf
        place[start : start + size], found[start : start + size] = highest_of_rows(here, k, groups)
    return place, found


def _beyond(left: Floats, right: Floats, near_by: NDArray[np.int32], first: int) -> tuple[NDArray[np.int32], Floats]:
    """(B, k) the rows nearest to `left` (B, D), from row `first`, among their neighbours and neighbours' neighbours."""
    b, k = len(left), near_by.shape[1]
    own = near_by[first : first + b]
    among = np.sort(np.concatenate([own, near_by[own].reshape(b, k * k)], axis=1), axis=1)
    near = np.matmul(right[among], left[:, :, None])[:, :, 0]  # (B, k + k²)
    near[:, 1:][among[:, 1:] == among[:, :-1]] = -np.inf  # each once
    near[among == np.arange(first, first + b)[:, None]] = -np.inf
    best = np.argpartition(near, -k, axis=1)[:, -k:]
    best = np.take_along_axis(best, np.argsort(-np.take_along_axis(near, best, axis=1), axis=1, kind="stable"), axis=1)
    return np.take_along_axis(among, best, axis=1), np.take_along_axis(near, best, axis=1)


def cells_of(rows: Floats, *, report: Report = to_nobody) -> Cells:
    """About sqrt(N) cells of `rows` (N, D), each row in the cell of its nearest centre.

    `report` hears how much is done, and may end the work by raising.
    """
    n = len(rows)
    count = max(1, round(n**0.5))
    rng = np.random.default_rng(0)
    some = rows[np.sort(rng.choice(n, min(n, LEARNED * count), replace=False))]
    centres = some[np.sort(rng.choice(len(some), count, replace=False))].copy()
    *rounds, sorting = parts(report, [*[len(some)] * ROUNDS, n])
    for told in rounds:
        of = _nearest_centre(some, centres, told)
        sizes = np.bincount(of, minlength=count)
        sums = np.zeros_like(centres)
        np.add.at(sums, of, some)
        centres = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres).astype(np.float32)
    of = _nearest_centre(rows, centres, sorting)
    order = np.argsort(of, kind="stable")
    cell, begins = np.unique(of[order], return_index=True)
    ends = np.append(begins[1:], n)
    largest = max(1, LARGEST * n // count)
    starts: list[int] = []
    kept: list[int] = []
    for one, begin, end in zip(cell.tolist(), begins.tolist(), ends.tolist(), strict=True):
        pieces = range(begin, end, largest)
        starts.extend(pieces)
        kept.extend([one] * len(pieces))
    return Cells(order, np.array([*starts, n], dtype=np.intp), centres[kept])


def _nearest_centre(rows: Floats, centres: Floats, report: Report) -> Rows:
    """(N,) the centre (C, D) at the least Euclidean distance from each of `rows` (N, D)."""
    half = 0.5 * (centres * centres).sum(axis=1)
    of = np.empty(len(rows), dtype=np.intp)
    for start in range(0, len(rows), AT_CENTRES):
        report(start, len(rows))
        some = slice(start, start + AT_CENTRES)
        of[some] = (rows[some] @ centres.T - half).argmax(axis=1)
    return of


def _recall(left: Floats, right: Floats, nearness: Floats, report: Report) -> float:
    """The share of the k nearest of some words that were found with `nearness` (N, k): compares with all."""
    n, k = nearness.shape
    tried = np.sort(np.random.default_rng(0).choice(n, min(n, TRIED), replace=False))
    found = 0
    for start in range(0, len(tried), 16):
        report(start, len(tried))
        some = tried[start : start + 16]
        scores = left[some] @ right.T
        scores[np.arange(len(some)), some] = -np.inf
        bar = np.partition(scores, n - k, axis=1)[:, n - k, None]  # the k-th best of all
        found += int((nearness[some] >= bar - 1e-6 * np.abs(bar)).sum())
    return float(found / (len(tried) * k))
