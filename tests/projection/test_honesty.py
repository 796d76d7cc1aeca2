"""The honesty figures: by hand, at their limits, and equal to scikit-learn's and SciPy's."""

import numpy as np
import pytest

from explorer.projection.honesty import honesty, kept, nearest_on_map, shepard
from explorer.projection.neighbours import neighbour_graph
from explorer.projection.settings import SpaceSettings
from explorer.projection.space import Space, space_of
from explorer.vectors.word_vectors import WordVectors

PLAIN = SpaceSettings(metric="euclidean", unit=False)


def line(*places: float) -> Space:
    """Words on a line, at these places."""
    rows = np.array([[place, 0.0] for place in places], dtype=np.float32)
    return Space(tuple(f"w{i}" for i in range(len(places))), rows, "euclidean")


def random_space(n: int, dim: int, seed: int = 0) -> Space:
    rng = np.random.default_rng(seed)
    vectors = WordVectors(tuple(f"w{i}" for i in range(n)), rng.normal(size=(n, dim)).astype(np.float32))
    return space_of(vectors, SpaceSettings())


def test_one_neighbour_torn_away_by_hand() -> None:
    """Four words at 0 1 3 7, k = 1; the map moves the first behind the last: 8 1 3 7.

    In the space the nearest are b a b c, on the map d c b a. The intruders have the ranks
    d(a) = 3, c(b) = 2, b(c) = 1, a(d) = 3: T = 1 - 2/(4 * 4) * (2 + 1 + 0 + 2) = 3/8.
    The true neighbours have on the map the ranks b(a) = 3, a(b) = 3, b(c) = 1, c(d) = 2:
    C = 1 - 2/16 * (2 + 2 + 0 + 1) = 3/8. One word of four keeps its neighbour.
    """
    space = line(0, 1, 3, 7)
    graph = neighbour_graph(space, 3)
    found = honesty(space, graph, line(8, 1, 3, 7).rows, k=1)
    assert found.trustworthiness == pytest.approx(3 / 8)
    assert found.continuity == pytest.approx(3 / 8)
    assert found.kept_of.tolist() == [0, 0, 1, 0]
    assert found.kept == 1 / 4
    assert found.chance == 1 / 3
    np.testing.assert_allclose(found.trust_of, [0, 0.5, 1, 0])


def test_a_map_that_changes_nothing_is_perfect() -> None:
    space = random_space(200, 2)
    graph = neighbour_graph(space, 20)
    found = honesty(space, graph, 5 * space.rows @ np.array([[0, 1], [-1, 0]], dtype=np.float32) + 3)
    assert found.kept > 0.999
    assert found.trustworthiness == pytest.approx(1, abs=1e-6)
    assert found.continuity == pytest.approx(1, abs=1e-6)
    assert found.shepard == pytest.approx(1, abs=1e-6)


def test_random_places_keep_what_chance_keeps() -> None:
    space = random_space(1000, 30)
    found = honesty(space, neighbour_graph(space, 10), np.random.default_rng(1).normal(size=(1000, 2)))
    assert found.chance == pytest.approx(10 / 999)
    assert found.kept == pytest.approx(found.chance, abs=0.003)
    assert found.trustworthiness == pytest.approx(0.5, abs=0.02)
    assert abs(found.shepard) < 0.02


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
@pytest.mark.parametrize("dims", [2, 3])
def test_equals_scikit_learns_trustworthiness_both_ways(metric: str, dims: int) -> None:
    from sklearn.manifold import trustworthiness

    rng = np.random.default_rng(2)
    words = tuple(f"w{i}" for i in range(700))
    vectors = WordVectors(words, rng.normal(size=(700, 20)).astype(np.float32))
    space = space_of(vectors, SpaceSettings(metric=metric, unit=metric == "cosine"))  # type: ignore[arg-type]
    at = space.rows[:, :dims] + 0.02 * rng.normal(size=(700, dims)).astype(np.float32)
    found = honesty(space, neighbour_graph(space, 50), at)
    assert found.trustworthiness == pytest.approx(trustworthiness(space.rows, at, n_neighbors=10), abs=2e-6)
    assert found.continuity == pytest.approx(trustworthiness(at, space.rows, n_neighbors=10), abs=2e-6)


def test_shepard_is_spearmans_correlation_of_all_distances() -> None:
    from scipy.spatial.distance import pdist
    from scipy.stats import spearmanr

    space = random_space(120, 8)
    at = space.rows[:, :2].copy()
    at[:30] = np.round(at[:30], 1)  # ties
    expected = spearmanr(pdist(space.rows.astype(np.float64)), pdist(at.astype(np.float64)))[0]
    assert shepard(space, at) == pytest.approx(expected, abs=1e-4)
    assert shepard(space, at, pairs=5000, seed=1) == pytest.approx(expected, abs=0.05)
    assert shepard(space, np.zeros((120, 2), dtype=np.float32)) == 0


def test_neighbours_kept_alone_is_the_same_number() -> None:
    space = random_space(300, 6)
    graph = neighbour_graph(space, 30)
    at = space.rows[:, :2]
    assert kept(graph, at) == honesty(space, graph, at).kept


def test_words_at_one_place_are_not_their_own_neighbours() -> None:
    shown = nearest_on_map(np.zeros((30, 2), dtype=np.float32), 4)
    assert shown.shape == (30, 4)
    assert (shown != np.arange(30)[:, None]).all()


@pytest.mark.parametrize("n", [3, 4, 5, 21])
def test_few_words_lower_k_so_that_the_figures_stay_in_range(n: int) -> None:
    space = random_space(n, 5)
    found = honesty(space, neighbour_graph(space, 150), space.rows[::-1, :2].copy())
    assert found.k == min(10, (n - 1) // 2)
    for figure in (found.trustworthiness, found.continuity, found.kept):
        assert 0 <= figure <= 1


def test_a_sample_of_the_words_says_what_all_of_them_say() -> None:
    space = line_of(3000)
    graph = neighbour_graph(space, 10)
    at = space.rows[:, :2].copy()
    whole, sampled = honesty(space, graph, at), honesty(space, graph, at, most=2500)
    alone = honesty(space, None, at, most=2500)
    assert len(sampled.judged) == 2000
    np.testing.assert_allclose(sampled.trust_of, whole.trust_of[sampled.judged])
    np.testing.assert_allclose(sampled.continuity_of, whole.continuity_of[sampled.judged])
    np.testing.assert_array_equal(sampled.kept_of, whole.kept_of)
    assert np.isnan(alone.kept_of).sum() == 1000
    np.testing.assert_array_equal(alone.kept_of[alone.judged], whole.kept_of[alone.judged])
    np.testing.assert_allclose(alone.continuity_of, sampled.continuity_of)
    assert alone.trustworthiness == pytest.approx(whole.trustworthiness, abs=0.005)


def line_of(n: int) -> Space:
    """Words about a plane in ten dimensions."""
    rng = np.random.default_rng(5)
    rows = rng.normal(size=(n, 10)) * np.array([3, 2, *([0.4] * 8)])
    return Space([f"w{i}" for i in range(n)], rows.astype(np.float32), "euclidean")
