"""What classifiers of sentences make of word vectors: few labels, order, words never seen, fine-tuning, mistakes."""

import streamlit as st

from explorer.ui.screens.use.sentiment import carried, curve, mistakes, moved, sentence, unseen
from explorer.ui.shell import panels, reader_errors
from explorer.ui.shell.linked import linked

VIEWS = {
    "Few labels": curve.view,
    "One sentence": sentence.view,
    "Unseen words": unseen.view,
    "Fine-tuning": moved.view,
    "Mistakes": mistakes.view,
    "Bias carried on": carried.view,
}

panels.opening(
    "Sentiment",
    "Is a sentence positive or negative? Word vectors answer after few labels; and the order of the words defeats "
    "their average.",
)
view = linked().segmented_control(
    "View", list(VIEWS), default="Few labels", required=True, key="sentiment_view", label_visibility="collapsed"
)
with reader_errors.shown():
    VIEWS[view]()
panels.note("sentiment")
st.page_link("pages/use/names.py", label="Next: names in a sentence", icon=":material/arrow_forward:")
