"""The page Compare, through the app."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer import library
from explorer.ui.state import Session
from explorer.vectors import WordVectors

ROOT = Path(__file__).resolve().parents[1]


def opened(*models: WordVectors) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    visit = Session()
    for model in models:
        visit.library.add(model)
    at.session_state["session"] = visit
    return at.run().switch_page("pages/explore/compare.py").run()


@pytest.fixture(scope="module")
def turned() -> WordVectors:
    """The built-in model, turned, with the vectors of “king” and “water” exchanged."""
    model = library.built_in()
    matrix = model.matrix @ np.linalg.qr(np.random.default_rng(0).normal(size=(100, 100)))[0].astype(np.float32)
    rows = model.rows(["king", "water"])
    matrix[rows] = matrix[rows[::-1]]
    return replace(model, name="turned", matrix=matrix)


def test_words_that_were_exchanged_are_the_least_alike(turned: WordVectors) -> None:
    page = opened(turned)
    assert not page.exception
    assert not page.error
    table = page.dataframe[0].value
    assert set(table["word"][:2]) == {"king", "water"}
    assert any("30,000 words are in both" in caption.value.replace("\\", "") for caption in page.caption)
    page.text_input(key="asked").set_value("water").run()
    assert any("keeps 0 of 10 neighbours" in text.value for text in page.markdown)
    page.text_input(key="asked").set_value("zebrafish").run()
    assert "is not among the" in page.error[0].value
    assert not page.exception


def test_models_without_a_shared_word_are_a_sentence() -> None:
    other = WordVectors("other", ("ぞう", "きりん", "さる"), np.eye(3, dtype=np.float32))
    page = opened(other)
    assert page.error[0].value.endswith("share no word; at least 3 shared words are needed to compare them.")
    assert not page.exception


def test_a_visit_with_one_model_compares_two_seeds() -> None:
    page = opened()
    for job in page.session_state["session"].jobs.values():
        job.wait(120)
    page.run()
    assert not page.exception
    table = page.dataframe[0].value
    assert 0 < table["Jaccard"].mean() < 1
