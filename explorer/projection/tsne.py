"""
t-SNE: a map on which each word is as likely to pick its neighbours as in the space.

Van der Maaten and Hinton 2008, "Visualizing data using t-SNE". With the neighbours' p_ij (eqs. 1
and 2 there, made symmetric) and q_ij proportional to 1 / (1 + |y_i - y_j|²), the layout descends

    KL(P || Q) = sum_ij p_ij log(p_ij / q_ij)        in nats
    slope at y_i = 4 sum_j (p_ij - q_ij) (y_i - y_j) / (1 + |y_i - y_j|²)       (eq. 5)

P is taken over 3 x perplexity neighbours (van der Maaten 2014, "Accelerating t-SNE using tree-based
algorithms"); the push of q is summed exactly over all pairs, which a compiled loop does faster than
a tree, or interpolated on a grid (`interpolation`) while the map is so small that the grid is less
work.

Schedule: 250 steps with P exaggerated by 2 (the paper takes 4, later practice 12; starting from
the PCA, maps of 800, 2,000 and 10,000 words reached the highest trustworthiness with 2, and the
lowest KL or nearly so), then 500; learning rate N / exaggeration (Belkina et al. 2019), for the
slope without its factor 4.
"""

import numpy as np
import scipy.sparse as sp

from explorer.errors import SettingError
from explorer.progress import Report, to_nobody
from explorer.projection import interpolation, kernels
from explorer.projection.halves import in_halves
from explorer.projection.neighbours import NeighbourGraph
from explorer.vectors.word_vectors import Floats

EXAGGERATION = 2.0
EXAGGERATED_STEPS = 250
STEPS = 750
START_SIZE = 1e-4
NUMBERS_AT_ONCE = 50_000  # distances whose chances are found at a time
WORDS_PER_NODE = 20  # with more words for each node along a side, the grid is less work than all pairs


