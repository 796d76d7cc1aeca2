"""What recurrent networks remember: RNN, GRU and LSTM race, the gradient fades, gates hold."""

import streamlit as st

from explorer.ui.screens.sequences.memory import choices, gates, race, vanishing
from explorer.ui.shell import panels, reader_errors

VIEWS = ["Race", "Vanishing gradient", "Gates"]

panels.opening(
    "What it remembers",
    "“The cat, which already ate …, was full”: to choose the verb, a network must still know the subject many words "
    "later. Three kinds of cell learn it side by side, from the same sentences.",
)
view = st.segmented_control(
    "View", VIEWS, default="Race", required=True, key="memory_view", bind="query-params", label_visibility="collapsed"
)
with reader_errors.shown():
    settings = choices.race()
    if view == "Vanishing gradient":
        vanishing.course(settings)
    elif view == "Gates":
        gates.course(settings)
    else:
        race.course(settings)
panels.note("memory")
st.page_link("pages/sequences/language.py", label="Next: a language model", icon=":material/arrow_forward:")
