"""The finished map: the colours of a scale, and how a crowd of points is read, found and drawn."""

import re
from typing import Any

import numpy as np

from explorer.figures import crowd
from explorer.projection.honesty import Honesty
from explorer.projection.layout import Projection
from explorer.projection.settings import ProjectionSettings
from tests.browser.canvas.conftest import Call


def read_in_js(body: str) -> str:
    """`body`, with the bytes a.frame read as a frame: two arrays of whole numbers and one of bytes, as they lie."""
    return (
        "const { buffer } = Uint8Array.from(a.frame), head = new DataView(buffer).getUint32(0, true);"
        "const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, head))), arrays = {};"
        "let at = 4 + head; for (const [name, kind, n] of header.arrays) {"
        "arrays[name] = kind === 'i2' ? new Int16Array(buffer, at, n) : new Uint8Array(buffer, at, n);"
        "at += Math.ceil(arrays[name].byteLength / 4) * 4; } a.frame = { header, arrays };" + body
    )


def made_of(at: Any) -> Projection:
    """A map of words at these places (N, 2)."""
    n = len(at)
    kept = Honesty(1, np.arange(n), np.ones(n), np.ones(n), np.ones(n), 1.0, np.zeros((n, 1), np.int32))
    return Projection(tuple(f"w{i}" for i in range(n)), at, ProjectionSettings(method="PCA"), kept)


def test_colours_of_a_scale_are_mixed_as_numpy_would(call: Call) -> None:
    stops = [(0.0, "#102030"), (0.25, "#ffffff"), (1.0, "#a00050")]
    parts = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for _, colour in stops])
    for t in np.linspace(-0.2, 1.2, 29):
        made = call("atlas/decode.js", "return m.mixed(a[0], a[1]);", [stops, t])
        wanted = [np.interp(t, [at for at, _ in stops], parts[:, k]) for k in range(3)]
        np.testing.assert_allclose([int(part) for part in re.findall(r"\d+", made)], wanted, atol=0.51)


def test_the_points_and_words_of_a_crowd_are_read_as_python_wrote_them(call: Call) -> None:
    at = np.random.default_rng(4).normal(size=(50, 2)).astype(np.float32) * [300, 0.02]
    words = ("king", "", "Königin", "a\nb", "日本")
    frame = crowd.places(made_of(at)).frame
    body = "return [...m.pointsOf(a.frame)];"
    points = np.array(call("atlas/many.js", read_in_js(body), {"frame": list(frame)})).reshape(-1, 2)
    np.testing.assert_allclose(points, at, atol=1e-6 * np.abs(at).max(axis=0).max())
    body = (
        "const w = new m.ManyWords(a.frame); return [[0, 1, 2, 3, 4].map(i => w.at(i)), w.indexOf('日本'), w.length];"
    )
    found = call("atlas/many.js", read_in_js(body), {"frame": list(crowd.words(words).frame)})
    assert found == [list(words), 4, len(words)]


def test_the_nearest_of_a_crowd_is_that_of_a_look_at_all(call: Call) -> None:
    rng = np.random.default_rng(5)
    points = np.concatenate([rng.normal(size=(2000, 2)), np.zeros((50, 2))]).astype(np.float32)
    asked = rng.normal(size=(200, 2)) * 1.5
    extent = [[float(low), float(high)] for low, high in zip(points.min(axis=0), points.max(axis=0), strict=True)]
    found = call(
        "atlas/grid.js",
        "const g = new m.Grid(Float32Array.from(a.points), a.extent);"
        "return a.asked.map(([x, y]) => g.nearest(x, y, 0.2, (i) => i % 7 !== 0));",
        {"points": points.ravel().tolist(), "extent": extent, "asked": asked.tolist()},
    )
    square = ((asked[:, None] - points[None].astype(float)) ** 2).sum(axis=2)
    square[:, ::7] = np.inf
    wanted = np.where(square.min(axis=1) < 0.04, square.argmin(axis=1), -1)
    assert found == wanted.tolist()
    assert (wanted < 0).any()


def test_points_heaped_on_a_pixel_make_it_opaque_and_the_last_gives_its_colour(call: Call) -> None:
    pixels = call(
        "atlas/crowd.js",
        """const canvas = document.createElement('canvas');
        const c = new m.Crowd(canvas.getContext('2d'));
        c.begin(4, 2, '#ffffff');
        const place = Float32Array.from([0, 0, 1, 0, 1, 0, 2, 0, 2, 0, 2, 0, 9, 9, 3, 1]);
        c.heap(Int32Array.from([0, 1, 2, 3, 4, 5, 6, 7]), place, 1, 1,
               Uint8Array.from([0, 0, 1, 1, 1, 0, 0, 255]), ['#ff0000', '#0000ff', '#888888'], '#ffffff', false);
        return [...c.image.data];""",
    )
    image = np.array(pixels).reshape(2, 4, 4)
    single = 1 - 0.12 ** (4 / 8)  # of eight points, one of them outside, four pixels are taken
    red, blue = np.array([255, 0, 0]), np.array([0, 0, 255])

    def mixed(ink: Any, n: int) -> Any:
        return np.rint(255 + (1 - (1 - single) ** n) * (ink - 255))

    np.testing.assert_allclose(image[0, :3, :3], [mixed(red, 1), mixed(blue, 2), mixed(red, 3)], atol=1)
    np.testing.assert_allclose(image[1, 3, :3], mixed(np.full(3, 0x88), 1), atol=1)
    assert (image[1, :3] == 255).all(), "no point, no ink"
