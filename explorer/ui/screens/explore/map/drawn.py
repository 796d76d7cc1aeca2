"""Widgets that choose the words drawn: which of the vocabulary, or only the selected ones."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from explorer.projection.settings import DRAWN_AS_GIVEN
from explorer.ui.screens.explore.map import conditions
from explorer.ui.shell import folding, state, typed_lists
from explorer.ui.shell.cache import shared_maps
from explorer.ui.shell.linked import linked
from explorer.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from explorer.projection.sample import Sample

SIZES = (
    *(50, 100, 200, 300, 500, 800, 1000, 1500, 2000, 3000, 5000, 10_000, 20_000, 50_000, 100_000),
    *(200_000, 400_000, 1_000_000),
)
MOST_SOLID_AS_GIVEN = 100_000  # points of a map in space
SOURCES = {
    "some": "Frequent words, filtered",
    "rank": "Most frequent words",
    "near": "Nearest to a word or formula",
    "query": "Words that match a search",
    "list": "Words of your own",
}
USUAL = "some"  # of these, unless the reader chooses
EXAMPLE = (
    "king, queen, prince, princess, man, woman, boy, girl, father, mother, son, daughter, "
    "paris, london, rome, berlin, madrid, france, england, italy, germany, spain, "
    "one, two, three, four, five, red, blue, green, black, white, dog, cat, horse, fish"
)


def choose_sample(vectors: WordVectors) -> "Sample":
    """The words to draw: chosen by conditions, by rank, by nearness to a formula, by a search, or from a list.

    Raises
    ------
    ExplorerError
        If the conditions, the formula or the search given cannot be used.
    """
    _follow_older_link()
    if vectors.dim in DRAWN_AS_GIVEN and not isolated():
        most = min(len(vectors), SIZES[-1] if vectors.dim == 2 else MOST_SOLID_AS_GIVEN)
        if linked(kept=True).toggle(f"All points, up to {most:,}", True, key="all_points"):
            return shared_maps.ranked_sample(vectors, most, 0)
    source = linked(kept=True).selectbox("Words", list(SOURCES), format_func=SOURCES.__getitem__, key="from")
    if source == "list":
        text = linked(kept=True).text_area(
            "Commas, spaces or new lines between them", EXAMPLE, key="map_words", height=100, max_chars=200_000
        )
        return shared_maps.listed_sample(vectors, typed_lists.words(vectors, text))
    if source == "some":
        most = linked(kept=True).select_slider("At most", SIZES, 500, format_func="{:,}".format, key="most")
        return shared_maps.filtered_sample(
            vectors, most, conditions.choose(vectors, "Only words", "only", ("content",))
        )
    n = linked(kept=True).select_slider("At most", SIZES, 800, format_func="{:,}".format, key="n")
    if source == "near":
        text = linked(kept=True).text_input(
            "Nearest to",
            "king",
            key="near",
            max_chars=1000,
            help='A word, or a formula such as "paris - france + italy" or "mean(red, green, blue)".',
        )
        return shared_maps.near_sample(vectors, folding.formula(vectors, text or ""), n)
    if source == "query":
        text = linked(kept=True).text_input(
            "Part of a word, or /regular expression/", "/ing$/", key="query", max_chars=80
        )
        return shared_maps.matching_sample(vectors, text or "", n)
    skip = linked(kept=True).number_input(
        "After the first",
        0,
        10_000_000,
        0,
        100,
        key="skip",
        help="Leaves out that many of the most frequent words: rarer words have other neighbours.",
    )
    return shared_maps.ranked_sample(vectors, n, skip)


def _follow_older_link() -> None:
    """Read links from before words were filtered: without a source they mean the most frequent words."""
    if state.held_by("from") is None and "from" not in st.query_params and {"n", "skip"} & set(st.query_params):
        state.fill(**{"from": "rank"})


def isolate(words: Sequence[str]) -> None:
    """Draw only these words, and remember which were drawn before."""
    visit = state.session()
    if not isolated():
        visit.before_isolating = {key: state.held_by(key) for key in ("from", "map_words")}
    state.fill(**{"from": "list", "map_words": ", ".join(words)})
    visit.isolated, visit.selection = ", ".join(words), ()


def isolated() -> bool:
    """Whether the words drawn are those of “Only these”."""
    visit = state.session()
    return bool(visit.before_isolating) and state.held_by("map_words") == visit.isolated


def all_again() -> None:
    """Go back to the words that were drawn before “Only these”."""
    visit = state.session()
    before, visit.before_isolating = visit.before_isolating, {}
    # A widget that was not on the page had no value: the points of a plane are drawn without a choice of words.
    state.fill(**{"from": before["from"] or USUAL, "map_words": before["map_words"] or EXAMPLE})
