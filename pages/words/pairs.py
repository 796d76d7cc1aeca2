"""From text to examples: the sliding window, subsampling of frequent words, and drawn negatives."""

import streamlit as st

from explorer.ui.screens.words import pairs
from explorer.ui.shell import controls, observed, onward, panels, reader_errors
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import held_by

VIEWS = ["Window", "Subsampling", "Negatives"]

panels.opening(
    "Pairs and sampling",
    "A text becomes examples in three draws: which words are read at all, how far the window reaches around each, and "
    "which words serve as “not a neighbour”.",
)
corpus = None
choice = st.columns([2, 4, 3], gap="large", vertical_alignment="bottom")
with choice[0].popover("Text", icon=":material/article:"), reader_errors.shown(stop=False):
    corpus = controls.choose_corpus(seed=1)
view = linked().segmented_control(
    "View", VIEWS, default="Window", required=True, key="pairs_view", label_visibility="collapsed"
)
sample = linked(choice[1]).select_slider(
    "Subsampling threshold t",
    pairs.THRESHOLDS,
    0.0,
    format_func=lambda t: f"{t:g}" if t else "off",
    key="t",
    disabled=view == "Negatives",
    help="Under Negatives it changes nothing: they are drawn by the counts of the whole text, before subsampling.",
)
seed = linked(choice[2]).number_input("Seed of the draws", 0, 100_000, 1, key="pairs_seed")
observed.tell("words/pairs", view=view, text=held_by("text"), t=sample)
if corpus is None:
    st.info("Give a text of your own, or choose one from the list, under “Text”.", icon=":material/article:")
    st.stop()
with reader_errors.shown():
    if view == "Window":
        pairs.window(corpus, sample=sample, seed=seed)
    elif view == "Subsampling":
        pairs.dropping(corpus, sample=sample, seed=seed)
    else:
        pairs.negatives(corpus, seed=seed)
onward.offer("pages/words/two_vectors.py", "why two vectors", switch="pairs_view", views=VIEWS)
