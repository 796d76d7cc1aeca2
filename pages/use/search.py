"""Search: sentences found by meaning, beside those found by the words they share."""

import streamlit as st

from explorer.ui.screens.use.search import choices, question, score, two
from explorer.ui.shell import onward, panels, reader_errors
from explorer.ui.shell.linked import linked

VIEWS = QUESTION, TWO, SCORED = "A question", "Two sentences", "Scored"

panels.opening(
    "Search",
    "The mean of its words' vectors makes a sentence a point, so a question finds sentences that mean the same "
    "without sharing a word with it. Search by spelling is shown beside it; sometimes it is better.",
)
view = linked().segmented_control(
    "View",
    VIEWS,
    default=QUESTION,
    required=True,
    key="search_view",
    label_visibility="collapsed",
)
with st.container(), reader_errors.shown(stop=False):  # so that the note keeps its place
    if view == SCORED:
        score.view()
    else:
        asked = choices.text()
        if asked is not None:
            {QUESTION: question.view, TWO: two.view}[view](asked)
panels.note("search")
with st.container(horizontal=True):
    for text, icon in (
        ("A karate club", "hub"),
        ("Shopping baskets", "shopping_basket"),
        ("Play lists", "queue_music"),
    ):
        st.page_link(
            "pages/train/watch.py", label=text, icon=f":material/{icon}:", query_params={"text": text}, width="content"
        )
onward.offer("pages/judge/evaluation.py", "how good vectors are", switch="search_view", views=VIEWS)
