"""The link and the Python of a run, through the app: both come to the same digits."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.text import corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live import experiment
from explorer.training.live.fair_share import FairShare
from explorer.training.live.live_run import LiveRun
from explorer.training.live.recipe import python_of
from explorer.ui.canvas.live.registry import RUNS
from tests import background
from tests.live_runs import reach, step

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def visits() -> Iterator[list[AppTest]]:
    opened: list[AppTest] = []
    yield opened
    for at in opened:
        RUNS.close(at.session_state["session"].run_token)
        RUNS.close(at.session_state["session"].beside_token)


def visit(visits: list[AppTest], link: str = "") -> AppTest:
    told = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    at = background.visit("pages/train/watch.py", **told).run()
    visits.append(at)
    return at


def first(at: AppTest) -> LiveRun:
    return RUNS.get(at.session_state["session"].run_token).run


def second(at: AppTest) -> LiveRun:
    return RUNS.get(at.session_state["session"].beside_token).run


def shared(at: AppTest) -> tuple[str, list[str]]:
    """Link and Python as the dialog shows them."""
    at.button(key="share").click().run()
    assert not at.exception
    link, *python = (code.value for code in at.code)
    return link, python


def executed(python: str) -> np.ndarray:
    found: dict[str, object] = {}
    exec(compile(python, "shared", "exec"), found)
    return found["trainer"].v_in


def test_the_link_and_the_python_come_to_the_same_digits(visits: list[AppTest]) -> None:
    at = visit(visits, "?dim=8&seed=5&sample=0.01&pairs=king+queen")
    run = first(at)
    step(run, 40)
    run.set_rate(0.2)
    step(run, 21)
    for goal in range(62, 66):
        run.take_pair()
        reach(run, goal)
    link, (python,) = shared(at)
    assert parse_qs(urlsplit(link).query)["course"] == ["0.2@40,single@61,batch@65"]
    assert parse_qs(urlsplit(link).query)["pairs"] == ["king queen"]
    np.testing.assert_array_equal(executed(python), run.moment.v_in)
    again = first(visit(visits, link))
    reach(again, 65)
    np.testing.assert_array_equal(again.moment.v_in, run.moment.v_in)
    np.testing.assert_array_equal(again.moment.v_out, run.moment.v_out)


def test_the_python_runs_by_itself() -> None:
    """Outside of the app, in a process of its own, with the text of the page."""
    text = corpus.from_text(corpus.read_packaged("ring", seed=1), name="A ring of letters")
    run = LiveRun(text, SGNSSettings(dim=4), FairShare(threads=1))
    step(run, 12)
    lines = (
        'from explorer.text import corpus\ntext = corpus.from_text(corpus.read_packaged("ring", seed=1), name="ring")\n'
    )
    python = python_of(run, lines)
    done = subprocess.run([sys.executable, "-c", python], cwd=ROOT, capture_output=True, text=True, check=True)
    told = python.rpartition("here: ")[2].split()
    assert [float(x) for x in done.stdout.strip(" []\n").split()] == pytest.approx([float(x) for x in told], abs=1e-5)


def test_a_branch_is_in_the_link_with_its_own_changes(visits: list[AppTest]) -> None:
    at = visit(visits, "?dim=8&experiment=Settings+of+your+own&beside_dim=8&beside_window=2")
    run = first(at)
    step(run, 30)
    run.set_rate(0.1)
    step(run, 33)
    at.session_state["session"].branch = run.now()  # as the panel's button does
    run.hold(run.now())
    step(run, 10)
    at.run()
    branch = second(at)
    step(branch, 9)
    assert branch.moment.rates == [(63, 0.1)], "the rate of the moment it began with"
    branch.set_rate(0.01)
    step(branch, 8)
    link, (_, python) = shared(at)
    np.testing.assert_array_equal(executed(python), branch.moment.v_in)
    again = visit(visits, link)
    reach(first(again), 73)
    again.run()
    reach(second(again), 80)
    np.testing.assert_array_equal(first(again).moment.v_in, run.moment.v_in)
    np.testing.assert_array_equal(second(again).moment.v_in, branch.moment.v_in)
    again.button(key="one_run").click().run()
    assert "branch" not in again.query_params
    assert again.session_state["session"].beside_token is None


def test_a_run_that_begins_at_another_step_takes_the_one_beside_it_along(visits: list[AppTest]) -> None:
    at = visit(visits, "?dim=8&experiment=No+negatives%3A+k+%3D+0")
    assert second(at).begin_at == 0
    at.number_input(key="step").set_value(40).run()
    for run in (first(at), second(at)):
        reach(run, 40)
    before = second(at)
    at.run()
    assert second(at) is before, "but a page that is drawn again keeps both"


def test_what_the_link_cannot_hold_is_said(visits: list[AppTest]) -> None:
    at = visit(visits)
    run = first(at)
    step(run, 60)
    at.session_state["session"].branch = run.now()
    at.run()
    step(second(at), 1)
    run.rewind(20)
    reach(run, 20)
    run.set_rate(0.5)
    step(run, 60)
    link, _ = shared(at)
    assert "branch" not in parse_qs(urlsplit(link).query)
    assert any("It can hold only the left run" in text.value for text in at.markdown)
    at.selectbox(key="text").set_value("own").run()
    at.text_area(key="own_text").set_value("the cat sat on the mat. the dog sat on the rug. " * 90).run()
    shared(at)
    assert any("Your own text is too long for a link" in text.value for text in at.markdown)


def test_sentences_left_out_are_in_the_link(visits: list[AppTest]) -> None:
    at = visit(visits, "?left_out=king+queen")
    assert not at.exception
    assert not at.error
    assert second(at).whole.sentences < first(at).whole.sentences
    step(second(at), 15)
    link, (_, python) = shared(at)
    assert parse_qs(urlsplit(link).query)["left_out"] == ["king queen"]
    np.testing.assert_array_equal(executed(python), second(at).moment.v_in)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("?course=fast@3", "“fast@3” is not a change of a run"),
        ("?branch=soon", "“branch=soon” in the link must be a step"),
        ("?left_out=king", "“left_out=king” of the link must name two words"),
        ("?left_out=king+qeen", "“qeen” is not in the vocabulary"),
        ("?experiment=Two+dimensions&beside_step=x", ""),
    ],
)
def test_what_a_link_says_wrongly_is_one_sentence(visits: list[AppTest], link: str, sentence: str) -> None:
    at = visit(visits, link)
    assert not at.exception
    assert first(at).moment is not None, "there is a run all the same"
    if sentence:
        assert len(at.error) == 1
        assert sentence in at.error[0].value.replace("\\", "")


def test_a_short_text_of_ones_own_travels_in_the_link(visits: list[AppTest]) -> None:
    at = visit(visits, "?text=A+text+of+your+own&dim=6")
    text = "The king rules the land. The queen rules the land. A man walks home. " * 40
    at.text_area(key="own_text").set_value(text).run()
    run = first(at)
    step(run, 30)
    link, _ = shared(at)
    assert parse_qs(urlsplit(link).query)["own"]
    again = visit(visits, link)
    assert not again.exception
    reach(first(again), 30)
    np.testing.assert_array_equal(first(again).moment.v_in, run.moment.v_in)
    at.text_area(key="own_text").set_value(text * 3).run()
    link, _ = shared(at)
    assert "own" not in parse_qs(urlsplit(link).query)
    assert any("too long for a link" in note.value for note in at.markdown)


def test_a_text_of_a_link_that_was_cut_off_is_one_sentence(visits: list[AppTest]) -> None:
    at = visit(visits, "?text=A+text+of+your+own&own=abc")
    assert not at.exception
    assert any("cannot be read" in error.value for error in at.error)


def test_a_saved_experiment_opens_elsewhere_and_proves_its_digits(visits: list[AppTest]) -> None:
    """A text too long for a link, with settings and changes of its own."""
    text = " ".join(f"The king number {i} rules the land. The queen number {i} sits at home." for i in range(120))
    settings = SGNSSettings(dim=6, window=3, batch=16, seed=7)
    run = LiveRun(corpus.from_text(text, name="A long tale", max_size=10_000), settings, FairShare(threads=1))
    step(run, 30)
    run.set_rate(0.2)
    step(run, 20)
    told = {"dim": 6, "window": 3, "batch": 16, "seed": 7, "text": "own", "step": 50, "course": "0.2@30"}
    look = {"probes": "king,queen,land", "lens": "xray"}
    reached = (experiment.reached(run.now()),)
    file = experiment.written(experiment.Experiment(told, look, "A long tale", text, reached, experiment.versions()))
    at = visit(visits)
    at.file_uploader(key="experiment_file").set_value(("tale.json.gz", file, "application/gzip")).run()
    assert not at.exception
    assert not at.error
    opened = first(at)
    assert opened.settings == settings
    reach(opened, 50)
    np.testing.assert_array_equal(opened.moment.v_in, run.moment.v_in)
    at.run()
    assert any("The same digits as in the saved experiment" in note.value for note in at.caption)
    assert at.query_params["lens"] in ("xray", ["xray"])


@pytest.mark.parametrize("content", [b"nothing", b"\x1f\x8b"])
def test_what_is_no_experiment_leaves_the_page_as_it_was(visits: list[AppTest], content: bytes) -> None:
    at = visit(visits)
    before = first(at)
    at.file_uploader(key="experiment_file").set_value(("x.gz", content, "application/gzip")).run()
    assert not at.exception
    assert any("not a saved experiment" in error.value for error in at.error)
    assert first(at) is before
