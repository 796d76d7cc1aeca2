"""Results known from papers, lectures and arithmetic, computed again by the code behind these pages."""

import streamlit as st

from explorer.ui.screens.judge import known_answers
from explorer.ui.shell import onward, panels, reader_errors
from explorer.ui.shell.state import session

panels.opening(
    "Known answers",
    "Can the numbers on these pages be believed? This page lists what is known from lectures, papers, arithmetic and "
    "other programs. Press the button to see what this app gets.",
)
with reader_errors.shown():
    listed, done = known_answers.known(session().library.models)
top, below = st.container(), st.container()
with below:
    kept = known_answers.choose_topic(listed)
    known_answers.table(listed, done, kept)
with top:
    known_answers.verdict(listed, done, kept)
st.code("python -m explorer.known_answers --json", language="bash")
panels.note("known_answers")
onward.offer("pages/learn/teacher.py", "a class, and lessons of your own")
