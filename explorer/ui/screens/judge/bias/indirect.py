"""Indirect bias on the page Bias: how much of the likeness of two words comes from the direction."""

import streamlit as st

from explorer.errors import SelectionError
from explorer.figures import directions as figures
from explorer.judging.bias import direction, other_measures, word_sets
from explorer.judging.bias.direction import Direction
from explorer.judging.bias.word_sets import WordList
from explorer.text.numbers import number
from explorer.ui.shell import completion, folding, formulas, panels
from explorer.ui.shell.linked import linked
from explorer.vectors.word_vectors import WordVectors

USUAL = "nurse"
NEAREST = 15  # words of the list that are shown; a share of a cosine near 0 says nothing


def view(vectors: WordVectors, along: Direction, words: WordList, code: str) -> None:
    """The nearest words of the list, with and without the direction; `code` are the lines that make the direction.

    Raises
    ------
    UnknownWordError
        If the word is not in the model.
    SelectionError
        If no other word of the list is like it.
    """
    found, _ = word_sets.in_model(vectors, words.words, any_case=folding.on())
    leaning = direction.project(vectors, along, found)[0].word if found else ""
    leaning = USUAL if USUAL in found else leaning
    typed = linked().text_input("Likeness to the words above of", leaning, key="indirect_word", max_chars=100)
    completion.offer(vectors, "indirect_word")
    (word,) = folding.read(vectors, typed or leaning)
    others = [other for other in found if other != word]
    likeness = other_measures.indirect(vectors, along, word, others).cosines.tolist() if others else []
    near = [
        other
        for cosine, other in sorted(zip(likeness, others, strict=True), key=lambda pair: -pair[0])[:NEAREST]
        if cosine > 0
    ]
    if not near:
        raise SelectionError(f"No other word of the list is like “{word}” in this model. Choose other words.")
    parts = other_measures.indirect(vectors, along, word, near)
    panels.show(
        figures.indirect(word, near, parts),
        key="indirect",
        name=f"indirect bias of {word}",
        title=f"What the likeness to “{panels.plain(word)}” owes to the direction",
        alt="; ".join(f"{other} {number(share, '+.0%')}" for other, share in zip(near, parts.shares, strict=True)),
        columns={
            "word": near,
            "cosine": parts.cosines.tolist(),
            "cosine without the direction": parts.without.tolist(),
            "indirect bias": parts.shares.tolist(),
        },
        code=code
        + "\nfrom explorer.judging.bias import other_measures\n\n"
        + f"others = {near}\nparts = other_measures.indirect(vectors, along, {word!r}, others)\n"
        + "for row in zip(others, parts.cosines.round(3), parts.without.round(3), parts.shares.round(3)):\n"
        + "    print(*row)\n",
    )
    top = parts.shares.argmax()
    shown = formulas.indirect_bias(word, near[top], float(parts.cosines[top]), float(parts.without[top]))
    st.latex(shown)
    st.caption(
        f"The {len(near)} words of the list that are most like “{panels.plain(word)}”. The number is the indirect bias "
        "β (Bolukbasi and others 2016, section 5.3): the share of the cosine that is gone once the direction is taken "
        "out of both words. Above 0 the direction brings the two together; below 0 it holds them apart."
    )
