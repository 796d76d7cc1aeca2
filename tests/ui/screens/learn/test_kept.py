"""The page Kept: what was trained and made stands in the log, can be done again, and every name is text."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.kept.shelf import Shelf
from explorer.ui.canvas.live.registry import RUNS
from explorer.ui.screens.words import two_vectors
from explorer.ui.shell.state import Session
from explorer.vectors.model import Model, Provenance
from explorer.vectors.word_vectors import WordVectors
from tests import background
from tests.kept.test_shelf import RUN, VIEW
from tests.ui.test_text_is_text import MARKS, alive


def opened(page: str, **query: str) -> AppTest:
    return background.opened(f"pages/{page}.py", **query)


def test_a_training_is_noted_once_with_its_settings_and_its_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_vectors, "STEPS", 400)
    app = opened("words/two_vectors", two_dim="4")
    app.run()
    (noted,) = app.session_state["session"].kept.log
    assert noted.page == "words/two_vectors"
    assert ("two_dim", "4") in noted.query
    assert dict(noted.settings)["D"] == "4"
    assert dict(noted.settings)["rate"] == "0.2"
    assert noted.figures == (("steps", "400 of 400"),)
    assert noted.seed == 1


def test_a_live_run_is_noted_as_it_stands_with_what_it_came_to() -> None:
    app = opened("train/watch", step="60", dim="16", seed="3")
    visit = app.session_state["session"]
    entry = RUNS.get(visit.run_token)
    assert entry is not None
    run, deadline = entry.run, time.monotonic() + 20
    while run.moment.steps_done < 60 and time.monotonic() < deadline:
        time.sleep(0.02)
    app.run()
    (noted,) = visit.kept.log
    link, figures = dict(noted.query), dict(noted.figures)
    assert (noted.seed, link["dim"], link["seed"], link["step"]) == (3, "16", "3", "60")
    assert figures["steps"] == "60"
    assert float(figures["held-out loss"]) == np.float32(run.moment.curve.latest_held_out).round(4)
    assert len(noted.checksum) == 32
    RUNS.close(visit.run_token)


def test_a_model_made_in_this_visit_is_noted_and_one_of_before_is_not() -> None:
    app = opened("start/welcome")
    source = Provenance("imported", "mine.txt", "file")
    vectors = WordVectors(("a", "b"), np.eye(2, dtype=np.float32))
    app.session_state["session"].library.add(Model("mine", vectors, source))
    app.run()
    (noted,) = app.session_state["session"].kept.log
    assert (noted.kind, noted.name, noted.query) == ("import", "mine", (("model", "mine"),))
    assert dict(noted.figures) == {"words": "2", "dimensions": "2"}
    app.run()
    assert len(app.session_state["session"].kept.log) == 1


def test_no_mark_of_a_name_is_alive() -> None:
    views = [replace(VIEW, key=str(n), name=mark, query=(("word", mark),)) for n, mark in enumerate(MARKS)]
    log = [replace(RUN, key=str(n), name=mark, settings=((mark, mark),)) for n, mark in enumerate(MARKS)]
    app = background.visit("pages/learn/kept.py", Session(kept=Shelf(tuple(views), tuple(log)))).run()
    assert not app.exception
    assert len(app.get("page_link")) > len(MARKS)
    assert alive(app) == []


def test_on_a_shared_server_what_is_kept_lasts_as_long_as_the_visit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_SHARED", "1")
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path))
    app = opened("learn/kept")
    app.session_state["session"].library.add(Model("mine", WordVectors(("a", "b"), np.eye(2, dtype=np.float32))))
    app.run()
    assert [one.name for one in app.session_state["session"].kept.log] == ["mine"]
    assert not list(tmp_path.rglob("kept.json"))
    assert opened("learn/kept").session_state["session"].kept.log == ()
