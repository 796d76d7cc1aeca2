"""Rotations found again, and axes that follow the vectors instead of flipping."""

import numpy as np
import pytest
from scipy.linalg import orthogonal_procrustes as scipy_procrustes

from explorer.projection.align import (
    aligned,
    displacement,
    following_axes,
    orthogonal_procrustes,
)
from explorer.projection.pca import coordinates_on, principal_axes


def quarter_turn() -> np.ndarray:
    return np.array([[0.0, 1.0], [-1.0, 0.0]])


def test_a_quarter_turn_is_found_by_hand() -> None:
    """(1, 0) and (0, 2) turned by 90 degrees are (0, 1) and (-2, 0)."""
    fixed = np.array([[0.0, 1.0], [-2.0, 0.0]])
    np.testing.assert_allclose(
        orthogonal_procrustes(np.array([[1.0, 0.0], [0.0, 2.0]]), fixed), quarter_turn(), atol=1e-12
    )


def test_agrees_with_scipy_where_no_rotation_is_exact() -> None:
    rng = np.random.default_rng(0)
    moving, fixed = rng.normal(size=(40, 7)), rng.normal(size=(40, 7))
    np.testing.assert_allclose(orthogonal_procrustes(moving, fixed), scipy_procrustes(moving, fixed)[0], atol=1e-10)


def test_a_turned_mirrored_shifted_map_comes_back() -> None:
    rng = np.random.default_rng(1)
    fixed = rng.normal(size=(30, 2))
    moving = fixed @ quarter_turn() * [1, -1] + [5, -3]
    np.testing.assert_allclose(aligned(moving, fixed), fixed, atol=1e-12)
    np.testing.assert_allclose(aligned(4 * moving, fixed, rescale=True), fixed, atol=1e-12)
    assert displacement(7 * moving + 2, fixed).max() < 1e-12


def test_displacement_is_in_radii() -> None:
    """Eight points on the unit circle, radius 1; each of two opposite ones pushed out by a little."""
    angle = np.arange(8) * np.pi / 4
    fixed = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    moved = fixed.copy()
    moved[[0, 4]] *= 1.01
    apart = displacement(moved, fixed)
    assert apart[0] == pytest.approx(0.01, rel=0.3)  # rescaling takes a quarter of it back
    assert apart[2] < 0.003


def test_a_spun_map_is_turned_back() -> None:
    rng = np.random.default_rng(2)
    still = rng.normal(size=(50, 2)).astype(np.float32)
    spun = []
    for turn in rng.uniform(0, 2 * np.pi, 6):
        c, s = np.cos(turn), np.sin(turn)
        spun.append((still @ np.array([[c, s], [-s, c]])).astype(np.float32))
    for turned in spun:
        frame = aligned(turned, spun[0])
        np.testing.assert_allclose(frame, spun[0], atol=1e-5)
        assert frame.dtype == np.float32


def test_the_main_axes_are_those_of_pca_and_have_a_sign() -> None:
    rng = np.random.default_rng(3)
    matrix = rng.normal(size=(100, 6)) * [5, 3, 1, 1, 0.5, 0.1] + 7
    axes = principal_axes(matrix.astype(np.float32), 2)[0]
    found = coordinates_on(axes, matrix.astype(np.float32))
    u, s, _ = np.linalg.svd(matrix - matrix.mean(0), full_matrices=False)
    np.testing.assert_allclose(np.abs(found), np.abs(u[:, :2] * s[:2]), atol=1e-4)
    assert found.dtype == np.float32
    assert found.shape == (100, 2)
    assert (axes.max(axis=0) > -axes.min(axis=0)).all()
    np.testing.assert_allclose(principal_axes(-matrix.astype(np.float32), 2)[0], axes, atol=1e-4)


def test_the_same_vectors_give_the_same_picture() -> None:
    rng = np.random.default_rng(4)
    matrix = (rng.normal(size=(80, 10)) * np.linspace(4, 1, 10)).astype(np.float32)
    first = axes = principal_axes(matrix, 2)[0]
    for _ in range(20):
        axes = following_axes(axes, matrix)
    np.testing.assert_allclose(axes, first, atol=1e-3)


def test_axes_of_near_equal_variance_do_not_exchange() -> None:
    """Where the variances of two axes cross, a fresh PCA swaps them; led on they move no more than the vectors."""
    rng = np.random.default_rng(5)
    base = rng.normal(size=(200, 5)).astype(np.float32)
    base -= base.mean(0)
    base /= np.sqrt((base * base).mean(0))
    frames = [
        base * np.array([3 + share, 3 - share, 0.5, 0.4, 0.3], np.float32) for share in np.linspace(-0.2, 0.2, 41)
    ]
    axes = principal_axes(frames[0], 2)[0]
    last = coordinates_on(axes, frames[0])
    moves = []
    for frame in frames[1:]:
        axes = following_axes(axes, frame)
        moves.append(np.abs(coordinates_on(axes, frame) - last).max())
        last = coordinates_on(axes, frame)
    assert max(moves) < 0.2  # a swap would move words by about 3


def test_the_axes_follow_a_rotating_space() -> None:
    """After the vectors have turned into other dimensions, axes that were led on show nearly what PCA would."""
    rng = np.random.default_rng(6)
    matrix = (rng.normal(size=(150, 8)) * [4, 3, 1, 1, 1, 1, 1, 1]).astype(np.float32)
    axes = principal_axes(matrix, 2)[0]
    for turn in np.linspace(0, np.pi / 2, 30):
        rotation = np.eye(8)
        rotation[np.ix_([0, 2], [0, 2])] = [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]
        moved = (matrix @ rotation).astype(np.float32)
        axes = following_axes(axes, moved)
        np.testing.assert_allclose(axes.T @ axes, np.eye(2), atol=1e-5)
    values = np.linalg.eigvalsh(np.cov(moved.T))
    assert coordinates_on(axes, moved).var(axis=0, ddof=1).sum() > 0.999 * values[-2:].sum()


def test_equal_rows_are_no_trouble() -> None:
    axes = principal_axes(np.random.default_rng(8).normal(size=(9, 6)).astype(np.float32), 2)[0]
    equal = np.ones((9, 6), dtype=np.float32)
    np.testing.assert_array_equal(following_axes(axes, equal), axes)
    np.testing.assert_array_equal(coordinates_on(axes, equal), 0)
    assert np.isfinite(principal_axes(equal, 2)[0]).all()
    equal[0] = 3
    before = equal.copy()
    assert np.isfinite(following_axes(axes, equal)).all()
    np.testing.assert_array_equal(equal, before)
