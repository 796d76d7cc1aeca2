"""What a model knows about words, and the space they live in."""

from itertools import pairwise

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError, UnknownWordError
from explorer.judging import neighbourhood, words
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture
def random() -> WordVectors:
    matrix = np.random.default_rng(3).normal(size=(120, 8)).astype(np.float32)
    return WordVectors(tuple(f"w{i}" for i in range(120)), matrix)


@pytest.fixture
def compass() -> WordVectors:
    """Eight words round a circle, 45 degrees apart, and two that lie close to the first."""
    angles = np.radians([0, 45, 90, 135, 180, 225, 270, 315, 3, -3])
    names = ("e", "ne", "n", "nw", "w", "sw", "s", "se", "e+", "e-")
    return WordVectors(names, np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32))


def test_similarity_matrix_worked_by_hand(royals: WordVectors) -> None:
    found = words.similarity_matrix(royals, ["king", "queen", "man"])
    np.testing.assert_allclose(found, [[1, 0.6, 5**-0.5], [0.6, 1, -(5**-0.5)], [5**-0.5, -(5**-0.5), 1]], atol=1e-6)


def test_odd_one_out(royals: WordVectors) -> None:
    assert words.odd_one_out(royals, ["king", "queen", "apple"])[0].word == "apple"


def test_odd_one_out_is_gensims(random: WordVectors) -> None:
    from gensim.models import KeyedVectors

    keyed = KeyedVectors(8)
    keyed.add_vectors(list(random.words), random.matrix)
    for start in range(0, 100, 5):
        some = [f"w{i}" for i in range(start, start + 6)]
        assert words.odd_one_out(random, some)[0].word == keyed.doesnt_match(some)


def test_senses_are_the_planted_ones() -> None:
    """A word between two bundles at a right angle has them as its two senses."""
    generator = np.random.default_rng(0)
    river = np.array([1, 0, 0]) + 0.05 * generator.normal(size=(4, 3))
    money = np.array([0, 1, 0]) + 0.05 * generator.normal(size=(4, 3))
    names = ("bank", *(f"river{i}" for i in range(4)), *(f"money{i}" for i in range(4)), "far")
    matrix = np.concatenate([[[1, 0.9, 0]], river, money, [[-1, -1, 1]]]).astype(np.float32)
    found = words.senses(WordVectors(names, matrix), "bank", k=8, groups=2)
    assert [{near.word[:5] for near in sense.words} for sense in found] in (
        [{"river"}, {"money"}],
        [{"money"}, {"river"}],
    )
    assert all(sense.label in {near.word for near in sense.words} for sense in found)


def test_average_linkage_equals_scipys(random: WordVectors) -> None:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    like = words.similarity_matrix(random, random.words[:40]).astype(np.float64)
    away = squareform(np.maximum(1 - like, 0) * (1 - np.eye(40)), checks=False)
    labels = fcluster(linkage(away, "average"), 5, "maxclust")
    theirs = sorted([int(row) for row in np.flatnonzero(labels == label)] for label in set(labels))
    assert words.average_linkage(like, 5) == theirs


def test_neighbour_table_equals_sorting_everything(random: WordVectors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "BLOCK", 32)
    table = words.neighbour_table(random, n=100, k=5)
    like = random.unit[:100] @ random.unit[:100].T
    np.fill_diagonal(like, -np.inf)
    np.testing.assert_array_equal(table, np.argsort(-like, axis=1)[:, :5])
    assert words.hubness(table).sum() == 500
    assert words.hubness(table)[3] == (table == 3).sum()


def test_a_path_goes_round_the_circle(compass: WordVectors) -> None:
    table = words.neighbour_table(compass, k=4)
    way = words.path(compass, table, "n", "s")
    assert (way[0], way[-1]) == ("n", "s")
    for here, there in pairwise(way):
        assert compass.index[there] in table[compass.index[here]]
    assert words.path(compass, table, "n", "n") == ["n"]


def test_no_path_between_islands() -> None:
    matrix = np.array([[1, 0], [1, 0.1], [-1, 0], [-1, 0.1]], dtype=np.float32)
    vectors = WordVectors(("a", "b", "c", "d"), matrix)
    assert words.path(vectors, words.neighbour_table(vectors, k=1), "a", "c") == []


def test_graph_has_every_link_once(compass: WordVectors) -> None:
    links = neighbourhood.neighbour_graph(compass, "e", k=2, second=2)
    assert [(link.first, link.second, link.hop) for link in links[:2]] == [("e", "e+", 0), ("e", "e-", 0)]
    pairs = [frozenset((link.first, link.second)) for link in links]
    assert len(set(pairs)) == len(pairs)
    assert {link.hop for link in links} == {0, 1}


def test_mean_of_words_worked_by_hand(royals: WordVectors) -> None:
    np.testing.assert_allclose(words.mean_vector(royals, ["man", "woman"]), [0, 0])
    np.testing.assert_allclose(words.mean_vector(royals, ["king", "queen"]), [2 / 5**0.5, 0], atol=1e-6)
    assert words.nearest_to_mean(royals, ["king", "queen"], 1)[0].word in ("man", "woman")


def test_a_common_direction_is_anisotropy_and_removal_ends_it() -> None:
    generator = np.random.default_rng(0)
    around = generator.normal(size=(2000, 20))
    even = words.space(WordVectors(tuple(map(str, range(2000))), around.astype(np.float32)))
    assert abs(even.anisotropy) < 0.01
    assert even.isotropy > 0.8
    shifted = words.space(WordVectors(tuple(map(str, range(2000))), (around + 2).astype(np.float32)))
    assert shifted.anisotropy == pytest.approx(80 / 100, abs=0.02)  # |mean|² / (|mean|² + D)
    assert abs(shifted.after_removal[0]) < 0.01
    assert shifted.isotropy < 0.2
    assert shifted.spread.shape == (20_000,)


def test_errors_are_sentences(royals: WordVectors) -> None:
    with pytest.raises(SelectionError, match="at least three words"):
        words.odd_one_out(royals, ["king", "queen"])
    with pytest.raises(SelectionError, match="nothing to compare"):
        words.similarity_matrix(royals, [])
    with pytest.raises(SelectionError, match="use at most 200"):
        words.similarity_matrix(royals, ["king"] * 201)
    with pytest.raises(UnknownWordError, match="“kign”"):
        words.senses(royals, "kign")
    with pytest.raises(SettingError, match="between 1 and 4, not at 5"):
        words.neighbour_table(royals, k=5)
    table = words.neighbour_table(royals, n=3, k=1)
    with pytest.raises(SelectionError, match="“apple” is not among the 3 most frequent words"):
        words.path(royals, table, "king", "apple")
    assert words.frequency_rank(royals, "king") == 3