def affinities(squared: Floats, perplexity: float, report: Report = to_nobody) -> Floats:
    """(N, K) probabilities p_j|i of each word's neighbours, from their squared distances (N, K).

    Row i is proportional to exp(-beta_i d²), with the beta_i at which its entropy is
    log(perplexity), found by bisection for many rows at once. If all distances are equal, it is
    uniform.  `report` counts rows, and may end the work by raising.
    """
    n, k = squared.shape
    p = np.empty((n, k), dtype=np.float32)
    rows = max(1, NUMBERS_AT_ONCE // k)
    for start in range(0, n, rows):
        report(start, n)
        p[start : start + rows] = _affinities(squared[start : start + rows], perplexity)
    return p


def _affinities(squared: Floats, perplexity: float) -> Floats:
    """(N, K) as `affinities`, for all rows at once."""
    d = np.asarray(squared - squared[:, :1], dtype=np.float32)
    n = len(d)
    low, high = np.zeros(n, dtype=np.float32), np.full(n, np.inf, dtype=np.float32)
    beta = 1 / np.maximum(d.mean(axis=1), 1e-12)
    p = np.empty_like(d)
    open_rows = np.arange(n)
    for _ in range(64):
        part = np.exp(-beta[open_rows, None] * d[open_rows])
        mass = part.sum(axis=1)
        part /= mass[:, None]
        p[open_rows] = part
        entropy = np.log(mass) + beta[open_rows] * np.einsum("nk,nk->n", part, d[open_rows])
        excess = entropy - np.log(perplexity)
        unsettled = np.abs(excess) > 1e-5
        open_rows, excess = open_rows[unsettled], excess[unsettled]
        if not len(open_rows):
            break
        wide = excess > 0
        low[open_rows[wide]] = beta[open_rows[wide]]
        high[open_rows[~wide]] = beta[open_rows[~wide]]
        middle = (low[open_rows] + high[open_rows]) / 2
        beta[open_rows] = np.where(np.isinf(high[open_rows]), np.minimum(2 * beta[open_rows], 1e30), middle)
    return p


def joint_probabilities(graph: NeighbourGraph, perplexity: float, report: Report = to_nobody) -> sp.csr_matrix:
    """Sparse (N, N) p_ij = (p_j|i + p_i|j) / 2N, summing to 1; `report` counts words, and may end it by raising.

    Raises
    ------
    SettingError
        If the graph has too few neighbours for the perplexity.
    """
    n = len(graph)
    k = int(min(3 * perplexity, n - 1) + 1e-6)
    if k > graph.width or perplexity > k:
        raise SettingError(
            f"A perplexity of {perplexity:g} needs more than the {graph.width} neighbours known of each word; "
            f"use {graph.width / 3:.0f} or less."
        )
    p = affinities(graph.squared[:, :k], perplexity, report)
    one_way = sp.csr_matrix((p.ravel(), graph.neighbour[:, :k].ravel(), np.arange(0, n * k + 1, k)), shape=(n, n))
    report(n, n)
    other_way = one_way.T.tocsr()
    report(n, n)
    both_ways = one_way + other_way
    report(n, n)
    return (both_ways / (2 * n)).tocsr()


class TSNE:
    """A layout that forms step by step; it may be read, shown and perturbed between any two steps.

    Parameters
    ----------
    graph : NeighbourGraph
    start : (N, dims) float32
        Where words begin; see `pca.start_of_layout`.
    perplexity : float
    settled : bool
        Begin without exaggeration and at the size of `start`: to continue from an existing map.
    report : callable
        Counts words that are made ready, and may end it by raising.
    """

    def __init__(
        self,
        graph: NeighbourGraph,
        start: Floats,
        perplexity: float,
        *,
        settled: bool = False,
        report: Report = to_nobody,
    ) -> None:
        self.dims = start.shape[1]
        self.steps_done = EXAGGERATED_STEPS if settled else 0
        self.steps_total = STEPS
        self._at = np.zeros((3, len(start)), dtype=np.float32)
        self._at[: self.dims] = start.T
        self._force, self._pull = np.zeros_like(self._at), np.zeros_like(self._at)
        self._mass = np.empty(len(start), dtype=np.float32)
        p = joint_probabilities(graph, perplexity, report)
        self._starts, self._neighbour = p.indptr.astype(np.int64), p.indices.astype(np.uint32)
        self._p = p.data.astype(np.float32)
        self._stand_still()

    def _stand_still(self) -> None:
        """Drop the springs, the momentum and the gains."""
        self._held: Floats | None = None
        self._velocity = np.zeros_like(self._at)
        self._gain = np.ones_like(self._at)

    @property
    def coordinates(self) -> Floats:
        """(N, dims) float32, a copy of where the words are now."""
        return np.ascontiguousarray(self._at[: self.dims].T)

    @property
    def exaggerating(self) -> bool:
        """Whether it is in the first phase, when neighbours are pulled too strongly, so that they find each other."""
        return self.steps_done < EXAGGERATED_STEPS

    def step(self) -> None:
        """One step of gradient descent."""
        n = len(self._mass)
        exaggeration = EXAGGERATION if self.exaggerating else 1.0
        self._push()
        in_halves(self._attract, n)
        if self._held is not None:
            self._pull += self._held / np.float32(exaggeration)
        kernels.descend(
            self._pull,
            self._force,
            self._velocity,
            self._gain,
            np.float32(1 / self._total_mass),
            np.float32(exaggeration),
            np.float32(max(n / exaggeration, 1.0)),
            np.float32(0.5 if self.exaggerating else 0.8),
        )
        self._at += self._velocity
        self._at -= self._at.mean(axis=1, keepdims=True)
        self.steps_done += 1

    def loss(self) -> float:
        """KL(P || Q) of the layout as it is, in nats."""
        self._push()
        return float(
            kernels.tsne_attraction_loss(self._at, self._starts, self._neighbour, self._p) + np.log(self._total_mass)
        )

    def perturb(self, rng: np.random.Generator, share: float) -> None:
        """Throw each word by `share` of the width of the map in a random direction, and let it settle again."""
        width = self._at[: self.dims].std()
        self._at[: self.dims] += rng.normal(0, share * width, (self.dims, len(self._mass))).astype(np.float32)
        self._stand_still()
        self.steps_done = min(self.steps_done, EXAGGERATED_STEPS)

    def draw_to(self, places: Floats, spring: float) -> None:
        """In the next step springs draw words towards `places` (N, dims): spring / 2N |y - place|² is added to KL / 4.

        It is part of the gradient, so that momentum and gains fit a word that is held.
        """
        self._held = np.zeros_like(self._at)
        self._held[: self.dims] = spring / len(places) * (self._at[: self.dims] - places.T)

    def return_to(self, coordinates: Floats, step: int) -> None:
        """Put the words at `coordinates` (N, dims) with `step` steps done, without momentum."""
        self._at[: self.dims] = coordinates.T
        self.steps_done = step
        self._stand_still()

    def _push(self) -> None:
        """The push of all pairs, and the mass of q."""
        n = len(self._mass)
        if self.dims == 2 and n >= WORDS_PER_NODE * interpolation.nodes(self._at):
            interpolation.push(self._at, self._force, self._mass)
        else:
            in_halves(self._repel, n)
        self._total_mass = float(self._mass.sum(dtype=np.float64)) - n  # a word does not push itself

    def _repel(self, first: int, last: int) -> None:
        push = kernels.repulsion_flat if self.dims == 2 else kernels.repulsion_solid
        push(self._at, self._force, self._mass, first, last)

    def _attract(self, first: int, last: int) -> None:
        kernels.attraction(self._at, self._starts, self._neighbour, self._p, self.dims == 3, self._pull, first, last)
