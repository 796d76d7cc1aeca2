"""The map of what fine-tuning moved: its axes, and which words have an arrow."""

import numpy as np
from numpy.testing import assert_allclose

from explorer.figures.movement import arrows, plane
from explorer.vectors.word_vectors import WordVectors

BEFORE = np.array([[0, 0, 1], [0, 0, 2], [0, 3, 3], [0, -3, 3]], dtype=np.float32)
AFTER = BEFORE + np.array([[2, 0, 0], [-2, 0, 0], [1, 0, 0], [0, 0, 0]], dtype=np.float32)
WORDS = ("up", "down", "some", "still")


def test_across_is_where_words_moved_and_upwards_where_they_differed() -> None:
    axes = plane(BEFORE, AFTER)
    assert_allclose(np.abs(axes[0]), [1, 0, 0], atol=1e-6)
    assert_allclose(np.abs(axes[1]), [0, 1, 0], atol=1e-6)


def test_words_left_behind_have_no_arrow() -> None:
    figure = arrows(WordVectors(WORDS, BEFORE), WordVectors(WORDS, AFTER), {"still"})
    assert len(figure.layout.annotations) == 3
    lengths = [abs(one.x - one.ax) for one in figure.layout.annotations]
    assert_allclose(lengths, [2, 2, 1], atol=1e-6)
    moved, stayed = figure.data
    assert list(moved.text) == ["up", "down", "some"]
    assert list(stayed.text) == ["still"]


def test_names_stand_on_no_arrow_and_two_of_one_place_are_on_different_sides() -> None:
    before = np.array([[0, 0, 1], [0, 0, 1.001], [0, 3, 3], [0, -3, 3]], dtype=np.float32)
    after = before + np.array([[2, 0, 0], [2, 0, 0], [3, 0, 0], [0, 0, 0]], dtype=np.float32)
    moved, _ = arrows(WordVectors(WORDS, before), WordVectors(WORDS, after), {"still"}).data
    assert list(moved.text) == ["up", "down", "some"]
    came_from = "left" if moved.x[2] > 0 else "right"
    assert not any(place == f"middle {came_from}" for place in moved.textposition)
    assert moved.textposition[0] != moved.textposition[1]


def test_arrows_that_lie_close_are_drawn_apart_so_that_each_has_its_name() -> None:
    """In a picture with one scale for both axes they would be 2 pixels from each other."""
    before = np.array([[0, 0, 0.01 * i] for i in range(14)], dtype=np.float32)
    after = before + np.array([[2 - 0.01 * i, 0, 0] for i in range(14)], dtype=np.float32)
    words = tuple(f"word {i}" for i in range(14))
    moved, _ = arrows(WordVectors(words, before), WordVectors(words, after), set()).data
    assert list(moved.text) == list(words)
