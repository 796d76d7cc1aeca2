"""The page Search, through the app: what is found in which column, which word met which, scores, own texts."""

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from streamlit.testing.v1 import AppTest

from explorer.files import library
from explorer.tasks.search.alignment import Alignment
from explorer.tasks.search.by_meaning import WEIGHTS, MeaningSettings, formula_of, meaning_index
from explorer.tasks.search.by_words import word_index
from explorer.tasks.search.hits import best
from explorer.tasks.search.lines import lines_of
from explorer.tasks.search.relevance import found_score, packaged, rated_score, read_rated
from explorer.tasks.tokens import words_of
from explorer.ui.screens.use.search import met
from tests import background
from tests.background import settled
from tests.ui.said import said

OWN = "Every physician visits patients.\nBread is baked with flour.\nA horse ran to the barn.\nQuondex sells lamps."
RATED = "".join(
    f"{rating}\t{first}\t{second}\n"
    for rating, first, second in [
        (5, "a dog runs in the garden", "a dog is running in a garden"),
        (4, "the king went home", "the queen went home"),
        (3, "a man plays music", "a woman plays the piano"),
        (1, "she reads a book", "rain is expected in the north"),
        (0, "two boys play football", "the bank lends money"),
    ]
)


def opened(**link: str) -> AppTest:
    return background.opened("pages/use/search.py", **link)


def own(question: str, **link: str) -> AppTest:
    return opened(searched="A text of your own", searched_text=OWN, question=question, **link)


def printed(at: AppTest, part: str) -> str:
    code = next(block.value for block in at.code if part in block.value)
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(code, "shown", "exec"), {})
    return out.getvalue()


def found(at: AppTest) -> list[tuple[str, str, bool]]:
    """Score, text, and whether it is only in its column, of all that is listed."""
    lines = [re.fullmatch(r"\d+\. `([\d.]+)` (.*?)( :blue-badge\[only here.*)?", text) for text in said(at.markdown)]
    return [(line[1], line[2].replace("**", ""), line[3] is not None) for line in lines if line is not None]


def test_a_question_finds_its_line_by_meaning_and_no_line_by_its_words() -> None:
    at = own("doctors examine the sick")
    lines = lines_of(OWN)
    index = meaning_index(lines.sentences, library.built_in(), MeaningSettings("SIF"))
    hits = best(index, words_of("doctors examine the sick"), 6)
    shown = found(at)
    assert [(f"{hit.score:.3f}", lines.texts[hit.row]) for hit in hits] == [line[:2] for line in shown[: len(hits)]]
    assert shown[0][1:] == ("Every physician visits patients.", True)
    other = best(word_index(lines.sentences), words_of("doctors examine the sick"), 6)
    assert [lines.texts[hit.row] for hit in other] == [text for _, text, _ in shown[len(hits) :]]
    assert "Every physician visits patients." not in [lines.texts[hit.row] for hit in other]


def test_a_word_that_no_line_has_leaves_the_other_column() -> None:
    at = own("doctors cure")
    assert "No sentence has a word of “doctors cure”" in said(at.error)[0]
    assert [only for _, _, only in found(at)] == [True] * len(found(at))
    at = own("quondex")
    assert "The model knows no word of “quondex”" in said(at.error)[0]
    assert [text for _, text, _ in found(at)] == ["Quondex sells lamps."]


