"""The known answers: every one is met, a wrong formula is noticed, the command line prints them."""

import io
import json
import sys
from contextlib import redirect_stdout
from typing import Any

import numpy as np
import pytest

from explorer.known_answers import __main__ as command
from explorer.known_answers import models
from explorer.known_answers.answers import Answer, Check, Value, agree, answer, answers
from explorer.known_answers.table import checks
from explorer.training.lecture import sgns
from explorer.ui.screens.judge import known_answers as screen
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors
from tests.background import visit
from tests.conftest import SHARED

EMOJIFY = [SHARED / "downstream" / f"emojify-{part}.csv" for part in ("train", "test")]
KINDS = "Use: Emojify"  # topics of answers that need those files


@pytest.fixture(scope="module")
def every() -> list[dict[str, Any]]:
    """What the command line prints as JSON, worked out once; with Emojify's files if they are there."""
    files = [str(path) for path in EMOJIFY if path.is_file()]
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as out:
        patch.setattr(sys, "argv", ["known_answers", "--json", *files])
        assert command.main() == 0
    return list(json.loads(out.getvalue()))


@pytest.fixture(scope="module")
def found(every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that every visitor gets."""
    return [one for one in every if not one["topic"].startswith(KINDS)]


def test_all_are_met_and_there_are_many(every: list[dict[str, Any]], found: list[dict[str, Any]]) -> None:
    assert [one["name"] for one in every if not one["passed"]] == []
    assert len(found) >= 125
    assert {"Use: sentences judged", "Use: names", "Use: search"} <= {one["topic"] for one in found}
    assert all({"name", "expected", "obtained", "tolerance", "passed"} <= one.keys() for one in every)


def test_each_is_named_once_and_says_where_it_is_from(found: list[dict[str, Any]]) -> None:
    names = [(one["topic"], one["name"]) for one in found]
    assert len(set(names)) == len(names)
    assert all(one["source"] for one in found)


@pytest.mark.usefixtures("shared")
def test_files_of_labelled_sentences_are_taken_among_files_of_vectors(every: list[dict[str, Any]]) -> None:
    assert len([one for one in every if one["topic"].startswith(KINDS)]) == 6


def test_a_wrong_formula_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a sigmoid that is a little too steep, gradients no longer fit their losses."""
    right = sgns.sigmoid
    monkeypatch.setattr(sgns, "sigmoid", lambda x: right(1.01 * x))
    missed = {
        one.name for one in answers([c for c in checks() if "gradient" in (c.topic + c.name).lower()]) if not one.passed
    }
    assert {"negative sampling: gradient by v_c", "negative sampling: analytic minus numeric, by v"} <= missed


def test_agreement() -> None:
    assert agree((1.0, 2.0), (1.0, 2.05), 0.1)
    assert not agree((1.0, 2.0), (1.0, 2.2), 0.1)
    assert not agree((1.0, 2.0), (1.0,), 0.1)
    assert not agree(1.0, float("nan"), 10)
    assert not agree("queen", 1.0, 10)
    assert not answer(Check("t", "n", 1.0, lambda: 2.0, 0.5, "s")).passed


def test_progress_is_told() -> None:
    told = []
    answers([Check("t", str(i), 1.0, lambda: 1.0, 0, "s") for i in range(3)], lambda *at: told.append(at))
    assert [done / of for done, of in told] == pytest.approx([0, 1 / 3, 2 / 3], abs=1e-4)


def test_models_are_recognised_by_name_and_dimensions() -> None:
    words = ("man", "woman", "king", "queen", "meets", "father", "mother", "she", "he", "nurse")
    matrix = np.random.default_rng(0).normal(size=(len(words), 50)).astype(np.float32)
    built_in = len(list(models.checks()))

    def more(name: str, dim: int) -> list[str]:
        own = WordVectors(words, np.resize(matrix, (len(words), dim)).astype(np.float32))
        return [check.name for check in list(models.checks([Model(name, own)]))[built_in:]]

    assert more("glove.6B.50d.txt", 50) == [
        "man : woman :: king : ?",
        "score of queen",
        "cosine of father and mother",
        "man and woman on their difference",
        "the same, equalized by the course's older formula",
        "first numbers of king",
    ]
    assert more("glove.twitter.27B.25d", 25)[1] == "score of meets"
    assert more("GoogleNews-vectors-negative300.bin", 300) == [
        "king − man + woman with queen",
        "cosine of woman and man",
        "nurse on she − he",
    ]
    assert more("glove-wiki-gigaword-200", 200) == ["man : woman :: king : ?", "score of queen"]
    assert more("mine", 50) == []


def test_the_page_says_at_once_what_is_expected_and_works_it_out_when_asked(
    found: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A topic is worked out; for all of them, the page is given what the command line has worked out."""
    at = visit("pages/judge/known_answers.py").run()
    assert not at.exception
    at_once = at.dataframe[0].value
    assert len(at_once) == len(found)
    assert set(at_once["obtained"]) == {"not yet asked"}
    assert not at.session_state["session"].jobs
    at.selectbox(key="topic").set_value("Procrustes").run()
    at.button(key="known_run").click().run()
    for job in at.session_state["session"].jobs.values():
        job.wait(60)
    at.run()
    assert list(at.dataframe[0].value["right"]) == ["✓"] * 4
    at.selectbox(key="topic").set_value("All topics").run()
    assert list(at.dataframe[0].value["right"]).count("✓") == 4
    done = {(one["topic"], one["name"]): Answer(**{**one, "obtained": value_of(one["obtained"])}) for one in found}
    monkeypatch.setattr(screen, "answer", lambda check, _told: done[check.topic, check.name])
    at.button(key="known_run").click().run()
    for job in at.session_state["session"].jobs.values():
        job.wait(120)
    at.run()
    assert not at.exception
    assert at.metric[0].value == f"{len(found)} of {len(found)}"
    assert list(at.dataframe[0].value["right"]) == ["✓"] * len(found)
    at.selectbox(key="topic").set_value("Only those missed").run()
    assert not at.dataframe


def value_of(told: float | str | list[float]) -> Value:
    """What an answer obtained, of which JSON makes lists where it has several numbers."""
    return tuple(told) if isinstance(told, list) else told
