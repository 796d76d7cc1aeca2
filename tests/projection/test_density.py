"""Lines of equal density and the groups that density finds: against circles, counts and groups known beforehand."""

import numpy as np
import pytest

from explorer.figures import colouring, scatter
from explorer.projection.clusters import IN_NONE
from explorer.projection.density import SHARES, contours, density, found, isolines
from explorer.projection.honesty import honesty
from explorer.projection.layout import Projection
from explorer.projection.settings import ProjectionSettings
from explorer.projection.space import Space


def test_the_line_of_a_hill_is_a_circle() -> None:
    x, y = np.mgrid[:61, :61]
    hill = -np.hypot(x - 30.3, y - 29.6)
    (line,) = isolines(hill, -12.0)
    np.testing.assert_allclose(np.hypot(line[:, 0] - 30.3, line[:, 1] - 29.6), 12, atol=0.02)
    np.testing.assert_array_equal(line[0], line[-1])
    around = np.abs(np.diff(np.unwrap(np.arctan2(line[:, 1] - 29.6, line[:, 0] - 30.3))).sum())
    assert around == pytest.approx(2 * np.pi)
    two = np.maximum(-np.hypot(x - 15, y - 15), -np.hypot(x - 45, y - 45))
    assert len(isolines(two, -8.0)) == 2
    (cut,) = isolines(-np.hypot(x, y - 30.0), -10.0)  # it reaches the rim, and is closed there
    np.testing.assert_array_equal(cut[0], cut[-1])


def test_the_density_is_a_sum_of_gaussians() -> None:
    at = np.array([[20.25, 30.5], [24.0, 31.75]])
    grid, own = density(at, 3.0)
    x, y = np.mgrid[: grid.shape[0], : grid.shape[1]]
    exact = sum(np.exp(-((x - a) ** 2 + (y - b) ** 2) / 18) / (18 * np.pi) for a, b in at)
    np.testing.assert_allclose(grid, exact, atol=0.03 * exact.max())
    assert grid.sum() == pytest.approx(2, rel=0.02)
    beside = np.exp(-((at[0] - at[1]) ** 2).sum() / 18)
    assert own == pytest.approx(np.full(2, (1 + beside) / (18 * np.pi)), rel=0.06)


def test_lines_enclose_their_share_of_the_words() -> None:
    rng = np.random.default_rng(3)
    at = np.concatenate([rng.normal(size=(900, 2)), rng.normal(size=(600, 2)) * 0.5 + 7]).astype(np.float32)
    for one, share in zip(contours(at), SHARES, strict=True):
        inside = np.zeros(len(at), dtype=int)
        for line in one.lines:  # even-odd rule
            for (ax, ay), (bx, by) in zip(line[:-1].tolist(), line[1:].tolist(), strict=True):
                if ay != by:
                    across = ((ay > at[:, 1]) != (by > at[:, 1])) & (
                        at[:, 0] < (bx - ax) * (at[:, 1] - ay) / (by - ay) + ax
                    )
                    inside += across
        assert (inside % 2).mean() == pytest.approx(share, abs=0.015)
    assert contours(at[:5]) == ()


def test_density_finds_the_groups_that_are_there_and_leaves_strangers_out() -> None:
    rng = np.random.default_rng(5)
    centres = np.array([[0, 0], [8, 0], [0, 8]])
    sizes = (60, 40, 30)
    at = np.concatenate([rng.normal(size=(n, 2)) * 0.4 + c for n, c in zip(sizes, centres, strict=True)])
    at = np.concatenate([at, [[30, 30], [-30, 25]]]).astype(np.float32)
    words = tuple(f"w{i}" for i in range(len(at)))
    rows = rng.normal(size=(len(at), 6)).astype(np.float32)
    space = Space(words, rows / np.linalg.norm(rows, axis=1, keepdims=True), "cosine")
    groups = found(space, at, 10)
    assert groups.loose
    assert len(groups.names) == 4
    assert groups.names[3] == IN_NONE
    truth = np.repeat([0, 1, 2], sizes)
    inner = groups.of[:130] < 3
    assert inner.mean() > 0.9
    np.testing.assert_array_equal(groups.of[:130][inner], truth[inner])
    assert groups.of[130:].tolist() == [3, 3]
    told = colouring.by_density(groups, named=True)
    assert told.colours[3] == "#8c8c8c"
    assert f"{(groups.of == 3).sum()} of 132 words are in none" in told.caption
    drawn = Projection(words, at, ProjectionSettings(), honesty(space, None, at))
    middles = scatter.centres(drawn.coordinates, told)
    assert [name for _, name, _ in middles] == [", ".join(name.split(", ")[:2]) for name in groups.names[:3]]
    for (row, _, group), centre in zip(middles, centres, strict=True):
        assert groups.of[row] == group
        assert np.hypot(*(at[row] - centre)) < 0.4


def test_forty_clusters_have_forty_colours() -> None:
    many = colouring.Colouring("cluster", group=np.arange(40), names=tuple(map(str, range(40))))
    assert len(set(many.colours)) == 40
