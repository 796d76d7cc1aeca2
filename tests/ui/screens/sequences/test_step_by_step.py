"""The page Step by step, through the app: what the unrolled network says, and that its Python gives the same."""

import json
import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from streamlit.testing.v1 import AppTest

from explorer.tasks import average_and_order
from explorer.tasks.labelled import polarity
from tests import background
from tests.background import settled
from tests.ui.screens.test_lectures import numbers, printed, text_printed

PAGE = "pages/sequences/step_by_step.py"


def opened(**link: str) -> AppTest:
    return background.opened(PAGE, **link)


def notes(at: AppTest, key: str) -> list[str]:
    """What is written into the figure."""
    return [note["text"] for note in spec(at, key)["layout"].get("annotations", [])]


def spec(at: AppTest, key: str) -> dict[str, Any]:
    for chart in at.get("plotly_chart"):
        if chart.proto.id.endswith(f"-{key}"):
            found: dict[str, Any] = json.loads(chart.proto.spec)
            return found
    raise AssertionError(f"no figure {key}")


def test_it_opens_with_a_trained_network_and_its_python_gives_the_same_digits() -> None:
    at = opened()
    written = notes(at, "unrolled")
    assert "<b>teddy</b>" in written
    told = text_printed(at, "unrolled(")
    lines = told.splitlines()
    assert lines[2].startswith("teddy: ")
    for line in lines[:8]:
        probability, loss = line.split(": ")[1].split(", loss ")
        assert {probability, f"<b>{probability}</b>"} & set(written)
        assert any(text.startswith(loss) for text in written)


@pytest.mark.parametrize("cell", ["RNN", "GRU", "LSTM"])
def test_the_clock_fills_boxes_forward_and_brings_the_gradient_back(cell: str) -> None:
    at = opened(cell=cell, way="Both ways", layers="2", tag_steps="50")
    slider = at.slider(key="tick")
    assert (slider.value, slider.max) == (16, 32)
    slider.set_value(3)
    at.run()
    assert "0 of 8 words answered" in at.info[0].value
    at.slider(key="tick").set_value(32)
    at.run()
    assert "has reached 8 of 8 states" in at.info[0].value
    gathered = next(trace for trace in spec(at, "gradient")["data"] if trace.get("name") == "∂L/∂W, sum so far")
    assert gathered["type"] == "scatter"
    told = printed(at, "strand.gathered")
    assert_allclose(told[-8:], numbers(gathered["y"]), rtol=1e-3, atol=1e-4)
    assert any(cell_formula in at.latex[0].value for cell_formula in (r"\tanh", r"\sigma"))


def test_a_link_opens_the_moment_of_the_clock_and_a_shorter_sentence_still_fits() -> None:
    at = opened(tick="16")
    assert at.slider(key="tick").value == 16
    at.text_input(key="sentence").set_value("Sally Johnson ate quinces")
    settled(at)
    assert at.slider(key="tick").max == 8
    assert at.slider(key="tick").value <= 8
    said = " ".join(caption.value for caption in at.caption)
    assert "“ate”, “quinces” are not in the training sentences" in said


def test_hostile_and_empty_sentences_are_answered_in_words() -> None:
    at = opened(sentence="<b>&amp;</b> $x$ [a](b)")
    assert not at.exception
    at.text_input(key="sentence").set_value("?!")
    at.run()
    assert not at.exception
    assert "no word" in " ".join(error.value for error in at.error)
    at.text_input(key="sentence").set_value("the " * 30)
    settled(at)
    assert "room for 14 words" in " ".join(caption.value for caption in at.caption)


def test_both_directions_know_teddy_and_one_does_not() -> None:
    at = opened(step_view="Both directions")
    one, both = (line.value for line in at.latex[:2])

    def pair(line: str) -> tuple[float, float]:
        left, right = line.strip("$\n ").rsplit(" = ", 1)[1].split(r" \text{ and } ")
        return float(left), float(right)

    assert pair(one)[0] == pair(one)[1]
    assert pair(both)[0] > 0.9
    assert pair(both)[1] < 0.1


