"""Pictures of a training, each turned to follow the one before: a turn moves no word relative to another."""

import numpy as np
from numpy.testing import assert_allclose

from explorer.training.lessons.plane import plane, shares


def gaps(xy: np.ndarray) -> np.ndarray:
    return np.linalg.norm(xy[:, None] - xy[None], axis=2)


def test_a_picture_is_pca_of_unit_vectors() -> None:
    rows = np.random.default_rng(1).normal(size=(30, 8))
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    covariance = np.cov(unit.T, bias=True)
    largest = np.sort(np.linalg.eigvalsh(covariance))[::-1][:2]
    assert_allclose(plane(rows).var(axis=0), largest)
    assert_allclose(plane(rows * np.arange(1, 31)[:, None]), plane(rows))  # lengths do not count


def test_turning_keeps_all_distances_and_comes_nearest() -> None:
    rng = np.random.default_rng(2)
    rows = rng.normal(size=(30, 8))
    alone = plane(rows)
    angle = 2.0
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.diag([1, -1])
    before = alone @ turn
    assert_allclose(plane(rows, before), before)  # a mirrored and turned copy is found again
    elsewhere = plane(rows, rng.normal(size=(30, 2)))
    assert_allclose(gaps(elsewhere), gaps(alone))


def test_two_words_and_words_without_a_vector() -> None:
    assert plane(np.eye(2)).shape == (2, 2)
    assert np.isfinite(plane(np.zeros((3, 4)), np.zeros((3, 2)))).all()


def test_shares_are_those_of_the_covariance() -> None:
    rows = np.random.default_rng(3).normal(size=(30, 8))
    values = np.sort(np.linalg.eigvalsh(np.cov((rows / np.linalg.norm(rows, axis=1, keepdims=True)).T)))[::-1]
    assert_allclose(shares(rows, plane(rows)), values[:2] / values.sum())
    quarter = plane(rows) @ np.array([[0.0, 1.0], [-1.0, 0.0]])
    assert_allclose(shares(rows, plane(rows, quarter)), values[1::-1] / values.sum(), err_msg="turned by a right angle")
    assert_allclose(shares(np.zeros((3, 4)), np.zeros((3, 2))), 0)
