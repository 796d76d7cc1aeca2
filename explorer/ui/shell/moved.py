"""
A message for a visitor whose page goes on at another server, or after its own has forgotten it.

A browser that has lost its connection names its old visit. A server that knows that visit continues it as if nothing
had happened; any other draws the page again from its address and the content of its fields.
"""

import streamlit as st

from explorer.files.store import visitors
from explorer.ui.shell import streamlit_private, visitor
from explorer.ui.shell.state import session


def show() -> None:
    """Show the message once in a visit; it stays until it is closed."""
    before = streamlit_private.visit_before()
    if before and before != streamlit_private.visit() and not session().was_told_of_move:
        session().was_told_of_move = True
        st.toast(sentence(), icon=":material/swap_horiz:", duration="infinite")


def sentence() -> str:
    """What has happened to the page and to the visitor's work, short enough for a toast."""
    kept = "what you kept is still here"
    if visitors.is_shared():
        kept = "what was imported is still here"
    elif not visitor.key():
        kept = "nothing was kept, because there are no cookies"
    return f"Another server goes on with this page. Running work starts again; {kept}."
