"""One-hot rows: what they are, what they cover, what they know, what they cost."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.figures import one_hot as figures
from explorer.text.corpus import from_text
from explorer.training.lessons import one_hot
from explorer.vectors.word_vectors import WordVectors


def test_a_row_times_the_matrix_is_a_row_of_the_matrix(royals: WordVectors) -> None:
    for i in range(len(royals)):
        assert (one_hot.one_hot(len(royals), i) @ royals.matrix == royals.matrix[i]).all()


def test_a_shorter_vocabulary_covers_less() -> None:
    corpus = from_text("a a a a b b b c c d", name="t")
    assert [one_hot.coverage(corpus, V).share for V in (1, 2, 3, 4)] == pytest.approx([0.4, 0.7, 0.9, 1])
    assert one_hot.ids(corpus, ["a", "c", "zebra"], 2) == [0, None, None]
    assert one_hot.ids(corpus, ["a", "c", "zebra"], 3) == [0, 2, None]


def test_one_hot_rows_know_no_likeness(royals: WordVectors) -> None:
    words, hot, dense = one_hot.among(royals, ["king", "zebra", "queen", "apple"])
    assert words == ["king", "queen", "apple"]
    dots, distances = one_hot.products(hot)
    assert (dots == np.eye(3)).all()
    assert_allclose(distances[~np.eye(3, dtype=bool)], np.sqrt(2))
    dots, distances = one_hot.products(dense)
    assert dots[0, 1] == pytest.approx(0.6)  # (2, 1) and (2, -1)
    assert distances[0, 1] == pytest.approx(np.sqrt(2 - 2 * 0.6))
    assert_allclose(np.diag(distances), 0, atol=1e-3)


def test_both_ways_are_timed_and_the_same() -> None:
    cost = one_hot.timed(500, 20)  # raises if the product is not the row
    assert cost.multiplied > 0
    assert cost.sliced > 0


def test_the_figure_shows_the_row_that_was_taken(royals: WordVectors) -> None:
    figure = figures.product(list(royals.words), royals.matrix, 2)
    hot, result, matrix = figure.data
    assert hot.z.tolist() == [[0, 0, 1, 0, 0]]
    assert (result.z == royals.matrix[[2]]).all()
    assert (matrix.z == royals.matrix).all()
