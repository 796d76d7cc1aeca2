"""What a class sees: the counts of the wall, who may want help, and when a kiosk begins again."""

import pytest

from tests.browser.canvas.conftest import Call


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
