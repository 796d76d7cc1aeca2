"""The pure parts of the JavaScript modules, each held against an independent reference in Python."""

import csv
import io
import math
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route

from explorer.figures import crowd
from explorer.figures.live_bytes import pack
from explorer.projection import align
from explorer.projection.honesty import Honesty
from explorer.projection.layout import Projection
from explorer.projection.settings import ProjectionSettings
from explorer.ui.canvas import modules

ORIGIN = "http://canvas.test"
Call = Callable[..., Any]


@pytest.fixture(scope="module")
def sheet(chromium: Browser) -> Iterator[Page]:
    """An empty page that can import the modules as files."""

    def answer(route: Route) -> None:
        path = modules.CANVAS / route.request.url.removeprefix(ORIGIN + "/")
        if path.suffix == ".js":
            route.fulfill(body=path.read_text(encoding="utf-8"), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")

    page = chromium.new_page()
    page.route(f"{ORIGIN}/**", answer)
    page.goto(ORIGIN)
    yield page
    page.close()


@pytest.fixture
def call(sheet: Page) -> Call:
    """`call(module, body, argument)`: what the body returns, with the module as `m` and the argument as `a`."""

    def run(module: str, body: str, argument: object = None) -> Any:
        return sheet.evaluate(
            f"async a => {{ const m = await import('{ORIGIN}/{module}'); return (() => {{ {body} }})(); }}", argument
        )

    return run


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


def test_a_frame_is_read_as_python_wrote_it(call: Call) -> None:
    arrays = {
        "xy": np.array([-32767, 0, 1, 2, 32767], np.int16),  # an odd number of bytes to pad
        "curve": np.array([0.5, -1e30, np.nan, np.inf], np.float32),
        "ids": np.array([-(2**31), 2**31 - 1], np.int32),
        "marks": np.array([0, 255, 3], np.uint8),
        "none": np.array([], np.float32),
        "last": np.array([7], np.int32),
    }
    frame = pack({"step": 12, "word": "Königin “k”"}, arrays)
    read = call(
        "shared/frame.js",
        """const { header, arrays, bytes } = m.decode(Uint8Array.from(a).buffer);
        const list = Object.entries(arrays).map(([name, of]) => [name, of.constructor.name, [...of].map(String)]);
        return [header.step, header.word, bytes, list];""",
        list(frame),
    )
    assert read[:3] == [12, "Königin “k”", len(frame)]
    kinds = {"int16": "Int16Array", "float32": "Float32Array", "int32": "Int32Array", "uint8": "Uint8Array"}
    for (name, kind, values), (wanted, array) in zip(read[3], arrays.items(), strict=True):
        assert (name, kind) == (wanted, kinds[str(array.dtype)])
        np.testing.assert_array_equal(np.array([float(v.replace("Infinity", "inf")) for v in values]), array)


def test_what_is_drawn_lives_until_its_place_has_left_the_page(call: Call) -> None:
    """Streamlit takes back a call that a newer one has overtaken, too."""
    told = call(
        "shared/mounted.js",
        """const told = [], parentElement = document.body.appendChild(document.createElement('div'));
        const draw = m.mounted(() => {
            told.push('begun');
            return { receive: ({ data }) => told.push(data), close: () => told.push('closed') };
        });
        const overtaken = draw({ parentElement, data: 'first' });
        overtaken();
        const last = draw({ parentElement, data: 'second' });
        parentElement.remove();
        last();
        return told;""",
    )
    assert told == ["begun", "first", "second", "closed"]


WIRE = """const sent = [], shown = [], frames = [], real = window.WebSocket, clock = performance.now;
let now = 0;
performance.now = () => now;
window.WebSocket = class { static OPEN = 1; readyState = 1; send(text) { sent.push(JSON.parse(text)); } close() {} };
const wire = new m.Wire("/live/x", { frame: ({ header }) => shown.push(header.n ?? header.answer.id), open() {} });
window.WebSocket.OPEN = 1;
const hear = (bytes) => wire.socket.onmessage({ data: Uint8Array.from(bytes).buffer });
wire.socket.onopen();
wire.send({ op: "play", id: 1 });
for (const bytes of a.twice) hear(bytes);
now = 1900; wire.repeat();
now = 2100; wire.repeat(); wire.repeat();
hear(a.answer);
now = 9000; wire.repeat();
wire.close();
window.WebSocket = real;
performance.now = clock;
return [sent.map(({ op, id, n }) => [op, id ?? n]), shown];"""


def test_a_frame_that_comes_twice_is_shown_once_and_an_order_without_an_answer_is_given_again(call: Call) -> None:
    frames = [list(pack({"n": n}, {})) for n in (1, 1, 2)]
    sent, shown = call("live/wire.js", WIRE, {"twice": frames, "answer": list(pack({"answer": {"id": 1}}, {}))})
    assert shown == [1, 2, 1]
    assert sent == [["play", 1], ["got", 1], ["got", 1], ["got", 2], ["play", 1]]


def test_a_table_is_read_back_by_pythons_csv(call: Call) -> None:
    rows = [["word", "x"], ['say "hi", twice', 1.5], ["two\nlines", -2], ["=1+1", 0], ["−1", 3], ["@x", 1], ["", 2]]
    text = call("shared/save.js", "return m.csv(a);", rows)
    back = list(csv.reader(io.StringIO(text)))
    assert back == [[str(cell) if cell not in {"=1+1", "@x"} else f"'{cell}" for cell in row] for row in rows]


PLACE = """const labels = new m.Labels(word => 7 * word.length, strong => strong ? 17 : 15);
const once = labels.place(a.wanted, 600, 400, a.most, a.reserved);
return [once, labels.place(a.wanted, 600, 400, a.most, a.reserved)];"""


def test_labels_cover_neither_each_other_nor_what_is_reserved(call: Call) -> None:
    draw = np.random.default_rng(3)
    wanted = [
        {"id": i, "word": "w" * int(draw.integers(1, 12)), "x": float(x), "y": float(y), "r": 4, "strong": i < 5}
        for i, (x, y) in enumerate(draw.uniform((-30, -30), (630, 430), (400, 2)))
    ]
    reserved = [[400, 0, 600, 40], [0, 370, 150, 400]]
    placed, again = call("shared/labels.js", PLACE, {"wanted": wanted, "most": 90, "reserved": reserved})
    assert placed == again, "labels stay where they are"
    assert 60 < len(placed) <= 90
    boxes = []
    for label in placed:
        word = wanted[label["id"]]
        width, height = 7 * len(label["word"]) + 4, 17 if label["strong"] else 15
        left, top = word["x"] + label["dx"] - 2, word["y"] + label["dy"] - height / 2
        assert left >= 0
        assert top >= 0
        assert left + width <= 600
        assert top + height <= 400
        boxes.append((left, top, left + width, top + height))
    for i, one in enumerate(boxes):
        for other in [*boxes[:i], *reserved]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_word_alone_and_the_most_important_of_two_get_their_label(call: Call) -> None:
    def word(i: int, x: float, y: float) -> dict[str, object]:
        return {"id": i, "word": "queen", "x": x, "y": y, "r": 4, "strong": False}

    alone, _ = call("shared/labels.js", PLACE, {"wanted": [word(0, 300, 200)], "most": 9, "reserved": []})
    assert [(label["id"], label["dx"]) for label in alone] == [(0, 9)], "to the right of its point"
    crowd = [word(i, 300, 200) for i in range(30)]
    several, _ = call("shared/labels.js", PLACE, {"wanted": crowd, "most": 30, "reserved": []})
    assert [label["id"] for label in several] == [0, 1], "right and left; above and below would touch these"


@pytest.mark.parametrize("highest", [0.06, 0.1, 0.4, 0.99, 1.06, 2.2, 4.0, 4.159, 20.8, 99.0, 1e4, 3.1e6])
def test_the_grid_stands_at_round_numbers(call: Call, highest: float) -> None:
    made = call("shared/axis.js", "return m.ticks(a);", highest)
    values, digits = made["values"], made["digits"]
    unit = values[1]
    assert values[0] == 0
    assert round(unit / 10 ** math.floor(math.log10(unit) + 1e-9), 9) in {1, 2, 5}
    assert [b - a for a, b in pairwise(values)] == pytest.approx([unit] * (len(values) - 1))
    assert 3 <= len(values) <= 6
    assert values[-1] <= highest * (1 + 1e-9) < values[-1] + unit
    assert [float(f"{value:.{digits}f}") for value in values] == pytest.approx(values), "no value is rounded away"


def test_names_are_pushed_apart_in_order(call: Call) -> None:
    draw = np.random.default_rng(5)
    for n in (1, 2, 9, 20):
        wanted = sorted(draw.uniform(0, 300, n).tolist())
        places = call("shared/axis.js", "return m.apart(a, 12, 290);", wanted)
        assert all(b - a >= 12 - 1e-9 for a, b in pairwise(places))
        assert places[-1] <= 290
    assert call("shared/axis.js", "return m.apart([10, 40, 90], 12, 290);") == [10, 40, 90]


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


def test_colours_of_a_scale_are_mixed_as_numpy_would(call: Call) -> None:
    stops = [(0.0, "#102030"), (0.25, "#ffffff"), (1.0, "#a00050")]
    parts = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for _, colour in stops])
    for t in np.linspace(-0.2, 1.2, 29):
        made = call("atlas/decode.js", "return m.mixed(a[0], a[1]);", [stops, t])
        wanted = [np.interp(t, [at for at, _ in stops], parts[:, k]) for k in range(3)]
        np.testing.assert_allclose([int(part) for part in re.findall(r"\d+", made)], wanted, atol=0.51)


