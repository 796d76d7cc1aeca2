"""What is taken out on the page Debias: pairs, way, formula, and the lists of words it is done to."""

import streamlit as st

from explorer.judging.bias import word_sets
from explorer.judging.bias.debias import EQUALIZERS, WAYS, DebiasSettings, Equalize
from explorer.judging.bias.word_sets import PairList
from explorer.ui.shell import completion, panels, terms, word_lists
from explorer.ui.shell.linked import linked
from explorer.vectors import typed_words
from explorer.vectors.typed_words import Pair
from explorer.vectors.word_vectors import WordVectors

KEEP_GENDER, KEEP_NONE, KEEP_OWN = "Words about gender by definition", "None", "Words of your own"
SETS_GENDER, SETS_SAME, SETS_OWN = "Gender pairs of the paper", "The pairs above", "Pairs of your own"
ABOUT = {
    "paper": "Unit vectors; divided by the part along the direction (Bolukbasi and others 2016).",
    "course, first": "As Ng's exercise had it: vectors at their own length, divided by the distance of the whole word.",
    "course, later": "As answers to the later exercise have it: unit vectors, divided by the square of the part.",
}


def settings(vectors: WordVectors) -> tuple[DebiasSettings, PairList]:
    """What is taken out of this model, and the pairs it was made of.

    Raises
    ------
    SelectionError, SettingError
        If a list of the visitor's does not read, or there is nothing to equalize.
    """
    left, middle, right = st.columns(3)
    with left:
        chosen = word_lists.choose_pairs(vectors)
    with middle:
        method = word_lists.choose_method()
    with right:
        way = linked().selectbox("Taken out by", WAYS, key="way")
    pairs, missing = word_sets.pairs_in_model(vectors, chosen.pairs, any_case=True)
    panels.found_note([f"{a}–{b}" for a, b in pairs], [f"{a}–{b}" for a, b in missing], what="pairs")
    gender = bool(set(chosen.poles) & {"she", "he", "woman", "man", "female", "male"})
    keep: tuple[str, ...] = ()
    sets: tuple[Pair, ...] = ()
    formula = EQUALIZERS[0]
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        if way in ("hard debias", "neutralize"):
            keep = _words_that_keep_it(vectors, gender=gender)
        if way in ("hard debias", "equalize"):
            sets = _sets(vectors, chosen, gender=gender)
            formula = _formula()
    if formula != EQUALIZERS[0]:
        st.caption(f"{ABOUT[formula]} Equalized words are then not of length 1.")
    return DebiasSettings(tuple(pairs), way, method, sets, keep, formula), chosen


def _words_that_keep_it(vectors: WordVectors, *, gender: bool) -> tuple[str, ...]:
    options = [KEEP_GENDER, KEEP_NONE, KEEP_OWN]
    completion.offer(vectors, "own_keep", "own_sets", kind="list")
    which = linked().selectbox(
        "Words that keep it",
        options,
        index=0 if gender else 1,
        key="keep_list",
        help="Words that are about the difference by definition, such as mother, are not neutralized.",
    )
    words: tuple[str, ...] = ()
    if which == KEEP_GENDER:
        words = word_sets.specific_words().words
    elif which == KEEP_OWN:
        words = typed_words.parse_words(
            linked().text_area("Keep", "mother, father, queen, king", key="own_keep", max_chars=20_000),
            vectors,
        )
    found, missing = word_sets.in_model(vectors, words)
    if which == KEEP_OWN:
        panels.found_note(found, missing)
    return tuple(found)


def _sets(vectors: WordVectors, chosen: PairList, *, gender: bool) -> tuple[Pair, ...]:
    which = linked().selectbox(
        "Pairs to equalize",
        [SETS_GENDER, SETS_SAME, SETS_OWN],
        index=0 if gender else 1,
        key="sets_list",
        help=terms.meaning("equalize"),
    )
    pairs = word_sets.equalize_pairs().pairs if which == SETS_GENDER else chosen.pairs
    if which == SETS_OWN:
        pairs = word_lists.own_pairs(
            linked().text_area("One pair on each line", "king, queen", key="own_sets", max_chars=20_000),
            vectors,
        )
    found, missing = word_sets.pairs_in_model(vectors, pairs, any_case=which != SETS_GENDER)
    if which == SETS_OWN:
        panels.found_note([f"{a}–{b}" for a, b in found], [f"{a}–{b}" for a, b in missing], what="pairs")
    return tuple(found)


def _formula() -> Equalize:
    return linked().segmented_control(
        "Equalized by the formula of",
        EQUALIZERS,
        format_func=lambda name: f"the {name}",
        default=EQUALIZERS[0],
        required=True,
        key="formula",
        help=" ".join(f"{name.capitalize()}: {about}" for name, about in ABOUT.items()),
    )
