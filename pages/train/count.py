"""Counting instead of predicting: co-occurrence, PMI, SVD, GloVe, and what they share with SGNS."""

import streamlit as st

from explorer.training.lecture.cooccurrence import WEIGHTINGS
from explorer.training.lessons import count_table
from explorer.ui.screens.train import count
from explorer.ui.shell import controls, onward, panels, reader_errors
from explorer.ui.shell.linked import linked

VIEWS = ["Count", "PMI", "SVD", "GloVe", "SGNS"]

panels.opening(
    "Count and GloVe",
    "Word vectors need no prediction: count which words occur near each other, weight the counts, and sum the table "
    "up in a few directions.",
)
corpus = None
choice = st.columns([3, 4, 5, 5], gap="medium", vertical_alignment="bottom")
with choice[0].popover("Text", icon=":material/article:"), reader_errors.shown(stop=False):
    corpus = controls.choose_corpus(seed=1)
example = linked(choice[3]).toggle(
    "Two sentences of CS224N",
    key="cs224n",
    help="The example of the first assignment; its matrix has window 1 and weight 1.",
)
window = linked(choice[1]).slider("Window", 1, 20, 5, key="count_window", help="Words to each side.", disabled=example)
weighting = linked(choice[2]).segmented_control(
    "A neighbour d words away counts",
    WEIGHTINGS,
    default="harmonic",
    required=True,
    help="flat: 1 · harmonic: 1/d, as in GloVe · linear: falling to 0, as word2vec's windows do on average",
    key="weighting",
    disabled=example,
)
if example:
    corpus, window, weighting = count_table.cs224n(), 1, "flat"
if corpus is None:
    st.info("Give a text of your own, or choose one from the list, under “Text”.", icon=":material/article:")
    st.stop()
row = st.columns([6, 7], gap="large", vertical_alignment="bottom")
view = linked(row[0]).segmented_control(
    "Step", VIEWS, default="Count", required=True, key="view", label_visibility="collapsed"
)
with reader_errors.shown():
    counts = count.counted(corpus, window, weighting)
    if view == "SVD":
        count.svd(corpus, window=window, weighting=weighting, example=example)
    elif view == "GloVe":
        count.glove(corpus, counts, row[1], window=window, weighting=weighting)
    elif view == "SGNS":
        count.sgns(corpus)
    else:
        count.table(corpus, counts, window=window, weighting=weighting, as_pmi=view == "PMI")
onward.offer("pages/train/neural_lm.py", "the neural language model", switch="view", views=VIEWS)
