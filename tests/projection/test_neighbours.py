"""The graph of neighbours, against brute force."""

import numpy as np
import pytest

from explorer.projection import neighbours
from explorer.projection.settings import SpaceSettings
from explorer.projection.space import space_of
from explorer.vectors import highest_of_rows
from explorer.vectors.word_vectors import Metric, WordVectors
from tests.projection.made import cloud


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
@pytest.mark.parametrize("n", [40, 2000])
def test_the_graph_is_brute_force(metric: str, n: int) -> None:
    """Both ways of finding neighbours, against all distances sorted in float64."""
    vectors = cloud(n)
    space = space_of(vectors, SpaceSettings(metric=metric, unit=metric == "cosine"))  # type: ignore[arg-type]
    graph = neighbours.neighbour_graph(space, 12)
    rows = space.rows.astype(np.float64)
    square = ((rows[:, None] - rows[None]) ** 2).sum(axis=2)
    np.fill_diagonal(square, np.inf)
    order = np.argsort(square, axis=1)[:, :12]
    ordered = np.take_along_axis(square, order, axis=1)
    assert (graph.neighbour == order).mean() > 0.999  # float32 may exchange two that are equally near
    np.testing.assert_allclose(graph.squared, ordered, rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(
        graph.distance, ordered / 2 if metric == "cosine" else np.sqrt(ordered), rtol=1e-3, atol=1e-6
    )


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_the_search_for_neighbours_tells_how_far_it_is_and_ends_when_told_to(metric: Metric) -> None:
    space = space_of(cloud(4000), SpaceSettings(metric=metric))
    told: list[tuple[int, int]] = []
    neighbours.neighbour_graph(space, 12, lambda *at: told.append(at))
    assert told[0] == (0, 4000)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) >= 4
    assert all(total == 4000 for _, total in told)

    def stopped(done: int, _: int) -> None:
        if done > 0:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        neighbours.neighbour_graph(space, 12, stopped)


def test_a_word_is_not_its_own_neighbour_even_among_equals() -> None:
    matrix = np.repeat(cloud(50).matrix, 40, axis=0)  # 2,000 rows, 40 of each
    space = space_of(WordVectors(tuple(f"w{i}" for i in range(2000)), matrix), SpaceSettings())
    graph = neighbours.neighbour_graph(space, 20)
    assert (graph.neighbour != np.arange(2000)[:, None]).all()
    assert all(len(set(row)) == 20 for row in graph.neighbour.tolist())
    assert graph.distance.max() < 1e-6


def test_whole_numbers_stand_for_nearness_and_place() -> None:
    nearness = np.array([0.5, -0.0, 0, -1, np.inf, -np.inf, 1e-40, -1e-40, 2, 0.5, -0.5, -1], dtype=np.float32)
    place = np.arange(len(nearness))
    np.testing.assert_array_equal(np.argsort(highest_of_rows._keys(nearness, place)), np.lexsort((place, -nearness)))


def test_shared_neighbours_by_hand() -> None:
    true = np.array([[1, 2], [0, 2], [0, 1]])
    shown = np.array([[2, 1], [2, 0], [1, 0]])
    assert neighbours.shared(true, shown).tolist() == [1, 1, 1]
    far = np.array([[1, 3], [0, 2], [1, 3], [0, 1]])
    near = np.array([[1, 2], [2, 3], [0, 1], [2, 1]])
    assert neighbours.shared(far, near).tolist() == [0.5, 0.5, 0.5, 0.5]