def test_dates_are_written_and_their_python_writes_the_same() -> None:
    at = opened(step_view="Kinds of networks", kind="Encoder and decoder", date_steps="200")
    assert "Thursday, 21 August 2008 → 2008\\-08\\-21" in " ".join(text.value for text in at.markdown) or any(
        "2008-08-21" in text.value for text in at.markdown
    )
    assert "of the characters of 300 dates are right" in at.info[0].value
    told = text_printed(at, "DateCourse(")
    assert told.startswith("2008-08-21")
    right = [numbers(trace["y"]) for trace in spec(at, "date_score")["data"] if trace["mode"] == "lines"]
    assert_allclose(printed(at, "score.characters"), right[0], atol=6e-4)
    at.text_input(key="date").set_value("§5")
    settled(at)
    assert "“§” is none of these" in " ".join(error.value for error in at.error)


def test_the_plain_network_loses_words_that_are_moved_and_its_python_says_so_too() -> None:
    at = opened(step_view="A plain network", cell="GRU", places="4", sentence="Sally Johnson is an orange farmer")
    plain, in_order = (numbers(row) for row in [spec(at, "places_right")["data"][i]["y"] for i in (0, 1)])
    assert plain[0] > 0.95
    assert in_order[4] - plain[4] > 0.1
    told = text_printed(at, "MovedNames(")
    assert f"{in_order[4]:.3f}".rstrip("0") in told
    assert_allclose(printed(at, "course.now.plain_right")[-14:], [*plain, *in_order], atol=6e-4)
    cells = spec(at, "moved")["data"][0]["text"]
    assert len(cells[0]) == 10


@pytest.mark.parametrize("kind", ["One to one", "Many to one"])
def test_the_order_of_the_same_words_is_read_by_many_to_one_only(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    few = polarity().chosen(np.arange(0, len(polarity()), 8))
    monkeypatch.setattr(average_and_order, "polarity", lambda: few)
    at = opened(step_view="Kinds of networks", kind=kind, review_passes="2")
    first, second = (float(header.value.removeprefix("positive: ")) for header in at.header)
    assert (first == second) == (kind == "One to one")
    told = text_printed(at, "OrderCourse(")
    shown = spec(at, "shares_0" if kind == "One to one" else "so_far_0")["data"][0]["y"]
    assert f"{numbers(shown)[1]:.3f}".rstrip("0") in told
    if kind == "One to one":
        assert 1 / (1 + math.exp(-sum(numbers(shown)))) == pytest.approx(first, abs=6e-4)
    at.text_input(key="review").set_value("zxqv *film*")
    settled(at)
    assert not at.exception
    assert "“zxqv”: GloVe has no vector" in " ".join(text.value for text in at.caption)


def test_one_letter_becomes_a_name_and_its_python_writes_the_same() -> None:
    at = opened(step_view="Kinds of networks", kind="One to many", name_steps="100", letter="Q")
    begun, name = at.header[0].value.split(" → ")
    assert begun == "q"
    assert name.startswith("q")
    assert len(numbers(spec(at, "letters")["data"][0]["x"])) == len(name)
    told = text_printed(at, "LanguageCourse(")
    *letters, others = told.splitlines()
    assert "q" + "".join(line.split()[0] for line in letters if not line.startswith("<")) == name
    assert name in others
    *held, peer = printed(at, "seen.perplexity")
    shown = [numbers(trace["y"]) for trace in spec(at, "name_perplexity")["data"]]
    assert any(len(one) == len(held) and np.allclose(one, held, atol=6e-4) for one in shown)
    assert f"{peer:.3g}" in " ".join(text.value for text in at.info)
    at.text_input(key="letter").set_value("é")
    settled(at)
    assert not at.exception
    assert "é" in " ".join(error.value for error in at.error)
    at.selectbox(key="name_list").set_value("own")
    at.run()
    assert "Write a list of your own" in at.info[0].value
    at.text_area(key="own_names").set_value("one\ntwo")
    at.run()
    assert "takes at least 10, one a line; here are 2" in " ".join(error.value for error in at.error)
