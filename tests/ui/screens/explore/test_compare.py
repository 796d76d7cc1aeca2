"""The page Compare, through the app."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.files import imports, library
from explorer.text import corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas.live.registry import RUNS
from explorer.ui.screens.explore.compare import choice
from explorer.ui.shell.cache import shared_verdicts, shared_work
from explorer.ui.shell.jobs import Workers
from explorer.ui.shell.state import Session
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors
from tests.background import jobs, visit, waited
from tests.live_runs import open_on_pages
from tests.ui.test_shown_python import run


def opened(*models: Model, run: str | None = None, **link: str | list[str]) -> AppTest:
    session = Session(run_token=run)
    for model in models:
        session.library.add(model)
    return visit("pages/explore/compare.py", session, **{"compared": "300"} | link).run()


def text_of(page: AppTest) -> str:
    return " ".join(part.value for part in [*page.markdown, *page.caption]).replace("\\", "")


@pytest.fixture(scope="module")
def turned() -> Model:
    """The built-in model, turned, with the vectors of “king” and “water” exchanged."""
    model = library.built_in()
    matrix = model.matrix @ np.linalg.qr(np.random.default_rng(0).normal(size=(100, 100)))[0].astype(np.float32)
    rows = model.rows(["king", "water"])
    matrix[rows] = matrix[rows[::-1]]
    return Model("turned", replace(model, matrix=matrix))


def test_words_that_were_exchanged_are_the_least_alike(turned: Model) -> None:
    page = opened(turned, view="How alike")
    assert not page.exception
    assert not page.error
    table = page.dataframe[0].value
    assert set(table["word"][:2]) == {"king", "water"}
    assert set(table["changed"][:2]) == {"✓"}
    assert "30,000 words" in text_of(page)
    assert "changed more than 95% of words do between seeds" in text_of(page)
    page.selectbox(key="order").set_value("Most alike").run()
    assert page.dataframe[0].value["Jaccard"].min() == 1


def test_a_word_in_all_models(turned: Model) -> None:
    page = opened(turned)
    page.text_input(key="asked").set_value("water").run()
    assert "water**: 0 of 10 neighbours are in every model" in text_of(page)
    assert "was trained 2 more times, on the same text with other seeds" in text_of(page)
    page.text_input(key="asked").set_value("zebrafish").run()
    assert "is not among the" in page.error[0].value
    page.segmented_control(key="map_view").set_value("Movement").run()
    assert not page.exception


def test_a_visit_without_models_shows_the_two_that_come_with_the_app_at_once() -> None:
    page = opened()
    assert not page.exception
    assert page.multiselect(key="compared_models").value == [library.BUILT_IN_NAME, library.FAMOUS_NAME]
    assert "30,000 and 103,680 words, **28,323** in common" in text_of(page)
    everything = [library.BUILT_IN_NAME, "Wikipedia 100d, seed 2", "Wikipedia 100d, seed 3"]
    page.multiselect(key="compared_models").set_value([*everything, "Wikipedia 100d, gender taken out"]).run()
    assert not page.exception
    assert "Wikipedia 100d, gender taken out: **0.9" in text_of(page)
    page.multiselect(key="compared_models").set_value([library.BUILT_IN_NAME]).run()
    assert "Choose two to 4 models" in page.info[0].value


def test_many_words_are_compared_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "AT_ONCE", 300)
    page = opened(compared="1,000")
    (job,) = jobs(page)
    assert job.label == "Comparing 1,000 words"
    waited(page)
    assert "the **1,000** most frequent are compared" in text_of(page)


def test_three_models_wait_in_line_and_are_compared_in_the_background_where_others_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a visitor alone would wait for gets a bar and a place in the queue, and then the overlaps of the lists."""
    gate, workers = threading.Event(), Workers(threads=choice.CROWD)
    others = [workers.start("Other work", lambda _: gate.wait(60)) for _ in range(choice.CROWD)]
    monkeypatch.setattr(shared_work, "workers", lambda: workers)
    names = [library.BUILT_IN_NAME, "Wikipedia 100d, seed 2", "Wikipedia 100d, seed 3"]
    page = opened(compared="100", compared_models=names)
    assert not page.exception
    (bar,) = page.get("progress")
    assert bar.proto.text == "Comparing 100 words: next in line on this server"
    assert "most frequent are compared" not in text_of(page)
    gate.set()
    waited(page)
    assert all(other.outcome() for other in others)
    assert not page.get("progress")
    for name, overlap in zip(names[1:], overlaps_by_hand(library.built_in(), 100, 10), strict=True):
        assert f"{name}: **{overlap:.2f}**" in text_of(page)


def overlaps_by_hand(first: WordVectors, n: int, k: int) -> list[float]:
    """Mean Jaccard overlap of the k nearest, by cosine, of the first n words that the twins have too."""
    models = (first, *shared_verdicts.twins())
    known = set.intersection(*(set(model.words) for model in models))
    words = [word for word in first.words if word in known][:n]
    lists = []
    for model in models:
        rows = model.matrix[model.rows(words)]
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        nearest = np.argsort(-(unit @ unit.T), axis=1, kind="stable")[:, 1 : k + 1]  # each word is its own first
        lists.append([set(row) for row in nearest.tolist()])
    return [
        float(np.mean([len(a & b) / len(a | b) for a, b in zip(lists[0], other, strict=True)])) for other in lists[1:]
    ]


