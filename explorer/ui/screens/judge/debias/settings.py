"""What is taken out on the page Debias: pairs or groups, method, formula, and the lists of words concerned."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from explorer.judging.bias import word_sets
from explorer.judging.bias.debias import EQUALIZING, KEEPING, WAYS, DebiasSettings, Way
from explorer.judging.bias.debiasing import half_sibling
from explorer.judging.bias.debiasing.hard import EQUALIZERS, Equalize
from explorer.judging.bias.direction import Method
from explorer.judging.bias.word_sets import PairList
from explorer.ui.shell import completion, folding, panels, terms, typed_lists, word_lists
from explorer.ui.shell.linked import linked
from explorer.vectors.typed_words import Pair
from explorer.vectors.word_vectors import WordVectors

KEEP_GENDER, KEEP_NONE, KEEP_OWN = "Words about gender by definition", "None", "Words of your own"
SETS_GENDER, SETS_SAME, SETS_OWN = "Gender pairs of the paper", "The pairs above", "Pairs of your own"
ABOUT = {
    "paper": "Unit vectors; divided by the part along the direction (Bolukbasi and others 2016).",
    "course, first": "As in Ng's exercise: vectors at their own length, divided by the distance of the whole word.",
    "course, later": "As in answers to the later exercise: unit vectors, divided by the square of the part.",
}
OF_WAYS: dict[Way, str] = {
    "hard debias": "neutralize, then equalize: Bolukbasi and others 2016",
    "neutralize": "every word that is not about the difference by definition loses its part along the direction",
    "equalize": "the two words of a pair are moved to opposite sides, equally far",
    "linear projection": "every word loses its part along the direction: Dev and Phillips 2019",
    "INLP": "one direction after another, until a classifier finds nothing: Ravfogel and others 2020",
    "multiclass hard debias": "several groups at once: Manzini and others 2019",
    "double hard debias": "first a component of word frequency, then hard debias: Wang and others 2020",
    "OSCaR": "nothing is taken out, two directions are made orthogonal: Dev and others 2021",
    "half-sibling regression": "what words of gender predict about a word is subtracted from it: Yang and Feng 2020",
    "RAN-Debias": "repulsion, attraction, neutralization: words are also pushed away from neighbours of their side: "
    "Kumar and others 2020",
}
SEVERAL: Way = "multiclass hard debias"
WIDE = 280  # pixels of a list of words, so that on a phone it has a line of its own


def settings(vectors: WordVectors) -> tuple[DebiasSettings, PairList]:
    """What is taken out of this model, and the pairs that make the direction.

    Raises
    ------
    SelectionError, SettingError
        If a list of the visitor cannot be read, or there is nothing to equalize.
    """
    left, middle, right = st.columns(3)
    with right:
        way: Way = linked().selectbox(
            "Taken out by", WAYS, key="way", help="\n".join(f"- {name}: {about}." for name, about in OF_WAYS.items())
        )
    groups: tuple[tuple[str, ...], ...] = ()
    with left:
        if way == SEVERAL:
            chosen, groups = _groups(vectors)
        else:
            chosen = word_lists.choose_pairs(vectors)
    with middle:
        method = word_lists.choose_method()
    pairs, missing = word_sets.pairs_in_model(vectors, chosen.pairs, any_case=folding.on())
    panels.sets_note(pairs, missing, chosen.pairs)
    if way == SEVERAL:
        st.caption(f"The direction shown is that of two of the groups, {panels.plain(' and '.join(chosen.poles))}.")
    taken = _with_lists(vectors, chosen, tuple(pairs), way, method)
    return replace(taken, groups=groups), chosen


def about_gender(chosen: PairList) -> bool:
    """Whether the pairs are about gender, so that the papers' lists fit them."""
    return bool(set(chosen.poles) & {"she", "he", "woman", "man", "female", "male"})


def _groups(vectors: WordVectors) -> tuple[PairList, tuple[tuple[str, ...], ...]]:
    """The pairs of the first and the last group, and the sets of all groups that the model has."""
    listed = word_lists.choose_groups(vectors)
    sets, missing = word_sets.sets_in_model(vectors, listed.sets, any_case=folding.on())
    panels.sets_note(sets, missing, listed.sets, what="sets")
    pairs = tuple((one[0], one[-1]) for one in sets or listed.sets)
    poles = (listed.names[0], listed.names[-1])
    return PairList(listed.key, listed.title, poles, pairs, listed.about, listed.source), tuple(sets)


