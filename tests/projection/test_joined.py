"""Words that join a map and words that are hidden: where they stand, and that no other word moves."""

import numpy as np
import pytest

from explorer.figures.colouring import by_rank
from explorer.projection import axes, joined, pca, sample
from explorer.projection.clusters import clusters, with_joined
from explorer.projection.layout import graph_of, project
from explorer.projection.sample import Sample
from explorer.projection.settings import ProjectionSettings, SpaceSettings
from explorer.projection.space import rows_beside, space_of
from explorer.vectors.word_vectors import WordVectors
from tests.projection.made import cloud

SPACES = [
    SpaceSettings(),
    SpaceSettings(centre=True, drop=2),
    SpaceSettings(metric="euclidean", unit=False, drop=1),
]


def mapped(vectors: WordVectors, n: int, settings: ProjectionSettings) -> joined.InSight:
    """A map of the first n words."""
    drawn: Sample = sample.by_rank(vectors, n)
    space, graph = graph_of(drawn.vectors, settings)
    if settings.method == "Formulas":
        return joined.whole(axes.on_axes(vectors, drawn.vectors, space, graph, settings), space, drawn)
    return joined.whole(project(space, graph, settings), space, drawn)


@pytest.mark.parametrize("settings", SPACES)
def test_rows_beside_are_those_of_the_space(settings: SpaceSettings) -> None:
    vectors = cloud(60)
    np.testing.assert_allclose(rows_beside(vectors, vectors, settings), space_of(vectors, settings).rows, atol=2e-6)


@pytest.mark.parametrize("space", SPACES)
def test_a_word_joins_a_pca_where_its_axes_put_it(space: SpaceSettings) -> None:
    vectors = cloud(70)
    before = mapped(vectors, 60, ProjectionSettings(method="PCA", space=space))
    after = joined.joined(before, ("w65", "w3", "zzz", "w69"))
    assert after.projection.words[60:] == ("w65", "w69")
    assert after.joined == (60, 61)
    assert after.sample.rows[60:].tolist() == [65, 69]
    rows = before.space.rows
    own = rows_beside(before.sample.vectors, after.sample.vectors, space)[60:]
    principal, _ = pca.principal_axes(rows, 2)
    np.testing.assert_allclose(
        after.projection.coordinates[60:], (own - rows.mean(axis=0)) @ principal, rtol=1e-3, atol=1e-4
    )
    np.testing.assert_array_equal(after.projection.coordinates[:60], before.projection.coordinates)


def test_a_word_joins_a_map_of_formulas_by_its_cosines() -> None:
    vectors = cloud(70)
    before = mapped(vectors, 60, ProjectionSettings(method="Formulas", axes=("w1 - w2", "w3")))
    after = joined.joined(before, ("w66",))
    w3, w66 = (vectors.matrix[i].astype(float) for i in (3, 66))
    cosine = w3 @ w66 / np.linalg.norm(w3) / np.linalg.norm(w66)
    assert after.projection.coordinates[60, 1] == pytest.approx(cosine, abs=1e-5)


def test_a_word_joins_a_layout_between_its_nearest() -> None:
    base = cloud(61)
    matrix = np.concatenate([base.matrix, base.matrix[[7]] * 3])  # "twin" has the direction of w7
    vectors = WordVectors((*base.words, "twin"), matrix)
    before = mapped(vectors, 60, ProjectionSettings(perplexity=8))
    after = joined.joined(before, ("twin", "w60"))
    at = before.projection.coordinates
    np.testing.assert_allclose(after.projection.coordinates[60], at[7], atol=1e-4)
    rows = before.space.rows.astype(float)
    own = base.matrix[60].astype(float)
    apart = ((rows - own / np.linalg.norm(own)) ** 2).sum(axis=1)
    near = sorted(range(60), key=lambda i: apart[i])[:10]

    def share(beta: float) -> np.ndarray:
        raw = np.exp([-beta * (apart[i] - apart[near[0]]) for i in near])
        return raw / raw.sum()

    betas = np.geomspace(1e-3, 1e4, 200_001)
    low, high = 0, len(betas) - 1  # the perplexity falls with beta
    while high - low > 1:
        middle = (low + high) // 2
        p = share(betas[middle])
        low, high = (middle, high) if np.exp(-(p * np.log(np.maximum(p, 1e-300))).sum()) > 2 else (low, middle)
    expected = share(betas[low]) @ at[near].astype(float)
    np.testing.assert_allclose(after.projection.coordinates[61], expected, rtol=1e-3)
    found = with_joined(clusters(before.space, 4), after.space)
    assert found.of[60] == found.of[7]
    assert found.of[61] == found.of[near[0]]


def test_hidden_words_leave_the_others_where_they_are() -> None:
    vectors = cloud(70)
    everything = joined.joined(mapped(vectors, 60, ProjectionSettings(method="PCA")), ("w65",))
    met = np.arange(70) % 2 == 0  # of the model: w65 joined by name, and stays
    visible = joined.visible(everything, met, ("w4",))
    seen = joined.only(everything, visible)
    assert seen.projection.words == (*(f"w{i}" for i in range(0, 60, 2) if i != 4), "w65")
    assert seen.joined == (len(seen) - 1,)
    row = seen.projection.words.index("w8")
    np.testing.assert_array_equal(seen.projection.coordinates[row], everything.projection.coordinates[8])
    assert seen.projection.honesty.kept_of[row] == everything.projection.honesty.kept_of[8]
    shown = {seen.projection.words[i] for i in seen.projection.honesty.shown[row] if i >= 0}
    assert shown == {f"w{i}" for i in everything.projection.honesty.shown[8].tolist() if i % 2 == 0 and i != 4}
    frame = seen.projection.frame
    assert frame is not None
    np.testing.assert_array_equal(frame[1], everything.projection.coordinates.max(axis=0))
    colours = by_rank(everything.sample.rows)
    assert colours.only(visible).span == colours.span
    assert len(colours.only(visible).value) == len(seen)
