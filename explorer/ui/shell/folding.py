"""
Words in another case or with other accents: one switch for all pages, and a sentence where it has an effect.

"Queen" is read as "queen" where the model writes only that; with the switch off, a word is read exactly as typed.
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
    """Show the switch, behind the button “Aa” next to the model."""
    with st.popover("Aa", help="Whether words are found in another case or with other accents"):
        linked(kept=True).toggle("Find words in any case, with any accents", True, key=KEY)
        st.caption("“Queen” is then read as queen, and “café” as cafe, where the model has only that.")


def on() -> bool:
    """Whether words are found in any case and with any accents."""
    held = held_by(KEY)
    return held is None or bool(held)


def read(vectors: WordVectors, *typed: str | None) -> tuple[str, ...]:
    """The typed words as the model writes them; shows a sentence if the spelling differs."""
    asked = [(word or "").strip() for word in typed]
    words = tuple(spelled(vectors, word) if on() else word for word in asked)
    say(dict(zip(asked, words, strict=True)))
    return words


def among(words: Sequence[str], typed: str) -> str:
    """A typed word as a list of words writes it; shows a sentence if the spelling differs."""
    if typed in words or not on():
        return typed
    found = next((word for word in words if folded(word) == folded(typed)), typed)
    say({typed: found})
    return found


def formula(vectors: WordVectors, text: str) -> str:
    """A formula with its words as the model writes them; shows a sentence if the spelling differs.

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
    """Show which words were read as which; nothing if all are as typed."""
    told = [f"“{typed}” is read as {word}" for typed, word in read_as.items() if typed != word]
    if told:
        more = f", and {len(told) - MOST} more" if len(told) > MOST else ""
        st.caption(panels.plain(f"{', '.join(told[:MOST])}{more} (Aa next to the model turns this off)."))
