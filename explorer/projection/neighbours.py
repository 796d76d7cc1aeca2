"""
The neighbour graph behind a map: each word's nearest words, found once, and exact up to 100,000 words.

t-SNE, UMAP, the honesty figures and the lists on the page all take slices of it, so that a change
of method, perplexity or number of neighbours costs only a new optimisation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.progress import Report, parts, to_nobody
from explorer.projection import inverted_file
from explorer.projection.settings import VAST, most_neighbours
from explorer.projection.space import Space
from explorer.vectors.highest_of_rows import highest_of_rows
from explorer.vectors.word_vectors import Floats

BLOCK_BYTES = 24_000_000  # of nearness held at a time
COSTS = (3, 1)  # of finding neighbours, and of their Euclidean distances, about
FEW = 1500  # up to so many words, one matrix product and one sort are fastest


@dataclass(frozen=True, eq=False)
class NeighbourGraph:
    """Each word's K nearest others, the nearest first.

    Parameters
    ----------
    neighbour : (N, K) int32
        Rows of the space; a word is not its own neighbour.
    distance : (N, K) float32
        1 - cosine, or the Euclidean distance.
    squared : (N, K) float32
        Squared Euclidean distance between the rows; 2 (1 - cosine) for rows of length 1.
    recall : float
        Share of the true K nearest that it has: 1 if it is exact, else measured on some words.
    """

    neighbour: NDArray[np.int32]
    distance: Floats
    squared: Floats
    recall: float = 1.0

    def __post_init__(self) -> None:
        for array in (self.neighbour, self.distance, self.squared):
            array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.neighbour)

    @property
    def width(self) -> int:
        """K, the neighbours known of each word."""
        return int(self.neighbour.shape[1])


def neighbour_graph(space: Space, k: int, report: Report = to_nobody) -> NeighbourGraph:
    """The graph of the `k` nearest (or all others, if they are fewer) of each of the N words of `space`.

    Of more than 20,000 words at most 45 neighbours are kept, of more than 100,000 at most 20, which are found by an
    inverted file. `report(done, N)` is told how many words are done, and may end the work by raising.
    """
    n = len(space)
    k = min(k, most_neighbours(n))
    rows = space.rows
    if space.metric == "cosine":
        left, right = rows, rows
        looking = measuring = report
    else:
        looking, measuring = parts(lambda done, total: report(n * done // total, n), COSTS)  # told in words
        rows = rows - rows.mean(axis=0)  # the same distances, with fewer digits lost
        half = 0.5 * np.einsum("nd,nd->n", rows, rows)[:, None]
        left, right = np.hstack([rows, np.ones_like(half)]), np.hstack([rows, -half])  # x.y - |y|²/2: larger is nearer
    recall = 1.0
    if n <= max(FEW, 4 * k):
        neighbour, nearness = _few(left, right, k)
    elif n <= VAST:
        neighbour, nearness = _many(left, right, k, looking)
    else:
        neighbour, nearness, recall = inverted_file.nearest(rows, left, right, k, looking)
    if space.metric == "cosine":
        distance = np.maximum(1 - nearness, 0)
        return NeighbourGraph(neighbour, distance, 2 * distance, recall)
    return _euclidean(rows, neighbour, recall, measuring)


def _few(left: Floats, right: Floats, k: int) -> tuple[NDArray[np.int32], Floats]:
    """(N, k) neighbours and nearness by one product and a partial sort; equally near words in the order of the rows."""
    nearness = left @ right.T  # (N, N)
    np.fill_diagonal(nearness, -np.inf)
    order = np.argsort(-nearness, axis=1, kind="stable")[:, :k]
    return order.astype(np.int32), np.take_along_axis(nearness, order, axis=1)


def _many(left: Floats, right: Floats, k: int, report: Report) -> tuple[NDArray[np.int32], Floats]:
    """As `_few`, block by block."""
    n, width = right.shape
    groups = max(8 * k, n // 64)
    length = -(-n // groups)
    padded = np.zeros((width, groups * length), dtype=np.float32)
    padded[:, :n] = right.T
    size = max(16, min(1024, BLOCK_BYTES // (4 * groups * length)))
    block = np.empty((size, groups * length), dtype=np.float32)
    neighbour = np.empty((n, k), dtype=np.int32)
    nearness = np.empty((n, k), dtype=np.float32)
    for start in range(0, n, size):
        report(start, n)
        stop = min(n, start + size)
        here = block[: stop - start]
        np.matmul(left[start:stop], padded, out=here)
        here[:, n:] = -np.inf
        here[np.arange(stop - start), np.arange(start, stop)] = -np.inf
        neighbour[start:stop], nearness[start:stop] = highest_of_rows(here, k, groups)
    return neighbour, nearness


def _euclidean(rows: Floats, neighbour: NDArray[np.int32], recall: float, report: Report) -> NeighbourGraph:
    """The graph of given neighbours (N, K), sorted by distances that are computed from the differences themselves."""
    squared = np.empty(neighbour.shape, dtype=np.float32)
    size = max(1, BLOCK_BYTES // (4 * neighbour.shape[1] * rows.shape[1]))
    for start in range(0, len(rows), size):
        report(start, len(rows))
        apart = rows[neighbour[start : start + size]] - rows[start : start + size, None]  # (B, K, D)
        squared[start : start + size] = np.einsum("bkd,bkd->bk", apart, apart)
    order = np.argsort(squared, axis=1, kind="stable")
    squared = np.take_along_axis(squared, order, axis=1)
    return NeighbourGraph(np.take_along_axis(neighbour, order, axis=1), np.sqrt(squared), squared, recall)


def shared(true: NDArray[np.integer], shown: NDArray[np.integer]) -> Floats:
    """(N,) share in [0, 1] of each word's neighbours `true` (N, K) that are also in `shown` (N, K)."""
    found = np.zeros(true.shape, dtype=np.bool_)
    for column in shown.T:
        found |= true == column[:, None]
    return np.asarray(found.mean(axis=1))