@pytest.mark.parametrize(
    "entry", ["live/live.js", "atlas/atlas.js", "plotly_map/plotly_map.js", "parallel/parallel.js"]
)
def test_the_script_of_a_component_is_one_module(sheet: Page, entry: str) -> None:
    """As Streamlit loads it: from a Blob, where an import of a file would find nothing."""
    kind = sheet.evaluate(
        """async text => {
            const before = Object.keys(window).length;
            const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
            const found = await import(url);
            return [typeof found.default, Object.keys(found), Object.keys(window).length - before];
        }""",
        modules.script(entry),
    )
    assert kind == ["function", ["default"], 0]


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


def test_the_wall_counts_a_class_by_steps(call: Call) -> None:
    members = [
        {"lesson": "B", "step": 1, "steps": "--", "here": True},
        {"lesson": "A", "step": 1, "steps": "w-", "here": True},
        {"lesson": "A", "step": 2, "steps": "rw", "here": True},
        {"lesson": "A", "step": 2, "steps": "rr", "here": False},
        {"lesson": "", "step": 0, "steps": "", "here": True},
    ]
    assert call("wall/wall.js", "return m.commonest(a);", members) == "A"
    assert call("wall/wall.js", "return m.commonest([]);") == ""
    counted = call("wall/wall.js", "return m.bySteps(a);", [one for one in members if one["lesson"] == "A"])
    assert counted == [{"here": 1, "right": 2, "wrong": 1}, {"here": 1, "right": 1, "wrong": 1}]


