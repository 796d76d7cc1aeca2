"""What papers, lectures and arithmetic say must come out, worked out anew by the code behind these pages."""

import streamlit as st

from explorer.ui import panels, proving, reader_errors
from explorer.ui.state import session

panels.opening(
    "Known answers",
    "Can the numbers on these pages be believed? Here is what is known from lecture exercises, papers, arithmetic and "
    "other programs, and beside it, when you ask, what this app gets.",
)
with reader_errors.shown():
    listed, done = proving.known(session().library.models)
top, below = st.container(), st.container()
with below:
    kept = proving.choose_topic(listed)
    proving.table(listed, done, kept)
with top:
    proving.verdict(listed, done, kept)
st.code("python -m explorer.known_answers --json", language="bash")
panels.note("known_answers")
