"""What a lesson fixes cannot be changed by a link or by a browser; what it hides is not drawn; outputs stay."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.errors import SettingError
from explorer.lessons import own
from explorer.ui.canvas.live.registry import RUNS
from tests.background import visit
from tests.ui.said import said

WRITTEN = """+++
key = "ruled"
title = "Ruled"
minutes = 5
aim = "Try."
makes = "Nothing."
hidden = {hidden}
fixed = {fixed}
+++
# Only step

```step
page = "train/watch"
settings = {settings}
```

Look.
"""


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path))


def lesson_of(fixed: dict[str, object], hidden: tuple[str, ...] = (), settings: dict[str, object] | None = None) -> str:
    """The name of a lesson with these rules in a link."""

    def table(values: dict[str, object]) -> str:
        return "{ " + ", ".join(f"{key} = {json.dumps(value)}" for key, value in values.items()) + " }"

    text = WRITTEN.format(hidden=json.dumps(list(hidden)), fixed=table(fixed), settings=table(settings or {}))
    return own.name_of(own.keep(text))


def widgets() -> None:
    """A page with a control of each kind."""
    import streamlit as st

    from explorer.ui.shell.linked import linked, unlinked

    with unlinked().container(key="output"):
        st.write("an output")
    rows = {
        "slider": linked().slider("a", 2, 200, 50, key="slider"),
        "part": linked().slider("b", 0.0, 1.0, 0.5, key="part"),
        "ends": linked().slider("c", 0, 10, (2, 5), key="ends"),
        "step": linked().select_slider("d", [1, 4, 16], 4, key="step"),
        "number": linked().number_input("e", 0, 100, 7, key="number"),
        "word": linked().text_input("f", "king", key="word", max_chars=5),
        "long": linked(kept=True).text_area("g", "one", key="long"),
        "on": linked().toggle("h", key="on"),
        "one": linked().selectbox("i", ["x", "y"], format_func={"x": "The x", "y": "The y"}.get, key="one"),
        "view": linked().segmented_control("j", ["First", "Second"], default="First", required=True, key="view"),
        "some": linked().multiselect("k", ["p", "q", "r"], default=["p"], key="some"),
        "plain": unlinked().selectbox("l", [10, 20], key="plain"),
    }
    for key, value in rows.items():
        st.text(f"{key}: {value!r}")


USUAL = {
    "slider": 50, "part": 0.5, "ends": (2, 5), "step": 4, "number": 7, "word": "king", "long": "one", "on": False,
    "one": "x", "view": "First", "some": ["p"], "plain": 10,
}  # fmt: skip
FIXED = {
    "slider": 9, "part": 0.25, "ends": "3,4", "step": 16, "number": 99, "word": "queens of", "long": "two\nlines",
    "on": True, "one": "The y", "view": "second", "some": "q,r", "plain": "20",
}  # fmt: skip
MEANT = {
    "slider": 9, "part": 0.25, "ends": (3, 4), "step": 16, "number": 99, "word": "queen", "long": "two\nlines",
    "on": True, "one": "y", "view": "Second", "some": ["q", "r"], "plain": 20,
}  # fmt: skip
FORGED = {
    "slider": "77", "part": "0.75", "ends": ["1", "9"], "step": "1", "number": "3", "word": "forge", "long": "forged",
    "on": "false", "one": "The x", "view": "First", "some": ["p"], "plain": "10",
}  # fmt: skip


def held(app: AppTest) -> dict[str, str]:
    assert not app.exception
    return dict(text.value.split(": ", 1) for text in app.text)


def told(values: dict[str, object]) -> dict[str, str]:
    return {key: repr(value) for key, value in values.items()}


def test_without_a_lesson_nothing_is_different() -> None:
    app = AppTest.from_function(widgets).run()
    assert held(app) == told(USUAL)
    app.slider(key="slider").set_value(60).run()
    assert held(app)["slider"] == "60"


def test_a_fixed_control_is_drawn_and_cannot_be_changed() -> None:
    app = AppTest.from_function(widgets)
    app.query_params["lesson"] = lesson_of(FIXED)
    app.query_params.update(FORGED)
    app.run()
    assert held(app) == told(MEANT), "whatever the address says"
    drawn = [*app.slider, *app.select_slider, *app.number_input, *app.text_input, *app.text_area, *app.toggle]
    drawn += [*app.selectbox, *app.multiselect, *app.get("button_group")]
    assert len(drawn) == 12
    assert all(widget.disabled for widget in drawn)
    forged = [
        (app.slider[0], 77), (app.number_input[0], 3), (app.toggle[0], False), (app.selectbox[0], "x"),
        (app.multiselect[0], ["p"]), (app.text_input[0], "forge"),
    ]  # fmt: skip
    for widget, value in forged:
        widget.proto.disabled = False  # as a browser that was tampered with
        widget.set_value(value)
    app.run()
    assert held(app) == told(MEANT), "whatever the browser says"


def test_a_hidden_control_is_not_drawn_and_outputs_are() -> None:
    app = AppTest.from_function(widgets)
    app.query_params["lesson"] = lesson_of({}, (*USUAL, "output"))
    app.query_params.update(FORGED)
    app.run()
    assert held(app) == told(USUAL)
    assert not [*app.slider, *app.select_slider, *app.number_input, *app.text_input, *app.toggle, *app.selectbox]
    assert said(app.markdown) == ["an output"]


def test_a_hidden_control_has_the_lessons_value() -> None:
    app = AppTest.from_function(widgets)
    app.query_params["lesson"] = lesson_of({"slider": 9}, ("slider", "number"), {"number": 12, "word": "man"})
    app.run()
    assert (held(app)["slider"], held(app)["number"], held(app)["word"]) == ("9", "12", "'king'")


@pytest.mark.parametrize(
    ("key", "value"),
    [("slider", "many"), ("slider", "nan"), ("ends", "5"), ("one", "The z"), ("view", ""), ("step", "5")],
)
def test_what_is_not_possible_on_a_page_leaves_its_own_value(key: str, value: str) -> None:
    app = AppTest.from_function(widgets)
    app.query_params["lesson"] = lesson_of({key: value})
    app.run()
    assert held(app) == told(USUAL)


def test_what_lies_outside_is_brought_to_the_end() -> None:
    app = AppTest.from_function(widgets)
    app.query_params["lesson"] = lesson_of({"slider": 1e9, "number": -5})
    app.run()
    assert (held(app)["slider"], held(app)["number"]) == ("200", "0")


def test_on_the_live_page_the_server_keeps_to_it() -> None:
    name = lesson_of({"seed": 5, "rate": 0.25, "text": "royals"}, ("sample",))
    asked = {"seed": "99", "rate": "3", "sample": "0.001", "course": "2@10,single@20", "text": "Two topics"}
    app = visit("pages/train/watch.py", lesson=name, **asked).run()
    assert not app.exception
    (note,) = [one for one in said(app.info) if "he lesson sets" in one]
    assert "The lesson sets seed = “5” here; the link asks for “99”." in note
    assert "The lesson sets sample = " in note
    run = RUNS.get(app.session_state["session"].run_token).run
    assert (run.settings.seed, run.settings.learning_rate) == (5, 0.25)
    assert run.settings.sample == type(run.settings)().sample
    assert [str(change) for change in run.planned] == ["single@20"], "the course may not change the rate either"
    with pytest.raises(SettingError, match="The lesson sets the learning rate of this run"):
        run.set_rate(3.0)
    RUNS.close(app.session_state["session"].run_token)


def test_when_the_lesson_is_left_the_controls_are_free() -> None:
    app = AppTest.from_function(widgets)
    app.query_params["lesson"] = lesson_of({"slider": 9})
    app.run()
    assert app.slider[0].disabled
    app.query_params.clear()
    app.session_state["session"].studying.at = None
    app.run()
    assert not app.slider(key="slider").disabled
    app.slider(key="slider").set_value(60).run()
    assert held(app)["slider"] == "60"
