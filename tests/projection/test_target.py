"""Labels that pull a UMAP map: the graph is that of umap-learn, and the measures tell what the labels did."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError
from explorer.projection import umap
from explorer.projection.layout import Projection, begin, graph_of, project
from explorer.projection.neighbours import NeighbourGraph
from explorer.projection.settings import ProjectionSettings
from explorer.projection.space import Space
from explorer.projection.target import Target, on_their_own, same_label, same_label_by_chance, target_of
from tests.projection.made import cloud

pytestmark = pytest.mark.filterwarnings("ignore")  # umap-learn's and its compiler's own
SETTINGS = ProjectionSettings(method="UMAP")


@pytest.fixture(scope="module")
def known() -> tuple[Space, NeighbourGraph]:
    return graph_of(cloud(200, groups=1), SETTINGS)


def labelled(n: int = 200, *, strength: float = 0.5, unknown: bool = True) -> Target:
    """Four labels that have nothing to do with the words, and for every ninth word none."""
    cells = np.random.default_rng(3).choice(["noun", "verb", "adjective", "other"], n).astype(object)
    if unknown:
        cells[::9] = ""
    return target_of(cells.tolist(), strength)


@pytest.mark.parametrize("strength", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_the_graph_with_labels_is_umap_learns(known: tuple[Space, NeighbourGraph], strength: float) -> None:
    from umap.umap_ import discrete_metric_simplicial_set_intersection

    edges = umap.fuzzy_graph(known[1], 15)
    target = labelled(strength=strength)
    assert (target.of == -1).sum() == 23
    far = 2.5 / (1 - strength) if strength < 1 else 1e12  # as in UMAP.fit of umap-learn
    theirs = discrete_metric_simplicial_set_intersection(edges.copy(), target.of, far_dist=far)
    ours = umap.supervised(edges, target)
    assert abs(ours - theirs).max() < 1e-5
    assert abs(ours - ours.T).max() < 1e-6
    assert ours.nnz == theirs.nnz
    assert abs(ours - edges).max() > 0.5, "labels have changed the graph"


def test_labels_pull_words_together_the_more_the_stronger_and_unlike_the_vectors(
    known: tuple[Space, NeighbourGraph],
) -> None:
    space, graph = known
    free = project(space, graph, SETTINGS)

    def made(strength: float) -> Projection:
        return project(space, graph, replace(SETTINGS, target=labelled(strength=strength, unknown=False)))

    target = labelled(unknown=False)
    chance = same_label_by_chance(target)
    near = graph.neighbour[:, : free.honesty.k]
    weak, strong = made(0.0), made(0.5)
    shares = [same_label(drawn.honesty.shown, target) for drawn in (free, weak, strong)]
    assert same_label(near, target) == pytest.approx(chance, abs=0.04)
    assert shares[0] == pytest.approx(chance, abs=0.04)
    assert shares[1] > shares[0] + 0.1, "also at 0 a neighbour of another label counts for less"
    assert shares[2] > shares[1] + 0.1
    assert strong.honesty.trustworthiness < free.honesty.trustworthiness - 0.05, "which is what it costs"
    np.testing.assert_array_equal(made(0.5).coordinates, strong.coordinates)


def test_neighbours_of_its_label_by_hand() -> None:
    """Four words, the last without a label: of the five neighbours that count, three have the label of their word."""
    target = target_of(["a", "a", "b", ""])
    neighbour = np.array([[1, 2], [0, 3], [2, 1], [0, 1]])  # the third row is made up: a word may not be its own
    assert same_label(neighbour, target) == pytest.approx(3 / 5)
    assert same_label_by_chance(target) == pytest.approx(1 / 3)
    assert (target.different, target.unknown, len(target)) == (2, 1, 4)


def test_a_word_among_strangers_alone_keeps_its_first_place() -> None:
    """At strength 1 edges between labels are gone: the third word has none left, and no force moves it."""
    neighbour = np.array([[1, 3], [0, 3], [0, 1], [0, 1], [5, 3], [4, 3]], dtype=np.int32)
    distance = np.tile(np.float32([0.5, 1.0]), (6, 1))
    graph = NeighbourGraph(neighbour, distance, distance**2)
    target = target_of(["a", "a", "b", "a", "b", "b"], 1.0)
    assert on_their_own(neighbour, target) == 1
    assert on_their_own(neighbour, replace(target, strength=0.5)) == 0
    edges = umap.supervised(umap.fuzzy_graph(graph, 3), target)
    assert (edges.sum(axis=1) == 0).tolist() == [False, False, True, False, False, False]
    space = Space(tuple("uvwxyz"), np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32), "euclidean")
    layout = begin(space, graph, replace(SETTINGS, n_neighbors=3, target=target))
    start = layout.coordinates
    while layout.steps_done < 20:
        layout.step()
    moved = np.abs(layout.coordinates - start).max(axis=1)
    assert moved[2] == 0
    assert (moved[[0, 1, 3, 4, 5]] > 0).all()


def test_what_cannot_pull() -> None:
    with pytest.raises(SettingError, match=r"^Labels can pull words apart only where .* here no word has a label\.$"):
        target_of(["", ""])
    with pytest.raises(SettingError, match=r"and here all words with a label have the same\.$"):
        target_of(["a", "a", ""])
    with pytest.raises(SettingError, match=r"^The strength of labels must lie between 0 and 1, not at 1\.5\.$"):
        target_of(["a", "b"], 1.5)
    with pytest.raises(SettingError, match=r"^Labels pull the words of a UMAP map, not of one by t-SNE\.$"):
        ProjectionSettings(target=target_of(["a", "b"]))
    space, graph = graph_of(cloud(30), SETTINGS)
    with pytest.raises(SelectionError, match=r"^There must be one label for each of the 30 words, not 2\.$"):
        begin(space, graph, replace(SETTINGS, target=target_of(["a", "b"])))
    with pytest.raises(SelectionError, match=r"^With labels at strength 1 no word keeps a neighbour"):
        begin(space, graph, replace(SETTINGS, target=target_of([str(i) for i in range(30)], 1.0)))
