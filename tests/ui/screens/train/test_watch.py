"""The page Watch it learn, through the app: its text, its settings, its run and what is kept."""

import time
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas.live.registry import RUNS
from tests.background import visit

OWN = "A text of your own"


@pytest.fixture
def page() -> Iterator[AppTest]:
    at = visit("pages/train/watch.py").run()
    yield at
    RUNS.close(at.session_state["session"].run_token)


def run_of(at: AppTest) -> LiveRun:
    entry = RUNS.get(at.session_state["session"].run_token)
    assert entry is not None
    return entry.run


def test_it_opens_with_the_royal_family_and_the_usual_settings(page: AppTest) -> None:
    assert not page.exception
    assert run_of(page).whole.name == "The royal family"
    assert run_of(page).settings == SGNSSettings()


def test_each_setting_reaches_the_trainer(page: AppTest) -> None:
    page.slider(key="dim").set_value(10)
    page.slider(key="window").set_value(3)
    page.slider(key="negatives").set_value(0)
    page.number_input(key="rate").set_value(0.2)
    page.select_slider(key="sample").set_value(0.01)
    page.slider(key="exponent").set_value(0.0)
    page.select_slider(key="batch").set_value(16)
    page.number_input(key="seed").set_value(5)
    page.run()
    assert run_of(page).settings == SGNSSettings(
        dim=10, window=3, negatives=0, learning_rate=0.2, sample=0.01, noise_exponent=0.0, batch=16, seed=5
    )


def test_a_link_opens_the_same_run() -> None:
    at = visit("pages/train/watch.py", text="Lee news", dim="8", window="900").run()  # the last is out of range
    assert not at.exception
    assert run_of(at).whole.name == "Lee news"
    assert run_of(at).settings == SGNSSettings(dim=8)
    RUNS.close(at.session_state["session"].run_token)


def test_a_link_opens_at_its_step_with_the_same_digits() -> None:
    """As the trainer alone comes to them from the same text, settings and seed."""
    at = visit("pages/train/watch.py", seed="4", step="60").run()
    run = run_of(at)
    while run.moment.steps_done < 60:
        time.sleep(0.01)
    alone = SGNSTrainer(run.corpus, SGNSSettings(seed=4))
    for _ in range(60):
        alone.step()
    assert (run.moment.v_in == alone.v_in).all()
    assert not at.exception
    RUNS.close(at.session_state["session"].run_token)


def test_the_run_stays_while_nothing_changes_and_a_change_ends_it(page: AppTest) -> None:
    first = run_of(page)
    page.run()
    assert run_of(page) is first
    page.number_input(key="seed").set_value(2).run()
    assert run_of(page) is not first
    assert first.closed


def test_a_text_of_ones_own(page: AppTest) -> None:
    page.selectbox(key="text").set_value(OWN).run()
    assert run_of(page).whole.name == "The royal family", "until the text is given, nothing is lost"
    page.text_area(key="own_text").set_value("the cat sat on the mat. the dog sat on the rug.").run()
    assert run_of(page).whole.name == "Your text"
    assert "cat" in run_of(page).whole.vocabulary.words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("...", "The text has no words in it."),
        ("hello", "Only one word is left, “hello”"),
        ("\0" * 50 + "abc", "is not text: it contains NUL characters"),
    ],
)
def test_a_text_that_cannot_be_learned_from_is_one_sentence(page: AppTest, text: str, sentence: str) -> None:
    page.selectbox(key="text").set_value(OWN).run()
    page.text_area(key="own_text").set_value(text).run()
    assert not page.exception
    assert len(page.error) == 1
    assert sentence in page.error[0].value
    assert not run_of(page).closed, "what was there is still there"


def test_a_minimum_count_above_every_word_is_one_sentence(page: AppTest) -> None:
    page.selectbox(key="text").set_value(OWN).run()
    page.text_area(key="own_text").set_value("the cat sat on the mat. the dog sat on the rug.").run()
    page.number_input(key=f"min_count_{'own'}").set_value(900).run()
    assert len(page.error) == 1
    assert "No word occurs 900 times: the most frequent, “the”, occurs 4." in page.error[0].value


def test_keeping_puts_the_vectors_into_the_library(page: AppTest) -> None:
    page.button(key="keep").click().run()
    assert not page.exception
    (model,) = page.session_state["session"].library.models
    assert model.name == "The royal family, 0 steps"
    assert (model.vectors.matrix == run_of(page).moment.v_in).all()
    assert model.provenance.origin == "trained"
    assert {("window", 5), ("k", 5)} <= set(model.provenance.settings)
    assert (model.provenance.source, model.provenance.steps) == ("The royal family", 0)
