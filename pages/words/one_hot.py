"""From a word to a number, to a one-hot row, to a row of the embedding matrix."""

import streamlit as st

from explorer.ui.screens.words import one_hot
from explorer.ui.shell import controls, observed, onward, panels, reader_errors
from explorer.ui.shell.linked import linked

VIEWS = ["Numbers", "Look-up", "Likeness"]

panels.opening(
    "One-hot and look-up",
    "A computer knows a word only as a place in a list. Written as a row of zeros with a single 1 it says nothing "
    "about any other word; multiplied by a matrix, it becomes a vector that does.",
)
view = linked().segmented_control(
    "View", VIEWS, default="Numbers", required=True, key="hot_view", label_visibility="collapsed"
)
observed.tell("words/one_hot", view=view)
with reader_errors.shown():
    if view == "Look-up":
        one_hot.look_up()
    elif view == "Likeness":
        one_hot.likeness()
    else:
        choice = st.columns([1, 3], gap="large", vertical_alignment="bottom")
        corpus = None
        with choice[0].popover("Text", icon=":material/article:"), reader_errors.shown(stop=False):
            corpus = controls.choose_corpus(seed=1)
        if corpus is None:
            st.info("Give a text of your own, or choose one from the list, under “Text”.", icon=":material/article:")
            st.stop()
        most = len(corpus.vocabulary)
        V = choice[1].slider("Words in the vocabulary, V", 1, most, min(100, most), key=f"V {corpus.fingerprint}")
        one_hot.numbers(corpus, V)
onward.offer("pages/words/pairs.py", "pairs and sampling", switch="hot_view", views=VIEWS)
