"""Further parts of the page Bias: a sentence, two directions at once, all words, the methods against each other."""

from collections.abc import Sequence

import streamlit as st

from explorer.figures import directions as figures
from explorer.figures import words as word_figures
from explorer.judging.bias import direction, word_sets
from explorer.judging.bias.direction import METHODS, Direction, Method
from explorer.judging.bias.scores import ScoreSettings
from explorer.judging.bias.word_sets import PairList, WordList
from explorer.ui.screens.judge.bias import indirect, parallel, sentence
from explorer.ui.shell import folding, formulas, intervals, panels, reader_errors, word_lists
from explorer.ui.shell.cache import shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.vectors.word_vectors import Floats, WordVectors


def further(
    vectors: WordVectors, along: Direction, words: WordList, chosen: PairList, method: Method, code: str
) -> None:
    """One of the further views, as chosen; nothing else is computed. `code` are the lines that make the direction."""
    parts = ["A sentence", "Indirect bias", "Two directions", "Many directions", "The whole vocabulary", "The methods"]
    part = linked().segmented_control("Look further", parts, key="further")
    with reader_errors.shown(stop=False):
        if part == parts[0]:
            sentence.view(vectors, along, chosen, code)
        elif part == parts[1]:
            indirect.view(vectors, along, words, code)
        elif part == parts[2]:
            _two_directions(vectors, along, words, chosen, method, code)
        elif part == parts[3]:
            parallel.many_directions(vectors, words, chosen, method, code)
        elif part == parts[4]:
            panels.show(
                figures.vocabulary(vectors, along, chosen.poles),
                key="vocabulary",
                name=f"words on {chosen.key}",
                code=code
                + "for word in direction.project(vectors, along, vectors.words[:20_000])[:20]:\n"
                + "    print(word.word, round(word.score, 4))\n",
            )
            st.caption("The 20,000 most frequent words. Most lie near 0: the direction says nothing about them.")
        elif part == parts[5]:
            panels.show(
                word_figures.similarity_heat_map(direction.agreement(vectors, along.pairs), list(METHODS)),
                key="methods",
                name="agreement of methods",
                code=code + "print(direction.METHODS)\nprint(direction.agreement(vectors, pairs).round(3))\n",
            )
            st.caption("Cosines of the directions that each method makes from the same pairs; 1 is the same direction.")


def choose_strictness() -> float:
    """The c of direct bias."""
    return float(
        linked().slider(
            "Strictness c of direct bias",
            0.0,
            3.0,
            1.0,
            step=0.25,
            key="strictness",
            help="Direct bias is the mean of |cos|^c. A small c is strict: even the least lean counts. A large one "
            "counts only words that lean much. The paper takes 1.",
        )
    )


def direction_sentences(vectors: WordVectors, along: Direction, by_chance: Floats) -> str:
    """Whether the pairs agree on one direction, by the shares (P,) that random pairs explain, and how sure that is."""
    verdict = formulas.direction_verdict(along, by_chance)
    if len(along.pairs) < 3:
        return verdict
    first, second = (tuple(pair[side] for pair in along.pairs) for side in (0, 1))
    settings = ScoreSettings("explained share", (first, second))
    doubt = shared_verdicts.doubt(vectors, settings)
    return f"{verdict}\n" + intervals.sentences(settings.score, doubt, tested="these", percent=True)


def direct_bias_sentences(vectors: WordVectors, along: Direction, words: Sequence[str], strictness: float) -> str:
    """How far the words lie to one side or the other on average, how sure that is, and what is usual.

    `strictness` is the paper's c.

    Raises
    ------
    SelectionError
        If there are no words.
    """
    mean = direction.direct_bias(vectors, along, words, strictness=strictness)
    pairs = (tuple(pair[side] for pair in along.pairs) for side in (0, 1))
    settings = ScoreSettings("direct bias", (*pairs, tuple(words)), method=along.method, strictness=strictness)
    doubt = shared_verdicts.doubt(vectors, settings)
    return (
        f"On average a word of this list lies **{mean:.3f}** to one side or the other (direct bias: 0 is none, 1 is "
        "the direction itself).\n" + intervals.sentences(settings.score, doubt, tested="these")
    )


def _two_directions(
    vectors: WordVectors, along: Direction, words: WordList, chosen: PairList, method: Method, code: str
) -> None:
    second = word_lists.choose_pairs(
        vectors,
        "Second direction",
        key="second",
        own="second_pairs",
        first="gender" if chosen.key == "wealth" else "wealth",
    )
    pairs, missing = word_sets.pairs_in_model(vectors, second.pairs, any_case=folding.on())
    panels.sets_note(pairs, missing, second.pairs)
    upwards = direction.direction(vectors, pairs, method)
    found, _ = word_sets.in_model(vectors, words.words, any_case=folding.on())
    across = {near.word: near.score for near in direction.project(vectors, along, found)}
    up = {near.word: near.score for near in direction.project(vectors, upwards, found)}
    panels.show(
        figures.plane(across, up, chosen.poles, second.poles),
        key="plane",
        name=f"{chosen.key} and {second.key}",
        columns={"word": found, chosen.title: [across[w] for w in found], second.title: [up[w] for w in found]},
        code=code
        + f"upwards = direction.direction(vectors, {pairs}, {method!r})\nwords = {found}\n"
        + "places = direction.places(vectors, [along, upwards], words).round(3)\n"
        + "for word, (across, up) in zip(words, places):\n    print(word, across, up)\n",
    )
    st.caption(
        f"The two directions have a cosine of {float(along.vector @ upwards.vector):.2f}; they are two separate "
        "things only at 0. Words in a corner are tied to both."
    )
