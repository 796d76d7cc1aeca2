"""Points of a map: which a lasso holds, which is nearest, where they stand when it is zoomed or turned."""

import math

import numpy as np
import pytest

from explorer.projection import align
from tests.browser.canvas.conftest import Call


def test_a_lasso_holds_what_it_winds_round(call: Call) -> None:
    """The even-odd rule against the sum of angles under which a point sees the line, for lines without crossings."""
    draw = np.random.default_rng(11)
    angles = np.sort(draw.uniform(0, 2 * np.pi, 40))
    line = np.stack([np.cos(angles), np.sin(angles)], axis=1) * draw.uniform(20, 100, (40, 1))
    points = draw.uniform(-110, 110, (500, 2))
    seen = np.arctan2(*(line[None] - points[:, None]).transpose(2, 0, 1)[::-1])
    turns = np.diff(np.concatenate([seen, seen[:, :1]], axis=1), axis=1)
    winding = ((turns + np.pi) % (2 * np.pi) - np.pi).sum(axis=1) / (2 * np.pi)
    found = call(
        "shared/lasso.js", "return a[1].map(([x, y]) => m.inside(a[0], x, y));", [line.tolist(), points.tolist()]
    )
    assert found == (np.abs(winding) > 0.5).tolist()
    assert 50 < sum(found) < 450


def test_the_nearest_point_and_the_next_in_a_direction(call: Call) -> None:
    draw = np.random.default_rng(2)
    points = draw.uniform(0, 300, (120, 2))
    flat = points.ravel().tolist()
    for x, y in draw.uniform(0, 300, (40, 2)):
        away = np.hypot(*(points - (x, y)).T)
        wanted = int(away.argmin()) if away.min() < 12 else -1
        assert call("shared/nearest.js", "return m.nearest(a[0], a[1], a[2], 12);", [flat, x, y]) == wanted
    directions = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
    moves = call(
        "shared/nearest.js",
        "return a[0].map((_, i) => i).filter(i => 2 * i < a[0].length)"
        ".map(i => a[1].map(([dx, dy]) => m.towards(a[0], i, dx, dy)));",
        [flat, list(directions.values())],
    )
    for i, row in enumerate(moves):
        for there, (dx, dy) in zip(row, directions.values(), strict=True):
            away = points - points[i]
            along = away @ (dx, dy)
            aside = np.abs(away @ (dy, dx))
            cone = (along > 0) & (aside <= along)
            if not cone.any():
                assert there == i, "nothing lies there"
            else:
                assert there == int(np.where(cone, along + 2 * aside, np.inf).argmin())
    reached, edge = {0}, [0]
    while edge:
        edge = [there for i in edge for there in moves[i] if there not in reached and not reached.add(there)]
    assert len(reached) == len(points), "the arrow keys reach every word"


def test_zooming_keeps_what_is_under_the_pointer_and_the_frame_holds_all(call: Call) -> None:
    points = np.random.default_rng(7).normal((50, -3), (4, 0.2), (80, 2))
    made = call(
        "shared/viewport.js",
        """const view = new m.Viewport({ top: 55, right: 38, bottom: 63, left: 38 }, 0.03);
        [view.width, view.height] = [500, 400];
        view.hold([0, 1].map(axis => m.reach(a, axis, 0, 0)));
        const once = new Float32Array(a.length), zoomed = new Float32Array(a.length), home = new Float32Array(a.length);
        view.project(a, once);
        view.zoomBy(3, 100, 80);
        view.panBy(5, -7);
        view.project(a, zoomed);
        view.home();
        view.project(a, home);
        return [once, zoomed, home].map(places => [...places]);""",
        points.ravel().tolist(),
    )
    once, zoomed, home = (np.array(places).reshape(-1, 2) for places in made)
    assert (once.min(axis=0) >= (38 - 0.5, 55 - 0.5)).all()
    assert (once.max(axis=0) <= (500 - 38 + 0.5, 400 - 63 + 0.5)).all()
    np.testing.assert_allclose(zoomed, (once - (100, 80)) * 3 + (100, 80) + (5, -7), atol=0.05)
    np.testing.assert_array_equal(home, once)
    assert np.sign(np.corrcoef(points[:, 1], once[:, 1])[0, 1]) == -1, "up is up"


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_map_is_turned_as_procrustes_turns_it(call: Call, mirrored: bool) -> None:
    rng = np.random.default_rng(3)
    fixed = rng.normal(size=(40, 2))
    angle = 2.2
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    points = fixed @ turn * (np.array([1, -1]) if mirrored else 1) + 0.1 * rng.normal(size=(40, 2))
    unknown = np.where(np.arange(40)[:, None] < 5, np.nan, fixed)  # words that the other map has not
    body = "const t = m.turnOnto(a[0], a[1].map(x => x ?? NaN));"
    told = [points.ravel().tolist(), [None if math.isnan(x) else x for x in unknown.ravel()]]
    got = call("shared/turn.js", body + "return [t, [...m.turned(Float32Array.from(a[0]), t)]];", told)
    expected = align.orthogonal_procrustes(points[5:], fixed[5:])
    np.testing.assert_allclose(np.reshape(got[0], (2, 2)), expected, atol=1e-9)
    np.testing.assert_allclose(np.reshape(got[1], (-1, 2)), points @ expected, atol=1e-5)
    assert (np.linalg.det(expected) < 0) == mirrored
    assert call("shared/turn.js", "return m.turnOnto([0, 0], [1, 1]);") == [1, 0, 0, 1], "nothing to go by"
