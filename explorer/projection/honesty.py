"""
How far a map can be believed: for each word, and for the whole.

Trustworthiness and continuity: Venna and Kaski 2001, "Neighborhood preservation in nonlinear
projection methods". With r(i, j) the rank of j among the neighbours of i in the space, and U_i
the words that are among its k nearest on the map but not in the space,

    trustworthiness = 1 - 2 / (N k (2N - 3k - 1)) sum_i sum_{j in U_i} (r(i, j) - k)

and continuity the same with space and map exchanged: intruders on the map cost trustworthiness,
neighbours torn away cost continuity. Neighbours kept is the plain share of the k true neighbours
that are also the k nearest on the map; a map of random places keeps k / (N - 1) of them. The
Shepard correlation (Shepard 1962) is the rank correlation of distances on the map and in the
space over pairs of words: whether far is far. Stress is left out: random places reach that of PCA.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.projection import kernels
from explorer.projection.neighbours import NeighbourGraph, shared
from explorer.projection.space import Space
from explorer.vectors import Floats, Rows

NEIGHBOURS = 10
PAIRS = 200_000
BLOCK = 256


@dataclass(frozen=True, eq=False)
class Honesty:
    """The measures of one map, over `k` neighbours.

    Parameters
    ----------
    k : int
    trust_of, continuity_of, kept_of : (N,)
        Of each word, in [0, 1] (the first two can fall below 0 for a single word).
    shepard : float
        Rank correlation in [-1, 1].
    shown : (N, k) int32
        The nearest words of each on the map.
    """

    k: int
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
        return float(self.kept_of.mean())

    @property
    def chance(self) -> float:
        """The share of neighbours that a map of random places keeps."""
        return self.k / (len(self.kept_of) - 1)


def honesty(space: Space, graph: NeighbourGraph, coordinates: Floats, *, k: int = NEIGHBOURS) -> Honesty:
    """The honesty of a map that puts the words of `space` at `coordinates` (N, d).

    Of N words at most (N - 1) // 2 neighbours are looked at, as the formulas ask.
    """
    n = len(space)
    k = max(1, min(k, (n - 1) // 2, graph.width))
    at = np.ascontiguousarray(coordinates, dtype=np.float32)
    shown = nearest_on_map(at, k)
    true = graph.neighbour[:, :k]
    rank_in_space, rank_on_map = np.empty((n, k), np.int32), np.empty((n, k), np.int32)
    half = 0.5 * np.einsum("nd,nd->n", space.rows, space.rows)
    nearness = np.empty((BLOCK, n), dtype=np.float32)
    for start in range(0, n, BLOCK):
        stop = min(n, start + BLOCK)
        block = nearness[: stop - start]
        np.matmul(space.rows[start:stop], space.rows.T, out=block)
        if space.metric == "euclidean":
            block -= half
        kernels.ranks(block, start, shown[start:stop], rank_in_space[start:stop])
        kernels.map_nearness(at, start, block)
        kernels.ranks(block, start, true[start:stop], rank_on_map[start:stop])
    share = 2 / (k * (2 * n - 3 * k - 1))
    return Honesty(
        k,
        1 - share * np.maximum(rank_in_space - k, 0).sum(axis=1),
        1 - share * np.maximum(rank_on_map - k, 0).sum(axis=1),
        shared(true, shown),
        shepard(space, at),
        shown,
    )


def nearest_on_map(coordinates: Floats, k: int) -> NDArray[np.int32]:
    """(N, k) the words nearest to each at `coordinates` (N, d), itself left out."""
    from scipy.spatial import cKDTree

    n = len(coordinates)
    found = cKDTree(coordinates).query(coordinates, k + 1)[1]
    own = found == np.arange(n)[:, None]
    own[~own.any(axis=1), -1] = True  # in a heap of words at one place it need not find itself
    return np.asarray(found[~own].reshape(n, k), dtype=np.int32)


def kept(graph: NeighbourGraph, coordinates: Floats, *, k: int = NEIGHBOURS) -> float:
    """The share of true neighbours kept by a map (N, d) alone: quick enough for each frame of a layout that forms."""
    k = max(1, min(k, (len(graph) - 1) // 2, graph.width))
    return float(shared(graph.neighbour[:, :k], nearest_on_map(coordinates, k)).mean())


def shepard(space: Space, coordinates: Floats, *, pairs: int = PAIRS, seed: int = 0) -> float:
    """Spearman's rank correlation in [-1, 1] of distances on the map (N, d) and in the space, over pairs of words."""
    n = len(space)
    i, j = np.triu_indices(n, 1) if n * (n - 1) // 2 <= pairs else _drawn_pairs(n, pairs, seed)
    across = np.empty(len(i), dtype=np.float32)
    for start in range(0, len(i), 20_000):
        part = slice(start, start + 20_000)
        apart = space.rows[i[part]] - space.rows[j[part]]
        across[part] = np.einsum("pd,pd->p", apart, apart)
    apart = coordinates[i] - coordinates[j]
    return _rank_correlation(across, np.einsum("pd,pd->p", apart, apart))


def _drawn_pairs(n: int, pairs: int, seed: int) -> tuple[Rows, Rows]:
    rng = np.random.default_rng(seed)
    i = rng.integers(0, n, pairs)
    return i, (i + rng.integers(1, n, pairs)) % n


def _rank_correlation(a: Floats, b: Floats) -> float:
    ranked = [_mean_ranks(values) for values in (a, b)]
    if min(np.ptp(ranks) for ranks in ranked) == 0:
        return 0.0  # all equally far: no order to agree with
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
