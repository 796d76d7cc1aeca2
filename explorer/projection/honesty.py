"""
How far a map can be trusted: for each word, and as a whole.

Trustworthiness and continuity: Venna and Kaski 2001, "Neighborhood preservation in nonlinear
projection methods". With r(i, j) the rank of j among the neighbours of i in the space, and U_i
the words that are among its k nearest on the map but not in the space,

    trustworthiness = 1 - 2 / (N k (2N - 3k - 1)) sum_i sum_{j in U_i} (r(i, j) - k)

and continuity the same with space and map exchanged: intruders on the map cost trustworthiness,
neighbours torn away cost continuity. Neighbours kept is the plain share of the k true neighbours
that are also the k nearest on the map; a map of random places keeps k / (N - 1) of them. The
Shepard correlation (Shepard 1962) is the rank correlation of distances on the map and in the
space over pairs of words: whether far is far. Stress is left out: a map of random places reaches that of PCA.
On a large map 2,000 words drawn at random are judged, each among all others: the figures are means over
them, accurate to a few thousandths.  Of more than 100,000 words 500 are judged, accurate to about one in a
hundred.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.progress import Report, parts, to_nobody
from explorer.projection import kernels
from explorer.projection.halves import Blocks, in_halves
from explorer.projection.neighbours import NeighbourGraph, shared
from explorer.projection.settings import VAST
from explorer.projection.space import Space
from explorer.vectors.word_vectors import Floats, Rows

NEIGHBOURS = 10
PAIRS = 200_000
BLOCK = 256
NEARNESS = 8_000_000  # most numbers of a block
SOUGHT = 20_000  # words whose nearest on the map are searched for at once
GROUP = 64  # words of which the nearest is found first
MOST_JUDGED = 12_000  # on a map of up to so many words, every word is judged
JUDGED = 2000  # words drawn to be judged on a larger one
FEWER_JUDGED = 500  # and on one of more than `VAST` words
COSTS = (2, 5, 1)  # of the nearest on the map, of judging words, of the pairs, about
PAIRS_AT_ONCE = 20_000


@dataclass(frozen=True, eq=False)
class Honesty:
    """The measures of one map, over `k` neighbours.

    Parameters
    ----------
    k : int
    judged : (M,)
        Rows of the words judged: all of them, or a sample.
    trust_of, continuity_of : (M,)
        For each word judged, at most 1 (and below 0 for some single words).
    kept_of : (N,)
        For each word, in [0, 1]; nan if its true neighbours were not searched for.
    shepard : float
        Rank correlation in [-1, 1].
    shown : (N, k) int32
        The nearest words of each on the map.
    """

    k: int
    judged: Rows
    trust_of: Floats
    continuity_of: Floats
    kept_of: Floats
    shepard: float
    shown: NDArray[np.int32]

    def __post_init__(self) -> None:
        for array in (self.trust_of, self.continuity_of, self.kept_of, self.shown):
            array.setflags(write=False)

    @property
    def trustworthiness(self) -> float:
        """Mean over the words."""
        return float(self.trust_of.mean())

    @property
    def continuity(self) -> float:
        """Mean over the words."""
        return float(self.continuity_of.mean())

    @property
    def kept(self) -> float:
        """Mean over the words."""
        return float(np.nanmean(self.kept_of))

    @property
    def chance(self) -> float:
        """The share of neighbours that a map of random places keeps."""
        return self.k / (len(self.shown) - 1)


def honesty(
    space: Space,
    graph: NeighbourGraph | None,
    coordinates: Floats,
    *,
    k: int = NEIGHBOURS,
    most: int = MOST_JUDGED,
    report: Report = to_nobody,
) -> Honesty:
    """The honesty of a map that puts the words of `space` at `coordinates` (N, d).

    Of N words at most (N - 1) // 2 neighbours are used, as the formulas require. Of more than `most` words a sample
    is judged; without a graph, or with an inexact one, only the sample's true neighbours are searched for.  `report`
    hears how much is done, and may end the work by raising.
    """
    looking, judging, pairing = parts(report, COSTS)
    n = len(space)
    k = max(1, min(k, (n - 1) // 2, n if graph is None else graph.width))
    at = np.ascontiguousarray(coordinates, dtype=np.float32)
    axes = np.array(at.T, order="C")  # (d, N), a copy: a read-only array would make the kernel compile again
    shown = nearest_on_map(at, k, looking)
    drawn = min(n, JUDGED if n <= VAST else FEWER_JUDGED)
    judged = np.arange(n) if n <= most else np.sort(np.random.default_rng(0).choice(n, drawn, replace=False))
    known = graph if graph is not None and graph.recall == 1 else None
    true = np.empty((len(judged), k), dtype=np.int32)
    rank_in_space, rank_on_map = np.empty_like(true), np.empty_like(true)
    half = 0.5 * np.einsum("nd,nd->n", space.rows, space.rows)
    blocks = Blocks(judging)

    def judge(first: int, last: int) -> None:
        size = min(BLOCK, max(16, NEARNESS // n))
        nearness = np.empty((size, n), dtype=np.float32)
        for part in blocks.of(first, last, size):
            own = judged[part]
            block = nearness[: len(own)]
            np.matmul(space.rows[own], space.rows.T, out=block)
            if space.metric == "euclidean":
                np.subtract(block, half, out=block)
            true[part] = known.neighbour[own, :k] if known is not None else _nearest_in(block, own, k)
            kernels.ranks(block, own, shown[own], rank_in_space[part])
            kernels.map_nearness(axes, own, block)
            kernels.ranks(block, own, true[part], rank_on_map[part])

    in_halves(judge, len(judged))
    kept_of = np.full(n, np.nan)
    kept_of[judged] = shared(true, shown[judged])
    if known is not None:
        kept_of = shared(known.neighbour[:, :k], shown)
    share = 2 / (k * (2 * n - 3 * k - 1))
    return Honesty(
        k,
        judged,
        1 - share * np.maximum(rank_in_space - k, 0).sum(axis=1),
        1 - share * np.maximum(rank_on_map - k, 0).sum(axis=1),
        kept_of,
        shepard(space, at, report=pairing),
        shown,
    )


def _nearest_in(nearness: Floats, own: Rows, k: int) -> NDArray[np.int32]:
    """(B, k) the words of greatest `nearness` (B, N) to each of the words `own` (B,), without the word itself."""
    true = np.empty((len(own), k), dtype=np.int32)
    for row, word, found in zip(nearness, own.tolist(), true, strict=True):
        itself, row[word] = row[word], -np.inf
        some = row[: len(row) // GROUP * GROUP].reshape(GROUP, -1).max(axis=0)  # k words reach this, or all are few
        bar = np.partition(some, -k)[-k] if len(some) >= k else -np.inf
        above = np.flatnonzero(row >= bar)
        found[:] = above[np.argpartition(row[above], -k)[-k:]]
        row[word] = itself
    return true


def nearest_on_map(coordinates: Floats, k: int, report: Report = to_nobody) -> NDArray[np.int32]:
    """(N, k) the words nearest to each at `coordinates` (N, d), without itself.

    `report` hears how much is done, and may end the work by raising.
    """
    from scipy.spatial import cKDTree

    n = len(coordinates)
    tree = cKDTree(coordinates)
    shown = np.empty((n, k), dtype=np.int32)
    blocks = Blocks(report)

    def ask(first: int, last: int) -> None:
        for part in blocks.of(first, last, SOUGHT):
            rows = np.arange(part.start, part.stop)
            found = tree.query(coordinates[part], k + 1)[1]
            own = found == rows[:, None]
            own[~own.any(axis=1), -1] = True  # among many words at one place it need not find itself
            shown[part] = found[~own].reshape(len(rows), k)

    in_halves(ask, n)
    return shown


def kept(graph: NeighbourGraph, coordinates: Floats, *, report: Report = to_nobody) -> float:
    """Only the share of true neighbours that a map (N, d) keeps: fast enough for each frame of a forming layout.

    `report` hears how much is done, and may end the work by raising.
    """
    k = max(1, min(NEIGHBOURS, (len(graph) - 1) // 2, graph.width))
    return float(shared(graph.neighbour[:, :k], nearest_on_map(coordinates, k, report)).mean())


def shepard(
    space: Space, coordinates: Floats, *, pairs: int = PAIRS, seed: int = 0, report: Report = to_nobody
) -> float:
    """Spearman's rank correlation in [-1, 1] of distances on the map (N, d) and in the space, over pairs of words.

    `report` hears how much is done, and may end the work by raising.
    """
    n = len(space)
    i, j = np.triu_indices(n, 1) if n * (n - 1) // 2 <= pairs else _drawn_pairs(n, pairs, seed)
    across = np.empty(len(i), dtype=np.float32)
    for start in range(0, len(i), PAIRS_AT_ONCE):
        report(start, len(i))
        part = slice(start, start + PAIRS_AT_ONCE)
        apart = space.rows[i[part]] - space.rows[j[part]]
        across[part] = np.einsum("pd,pd->p", apart, apart)
    apart = coordinates[i] - coordinates[j]
    return _rank_correlation(across, np.einsum("pd,pd->p", apart, apart))


def _drawn_pairs(n: int, pairs: int, seed: int) -> tuple[Rows, Rows]:
    """(P,) and (P,) the two words of each of so many pairs of `n`; no word with itself."""
    rng = np.random.default_rng(seed)
    i = rng.integers(0, n, pairs)
    return i, (i + rng.integers(1, n, pairs)) % n


def _rank_correlation(a: Floats, b: Floats) -> float:
    ranked = [_mean_ranks(values) for values in (a, b)]
    if min(np.ptp(ranks) for ranks in ranked) == 0:
        return 0.0  # all distances are equal: no order to agree with
    return float(np.corrcoef(ranked[0], ranked[1])[0, 1])


def _mean_ranks(values: Floats) -> Floats:
    """(P,) ranks from 0; equal values share their mean rank."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    last = np.r_[first[1:], len(values)]
    ranks = np.empty(len(values))
    ranks[order] = np.repeat((first + last - 1) / 2, last - first)
    return ranks