def test_the_lines_between_words_add_up_to_the_cosine_and_so_does_the_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my text.txt").write_text(OWN, encoding="utf-8")
    at = own("doctors examine the sick")
    sum_of_shares = re.search(r"= ([^=]*) = \\mathbf\{([\d.]+)\}", at.latex[0].value)
    assert sum_of_shares is not None
    terms, cosine = sum_of_shares.groups()
    assert_allclose(sum(map(float, re.findall(r"[+-]?\d\.\d+", terms))), float(cosine), atol=1e-9)  # as they are shown
    (drawn,) = [one.value for one in at.caption if "pairs are drawn" in one.value]
    drawn_rest_all = [float(one.replace("−", "-")) for one in re.findall(r"[+−]?\d\.\d{3}", drawn)]
    assert_allclose(
        sum(drawn_rest_all[:-1]) if len(drawn_rest_all) > 1 else drawn_rest_all[0], float(cosine), atol=1e-9
    )
    assert cosine == found(at)[0][0]
    assert printed(at, "aligned(index").splitlines()[0] == f"{float(cosine):g}"
    (chart,) = [one for one in at.get("plotly_chart") if one.proto.id.endswith("-met")]
    layout: dict[str, Any] = json.loads(chart.proto.spec)["layout"]
    for side in ("yaxis", "yaxis2"):
        texts = layout[side]["ticktext"]
        sums = [float(one.replace("−", "-")) for text in texts for one in re.findall(r"[+−]\d\.\d\d", text)]
        assert_allclose(sum(sums), float(cosine), atol=0.03)
    told = printed(at, "best(index").splitlines()
    assert [line.split(" ", 1)[1] for line in told] == [text for _, text, _ in found(at)]


def test_the_shares_add_up_as_they_are_shown_though_each_is_rounded_down() -> None:
    even = Alignment(tuple("abc"), tuple("de"), np.full((3, 2), 0.1004), np.zeros((3, 2)))
    shown = met._sum(even)
    *terms, cosine = (float(one) for one in re.findall(r"[+-]?\d\.\d{3}", shown))
    assert len(terms) == 6
    assert sum(terms) == pytest.approx(cosine, abs=1e-9) == 0.602


def test_two_sentences_and_their_means_as_formulas() -> None:
    pair = {"first_sentence": "the king went home", "second_sentence": "a queen left"}
    at = opened(search_view="Two sentences", searched="A text of your own", searched_text=OWN, **pair)
    lines = lines_of(OWN)
    for weights in WEIGHTS:
        index = meaning_index(lines.sentences, library.built_in(), MeaningSettings(weights))
        first, second = index.encoded([words_of(text) for text in pair.values()])
        cosine = first @ second / ((first @ first) * (second @ second)) ** 0.5
        (shown,) = [metric.value for metric in at.metric if metric.label == f"cosine, {weights}"]
        assert shown == f"{cosine:.3f}"
    assert formula_of(words_of(pair["first_sentence"]), index) in [block.value for block in at.code]


def test_scores_are_those_of_the_library() -> None:
    at = opened(search_view="Scored")
    for name in ("Asked in other words", "Asked by a name"):
        at.selectbox(key="scored").set_value(name)
        settled(at)
        asked = packaged(name)
        meant = found_score(meaning_index(asked.sentences, library.built_in(), MeaningSettings("plain")), asked)
        spelled = found_score(word_index(asked.sentences), asked)
        told = said(at.info)[0]
        assert (meant.mrr > spelled.mrr) == told.startswith("Meaning is ahead")
        assert f"{spelled.mrr:.3f}" in told


def test_rated_pairs_of_an_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rated.tsv").write_text(RATED, encoding="utf-8")
    at = opened(search_view="Scored", scored="A file of rated pairs")
    at.get("file_uploader")[0].upload("rated.tsv", RATED.encode(), "text/plain")
    settled(at)
    rated = read_rated(RATED.encode(), name="rated.tsv")
    score = rated_score(rated, library.built_in(), MeaningSettings("SIF"))
    assert f"SIF {score.spearman:.3f} (Pearson {score.pearson:.3f})" in said(at.info)[0]
    assert f"SIF {round(score.spearman, 3)} {round(score.pearson, 3)}" in printed(at, "rated_score")
    at.get("file_uploader")[0].upload("rated.tsv", b"nothing", "text/plain")
    settled(at)
    assert "has no lines of a rating and two sentences" in said(at.error)[0]