def test_a_link_opens_what_the_store_holds_and_tells_what_nobody_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    (tmp_path / "stored.vec").write_bytes(b"the 1 2\nking 3 4\nqueen 5 7\nwater -2 1\n")
    library.Library.of("Ann").add(imports.import_file(tmp_path / "stored.vec").model)
    asked = [library.BUILT_IN_NAME, "stored", "never imported"]
    at = visit("pages/explore/compare.py", Session(library=library.Library.of("Ann")), compared_models=asked).run()
    assert not at.exception
    assert at.multiselect(key="compared_models").value == [library.BUILT_IN_NAME, "stored"]
    assert "4 words" in text_of(at)
    assert any("“never imported” in the link is not among your models" in info.value for info in at.info)


def test_models_without_a_shared_word_are_a_sentence() -> None:
    other = WordVectors(("ぞう", "きりん", "さる"), np.eye(3, dtype=np.float32))
    page = opened(Model("other", other))
    assert (
        page
        .error[0]
        .value.replace("\\", "")
        .endswith("share no word; at least 3 shared words are needed to compare them.")
    )
    assert not page.exception


def test_the_same_question_in_columns(royals: WordVectors) -> None:
    page = opened(Model("royals", royals), view="Same question")
    assert not page.exception
    assert "**queen** ✓" in text_of(page)
    table = page.dataframe[0].value
    assert list(table.columns) == ["", "1. Wikipedia 100d (built in)", "2. royals"]
    assert table["2. royals"][0] == "—"
    assert "royals: The first target set has 0 of its words in this model" in text_of(page)
    assert float(table["1. Wikipedia 100d (built in)"][0]) > 1
    page.text_input(key="question_word").set_value("qeen").run()
    next(button for button in page.button if button.label == "Use queen").click().run()
    assert page.text_input(key="question_word").value == "queen"


def test_stability_is_that_of_a_model_compared_and_of_no_other(turned: WordVectors) -> None:
    """Of two models that were trained once nobody knows how stable their neighbours are; of the built-in one we do."""
    page = opened(turned, asked="king")
    assert "Wikipedia 100d (built in) was trained 2 more times, on the same text with other seeds." in text_of(page)
    other = Model("other", replace(turned.vectors, matrix=turned.vectors.matrix[:, ::-1].copy()))
    page = opened(turned, other, asked="king", compared_models="turned")
    page.multiselect(key="compared_models").set_value(["turned", "other"]).run()
    assert not page.exception
    assert "neighbours are in every model" in text_of(page)
    assert "more times" not in text_of(page)


def test_moments_of_a_run_and_its_own_null() -> None:
    """The open run is offered at several steps; its null is the same run with other seeds, trained on the spot."""
    text = corpus.from_text(corpus.read_packaged("royals"), name="The royal family")
    run = LiveRun(text, SGNSSettings(dim=8, batch=64), RUNS.turns, begin_at=330)
    with open_on_pages(run) as token:
        page = opened(run=token)
        names = [run.model(run.checkpoints.at(step)).name for step in (100, 300)]
        page.multiselect(key="compared_models").set_value(names).run()
        assert not page.exception
        assert "two seeds of one text have" not in text_of(page)
        page.button(key="train_null").click().run()
        waited(page)
        assert "two seeds of one text have" in text_of(page)
        assert "The royal family trained again with two other seeds" in text_of(page)


def test_gensim_is_trained_beside_ours() -> None:
    page = opened(view="Other settings", varied="Program")
    page.number_input(key="varied_epochs").set_value(2).run()
    page.button(key="train_multiples").click().run()
    waited(page)
    assert list(page.dataframe[0].value["training"]) == [
        "ours, seed 1",
        "ours, seed 2",
        "gensim, seed 1",
        "gensim, seed 2",
    ]
    assert any("Of the 10 nearest neighbours of a word, ours and gensim" in text.value for text in page.markdown)
    page.button(key="keep_multiples").click().run()
    kept = page.session_state["session"].library.models
    assert [model.provenance.method for model in kept] == ["SGNS", "SGNS", "SGNS by gensim", "SGNS by gensim"]


def test_small_multiples_over_the_window() -> None:
    page = opened(view="Other settings")
    page.number_input(key="varied_epochs").set_value(1).run()
    page.text_input(key="values_window").set_value("2, two").run()
    assert "“two” is not a whole number" in page.error[0].value
    page.text_input(key="values_window").set_value("2, 10").run()
    page.button(key="train_multiples").click().run()
    waited(page)
    table = page.dataframe[0].value
    assert list(table["training"]) == ["window 2", "window 10"]
    assert table["overlap with the first"][0] == 1 > table["overlap with the first"][1]
    (code,) = [block.value for block in page.code if "varied(text, wanted)" in block.value]
    assert float(run(code).removeprefix("window 10 ")) == pytest.approx(table["overlap with the first"][1])
    page.button(key="keep_multiples").click().run()
    assert [m.name for m in page.session_state["session"].library.models] == [
        "The royal family, window 2",
        "The royal family, window 10",
    ]
