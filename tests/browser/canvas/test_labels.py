"""Where words and numbers are written on a figure: beside points, and along axes."""

import math
from itertools import pairwise

import numpy as np
import pytest

from tests.browser.canvas.conftest import Call

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
