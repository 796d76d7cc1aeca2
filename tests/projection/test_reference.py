"""The libraries as reference engines: they get our words, settings and seed, and nothing is lost on the way."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError
from explorer.projection import layout, libraries, reference
from explorer.projection.settings import ProjectionSettings, SpaceSettings
from explorer.projection.target import same_label, target_of
from explorer.vectors.word_vectors import WordVectors

pytestmark = pytest.mark.usefixtures("umap_learn")


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


def test_umap_learn_is_given_labels_and_their_strength(groups: WordVectors) -> None:
    """Two labels in each group: only with labels, and strongly, do a word's neighbours have its own."""
    free = ProjectionSettings(method="UMAP", engine="reference")
    target = target_of([f"{i // 30} {i % 2}" for i in range(150)], 0.9)
    space, graph = layout.graph_of(groups, free)
    made = [reference.project(space, graph, settings) for settings in (free, replace(free, target=target))]
    shares = [same_label(one.honesty.shown, target) for one in made]
    assert shares[0] < 0.6
    assert shares[1] > 0.9


def test_a_word_that_umap_learn_gives_no_place_is_a_sentence(groups: WordVectors) -> None:
    target = target_of([str(min(i, 145)) for i in range(150)], 1.0)
    settings = ProjectionSettings(method="UMAP", engine="reference", target=target)
    space, graph = layout.graph_of(groups, settings)
    with pytest.raises(SelectionError, match=r"^umap-learn gives 14\d of 150 words no place: none of their neighbours"):
        reference.project(space, graph, settings)


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


def test_a_library_in_a_process_of_its_own_makes_the_same_map(groups: WordVectors) -> None:
    settings = ProjectionSettings(method="PCA", dims=3, engine="reference")
    rows = np.tile(groups.matrix, (10, 10))  # more bytes than a pipe holds
    told: list[tuple[int, int]] = []
    here = libraries.made_here(rows, settings)
    apart = libraries.made_apart(rows, settings, lambda done, total: told.append((done, total)))
    np.testing.assert_allclose(np.abs(apart[0]), np.abs(here[0]), atol=1e-3)
    assert apart[1] == pytest.approx(here[1])
    assert len(told) > 2


def test_labels_reach_the_process() -> None:
    settings = ProjectionSettings(method="UMAP", engine="reference", target=target_of(["a", "", "b"], 0.25))
    told = json.loads(json.dumps(libraries._told(settings)))
    assert libraries._settings(told["settings"]) == settings


def test_the_process_ends_with_the_one_that_began_it() -> None:
    """It is told another parent than it has, as one is whose parent is gone."""
    command = [sys.executable, "-m", libraries.MODULE, str(os.getpid() + 1)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=libraries.ROOT) as orphan:
        assert orphan.wait(20) == 1, "it would wait for rows for ever"
