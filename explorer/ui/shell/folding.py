"""
Words in another case or with other accents: one switch for all pages, and a sentence where it acted.

"Queen" is read as "queen" where the model writes only that; with the switch off, a word is what was typed.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from explorer.ui.shell import panels
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import held_by
from explorer.vectors import formula as formulas
from explorer.vectors.folding import folded
from explorer.vectors.similarity import spelled
from explorer.vectors.typed_words import as_written
from explorer.vectors.word_vectors import WordVectors

KEY = "fold"
MOST = 12  # words that a sentence names


def choose() -> None:
    """The switch, behind the button “Aa” beside the model."""
    with st.popover("Aa", help="Whether words are found in another case or with other accents"):
        linked(kept=True).toggle("Find words in any case, with any accents", True, key=KEY)
        st.caption("“Queen” is then read as queen, and “café” as cafe, where the model has only that.")


def on() -> bool:
    """Whether words are found in any case and with any accents."""
    held = held_by(KEY)
    return held is None or bool(held)


def read(vectors: WordVectors, *typed: str | None) -> tuple[str, ...]:
    """Each of the typed words as the model writes it, with a sentence if that is another writing."""
    asked = [(word or "").strip() for word in typed]
    words = tuple(spelled(vectors, word) if on() else word for word in asked)
    say(dict(zip(asked, words, strict=True)))
    return words


def among(words: Sequence[str], typed: str) -> str:
    """The same for a list of words that is no model's."""
    if typed in words or not on():
        return typed
    found = next((word for word in words if folded(word) == folded(typed)), typed)
    say({typed: found})
    return found


def formula(vectors: WordVectors, text: str) -> str:
    """A formula with its words as the model writes them, with a sentence if that is another writing.

    Raises
    ------
    FormulaError
        If it does not parse.
    """
    if not on():
        return text
    asked = formulas.parse(text, vectors)
    written = as_written(asked, vectors)
    pairs = zip((asked.terms, *asked.without), (written.terms, *written.without), strict=True)
    read_as = {a.word: b.word for one, other in pairs for a, b in zip(one, other, strict=True)}
    say(read_as)
    return text if asked == written else str(written)


def say(read_as: Mapping[str, str]) -> None:
    """The sentence: which words were read as which; none where each is what was typed."""
    told = [f"“{typed}” is read as {word}" for typed, word in read_as.items() if typed != word]
    if told:
        more = f", and {len(told) - MOST} more" if len(told) > MOST else ""
        st.caption(panels.plain(f"{', '.join(told[:MOST])}{more} (Aa beside the model turns this off)."))
