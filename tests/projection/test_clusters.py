"""Clusters of words, against scikit-learn."""

import numpy as np
import pytest

from explorer.projection import clusters
from explorer.projection.settings import SpaceSettings
from explorer.projection.space import space_of
from explorer.vectors.word_vectors import WordVectors
from tests.projection.made import cloud


def test_planted_clusters_are_found_and_named_by_their_middle() -> None:
    vectors = cloud(300, dim=20, groups=6)
    found = clusters.clusters(space_of(vectors, SpaceSettings()), 6)
    groups = np.arange(300) % 6
    pairs = {(int(a), int(b)) for a, b in zip(groups, found.of, strict=True)}
    assert len(pairs) == 6
    assert np.bincount(found.of).tolist() == [50] * 6
    for place, name in enumerate(found.names):
        assert {found.of[vectors.index[word]] for word in name.split(", ")} == {place}


def test_clusters_are_as_tight_as_scikit_learns() -> None:
    from sklearn.cluster import KMeans

    vectors = cloud(400, dim=10, groups=25, seed=3)
    space = space_of(vectors, SpaceSettings(centre=True))
    found = clusters.clusters(space, 8)
    rows = space.rows - space.rows.mean(axis=0)
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    inertia = sum(((rows[found.of == c] - rows[found.of == c].mean(0)) ** 2).sum() for c in range(8))
    assert inertia < 1.05 * KMeans(8, n_init=4, random_state=0).fit(rows).inertia_


def test_points_of_a_plane_are_grouped_by_where_they_lie_not_by_their_direction() -> None:
    """Two groups are in one direction from the middle of all, and one lies round the middle, in every direction."""
    from sklearn.cluster import KMeans

    middles = np.array([[0, 0], [60, 60], [120, 120], [0, 120], [-180, -300]])
    group = np.arange(250) % 5
    places = middles[group] + np.random.default_rng(4).normal(size=(250, 2))
    points = WordVectors(tuple(f"p{i}" for i in range(250)), (1e18 * places).astype(np.float32))
    space = space_of(points, SpaceSettings("euclidean", unit=False))
    found = clusters.clusters(space, 5)
    assert len({(int(a), int(b)) for a, b in zip(group, found.of, strict=True)}) == 5
    for place, name in enumerate(found.names):
        assert {found.of[points.index[word]] for word in name.split(", ")} == {place}
    of = clusters.clusters(space, 9).of
    inertia = sum(((places[of == c] - places[of == c].mean(0)) ** 2).sum() for c in range(9))
    assert inertia < 1.2 * KMeans(9, n_init=4, random_state=0).fit(places).inertia_


def test_more_clusters_than_words_are_no_trouble() -> None:
    found = clusters.clusters(space_of(cloud(5), SpaceSettings()), 12)
    assert len(found.names) == len(set(found.of.tolist())) <= 5


def test_how_far_it_is_is_told_and_may_end_it() -> None:
    told: list[float] = []

    def report(done: int, total: int) -> None:
        told.append(done / total)

    def ended(done: int, total: int) -> None:
        if done > total / 2:
            raise InterruptedError

    space = space_of(cloud(300, dim=20, groups=6), SpaceSettings())
    assert clusters.clusters(space, 6, report=report).of.tolist() == clusters.clusters(space, 6).of.tolist()
    assert told == sorted(told)
    assert len(told) > clusters.RESTARTS * 6
    with pytest.raises(InterruptedError):
        clusters.clusters(space, 6, report=ended)