def _with_lists(
    vectors: WordVectors, chosen: PairList, pairs: tuple[Pair, ...], way: Way, method: Method
) -> DebiasSettings:
    """The settings with the lists of words, the formula or the penalty that this method needs."""
    gender = about_gender(chosen)
    keep: tuple[str, ...] = ()
    sets: tuple[Pair, ...] = ()
    concept: tuple[str, ...] = ()
    formula, penalty = EQUALIZERS[0], half_sibling.PENALTY
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        if way in KEEPING:
            keep = _words_that_keep_it(vectors, gender=gender)
        if way in EQUALIZING:
            sets = _sets(vectors, chosen, gender=gender)
        if way in ("hard debias", "equalize"):
            formula = _formula()
        if way == "OSCaR":
            concept = _concept(vectors)
        if way == "half-sibling regression":
            penalty = _penalty()
    if formula != EQUALIZERS[0]:
        st.caption(f"{ABOUT[formula]} Equalized words then do not have length 1.")
    return DebiasSettings(pairs, way, method, sets, keep, formula, concept=concept, penalty=penalty)


def definitional(vectors: WordVectors, taken: DebiasSettings, chosen: PairList) -> tuple[str, ...]:
    """Words about the difference by definition, whose leaning is no bias: those kept, and the paper's or the pairs."""
    listed: Sequence[str] = word_sets.specific_words().words
    if not about_gender(chosen):
        listed = [word for one in taken.groups or taken.pairs for word in one]
    return tuple(dict.fromkeys([*taken.keep, *word_sets.in_model(vectors, listed)[0]]))


def _words_that_keep_it(vectors: WordVectors, *, gender: bool) -> tuple[str, ...]:
    completion.offer(vectors, "own_keep", kind="list")
    which = linked().selectbox(
        "Words that keep it",
        [KEEP_GENDER, KEEP_NONE, KEEP_OWN] if gender else [KEEP_NONE, KEEP_OWN],
        key="keep_list",
        width=WIDE,
        help="Words that are about the difference by definition, such as mother, are not neutralized.",
    )
    words: tuple[str, ...] = ()
    if which == KEEP_GENDER:
        words = word_sets.specific_words().words
    elif which == KEEP_OWN:
        words = typed_lists.words(
            vectors, linked().text_area("Keep", "mother, father, queen, king", key="own_keep", max_chars=20_000)
        )
    found, missing = word_sets.in_model(vectors, words)
    if which == KEEP_OWN:
        panels.found_note(found, missing)
    return tuple(found)


def _sets(vectors: WordVectors, chosen: PairList, *, gender: bool) -> tuple[Pair, ...]:
    which = linked().selectbox(
        "Pairs to equalize",
        [SETS_GENDER, SETS_SAME, SETS_OWN] if gender else [SETS_SAME, SETS_OWN],
        key="sets_list",
        width=WIDE,
        help=terms.meaning("equalize"),
    )
    completion.offer(vectors, "own_sets", kind="list")
    pairs = word_sets.equalize_pairs().pairs if which == SETS_GENDER else chosen.pairs
    if which == SETS_OWN:
        pairs = word_lists.own_pairs(
            linked().text_area("One pair on each line", "king, queen", key="own_sets", max_chars=20_000),
            vectors,
        )
    found, missing = word_sets.pairs_in_model(vectors, pairs, any_case=which != SETS_GENDER and folding.on())
    if which == SETS_OWN:
        panels.sets_note(found, missing, pairs)
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


def _concept(vectors: WordVectors) -> tuple[str, ...]:
    """The words of a topic that should have nothing to do with the direction."""
    lists = {words.key: words for words in word_sets.word_lists()}
    key = linked().selectbox(
        "Made orthogonal to it",
        list(lists),
        format_func=lambda key: lists[key].title,
        key="concept",
        help="The line along which the words of this list differ most is turned to a right angle with the direction.",
    )
    found, missing = word_sets.in_model(vectors, lists[key].words, any_case=folding.on())
    st.caption(f"{len(found)} of {len(found) + len(missing)} words found.")
    return tuple(found)


def _penalty() -> float:
    return float(
        linked().slider(
            "Penalty α of the regression",
            1,
            300,
            int(half_sibling.PENALTY),
            key="penalty",
            help="The smaller it is, the more is subtracted from every word. The paper uses 60.",
        )
    )
