"""Which words are on the map: a stated sample, words that join or are hidden, and how a word is found."""

import html
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.files import imports
from explorer.projection import sample
from explorer.ui.screens.explore.map import columns
from explorer.ui.shell.cache import shared_models
from explorer.ui.shell.state import Session
from explorer.vectors.columns import Column, Columns
from explorer.vectors.model import Model, Provenance
from explorer.vectors.similarity import nearest
from explorer.vectors.word_vectors import Precomputed, WordVectors
from tests import background
from tests.ui.screens.explore.map.visit import finished, opened, picture, run, said
from tests.ui.test_shown_python import figure

TEN = "king, queen, man, woman, boy, girl, paris, london, france, england"


def test_a_word_lists_its_true_neighbours_over_the_whole_vocabulary() -> None:
    at = opened(n="100", word="king")
    expected = nearest(shared_models.built_in(), "king", 10)
    shown = at.dataframe[0].value
    assert list(shown["word"]) == [near.word for near in expected]
    assert list(shown["cosine"]) == pytest.approx([near.score for near in expected])
    assert set(shown["here"]) == {"not drawn"}


def test_a_list_names_what_is_missing() -> None:
    at = opened(**{"from": "Words of your own", "map_words": f"{TEN}, kinng"})
    text = said(at)
    assert "10 of 11 words found; not in this model: kinng." in text
    assert "kinng: did you mean king" in text.replace("\\", "")


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ({"from": "Nearest to a word or formula", "near": "paris"}, "the 50 words nearest to paris, of 30,000"),
        ({"from": "Words that match a search", "query": "/^over/"}, "words that match “/^over/”, of 30,000"),
        ({"skip": "1000"}, "the 50 most frequent words after the first 1,000, of 30,000"),
        (
            {"from": "Frequent words, filtered", "most": "50", "only": "Near a word or formula", "only_above": "0.5"},
            "words with a cosine of at least 0.5 with king, of 30,000",
        ),
        (
            {"from": "Frequent words, filtered", "most": "50", "only": "By part of speech", "only_parts": "adverb"},
            "words whose part of speech is adverb, of 30,000",
        ),
    ],
)
def test_what_is_drawn_is_a_stated_sample(link: dict[str, str], told: str) -> None:
    assert told in said(opened(**{"n": "50", "method": "PCA"} | link))


def test_few_words_lower_the_perplexity_and_say_so() -> None:
    at = opened(**{"from": "Words of your own", "map_words": TEN})
    assert "A perplexity of 30 needs more words; 3 is used." in said(at)


def test_a_search_counts_here_and_everywhere() -> None:
    at = opened(n="100", find="king")
    everywhere = sum("king" in word.casefold() for word in shared_models.built_in().words)
    assert f"0 drawn, {everywhere:,} in the whole vocabulary" in said(at)


def test_only_these_has_a_way_back() -> None:
    at = opened(n="100", method="PCA")
    at.session_state["session"].selection = ("the", "of", "and", "in", "to", "a")
    finished(at.run())
    at.button(key="isolate").click().run()
    assert "6 words of a list" in said(finished(at))
    at.button(key="all_again").click().run()
    assert "Drawn: the 100 most frequent words" in said(finished(at))
    assert "all_again" not in [button.key for button in at.button]


def test_only_these_of_points_drawn_as_given_has_a_way_back_too() -> None:
    """All points of a plane are drawn without asking which words: there was no choice of words to go back to."""
    words = shared_models.built_in().words[:60]
    plane = WordVectors(tuple(words), np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32))
    session = Session()
    session.library.add(Model("plane", plane, Provenance("imported", "plane.csv", "file")))
    at = finished(background.visit("pages/explore/map.py", session, model="plane").run())
    assert at.session_state["session"].on_map == tuple(words)
    at.session_state["session"].selection = tuple(words[:6])
    finished(at.run())
    finished(at.button(key="isolate").click().run())
    assert at.session_state["session"].on_map == tuple(words[:6])
    finished(at.button(key="all_again").click().run())
    assert at.session_state["session"].on_map == tuple(words)
    finished(at.toggle(key="all_points").set_value(False).run())
    assert at.selectbox(key="from").value == "some"
    assert at.session_state["session"].on_map


