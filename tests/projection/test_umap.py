"""UMAP against umap-learn, the reference: the same curve, the same graph, a map as good."""

import numpy as np
import pytest

from explorer.projection import umap
from explorer.projection.honesty import honesty
from explorer.projection.layout import begin, graph_of, steps
from explorer.projection.neighbours import NeighbourGraph
from explorer.projection.settings import ProjectionSettings
from explorer.projection.space import Space
from explorer.vectors.word_vectors import WordVectors

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # umap-learn's and its compiler's own
    pytest.mark.usefixtures("umap_learn"),
]


@pytest.fixture(scope="module")
def known() -> tuple[Space, NeighbourGraph]:
    rng = np.random.default_rng(0)
    matrix = 2 * rng.normal(size=(25, 20))[np.arange(600) % 25] + rng.normal(size=(600, 20))
    vectors = WordVectors(tuple(f"w{i}" for i in range(600)), matrix.astype(np.float32))
    return graph_of(vectors, ProjectionSettings())


def with_itself(graph: NeighbourGraph, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Neighbours as umap-learn wants them: the word itself first."""
    own = np.arange(len(graph))[:, None]
    return (
        np.hstack([own, graph.neighbour[:, : k - 1]]),
        np.hstack([np.zeros_like(own), graph.distance[:, : k - 1]]).astype(np.float32),
    )


@pytest.mark.parametrize("min_dist", [0.0, 0.1, 0.5, 0.99])
def test_the_curve_is_umap_learns(min_dist: float) -> None:
    from umap.umap_ import find_ab_params

    assert umap.curve(min_dist) == pytest.approx(find_ab_params(1.0, min_dist), rel=1e-4)


@pytest.mark.parametrize("k", [5, 15, 60])
def test_the_graph_is_umap_learns(known: tuple[Space, NeighbourGraph], k: int) -> None:
    from umap.umap_ import fuzzy_simplicial_set

    space, graph = known
    index, distance = with_itself(graph, k)
    rng = np.random.RandomState(0)
    theirs = fuzzy_simplicial_set(space.rows, k, rng, "cosine", knn_indices=index, knn_dists=distance)[0]
    ours = umap.fuzzy_graph(graph, k)
    assert abs(ours - theirs).max() < 1e-5
    assert abs(ours - ours.T).max() < 1e-6
    assert ours.nnz == theirs.nnz


def test_many_neighbours_at_one_distance_have_the_floor_of_umap_learn() -> None:
    """Ten at the least distance alone weigh more than log2 of their number: the width falls to its floor."""
    from umap.umap_ import fuzzy_simplicial_set

    n, k = 40, 15
    neighbour = (np.arange(n)[:, None] + np.arange(1, k)) % n
    distance = np.tile(np.r_[np.ones(10), np.full(4, 1.002)], (n, 1)).astype(np.float32)
    graph = NeighbourGraph(neighbour.astype(np.int32), distance, distance**2)
    index, apart = with_itself(graph, k)
    theirs = fuzzy_simplicial_set(
        np.zeros((n, 2)), k, np.random.RandomState(0), "euclidean", knn_indices=index, knn_dists=apart
    )[0]
    assert 0.05 < theirs.data.min() < 0.3
    assert abs(umap.fuzzy_graph(graph, k) - theirs).max() < 1e-4


def test_a_map_is_as_good_as_umap_learns(known: tuple[Space, NeighbourGraph]) -> None:
    from umap import UMAP

    space, graph = known
    settings = ProjectionSettings(method="UMAP")
    layout = begin(space, graph, settings)
    for _ in steps(layout):
        pass
    ours = honesty(space, graph, layout.coordinates)
    reference = UMAP(precomputed_knn=(*with_itself(graph, 15), None), init="pca", random_state=0)
    theirs = honesty(space, graph, reference.fit_transform(space.rows))
    assert ours.kept > theirs.kept - 0.02
    assert ours.trustworthiness > theirs.trustworthiness - 0.005
    assert ours.continuity > theirs.continuity - 0.01


def test_a_pull_and_a_push_by_hand() -> None:
    """Two words 3 apart and an edge each way, which pulls its word; the push then hits the word itself or the other."""
    from explorer.projection import kernels

    a, b, rate = 1.5, 0.9, 0.5
    pull = rate * 2 * a * b * 9 ** (b - 1) / (1 + a * 9**b) * 3
    apart = 3 - pull
    push = rate * 2 * b / ((0.001 + apart**2) * (1 + a * apart ** (2 * b))) * apart
    seen = set()
    for seed in range(20):
        at, moved = np.array([[0, 3], [0, 0], [0, 0]], dtype=np.float32), np.empty((3, 2), dtype=np.float32)
        edges = (np.array([0, 1, 2]), np.array([1, 0], np.uint32))
        every, due = np.array([10, 10], np.float32), np.array([0, 5], np.float32)
        curve = map(np.float32, (a, b, rate))
        kernels.umap_epoch(at, moved, *edges, every, due, *curve, 1, 0, seed, False, 0, 2)
        assert moved[0, 1] == 3  # whose edge is due at epoch 5
        assert list(due) == [10, 5]
        assert not moved[1:].any()
        seen.add(round(float(moved[0, 0]), 4))
    assert sorted(seen) == pytest.approx([pull - push, pull], abs=2e-4)
