"""What papers, lectures and arithmetic say must come out, worked out anew by the code behind these pages."""

import streamlit as st

from explorer.ui import panels, proving, reader_errors
from explorer.ui.state import session

panels.opening(
    "Known answers",
    "Can the numbers on these pages be believed? Here the app works out what is known already, from lecture exercises, "
    "papers, arithmetic and other programs, and sets what it gets beside what must come out.",
)
with reader_errors.shown():
    found = proving.worked_out(session().library.models)
proving.verdict(found)
proving.table(found)
st.code("python -m explorer.known_answers --json", language="bash")
panels.note("known_answers")
