"""Words selected on the map, offered where other pages ask for words."""

from collections.abc import Sequence

import streamlit as st

from explorer.ui.shell import panels
from explorer.ui.shell.state import fill, session

MOST_LETTERS = 4500  # most characters that every field for words takes


def offer(page: str, field: str, *, most: int = 300, **others: object) -> None:
    """Show a button that puts the words selected on the map, if any, into the widget `field`, and sets `others`.

    `page` distinguishes the button from those of other pages; of a large selection the first `most` words are taken.
    """
    words = _fitting(session().selection, most)
    if not words:
        return
    total = len(session().selection)
    some = f"the {total:,}" if total == len(words) else f"the first {len(words):,} of the {total:,}"
    st.button(
        f"Take {some} words selected on the map",
        key=f"selection_to_{page}",
        icon=":material/scatter_plot:",
        help=panels.plain(", ".join(words[:30])) + (" …" if len(words) > 30 else ""),
        on_click=fill,
        kwargs={field: ", ".join(words), **others},
    )


def rows_in(words: Sequence[str]) -> list[int]:
    """Places in `words` of those selected on the map."""
    chosen = set(session().selection)
    return [row for row, word in enumerate(words) if word in chosen] if chosen else []


def _fitting(words: Sequence[str], most: int) -> list[str]:
    fitting: list[str] = []
    letters = 0
    for word in words[:most]:
        letters += len(word) + 2
        if letters > MOST_LETTERS:
            break
        fitting.append(word)
    return fitting
