"""The page What it remembers, through the app: it says what the race shows, and its Python gives the same."""

import contextlib
import io
import re

import numpy as np
import pytest
from numpy.testing import assert_allclose
from streamlit.testing.v1 import AppTest

from explorer.sequence.tasks.memory_race import MemoryRace, MemoryRaceSettings
from explorer.ui.screens.sequences.memory import choices
from explorer.ui.shell import watching
from tests import background
from tests.background import settled
from tests.ui.screens.sequences.test_step_by_step import spec
from tests.ui.screens.test_lectures import numbers, printed, text_printed
from tests.ui.shell.test_watching import drawn

PAGE = "pages/sequences/memory.py"


def opened(**link: str | list[str]) -> AppTest:
    return background.opened(PAGE, **link)


def test_the_race_says_what_it_shows_and_its_python_answers_the_sentence_alike() -> None:
    at = opened(race_steps="200", race_units="8")
    said = at.info[0].value
    assert "After 200 steps, with 20 words between subject and verb" in said
    assert "With 40 words: RNN" in said
    shown = re.search(r"RNN with (\d) of 3 seeds \((.*?)\)", said)
    assert shown is not None
    right = [float(one) for one in shown[2].split(", ")]
    assert int(shown[1]) == sum(one >= 0.95 for one in right)
    last = {trace["name"]: trace for trace in spec(at, "by_gap")["data"] if trace.get("name")}
    assert set(last) == {"RNN", "GRU", "LSTM"}
    were = np.array(printed(at, "race.were(")).reshape(3, 3)
    for row, p in zip(at.latex[1:4], were[:, 0], strict=True):
        assert_allclose(float(re.findall(r"\\mathbf\{([\d.]+)\}", row.value)[0]), p, atol=6e-4)


def test_unknown_words_are_named_and_a_sentence_without_words_is_answered() -> None:
    at = opened(race_steps="200", race_units="8", asked="The students near the <b>door</b> were happy")
    captions = " ".join(caption.value for caption in at.caption)
    assert "“students”" in captions
    assert "You wrote **were**" in captions
    at.text_input(key="asked").set_value("were full")
    settled(at)
    assert "at least one word before" in " ".join(error.value for error in at.error)
    at.text_input(key="asked").set_value("§ $x$")
    settled(at)
    assert not at.exception


def test_before_training_the_gradient_fades_with_the_radius(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "MemoryRaceSettings", lambda **more: MemoryRaceSettings(**{**more, "steps": 8}))
    left = {}
    for radius in ("0.5", "1.0"):
        at = opened(memory_view="Vanishing gradient", radius=radius, race_units="8")
        at.select_slider(key="race_moment_8").set_value(0)
        settled(at)
        assert f"\\rho(W_{{aa}}) = {float(radius):.2f} \\textsf{{ before training}}" in at.latex[1].value
        share = re.findall(r"RNN ([^,]+),", at.info[0].value)[0].replace("·10", "e")
        left[radius] = float(share.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
    assert left["0.5"] < 0.6**40
    assert left["1.0"] > 1e6 * left["0.5"]


def test_the_gates_name_the_units_that_hold_and_count_where_else() -> None:
    at = opened(memory_view="Gates", race_steps="200", race_units="8", gate_on="0.1", span=["2", "6"])
    said = at.info[0].value
    assert "from *cats* to *the*" in said
    units = spec(at, "gate")["layout"]["yaxis"]["ticktext"]
    assert len(units) == 8
    marked = [name.split()[0] for name in units if name.endswith("●")]
    told = text_printed(at, "holding(")
    assert re.findall(r"\d+", told.splitlines()[-1]) == marked
    race: MemoryRace
    ((race,),) = at.session_state["session"].courses.values()
    at.selectbox(key="gate_unit").set_value(3)
    settled(at)
    shown_memory = [numbers(trace["y"]) for trace in spec(at, "unit_memory")["data"]]
    told_memory = printed(at, "trace.c[1:, 0, 2]")
    assert any(len(one) == len(told_memory) and np.allclose(one, told_memory, atol=6e-4) for one in shown_memory)
    (counted,) = [block.value for block in at.markdown if block.value.startswith("Unit 3: on from the subject")]
    plural, singular = (int(n) for n in re.findall(r"\*\*(\d+)\*\*", counted))
    expected = [0, 0]
    for words, ids, many in zip(
        [race.asked.words[place] for place in race.asked.places(10)],
        race.asked.at(10).ids,
        np.asarray(race.asked.at(10).targets),
        strict=True,
    ):
        c = race.network("GRU", 1).forward(ids[:, None]).layers[0].forward.c[1:, 0, 2]
        expected[many] += bool((np.abs(c[len(words) - 11 + 1 :]) > 0.1).all())
    assert [singular, plural] == expected
    at.text_input(key="asked").set_value("the small fish")
    settled(at)
    assert not at.exception


def test_an_explosion_is_told_and_its_python_prints_the_step() -> None:
    at = opened(memory_view="Explosion")
    said = at.info[0].value
    step = re.search(r"NaN at step (\d+)", said)
    assert step is not None
    assert "Clipped by norm to 1, with the same weights" in said
    assert any("ReLU" in block.value for block in at.markdown)
    assert not any("60 at each gap" in block.value for block in at.markdown)  # which is about the race
    assert ran(next(block.value for block in at.code if "Explosion(" in block.value)).startswith(
        f"not clipped {step[1]} "
    )
    at.segmented_control(key="explosion_clip").set_value("By value")
    settled(at)
    assert "Clipped by value to ±1" in at.info[0].value


def test_a_truncation_that_was_stopped_does_not_say_that_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LEAST", 3600)  # an hour: it cannot be over
    at = drawn(background.visit(PAGE, memory_view="Truncation").run(), "cut_by_gap")
    assert "The training goes on." in at.info[0].value
    next(button for button in at.button if button.label == "Stop").click().run()
    assert "The training was stopped before its end." in at.info[0].value
    assert not any("ReLU" in block.value for block in at.markdown)  # which is about Explosion


def ran(code: str) -> str:
    """What the lines print, each training done anew."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(compile(code, "shown", "exec"), {})
    return told.getvalue()
