"""Cosine, Euclidean distance and the exact nearest words."""

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError, UnknownWordError
from explorer.vectors import similarity
from explorer.vectors.similarity import Ranked
from explorer.vectors.word_vectors import WordVectors


def test_cosine_worked_by_hand(royals: WordVectors) -> None:
    assert similarity.cosine(royals, "king", "queen") == pytest.approx((2 * 2 - 1) / 5)
    assert similarity.cosine(royals, "man", "woman") == pytest.approx(-1)
    assert similarity.cosine(royals, "king", "king") == pytest.approx(1)


def test_nearest_by_both_metrics_worked_by_hand(royals: WordVectors) -> None:
    """king (2, 1): by cosine queen (.6) is first, by distance man and queen are both 2 away and keep their order."""
    assert [r.word for r in similarity.nearest(royals, "king", k=2)] == ["queen", "man"]
    assert similarity.nearest(royals, "king", k=2, metric="euclidean") == [Ranked("man", 2.0), Ranked("queen", 2.0)]


def test_length_matters_to_distance_and_not_to_cosine() -> None:
    matrix = np.array([[1, 0], [10, 0.5], [0.5, 0.5]], dtype=np.float32)
    vectors = WordVectors(("query", "far but along", "near but aside"), matrix)
    assert similarity.nearest(vectors, "query", k=1)[0].word == "far but along"
    assert similarity.nearest(vectors, "query", k=1, metric="euclidean")[0].word == "near but aside"


def test_equals_brute_force_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similarity, "BLOCK", 28)
    generator = np.random.default_rng(0)
    matrix = generator.normal(size=(401, 7)).astype(np.float32)
    vectors = WordVectors(tuple(f"w{i}" for i in range(401)), matrix)
    query = generator.normal(size=7)
    wide = matrix.astype(np.float64)
    cosines = wide @ query / np.linalg.norm(wide, axis=1) / np.linalg.norm(query)
    apart = np.linalg.norm(wide - query, axis=1)
    for metric, key, score in (("cosine", -cosines, cosines), ("euclidean", apart, apart)):
        found = similarity.nearest(vectors, query, k=25, metric=metric)
        assert [r.word for r in found] == [f"w{i}" for i in np.argsort(key)[:25]]
        np.testing.assert_allclose([r.score for r in found], np.sort(key)[:25] * np.sign(score[0] * key[0]), atol=1e-5)


def test_ties_keep_the_order_of_the_vocabulary() -> None:
    vectors = WordVectors(tuple("abcdefgh"), np.ones((8, 3), dtype=np.float32))
    assert [r.word for r in similarity.nearest(vectors, "d", k=3)] == ["a", "b", "c"]


def test_close_points_far_from_the_origin_keep_their_distance() -> None:
    """The expanded square would cancel to 0 or to nothing like 0.001 here."""
    matrix = np.array([[1000, 1000], [1000, 1000.001], [1000, 1000.01]], dtype=np.float32)
    near = similarity.nearest(WordVectors(("a", "b", "c"), matrix), "a", metric="euclidean")
    assert [r.word for r in near] == ["b", "c"]
    assert near[0].score == pytest.approx(float(matrix[1, 1]) - 1000, rel=1e-5)


def test_excluded_words_stay_out_and_unknown_ones_among_them_do_no_harm(royals: WordVectors) -> None:
    found = similarity.nearest(royals, "king", exclude=["queen", "nonsense"])
    assert {r.word for r in found} == {"man", "woman", "apple"}


def test_a_zero_row_is_near_to_nothing() -> None:
    vectors = WordVectors(("a", "nothing", "b"), np.array([[1, 0], [0, 0], [-1, 0]], dtype=np.float32))
    assert similarity.nearest(vectors, "a") == [Ranked("nothing", 0.0), Ranked("b", -1.0)]
    assert similarity.cosine(vectors, "a", "nothing") == 0
    with pytest.raises(SelectionError, match="length zero has no direction"):
        similarity.nearest(vectors, "nothing")


def test_the_vectors_are_not_changed(royals: WordVectors) -> None:
    before = royals.matrix.copy()
    similarity.nearest(royals, royals.matrix[2], metric="euclidean")
    np.testing.assert_array_equal(royals.matrix, before)


def test_errors_are_sentences(royals: WordVectors) -> None:
    with pytest.raises(UnknownWordError, match=r"“kign” is not in the vocabulary\. Nearest spellings: king"):
        similarity.nearest(royals, "kign")
    with pytest.raises(SettingError, match="at least 1, not 0"):
        similarity.nearest(royals, "king", k=0)
    with pytest.raises(SettingError, match="not by “manhattan”"):
        similarity.nearest(royals, "king", metric="manhattan")  # type: ignore[arg-type]