@pytest.mark.parametrize(
    ("step", "steps", "tries", "seconds", "here", "stuck"),
    [
        (1, "-", 0, 239, True, False),
        (1, "-", 0, 240, True, True),
        (1, "w", 3, 10, True, True),
        (1, "w", 2, 10, True, False),
        (1, "r", 9, 999, True, False),
        (1, "a", 9, 999, True, False),
        (1, "w", 9, 999, False, False),
        (0, "", 0, 999, True, False),
    ],
)
def test_who_may_want_help(
    call: Call, step: int, steps: str, tries: int, seconds: float, here: bool, stuck: bool
) -> None:
    member = {"step": step, "steps": steps, "tries": tries, "here": here}
    assert call("wall/card.js", "return m.isStuck(a[0], a[1]);", [member, seconds]) is stuck


def test_a_time_is_read_from_afar(call: Call) -> None:
    found = call("wall/card.js", "return a.map(m.span);", [0, 59.9, 60, 3599, 3600, 9000])
    assert found == ["0 s", "59 s", "1 min", "59 min", "1 h 0 min", "2 h 30 min"]


def test_a_kiosk_waits_for_so_many_minutes_and_warns_before(call: Call) -> None:
    asked = ["", "?word=a", "?kiosk=5", "?kiosk=0", "?kiosk=", "?kiosk=soon", "?kiosk=-1", "?kiosk=1e9"]
    assert call("page/kiosk.js", "return a.map(m.minutesOf);", asked) == [None, None, 5, 0, 3, 3, 3, 60]
    body = "return a.map(([idle, minutes]) => m.left(idle, minutes));"
    times = [(0, 3), (159, 3), (160, 3), (179.2, 3), (180, 3), (999, 3), (2, 0.1), (3, 0.1)]
    assert call("page/kiosk.js", body, times) == [None, None, 20, 1, 0, 0, None, 3]


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
