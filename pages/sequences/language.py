"""A recurrent language model: what a sentence is worth, how it learns, and how it writes."""

import streamlit as st

from explorer.ui.screens.sequences.language import choices, sampling, sentences, training
from explorer.ui.shell import panels, reader_errors

VIEWS = {
    "Probability of a sentence": sentences.view,
    "Training and perplexity": training.view,
    "One draw at a time": sampling.view,
}

panels.opening(
    "Language model",
    "A recurrent network reads a sentence and says at each word how probable it is after all the words before it. "
    "Multiplied, these numbers are the probability of the sentence; drawn from, they write new ones.",
)
view = st.segmented_control(
    "View",
    list(VIEWS),
    default="Probability of a sentence",
    required=True,
    key="language_view",
    bind="query-params",
    label_visibility="collapsed",
)
with reader_errors.shown():
    wanted = choices.training()
    if wanted is None:
        st.info("Give a text of your own, or choose one that is there, under “Text”.", icon=":material/article:")
        st.stop()
    VIEWS[view](wanted)
panels.note("language")
st.page_link("pages/explore/map.py", label="Next: the map of a big model", icon=":material/arrow_forward:")
