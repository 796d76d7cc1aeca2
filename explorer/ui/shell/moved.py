"""
What a visitor is told whose page goes on at another server, or so late that its own has forgotten it.

A browser that has lost its connection names the visit it had.  A server that knows that visit goes on with it as if
nothing had happened; any other draws the page anew, from its address and what stood in its fields.
"""

import streamlit as st

from explorer.files.store import visitors
from explorer.ui.shell import streamlit_private, visitor
from explorer.ui.shell.state import session


def show() -> None:
    """Say so, once in a visit; it stays until it is closed."""
    before = streamlit_private.visit_before()
    if before and before != streamlit_private.visit() and not session().was_told_of_move:
        session().was_told_of_move = True
        st.toast(sentence(), icon=":material/swap_horiz:", duration="infinite")


def sentence() -> str:
    """What has become of the page and of what the visitor had, in as few words as a toast shows."""
    kept = "what you kept is still here"
    if visitors.is_shared():
        kept = "what was imported is still here"
    elif not visitor.key():
        kept = "nothing was kept, for want of cookies"
    return f"Another server goes on with this page. What ran begins again; {kept}."
