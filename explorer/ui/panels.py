"""Output that several pages share."""

from collections.abc import Sequence

import streamlit as st


def opening(title: str, purpose: str) -> None:
    """The head of a page: its title, and in one sentence what it is for."""
    st.title(title)
    st.markdown(purpose)


def found_note(found: Sequence[str], missing: Sequence[str], *, what: str = "words") -> None:
    """“n of m found”, with the missing ones named."""
    total = len(found) + len(missing)
    text = f"{len(found)} of {total} {what} found."
    if missing:
        text += " Not in this model: " + ", ".join(missing[:30]) + (" …" if len(missing) > 30 else ".")
    st.caption(text.replace("$", r"\$"))
