"""Widgets of the pages about words: the rule of an analogy, lists of words and of pairs."""

from collections.abc import Sequence

import streamlit as st

from explorer.judging.analogy import RULES, AnalogySettings
from explorer.judging.bias import direction, word_sets
from explorer.judging.bias.direction import METHODS, Direction, Method
from explorer.judging.bias.word_sets import GroupList, PairList, WordList
from explorer.ui.shell import completion, panels, typed_lists
from explorer.ui.shell.linked import linked
from explorer.vectors import typed_words
from explorer.vectors.typed_words import Pair
from explorer.vectors.word_vectors import WordVectors

OWN = "own"


def analogy_settings() -> AnalogySettings:
    """The rule of an analogy, and how its vectors and given words are treated."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        rule = linked().segmented_control(
            "Rule",
            RULES,
            default=RULES[0],
            required=True,
            key="rule",
            help="3CosAdd: the word nearest to b − a + c. 3CosMul: near to b and c and far from a, multiplied. "
            "PairDirection: d − c has the direction of b − a.",
        )
        keep = linked().toggle("Allow the given words as answers", key="keep")
        unit = linked().toggle("Scale vectors to length 1 first", True, key="unit")
    return AnalogySettings(rule, keep_query=keep, unit=unit)


def choose_pairs(
    vectors: WordVectors, label: str = "Pairs", *, key: str = "pairs", own: str = "own_pairs", first: str = ""
) -> PairList:
    """A pair list of the app (at first the one with key `first`) or the visitor's own.

    Raises
    ------
    SelectionError
        If none of the visitor's lines is a pair.
    """
    lists = {pairs.key: pairs for pairs in word_sets.pair_lists()}
    titles = {**{key: pairs.title for key, pairs in lists.items()}, OWN: "Pairs of your own"}
    at = list(titles).index(first) if first in titles else 0
    chosen = linked().selectbox(label, list(titles), index=at, format_func=titles.__getitem__, key=key)
    if chosen == OWN:
        text = linked().text_area("One pair on each line", "she, he\nwoman, man", key=own, max_chars=20_000)
        completion.offer(vectors, own, kind="list")
        pairs = own_pairs(text, vectors)
        return PairList(OWN, titles[OWN], pairs[0], pairs)
    return lists[chosen]


def choose_groups(vectors: WordVectors) -> GroupList:
    """A list of several groups that comes with the app, or the visitor's own.

    Raises
    ------
    SelectionError
        If a line of the visitor's is not a set of as many words as the first.
    """
    lists = {groups.key: groups for groups in word_sets.group_lists()}
    titles = {**{key: groups.title for key, groups in lists.items()}, OWN: "Sets of your own"}
    chosen = linked().selectbox("Groups", list(titles), format_func=titles.__getitem__, key="groups")
    if chosen == OWN:
        completion.offer(vectors, "own_groups", kind="list")
        text = linked().text_area(
            "One set on each line, a word for each group", "synagogue, church, mosque\nrabbi, priest, imam",
            key="own_groups", max_chars=20_000,
        )  # fmt: skip
        sets = typed_lists.sets(vectors, text or "")
        return GroupList(OWN, titles[OWN], sets[0], sets)
    return lists[chosen]


def own_pairs(text: str, vectors: WordVectors) -> tuple[Pair, ...]:
    """The visitor's pairs; lines that are not pairs are listed under the field, with the reason.

    Raises
    ------
    SelectionError
        If no line is a pair.
    """
    typed, dropped = typed_words.parse_pairs(text or "", vectors)
    pairs = typed_lists.pairs(vectors, typed)
    if dropped:
        more = f" And {len(dropped) - 3} more." if len(dropped) > 3 else ""
        st.caption(panels.plain("Left out: " + " ".join(dropped[:3]) + more))
    return pairs


def choose_method() -> Method:
    """How a direction is computed from pairs."""
    return linked().selectbox(
        "Direction from",
        METHODS,
        index=METHODS.index("PCA of pairs"),
        key="direction",
        help="One pair: the difference of the first pair. Mean of differences: their average. "
        "PCA of pairs: the line along which the centred pairs spread most. "
        "Linear classifier: the direction that separates the two sides.",
    )


def choose_words(vectors: WordVectors) -> WordList:
    """A word list that comes with the app, or the visitor's own.

    Raises
    ------
    SelectionError
        If the visitor's list is empty or too long.
    """
    lists = {words.key: words for words in word_sets.word_lists()}
    titles = {**{key: words.title for key, words in lists.items()}, OWN: "Words of your own"}
    key = linked().selectbox("Words", list(titles), format_func=titles.__getitem__, key="words")
    if key == OWN:
        text = linked().text_area(
            "Words, with commas, spaces or new lines between them",
            "nurse, doctor, teacher, engineer, librarian, architect",
            key="own_words",
            max_chars=20_000,
        )
        completion.offer(vectors, "own_words", kind="list")
        return WordList(OWN, titles[OWN], typed_lists.words(vectors, text))
    return lists[key]


def ends_of(vectors: WordVectors, along: Direction, words: Sequence[str], n: int) -> list[str]:
    """At most `n` of the words, half of them from each end of the direction."""
    ranked = [near.word for near in direction.project(vectors, along, words)]
    return ranked if len(ranked) <= n else [*ranked[: n // 2], *ranked[-(n // 2) :]]


def choose_ends(n_words: int) -> int:
    """How many words of each side are drawn as bars."""
    if n_words <= 10:
        return n_words
    return linked().slider("Words drawn at each end", 5, min(60, n_words), min(15, n_words), key="ends")
