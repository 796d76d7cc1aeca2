"""The page Evaluation, through the app."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.files import library
from explorer.judging import evaluation
from explorer.text import corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas.live.registry import RUNS
from explorer.ui.shell.state import Session
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors
from tests.background import settled, visit, waited
from tests.live_runs import open_on_pages
from tests.ui.said import said
from tests.ui.test_shown_python import run


def opened(*models: Model, run: str | None = None, **link: str) -> AppTest:
    session = Session(run_token=run)
    for model in models:
        session.library.add(model)
    return visit("pages/judge/evaluation.py", session, **link).run()


@pytest.fixture
def random() -> WordVectors:
    """The words of the built-in model with vectors that know nothing."""
    words = library.built_in().words[:20_000]
    matrix = np.random.default_rng(0).normal(size=(len(words), 10)).astype(np.float32)
    return WordVectors(words, matrix)


def test_all_models_are_in_one_table_with_the_librarys_figures(random: WordVectors) -> None:
    page = opened(Model("random", random))
    assert not page.exception
    table = page.dataframe[0].value
    assert list(table["model"]) == [library.BUILT_IN_NAME, "random"]
    expected = evaluation.word_similarity(library.built_in(), evaluation.packaged("WordSim-353"))
    assert table["Spearman"][0] == pytest.approx(expected.spearman)
    assert table["pairs scored"][0] == "337 of 353"
    assert abs(table["Spearman"][1]) < 0.2 < table["95% from"][0]
    printed = page.dataframe[-1].value
    assert all(printed["source"])
    assert all(printed["protocol"])


def test_the_treatment_of_unknown_words_changes_the_score() -> None:
    page = opened(set="SimLex-999")
    page.selectbox(key="unknown").set_value("zero").run()
    score = evaluation.word_similarity(library.built_in(), evaluation.packaged("SimLex-999"), unknown="zero")
    assert page.dataframe[0].value["Spearman"][0] == pytest.approx(score.spearman)
    assert page.dataframe[0].value["pairs scored"][0] == "999 of 999"
    page.toggle(key="standardise").set_value(True).run()
    assert page.dataframe[0].value["Spearman"][0] != pytest.approx(score.spearman, abs=1e-6)
    assert not page.exception


def test_an_own_file_with_malformed_lines() -> None:
    page = opened(set="A file of your own")
    assert not page.dataframe
    upload = page.get("file_uploader")[0]
    upload.upload("mine.txt", b"king queen 8\nking\ncat dog 7\nking banana 900\nking cabbage 1\n", "text/plain").run()
    assert "2 lines were left out" in page.warning[0].value
    assert page.dataframe[0].value["pairs scored"][0] == "3 of 3"
    assert any("3 pairs, read as two words and a rating a line" in caption.value for caption in page.caption)


def test_msrs_two_files_by_category_and_a_file_that_is_no_set() -> None:
    page = opened(view="Analogies", questions="A file of your own")
    assert any("BATS" in caption for caption in said(page.caption))
    asked = "good better big\nking kings queen\nyear years qqqq\n"
    answers = "JJ_JJR bigger\nNN_NNS queens\nNN_NNS qqqqs\n"
    upload = page.get("file_uploader")[0]
    upload.set_value([("w.questions", asked.encode(), "text/plain"), ("w.answers", answers.encode(), "text/plain")])
    settled(page)
    assert not page.exception
    table = page.dataframe[0].value
    assert list(table["part"]) == ["all", "adjectives", "nouns"]
    assert [told.split(" of ")[1] for told in table["right of asked"]] == ["2", "1", "1"]
    assert list(table["left out"]) == ["1", "0", "1"]
    assert any("JJ adjective, JJR comparative" in caption for caption in said(page.caption))
    page.get("file_uploader")[0].set_value([("prose.txt", b"Once upon a time there was a queen.", "text/plain")]).run()
    assert "“prose.txt” is not a set of analogies in a known form." in said(page.error)[0]
    assert not page.exception


def test_questions_with_answers_to_choose_from() -> None:
    page = opened(view="Analogies", questions="Multiple choice (SAT), a file of your own")
    text = b"S\nking queen n:n\nman woman n:n\nman house n:n\na\n\nS\ndog cat n:n\nqqqq car n:n\nking car n:n\nb\n"
    page.get("file_uploader")[0].upload("sat.txt", text, "text/plain")
    page.run()
    assert not page.exception
    assert page.dataframe[0].value.iloc[0][["right of asked", "left out"]].tolist() == ["1 of 1", "1"]
    assert page.dataframe[1].value["chosen"].tolist() == ["man : woman"]
    assert (
        run(page.code[0].value.replace("Path('sat.txt').read_text(encoding='utf-8')", repr(text.decode()))) == "1 1 1\n"
    )


def test_a_model_without_the_words_is_a_sentence(royals: WordVectors) -> None:
    page = opened(Model("royals", royals))
    assert said(page.error) == ["royals: Only 2 of 353 pairs have both words in the model; 3 are needed."]
    assert list(page.dataframe[0].value["model"]) == [library.BUILT_IN_NAME]


def test_categories(random: WordVectors) -> None:
    page = waited(opened(Model("random", random), view="Categories"))
    assert not page.exception
    table = page.dataframe[0].value
    assert table["purity"][0] > 0.7 > 0.35 > table["purity"][1]
    assert table["stranger found (%)"][0] > 80 > 40 > table["stranger found (%)"][1]


def test_the_learning_curve_of_the_open_run_stands_beside_the_stored_one() -> None:
    text = corpus.from_text(corpus.read_packaged("lee"), name="Lee news", min_count=3)
    run = LiveRun(text, SGNSSettings(dim=16, batch=1024, learning_rate=0.1), RUNS.turns, begin_at=120)
    with open_on_pages(run) as token:
        page = opened(view="Learning curve", run=token)
        waited(page)
        assert not page.error
        told = " ".join(said(page.caption))
        assert "the open run: Lee news" in told
        assert "seed 2: 337 of 353 pairs" in told


def test_a_run_whose_text_lacks_the_words_is_a_sentence_beside_the_stored_curve() -> None:
    text = corpus.from_text(corpus.read_packaged("ring"), name="A ring of letters")
    run = LiveRun(text, SGNSSettings(dim=4), RUNS.turns, begin_at=5)
    with open_on_pages(run) as token:
        page = opened(view="Learning curve", run=token)
        waited(page)
        assert "The text of this run has both words of 0 of the 353 pairs" in page.error[0].value
        assert page.get("plotly_chart")
        assert not page.exception
