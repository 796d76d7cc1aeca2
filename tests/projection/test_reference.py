"""The libraries as reference engines: they get our words, settings and seed, and nothing is lost on the way."""

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError
from explorer.projection import layout, reference
from explorer.projection.settings import ProjectionSettings, SpaceSettings
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture(scope="module")
def groups() -> WordVectors:
    """Five well-parted groups of thirty words."""
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(5, 20)) * 4
    rows = np.repeat(centres, 30, axis=0) + rng.normal(size=(150, 20))
    return WordVectors(tuple(f"w{i}" for i in range(150)), rows.astype(np.float32))


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
@pytest.mark.parametrize("method", ["t-SNE", "UMAP", "PCA"])
def test_groups_stay_together_and_the_seed_decides(groups: WordVectors, method: str, metric: str) -> None:
    settings = ProjectionSettings(method=method, perplexity=15, space=SpaceSettings(metric=metric), engine="reference")  # type: ignore[arg-type]
    space, graph = layout.graph_of(groups, settings)
    made = reference.project(space, graph, settings)
    again = reference.project(space, graph, settings)
    np.testing.assert_array_equal(made.coordinates, again.coordinates)
    assert made.settings == settings
    of = np.arange(150) // 30
    assert (of[made.honesty.shown] == of[:, None]).mean() > (0.7 if method == "PCA" else 0.99)
    assert made.honesty.trustworthiness > 0.8


def test_pca_is_ours_up_to_signs(groups: WordVectors) -> None:
    settings = ProjectionSettings(method="PCA", engine="reference")
    space, graph = layout.graph_of(groups, settings)
    theirs, ours = reference.project(space, graph, settings), layout.project(space, graph, settings)
    np.testing.assert_allclose(np.abs(theirs.coordinates), np.abs(ours.coordinates), atol=1e-4)
    assert theirs.explained == pytest.approx(ours.explained)


def test_what_no_library_is_asked_for(groups: WordVectors) -> None:
    settings = ProjectionSettings(method="Formulas", axes=("w1", "w2"), engine="reference")
    space, graph = layout.graph_of(groups, ProjectionSettings(method="PCA"))
    with pytest.raises(SelectionError, match=r"^No library is asked for a map of formulas; choose another method\.$"):
        reference.project(space, graph, settings)
    with pytest.raises(SettingError, match=r"^A map is made by “ours” or by the “reference” library, not by “mine”\.$"):
        ProjectionSettings(engine="mine")  # type: ignore[arg-type]


def test_too_many_words_are_refused(monkeypatch: pytest.MonkeyPatch, groups: WordVectors) -> None:
    monkeypatch.setattr(reference, "MOST", 100)
    settings = ProjectionSettings(method="UMAP", engine="reference")
    space, graph = layout.graph_of(groups, settings)
    with pytest.raises(SelectionError, match=r"^umap-learn is asked about at most 100 words here, not 150"):
        reference.project(space, graph, settings)
