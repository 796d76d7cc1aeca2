"""What a visitor keeps: views of pages, the log of runs and imports, a report of both, and all of it as a file."""

import streamlit as st

from explorer.ui.screens.learn.kept import entries, page_to_print, taken_along, views
from explorer.ui.shell import onward, panels

panels.opening(
    "Kept",
    "The views you kept, each a page with all its settings; what you trained and imported, with the results; and a "
    "report of both.",
)
st.header("Views", anchor=False)
views.shown()
st.header("Log", anchor=False)
entries.listed()
st.header("Report", anchor=False)
page_to_print.choose()
st.header("As a file", anchor=False)
taken_along.file()
onward.offer("pages/learn/glossary.py", "every term in one sentence")
