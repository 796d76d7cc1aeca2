"""“Next” at the end of a page: the way through all views of all pages, from the first to the last."""

from collections.abc import Iterable

import streamlit as st

from explorer.ui.shell.state import fill, held_by, session

ARROW = ":material/arrow_forward:"


def offer(page: str, subject: str, *, switch: str = "", views: Iterable[str] = ()) -> None:
    """Show the way to the next view, and from the last view to `page`.

    Parameters
    ----------
    page : str
        The file of the next page.
    subject : str
        What that page is about: the words after “Next:”.
    switch : str
        Key of the widget that chooses among the `views` of this page.
    """
    known = list(views)
    shown = held_by(switch) if switch else None
    if shown in known[:-1]:
        following = known[known.index(shown) + 1]
        st.button(
            f"Next: {following}", key="onward", icon=ARROW, type="tertiary", on_click=_turn, args=(switch, following)
        )
    else:
        st.page_link(page, label=f"Next: {subject}", icon=ARROW)


def _turn(switch: str, view: str) -> None:
    fill(**{switch: view})
    session().turned += 1