def test_words_join_are_hidden_and_come_back() -> None:
    at = opened(most="100", method="PCA", word="music")
    drawn = at.session_state["session"].on_map
    missing = [near.word for near in nearest(shared_models.built_in(), "music", 10) if near.word not in drawn]
    assert missing
    finished(at.button(key="add_near").click().run())
    assert at.session_state["session"].on_map == (*drawn, *missing)
    assert "not drawn" not in set(at.dataframe[0].value["here"])
    assert f"Joined: {missing[0]}" in said(at)
    at.session_state["session"].selection = drawn[:3]
    finished(at.run())
    finished(at.button(key="hide").click().run())
    assert at.session_state["session"].on_map == (*drawn[3:], *missing)
    assert f"{len(missing)} joined (ringed), 3 hidden" in said(at)
    code = next(block.value for block in at.code if "layout.project" in block.value)
    assert missing[-1] in run(code)
    finished(at.button(key="sight_undo").click().run())
    assert at.session_state["session"].on_map == (*drawn, *missing)
    at.multiselect(key="show").set_value(["pattern"]).run()
    at.text_input(key="show_pattern").set_value("/^[a-m]/").run()
    assert set(finished(at).session_state["session"].on_map) == {
        *(word for word in drawn if word[0] <= "m"),
        *missing,
    }
    at.text_area(key="added").set_value("kinng").run()
    assert "Not in this model: kinng." in said(at)


def test_the_columns_of_a_model_colour_label_and_filter_its_map(monkeypatch: pytest.MonkeyPatch) -> None:
    some = sample.by_rank(shared_models.built_in(), 60).vectors
    tag = Column("kind", codes=np.arange(60, dtype=np.uint32) % 3, texts=("noun", "<b>verb", "=x"))
    length = Column("length", numbers=np.array([float(len(word)) for word in some.words]))
    known = Precomputed(columns=Columns((tag, length)))
    vectors = WordVectors(tuple(some.words), some.matrix.copy(), precomputed=known)
    session = Session()
    session.library.add(Model("tagged", vectors, Provenance("imported", "tagged.parquet", "file")))
    link = {"model": "tagged", "n": "100", "method": "PCA", "colour": "A column of the model"}
    link |= {"chart": "true", "show": "By a column", "show_cell": "/^noun$/", "shape": "A column of the model"}
    at = finished(background.visit("pages/explore/map.py", session, **link).run())
    assert not at.error
    assert at.session_state["session"].on_map == tuple(some.words[::3])
    assert "Colours: the column “kind” of the model. Shapes: the column “kind” of the model." in said(at)
    assert picture(at)["colour"]["shapes"]["names"] == ["noun", "<b>verb", "=x"]
    (code,) = [block.value for block in at.code if "vectors.columns[" in block.value]
    monkeypatch.setattr(imports, "import_file", lambda _: SimpleNamespace(vectors=vectors))  # the visitor's own file
    printed = Counter(line.split(" ", 1)[1] for line in run(code).splitlines())
    bars = figure(at, "column_chart")[0]
    assert dict(printed) == dict(zip(map(html.unescape, bars["text"]), bars["y"], strict=True))
    at.selectbox(key="show_column").set_value("length").run()
    at.text_input(key="show_cell").set_value("3 to 4").run()
    assert at.session_state["session"].on_map == tuple(word for word in some.words if 3 <= len(word) <= 4)
    at.text_input(key="show_cell").set_value("three").run()
    assert "“three” is not a range of numbers." in at.error[0].value


def test_a_bar_of_the_column_shown_before_filters_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser may send a click on the old bars while those of the new column are on their way."""
    filled: list[dict[str, object]] = []
    monkeypatch.setattr(columns.state, "held_list", lambda _: ["pattern"])
    monkeypatch.setattr(columns.state, "write_address", lambda **_: None)
    monkeypatch.setattr(columns.state, "fill", lambda **told: filled.append(told))
    kind = Column("kind", codes=np.arange(2, dtype=np.uint32), texts=("noun", "<b>verb"))
    shown = {"noun": "noun", "&lt;b&gt;verb": "<b>verb"}

    def click(*bars: tuple[int, str]) -> None:
        points = [{"x": x, "customdata": [condition]} for x, condition in bars]
        monkeypatch.setattr(columns.state, "points_of", lambda _: points)
        columns._filter(kind, shown)

    click((7, "3.0 to 4.0"), (0, "1.0 to 2.0"))
    assert filled == []
    click((1, "&lt;b&gt;verb"))
    assert filled == [{"show": ["pattern", "column"], "show_cell": "/^(<b>verb)$/", "show_column": "kind"}]
    click()
    assert filled[1:] == [{"show": ["pattern"]}]
