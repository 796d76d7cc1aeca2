"""A link of a teacher's: what is asked for is in the lesson that is written, and no text of theirs breaks it."""

import pytest

from explorer.errors import LessonError
from explorer.lessons.link_lesson import Shown, Wish, controls, of_address, written
from explorer.lessons.reading import read

HOSTILE = '# a step?\n```step\npage = "x"\n```\n+++\n"quoted" \\ and ü 🧭'


def test_an_address_is_read_as_page_and_settings() -> None:
    found = of_address(" http://127.0.0.1:8501/sub/watch?text=Lee+news&seed=3&lesson=x&lesson_step=2&present=1#top ")
    assert found == Shown("train/watch", {"text": "Lee news", "seed": "3"})
    assert of_address("/map?perplexity=5") == Shown("explore/map", {"perplexity": "5"})


@pytest.mark.parametrize("address", ["", "hello", "http://[", "http://x/nothing?a=1", "javascript:alert(1)"])
def test_what_is_no_page_is_said(address: str) -> None:
    with pytest.raises(LessonError, match=r"is not an address|is not a page of this app"):
        of_address(address)


def test_the_lesson_says_what_was_asked_for() -> None:
    shown = (Shown("train/watch", {"text": "Lee news", "seed": "3"}), Shown("explore/map", {"seed": "3"}))
    made = read(written(Wish("Two pages", shown, "Look *here*.", ("seed",), ("rate",), present=True)), name="link")
    assert (made.title, made.present, made.hidden, made.fixed) == ("Two pages", True, ("rate",), {"seed": "3"})
    assert [(step.page, step.settings) for step in made.steps] == [(one.page, one.settings) for one in shown]
    assert made.steps[0].text == "Look *here*."


def test_no_text_breaks_the_file() -> None:
    shown = (Shown("train/watch", {"text": HOSTILE, "own": 'a"b\\c'}),)
    made = read(written(Wish(HOSTILE, shown, HOSTILE)), name="link")
    assert len(made.steps) == 1
    assert made.steps[0].settings["own"] == 'a"b\\c'
    assert "quoted" in made.steps[0].text


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(LessonError, match=r"between 1 and 20 pages, not 0"):
        Wish("None", ())
    with pytest.raises(LessonError, match=r"“seed” can be fixed at one value, not at 2"):
        Wish("Two", (Shown("train/watch", {"seed": "1"}), Shown("explore/map", {"seed": "2"})), fixed=("seed",))
    with pytest.raises(LessonError, match=r"“seed” can be fixed at one value, not at 0"):
        Wish("Two", (Shown("train/watch", {}),), fixed=("seed",))


def test_the_controls_of_a_page_can_be_named() -> None:
    named = controls([Shown("train/watch", {})])
    assert {"seed", "rate", "sample", "text", "window"} <= set(named)
    assert not {"present", "lesson", "class"} & set(named)
    assert all("\\" not in one and "*" not in one for one in named)
