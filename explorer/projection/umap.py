"""
UMAP: a map on which neighbours attract along the edges of a fuzzy graph and strangers push at random.

McInnes, Healy and Melville 2018, "UMAP: Uniform manifold approximation and projection for
dimension reduction". The graph is their algorithms 2 and 3: p_j|i = exp(-(d_ij - rho_i) / sigma_i), with
sigma_i such that a row sums to log2(k), and the fuzzy union p + p' - p p'. The layout is
stochastic descent on its cross-entropy with nearness 1 / (1 + a d^2b) (section 3.2, algorithm 5).
As in umap-learn, with an equal graph and three differences. Layouts start from the PCA and not from a
spectral layout, so that the first frame need not wait for an eigenproblem of the graph. Within an epoch
all words move by the places of the others before it, so that two threads make the same map as one. And
six random points push a word for each neighbour that pulls it (in umap-learn, where each edge pulls
both its ends and pushes one, it is two and a half): on word vectors that keeps more neighbours.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import scipy.sparse as sp

from explorer.errors import SelectionError, SettingError
from explorer.progress import Report, to_nobody
from explorer.projection import kernels
from explorer.projection.halves import in_halves
from explorer.projection.neighbours import NeighbourGraph
from explorer.projection.target import UNKNOWN, Target
from explorer.vectors.word_vectors import Floats

START_SIZE = 2.0
NOISE = 6  # random points that push a word for each neighbour that pulls it
NUMBERS_AT_ONCE = 500_000  # distances whose weights are found at a time
NO_LABEL = 1.0  # how far a word without a label lies from all labels


def curve(min_dist: float, spread: float = 1.0) -> tuple[float, float]:
    """a and b for which 1 / (1 + a d^2b) is nearest to 1 up to `min_dist` and exp(-(d - min_dist) / spread) beyond."""
    from scipy.optimize import curve_fit

    d = np.linspace(0, 3 * spread, 300)
    wanted = np.where(d < min_dist, 1.0, np.exp(-(d - min_dist) / spread))
    (a, b), _ = curve_fit(lambda d, a, b: 1 / (1 + a * d ** (2 * b)), d, wanted)
    return float(a), float(b)


def fuzzy_graph(graph: NeighbourGraph, n_neighbors: int, report: Report = to_nobody) -> sp.csr_matrix:
    """Sparse symmetric (N, N) weights in [0, 1] of the edges; as in umap-learn, `n_neighbors` counts the word itself.

    `report` counts words, and may end the work by raising.

    Raises
    ------
    SettingError
        If the graph knows fewer neighbours than that.
    """
    k = n_neighbors - 1
    if k > graph.width:
        raise SettingError(f"UMAP with {n_neighbors} neighbours needs more words than {len(graph)}.")
    n = len(graph)
    neighbour, distance = graph.neighbour[:, :k], graph.distance[:, :k].astype(np.float32)
    mean = distance.sum() / n  # of all words, for those whose neighbours all lie at their own place
    weight = np.empty((n, k), dtype=np.float32)
    rows = max(1, NUMBERS_AT_ONCE // k)
    for start in range(0, n, rows):
        report(start, n)
        weight[start : start + rows] = _weights(distance[start : start + rows], n_neighbors, mean)
    report(n, n)
    one_way = sp.csr_matrix((weight.ravel(), neighbour.ravel(), np.arange(0, n * k + 1, k)), shape=(n, n))
    return _either_way(one_way, partial(report, n, n))


def _weights(distance: Floats, n_neighbors: int, mean: np.floating) -> Floats:
    """(N, k) p_j|i of neighbours at `distance` (N, k); `mean` is the sum of the distances of a word, on average."""
    n = len(distance)
    first = np.where(distance > 0, distance, np.inf).min(axis=1)
    rho = np.where(np.isinf(first), 0, first)  # the nearest word at another place
    d = np.maximum(distance - rho[:, None], 0)
    sigma = np.ones(n, dtype=np.float32)
    low, high = np.zeros(n, dtype=np.float32), np.full(n, np.inf, dtype=np.float32)
    open_rows = np.arange(n)
    for _ in range(64):
        excess = np.exp(-d[open_rows] / sigma[open_rows, None]).sum(axis=1) - np.log2(n_neighbors)
        unsettled = np.abs(excess) >= 1e-5
        open_rows, excess = open_rows[unsettled], excess[unsettled]
        if not len(open_rows):
            break
        wide = excess > 0
        high[open_rows[wide]] = sigma[open_rows[wide]]
        low[open_rows[~wide]] = sigma[open_rows[~wide]]
        middle = (low[open_rows] + high[open_rows]) / 2
        sigma[open_rows] = np.where(np.isinf(high[open_rows]), 2 * sigma[open_rows], middle)
    # of all n_neighbors: the first is the word itself, at 0
    least = 1e-3 * np.where(rho > 0, distance.sum(axis=1), mean) / n_neighbors
    sigma = np.maximum(np.maximum(sigma, least), np.finfo(np.float32).tiny)
    return np.asarray(np.exp(-d / sigma[:, None]))


def supervised(edges: sp.csr_matrix, target: Target, told: Callable[[], None] = lambda: None) -> sp.csr_matrix:
    """The fuzzy graph `edges` (N, N) intersected with that of labels: sparse, symmetric weights in [0, 1].

    As in umap-learn (`categorical_simplicial_set_intersection`): an edge between two labels keeps exp(-far) of its
    weight, an edge of a word without a label exp(-1). Then each word's strongest edge is scaled back to 1, and the
    union of both directions is taken. A word that keeps no edge is on its own. `told` is called now and then, and may
    end the work by raising.

    Raises
    ------
    SelectionError
        If there is not one label for each word, or no edge is left.
    """
    if len(target) != edges.shape[0]:
        raise SelectionError(f"There must be one label for each of the {edges.shape[0]:,} words, not {len(target):,}.")
    pairs = edges.tocoo()
    head, tail = target.of[pairs.row], target.of[pairs.col]
    apart = np.where(head == tail, 0.0, target.far)
    apart[(head == UNKNOWN) | (tail == UNKNOWN)] = NO_LABEL
    kept = sp.csr_matrix((pairs.data * np.exp(-apart).astype(np.float32), (pairs.row, pairs.col)), shape=edges.shape)
    kept.eliminate_zeros()
    told()
    if not kept.nnz:
        raise SelectionError(
            f"With labels at strength {target.strength:g} no word keeps a neighbour, so that nothing holds the map "
            "together. Lower the strength, or choose labels that more words share."
        )
    strongest = kept.max(axis=1).toarray().ravel()
    return _either_way(sp.diags_array(1 / np.where(strongest > 0, strongest, 1)).astype(np.float32) @ kept, told)


def _either_way(one_way: sp.csr_matrix, told: Callable[[], None]) -> sp.csr_matrix:
    """The fuzzy union p + p' - p p' of directed weights (N, N) with those of the other way."""
    other_way = one_way.T.tocsr()
    told()
    either = one_way + other_way
    told()
    both = one_way.multiply(other_way)
    told()
    return (either - both).tocsr()


class UMAP:
    """A layout that forms epoch by epoch; it may be read, shown and perturbed between any two.

    Parameters
    ----------
    graph : NeighbourGraph
    start : (N, dims) float32
        Where words begin; see `pca.start_of_layout`.
    n_neighbors : int
    min_dist : float
    seed : int
        Of the random pushes; those of an epoch depend only on the seed and the epoch's number.
    settled : bool
        Begin where half of the epochs are done: to continue from an existing map.
    target : Target, optional
        Labels that pull the words together, in addition to their vectors.
    report : callable
        Counts words that are made ready, and may end it by raising.
    """

    def __init__(
        self,
        graph: NeighbourGraph,
        start: Floats,
        n_neighbors: int,
        min_dist: float,
        seed: int,
        *,
        settled: bool = False,
        target: Target | None = None,
        report: Report = to_nobody,
    ) -> None:
        self.dims = start.shape[1]
        self.seed = seed
        # umap-learn takes 500 epochs up to 10,000 points; here 200 are as trustworthy from half of that on.
        self.steps_total = 500 if len(start) <= 5_000 else 200
        self.steps_done = self.steps_total // 2 if settled else 0
        self._at = np.zeros((3, len(start)), dtype=np.float32)
        self._at[: self.dims] = start.T
        self._moved = np.empty_like(self._at)
        self._a, self._b = (np.float32(value) for value in curve(min_dist))
        told = partial(report, len(start), len(start))
        edges = fuzzy_graph(graph, n_neighbors, report)
        told()
        if target is not None:
            edges = supervised(edges, target, told)
            told()
        edges.data[edges.data < edges.data.max() / self.steps_total] = 0  # they would never come due
        edges.eliminate_zeros()
        told()
        self._starts, self._tail = edges.indptr.astype(np.int64), edges.indices.astype(np.uint32)
        self._every = (edges.data.max() / edges.data).astype(np.float32)
        self._schedule()

    def _schedule(self) -> None:
        """Make each edge due one full period from now."""
        self._due = self.steps_done + self._every

    @property
    def coordinates(self) -> Floats:
        """(N, dims) float32, a copy of where the words are now."""
        return np.ascontiguousarray(self._at[: self.dims].T)

    @property
    def _rate(self) -> float:
        """How far words move in the next epoch, from 1 down."""
        return max(1 - self.steps_done / self.steps_total, 0.01)

    def step(self) -> None:
        """One epoch: each edge that is due pulls its word, and six strangers push it."""
        in_halves(self._move, len(self._starts) - 1)
        self._at, self._moved = self._moved, self._at
        self.steps_done += 1

    def _move(self, first: int, last: int) -> None:
        kernels.umap_epoch(
            self._at,
            self._moved,
            self._starts,
            self._tail,
            self._every,
            self._due,
            self._a,
            self._b,
            np.float32(self._rate),
            NOISE,
            self.steps_done,
            self.seed,
            self.dims == 3,
            first,
            last,
        )

    def perturb(self, rng: np.random.Generator, share: float) -> None:
        """Throw each word by `share` of the width of the map in a random direction, and let it settle again."""
        width = self._at[: self.dims].std()
        self._at[: self.dims] += rng.normal(0, share * width, (self.dims, self._at.shape[1])).astype(np.float32)
        self.steps_done = min(self.steps_done, self.steps_total // 2)
        self._schedule()

    def draw_to(self, places: Floats, spring: float) -> None:
        """Draw each word towards `places` (N, dims): the implicit step of a spring, spring / 2 |y - place|².

        Its length falls with the rate of the epochs, as the length of the pulls does.
        """
        at = self._at[: self.dims]
        at += (1 - 1 / (1 + self._rate * spring)) * (places.T - at)

    def return_to(self, coordinates: Floats, step: int) -> None:
        """Put the words at `coordinates` (N, dims) with `step` epochs done."""
        self._at[: self.dims] = coordinates.T
        self.steps_done = step
        self._schedule()
