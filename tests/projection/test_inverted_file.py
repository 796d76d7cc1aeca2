"""The approximate neighbours, against a look at all words."""

import numpy as np
import pytest

from explorer.projection import inverted_file, neighbours
from explorer.projection.honesty import honesty
from explorer.projection.settings import SpaceSettings
from explorer.projection.space import space_of
from explorer.vectors.word_vectors import WordVectors
from tests.projection.made import cloud


def groups(n: int, d: int = 12, of: int = 40) -> WordVectors:
    """Words about `of` points."""
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(of, d))[rng.integers(0, of, n)] + 0.5 * rng.normal(size=(n, d))
    return WordVectors(tuple(f"w{i}" for i in range(n)), rows.astype(np.float32))


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_most_true_neighbours_are_found_and_the_share_is_told(metric: str, monkeypatch: pytest.MonkeyPatch) -> None:
    space = space_of(groups(3000), SpaceSettings(metric=metric, unit=metric == "cosine"))  # type: ignore[arg-type]
    exact = neighbours.neighbour_graph(space, 10)
    monkeypatch.setattr(neighbours, "VAST", 2000)
    found = neighbours.neighbour_graph(space, 10)
    pairs = zip(exact.neighbour.tolist(), found.neighbour.tolist(), strict=True)
    share = np.mean([len(set(a) & set(b)) for a, b in pairs]) / 10
    assert exact.recall == 1
    assert 0.9 < share < 1
    assert found.recall == pytest.approx(share, abs=0.03), "measured on 500 words"
    same = found.neighbour == exact.neighbour
    np.testing.assert_allclose(found.distance[same], exact.distance[same], atol=1e-4)
    assert (np.diff(found.distance, axis=1) >= -1e-6).all(), "the nearest first"
    assert (found.neighbour != np.arange(3000)[:, None]).all()


def test_with_all_words_searched_it_is_exact() -> None:
    space = space_of(cloud(1500), SpaceSettings())
    exact = neighbours.neighbour_graph(space, 12)
    found, _, recall = inverted_file.nearest(space.rows, space.rows, space.rows, 12, searched=1.0)
    assert recall == 1
    assert (found == exact.neighbour).mean() > 0.999


def test_words_that_are_alike_are_cut_into_cells_and_found() -> None:
    """Of a thousand equal words no cell holds all, and no word is its own neighbour."""
    rows = np.ones((1000, 4), dtype=np.float32) / 2
    cells = inverted_file.cells_of(rows)
    sizes = np.diff(cells.starts)
    assert sorted(cells.order.tolist()) == list(range(1000))
    assert sizes.sum() == 1000
    assert sizes.max() <= inverted_file.LARGEST * 1000 // 32
    found, nearness, _ = inverted_file.nearest(rows, rows, rows, 5)
    assert (found != np.arange(1000)[:, None]).all()
    np.testing.assert_allclose(nearness, 1)


def test_a_map_is_judged_by_true_neighbours_whatever_it_was_made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    space = space_of(groups(3000), SpaceSettings())
    exact = neighbours.neighbour_graph(space, 10)
    monkeypatch.setattr(neighbours, "VAST", 2000)
    near = neighbours.neighbour_graph(space, 10)
    at = space.rows[:, :2]
    true, told = honesty(space, exact, at, most=100), honesty(space, near, at, most=100)
    np.testing.assert_array_equal(told.judged, true.judged)
    np.testing.assert_allclose(told.kept_of[told.judged], true.kept_of[true.judged])
    assert np.isnan(told.kept_of).sum() == 3000 - len(told.judged)
    assert (told.trustworthiness, told.continuity) == pytest.approx((true.trustworthiness, true.continuity))
