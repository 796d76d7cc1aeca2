"""Buttons that replace a word that the model lacks by a near spelling, only if the visitor presses one."""

import re
from collections.abc import Sequence

import streamlit as st

from explorer.ui.shell import completion, panels
from explorer.ui.shell.state import fill, held_by
from explorer.vectors.completion import Kind
from explorer.vectors.formula import Term


def offer(word: str, nearest: Sequence[str], *, among: bool = False) -> None:
    """Show a button for each of the nearest spellings, which puts it into the field with the unknown word.

    The buttons also name the word if it is one `among` others.
    """
    page = completion.typing()
    fields = {key: (str(held_by(key) or ""), field.kind) for key, field in page.fields.items()}
    key = next((key for key, (text, kind) in fields.items() if corrected(text, word, "", kind) is not None), None)
    if key is None or not nearest:
        return
    with st.container(horizontal=True, gap="small"):
        for near in nearest:
            page.spellings += 1
            st.button(
                panels.plain(f"{word} → {near}" if among else f"Use {near}"),
                key=f"spelling {page.spellings}",
                type="tertiary" if among else "secondary",
                icon=":material/spellcheck:" if among else None,
                on_click=fill,
                kwargs={key: corrected(*fields[key][:1], word, near, fields[key][1])},
            )


def corrected(text: str, word: str, near: str, kind: Kind) -> str | None:
    """The text of a field with `near` in place of `word`; None if it does not contain `word`.

    >>> corrected("kng - man", "kng", "king", "formula"), corrected(" kng", "kng", "king", "word")
    ('king - man', 'king')
    """
    if kind == "word":
        return near if text.strip() == word else None
    put = str(Term(1, near)) if kind == "formula" else near
    found, times = re.subn(rf'"{re.escape(word)}"|(?<!\w){re.escape(word)}(?!\w)', lambda _: put, text)
    return found if times else None
