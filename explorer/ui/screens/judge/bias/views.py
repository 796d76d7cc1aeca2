"""Further parts of the page Bias: a sentence, two directions at once, all words, the methods against each other."""

from collections.abc import Sequence

import streamlit as st

from explorer.figures import directions as figures
from explorer.figures import words as word_figures
from explorer.judging.bias import direction, word_sets
from explorer.judging.bias.direction import METHODS, Direction, Method
from explorer.judging.bias.scores import ScoreSettings
from explorer.judging.bias.word_sets import PairList, WordList
from explorer.text.tokenise import tokenise
from explorer.ui.screens.judge.bias import parallel
from explorer.ui.shell import cache, completion, folding, formulas, intervals, panels, reader_errors, word_lists
from explorer.ui.shell.linked import linked
from explorer.vectors.word_vectors import Floats, WordVectors


def further(vectors: WordVectors, along: Direction, words: WordList, chosen: PairList, method: Method) -> None:
    """One of the further views, as chosen; nothing else is computed."""
    parts = ["A sentence", "Two directions", "Many directions", "The whole vocabulary", "The methods"]
    part = linked().segmented_control("Look further", parts, key="further")
    with reader_errors.shown(stop=False):
        if part == parts[0]:
            _sentence(vectors, along, chosen)
        elif part == parts[1]:
            _two_directions(vectors, along, words, chosen, method)
        elif part == parts[2]:
            parallel.many_directions(vectors, words, chosen, method)
        elif part == parts[3]:
            panels.show(
                figures.vocabulary(vectors, along, chosen.poles), key="vocabulary", name=f"words on {chosen.key}"
            )
            st.caption("The 20,000 most frequent words. Most lie near 0: the direction says nothing about them.")
        elif part == parts[4]:
            panels.show(
                word_figures.similarity_heat_map(direction.agreement(vectors, along.pairs), list(METHODS)),
                key="methods",
                name="agreement of methods",
            )
            st.caption("Cosines of the directions that each method makes of the same pairs; 1 is the same direction.")


def direction_sentences(vectors: WordVectors, along: Direction, by_chance: Floats) -> str:
    """Whether the pairs agree on one direction, by the shares (P,) that random pairs explain, and how sure that is."""
    verdict = formulas.direction_verdict(along, by_chance)
    if len(along.pairs) < 3:
        return verdict
    first, second = (tuple(pair[side] for pair in along.pairs) for side in (0, 1))
    settings = ScoreSettings("explained share", (first, second))
    doubt = cache.doubt(vectors, settings)
    return f"{verdict}\n" + intervals.sentences(settings.score, doubt, tested="these", percent=True)


def direct_bias_sentences(vectors: WordVectors, along: Direction, words: Sequence[str]) -> str:
    """How far the words lie to one side or the other on average, how sure that is, and what is usual.

    Raises
    ------
    SelectionError
        If there are no words.
    """
    mean = direction.direct_bias(vectors, along, words)
    pairs = (tuple(pair[side] for pair in along.pairs) for side in (0, 1))
    settings = ScoreSettings("direct bias", (*pairs, tuple(words)), method=along.method)
    doubt = cache.doubt(vectors, settings)
    return (
        f"On average a word of this list lies **{mean:.3f}** to one side or the other (direct bias: 0 is none, 1 is "
        "the direction itself).\n" + intervals.sentences(settings.score, doubt, tested="these")
    )


def _sentence(vectors: WordVectors, along: Direction, chosen: PairList) -> None:
    text = linked().text_input(
        "Sentence",
        "The nurse told the engineer that she had met the captain and his daughter.",
        key="sentence",
        max_chars=500,
    )
    completion.offer(vectors, "sentence", kind="list")
    tokens = [word for sentence in tokenise(text or "") for word in sentence]
    found, missing = word_sets.in_model(vectors, tokens, any_case=folding.on())
    panels.found_note(found, missing, typed=text or "")
    among = {place.word: place for place in direction.places_among_alike(vectors, along, found)}
    spelled = {
        token: word for token in tokens for word in word_sets.in_model(vectors, [token], any_case=folding.on())[0]
    }
    places = {token: among[word] for token, word in spelled.items()}
    panels.show(
        figures.sentence(tokens, places, chosen.poles),
        key="sentence_figure",
        name="sentence",
        alt="; ".join(f"{word} {place.cosine - place.middle:+.2f}" for word, place in places.items()),
        columns={
            "word": tokens,
            **{
                name: [getattr(places[word], field) if word in places else None for word in tokens]
                for name, field in (
                    ("cosine with the direction", "cosine"),
                    ("mean of words of similar frequency", "middle"),
                    ("95 % of these from", "low"),
                    ("to", "high"),
                )
            },
        },
    )
    beyond = [panels.plain(word) for word, place in places.items() if place.beyond]
    st.caption(
        "Zero is not the cosine 0 but the mean of words of similar frequency (from half to twice the word's rank): "
        "frequent words as a whole lie to one side of many directions. Grey: where 95 % of such words lie. "
        + (f"Beyond it: {', '.join(beyond)}." if beyond else "No word of this sentence lies beyond it.")
    )


def _two_directions(vectors: WordVectors, along: Direction, words: WordList, chosen: PairList, method: Method) -> None:
    second = word_lists.choose_pairs(
        vectors,
        "Second direction",
        key="second",
        own="second_pairs",
        first="gender" if chosen.key == "wealth" else "wealth",
    )
    pairs, missing = word_sets.pairs_in_model(vectors, second.pairs, any_case=folding.on())
    panels.found_note([f"{a}–{b}" for a, b in pairs], [f"{a}–{b}" for a, b in missing], what="pairs")
    upwards = direction.direction(vectors, pairs, method)
    found, _ = word_sets.in_model(vectors, words.words, any_case=folding.on())
    across = {near.word: near.score for near in direction.project(vectors, along, found)}
    up = {near.word: near.score for near in direction.project(vectors, upwards, found)}
    panels.show(
        figures.plane(across, up, chosen.poles, second.poles),
        key="plane",
        name=f"{chosen.key} and {second.key}",
        columns={"word": found, chosen.title: [across[w] for w in found], second.title: [up[w] for w in found]},
    )
    st.caption(
        f"The two directions have a cosine of {float(along.vector @ upwards.vector):.2f}; they are two separate "
        "things only at 0. Words in a corner are tied to both."
    )
