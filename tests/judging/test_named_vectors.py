"""Means and sums with names: worked by hand in a space of unit axes, and against NumPy in a random one."""

import numpy as np
import pytest

from explorer.errors import FormulaError, SelectionError, UnknownWordError
from explorer.judging.named_vectors import cosines_between, nearest_words, read_named
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture
def axes() -> WordVectors:
    return WordVectors(("king", "man", "woman", "tea", "ice-cream"), np.diag([1, 2, 3, 4, 5]).astype(np.float32))


def test_sums_and_sentences_by_hand(axes: WordVectors) -> None:
    made = read_named("royal = King - man + 2*woman\n\nKing and ice-cream.\nhalf = mean(tea, man)", axes)
    assert [one.name for one in made] == ["royal", "King and ice-cream.", "half"]
    np.testing.assert_allclose(made[0].vector, [1, -1, 2, 0, 0])
    np.testing.assert_allclose(made[1].vector, [0.5, 0, 0, 0, 0.5])
    assert made[1].missing == ("and",)
    np.testing.assert_allclose(made[2].vector, [0, 0.5, 0, 0.5, 0])


def test_cosines_and_neighbours_are_those_of_numpy() -> None:
    matrix = np.random.default_rng(0).normal(size=(40, 6)).astype(np.float32)
    vectors = WordVectors(tuple(f"w{i}" for i in range(40)), matrix)
    made = read_named("a = w1 + w2 - w3\nw4 w5 w6", vectors)
    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    sums = unit[1] + unit[2] - unit[3], unit[4:7].mean(axis=0)
    expected = sums[0] @ sums[1] / np.linalg.norm(sums[0]) / np.linalg.norm(sums[1])
    assert cosines_between(made)[0, 1] == pytest.approx(expected, abs=1e-6)
    scores = unit @ (sums[1] / np.linalg.norm(sums[1]))
    order = [f"w{row}" for row in np.argsort(-scores) if row not in (4, 5, 6)]
    assert [near.word for near in nearest_words(vectors, made[1], 5)] == order[:5]


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        (" \n ", SelectionError, "There is no line."),
        ("king\n" * 21, SelectionError, "There are 21 lines; at most 20"),
        ("a = king\na = man", SelectionError, "Two lines are called “a”"),
        ("xyzzy qwertz", SelectionError, "None of the words of “xyzzy qwertz” is in this model."),
        ("a =", FormulaError, "“a” stands for nothing"),
        ("king - xyzzy", UnknownWordError, "“xyzzy” is not in the vocabulary."),
        ("king + (", FormulaError, ""),
    ],
)
def test_what_does_not_read_is_a_sentence(axes: WordVectors, text: str, error: type[Exception], told: str) -> None:
    with pytest.raises(error) as refused:
        read_named(text, axes)
    assert str(refused.value).startswith(told)
