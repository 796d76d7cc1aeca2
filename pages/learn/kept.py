"""What a visitor keeps: views of pages, to come back to and to take along."""

import streamlit as st

from explorer.ui.screens.learn.kept import taken_along, views
from explorer.ui.shell import onward, panels

panels.opening("Kept", "The views you kept, each a page with all its settings, to come back to and to take along.")
st.header("Views", anchor=False)
views.shown()
st.header("As a file", anchor=False)
taken_along.file()
onward.offer("pages/learn/glossary.py", "every term in one sentence")
