"""Widgets of the conditions that words must meet: to be drawn at all, or to stay visible on the map."""

from collections.abc import Sequence

import streamlit as st

from explorer.projection.conditions import Conditions
from explorer.text.parts_of_speech import PARTS, UNKNOWN, share_unknown
from explorer.ui.shell import folding, panels
from explorer.ui.shell.linked import linked
from explorer.vectors.columns import Columns
from explorer.vectors.word_vectors import WordVectors

KINDS = {
    "content": "No function words",
    "formula": "Near a word or formula",
    "ranks": "By rank",
    "pattern": "By spelling",
    "parts": "By part of speech",
    "column": "By a column",
}
LOOKED_AT = 20_000  # words of a model whose part of speech is looked up to say how many the list does not have
ABOUT = (
    "A word must meet all that are chosen. Function words are those of English grammar, such as the, of, would; single "
    "letters, punctuation and numbers count as such."
)


def choose(vectors: WordVectors, label: str, key: str, usual: Sequence[str] = ()) -> Conditions:
    """The conditions chosen from a list, each with its own widgets, whose keys begin with `key`.

    Raises
    ------
    SettingError
        If a condition can hold for no word.
    """
    chosen = linked(kept=True).multiselect(
        label,
        [kind for kind in KINDS if kind != "column" or vectors.columns],
        default=list(usual),
        format_func=KINDS.__getitem__,
        key=key,
        help=ABOUT,
    )
    asked = Conditions()
    first, last, formula, above, pattern = asked.first, asked.last, asked.formula, asked.above, asked.pattern
    if "formula" in chosen:
        formula = linked(kept=True).text_input(
            "Near",
            "king",
            key=f"{key}_like",
            max_chars=1000,
            help='A word, or a formula such as "paris - france + italy" or "mean(red, green, blue)".',
        )
        formula = folding.formula(vectors, formula or "")
        above = linked(kept=True).slider("With a cosine of at least", -1.0, 1.0, asked.above, 0.01, key=f"{key}_above")
    if "ranks" in chosen:
        first = linked(kept=True).number_input("From rank", 1, 10_000_000, 1000, 100, key=f"{key}_first")
        last = linked(kept=True).number_input("To rank", 1, 10_000_000, 20_000, 100, key=f"{key}_last")
    if "pattern" in chosen:
        pattern = linked(kept=True).text_input(
            "Part of a word, or /regular expression/", "/ing$/", key=f"{key}_pattern", max_chars=80
        )
    parts = _choose_parts(vectors, key) if "parts" in chosen else ()
    column, cell = _choose_cell(vectors.columns, key) if "column" in chosen and vectors.columns else ("", "")
    return Conditions("content" in chosen, first, last, formula or "", above, pattern or "", parts, column, cell)


def _choose_cell(columns: Columns, key: str) -> tuple[str, str]:
    """A column of the model, and what a word's cell must say there."""
    column = linked(kept=True).selectbox("Column", columns.names, format_func=panels.plain, key=f"{key}_column")
    number = columns[column].is_number
    cell = linked(kept=True).text_input(
        "From – to" if number else "Part of a cell, or /regular expression/",
        key=f"{key}_cell",
        placeholder="3 to 9" if number else "",
        max_chars=80,
    )
    return column, cell or ""


def _choose_parts(vectors: WordVectors, key: str) -> tuple[str, ...]:
    """Parts of speech; all of them if none is chosen."""
    parts = linked(kept=True).multiselect(
        "Part of speech",
        (*PARTS, UNKNOWN),
        default=["noun"],
        key=f"{key}_parts",
        help="The one that a word has most often in English texts (Brill's lexicon): a word alone has no part of "
        "speech.",
    )
    first = vectors.words[:LOOKED_AT]
    st.caption(f"Unknown to the list: {share_unknown(first):.0%} of the first {len(first):,} words.")
    return tuple(parts)
