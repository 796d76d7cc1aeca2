"""Two sentences compared: their cosine by each weighting, word against word, and their means as formulas."""

import streamlit as st

from explorer.tasks.labelled import Sentence
from explorer.tasks.search.alignment import aligned
from explorer.tasks.search.by_meaning import WEIGHTS, MeaningIndex, MeaningSettings, formula_of
from explorer.tasks.tokens import words_of
from explorer.text.numbers import number
from explorer.ui.screens.use.search import choices, met
from explorer.ui.screens.use.search.choices import Asked
from explorer.ui.shell import panels, reader_errors
from explorer.ui.shell.linked import linked

PAIR = ("Fighter jets bombed the city at night", "Planes attacked the town in the dark")
MOST_FORMULA = 1000  # characters that Map and Analogies take


def view(asked: Asked) -> None:
    """The two sentences, their cosines, which word met which, and their means."""
    left, right = st.columns(2)
    typed = [
        linked(column).text_input(label, text, key=key, max_chars=300)
        for column, label, text, key in (
            (left, "One sentence", PAIR[0], "first_sentence"),
            (right, "Another", PAIR[1], "second_sentence"),
        )
    ]
    first, second = (words_of(text or "") for text in typed)
    if not first or not second:
        st.info("Write two sentences to compare them.", icon=":material/edit:")
        return
    indexes = choices.meaning(asked, *(MeaningSettings(one) for one in WEIGHTS))
    with st.container():
        columns = st.columns(4)
        for column, index in zip(columns, indexes, strict=False):
            cosine = aligned(index, first, second).cosine
            column.metric(f"cosine, {index.weighing.settings.weights}", number(cosine, ".3f"))
        columns[3].metric("words shared", len(set(first) & set(second)))
    st.caption(
        panels.plain(
            f"How much a word counts by idf and SIF, and what all sentences have in common, is learned from the "
            f"{len(asked.lines):,} sentences of {asked.name}. A cosine of plain means is high for almost any two."
        )
    )
    weights = linked().segmented_control("Words count", WEIGHTS, default="SIF", required=True, key="pair_weights")
    index = indexes[WEIGHTS.index(weights)]
    met.pair(asked, index, first, second, ("one sentence", "another"), key="pair_met")
    st.header("Their means, as formulas", anchor=False)
    for column, words, key in zip(st.columns(2, gap="large"), (first, second), ("first", "second"), strict=True):
        with column, reader_errors.shown(stop=False):
            _mean(asked, index, words, key)
    if index.component is not None:
        st.caption("The formula is the mean before the first principal component is taken out.")


def _mean(asked: Asked, index: MeaningIndex, words: Sentence, key: str) -> None:
    """A sentence's mean as a formula, and where it can be looked at."""
    formula = formula_of(words, index)
    st.code(formula, language=None, wrap_lines=True)
    known = [word for word in dict.fromkeys(words) if word in index.vectors]
    name = asked.model.name
    if len(formula) > MOST_FORMULA:
        st.caption(f"Too long for a link: a formula has at most {MOST_FORMULA:,} characters there.")
        return
    with st.container(horizontal=True, key=f"mean_{key}"):
        st.page_link(
            "pages/explore/map.py",
            label="On the map",
            icon=":material/scatter_plot:",
            query_params={"from": "Nearest to a word or formula", "near": formula, "n": "100", "model": name},
        )
        st.page_link(
            "pages/explore/analogies.py",
            label="Nearest words",
            icon=":material/functions:",
            query_params={"ask": "Formula", "formula": formula, "keep": "true", "model": name},
        )
        st.page_link(
            "pages/explore/words.py",
            label="Its words",
            icon=":material/abc:",
            query_params={"part": "Several words", "several": ", ".join(known), "model": name},
        )
