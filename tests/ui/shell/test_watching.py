"""A course is drawn while it runs; it can be stopped, looked back on and gone on with."""

import time

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.progress import Report
from explorer.training.live.one_thread import one_thread
from explorer.ui.shell import watching
from explorer.ui.shell.jobs import Job
from tests.background import settled, visit
from tests.ui.screens.test_lectures import numbers, traces


def drawn(at: AppTest, figure: str) -> AppTest:
    """The page once there is something to see of its course."""
    for _ in range(100):
        if any(chart.proto.id.endswith(f"-{figure}") for chart in at.get("plotly_chart")):
            break
        time.sleep(0.1)
        at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize(
    ("page", "view", "figure"),
    [
        ("race", {}, "surprise"),
        ("race", {"race_view": "Huffman tree"}, "tree"),
        ("count", {"view": "GloVe"}, "fit"),
        ("count", {"view": "SGNS"}, "shifted"),
        ("neural_lm", {}, "next"),
    ],
)
def test_a_page_shows_what_there_is_while_it_learns(
    page: str, view: dict[str, str], figure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LEAST", 3600)  # an hour: it cannot be over
    at = drawn(visit(f"pages/train/{page}.py", **view).run(), figure)
    stop = next(button for button in at.button if button.label == "Stop")
    stop.click().run()
    assert traces(at, figure)  # and it stays
    assert any(button.label == "Go on" for button in at.button)


def test_a_course_goes_on_where_it_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LEAST", 3600)
    at = drawn(visit("pages/train/race.py").run(), "surprise")
    back = next(slider for slider in at.select_slider if slider.label == "Go back to step")
    assert back.disabled
    assert back.value == 0  # the step reached, not the last
    next(button for button in at.button if button.label == "Stop").click().run()
    seen = [numbers(line["y"]) for line in traces(at, "surprise") if line["mode"] == "lines"]
    assert all(np.isfinite(line[0]) and np.isnan(line[-1]) for line in seen)
    monkeypatch.setattr(watching, "LEAST", 0)
    next(button for button in at.button if button.label == "Go on").click().run()
    settled(at)
    finished = [numbers(line["y"]) for line in traces(at, "surprise") if line["mode"] == "lines"]
    assert all(np.isfinite(line).all() for line in finished)
    assert [line[0] for line in finished] == [line[0] for line in seen]
    assert any(button.label == "Watch again" for button in at.button)


def test_a_course_can_be_looked_back_on_as_far_as_it_has_come() -> None:
    def page(steps: list[int], reached: int, under_way: bool) -> None:
        import streamlit as st

        from explorer.ui.shell import watching

        now = watching.moment(steps, reached, watching.Scene(under_way, st.container()), key="back")
        st.text(str(now))

    def drawn_at(reached: int, *, under_way: bool) -> AppTest:
        return AppTest.from_function(page, args=([0, 21, 60, 100], reached, under_way)).run()

    running = drawn_at(1, under_way=True)
    assert (running.select_slider[0].value, running.select_slider[0].disabled) == (21, True)
    stopped = drawn_at(2, under_way=False)
    assert (stopped.select_slider[0].options, stopped.select_slider[0].value) == (["0", "21", "60"], 60)
    assert stopped.select_slider[0].set_value(21).run().text[0].value == "1"
    begun = drawn_at(0, under_way=False)
    assert (begun.select_slider[0].value, begun.select_slider[0].disabled) == (0, True)


def test_a_course_that_takes_long_to_make_tells_how_far_that_is() -> None:
    said: list[str] = []
    job: Job[None] = Job("Learning", "steps")

    class Made:
        def run(self, report: Report) -> None:
            report(1, 4)
            said.append(watching._said(job))

    def begin(report: Report) -> Made:
        report(0, 9)
        said.append(watching._said(job))
        report(5, 9)
        said.append(watching._said(job))
        return Made()

    job.run(watching._work([], begin, None, one_thread(), paced=False))
    assert said == ["Learning: getting ready", "Learning: getting ready, 55.5%", "Learning: 1 of 4 steps"]


def test_a_course_takes_as_long_as_an_eye_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LEAST", 0.4)
    told: list[int] = []
    paced = watching._paced(lambda done, _total: told.append(done))
    begun = time.monotonic()
    for done in range(50, 101):  # the second half of it, as after going on
        paced(done, 100)
    assert time.monotonic() - begun >= 0.2
    assert told == sorted(told)


def test_other_settings_stop_the_old_course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LEAST", 3600)
    at = visit("pages/train/count.py", view="GloVe").run()
    (old,) = [job for key, job in at.session_state["session"].jobs.items() if key[0] == "glove"]
    at.slider(key="x_max").set_value(10).run()
    (new,) = [job for key, job in at.session_state["session"].jobs.items() if key[0] == "glove"]
    assert old.cancelled
    assert not new.over
    new.cancel()
