"""A recurrent language model: what a sentence is worth, how it learns, how it writes, and what it reads into a text."""

import streamlit as st

from explorer.ui.screens.sequences.language import both, choices, colour, names, sampling, sentences, training
from explorer.ui.shell import onward, panels, reader_errors
from explorer.ui.shell.linked import linked

BOTH, NAMES = "Words or characters", "Names"
VIEWS = {
    "Probability of a sentence": sentences.view,
    "Training and perplexity": training.view,
    "One draw at a time": sampling.view,
    "Text in colour": colour.view,
    BOTH: both.view,
}

panels.opening(
    "Language model",
    "A recurrent network reads a sentence and says at each word how probable it is after all the words before it. "
    "Multiplied, these numbers give the probability of the sentence; drawing words by them writes new sentences.",
)
view = linked().segmented_control(
    "View",
    [*VIEWS, NAMES],
    default="Probability of a sentence",
    required=True,
    key="language_view",
    label_visibility="collapsed",
)
with reader_errors.shown():
    if view == NAMES:
        names.view()
    elif (wanted := choices.training(read_as=view != BOTH)) is not None:
        VIEWS[view](wanted)
    else:
        st.info("Give a text of your own, or choose one from the list, under “Text”.", icon=":material/article:")
        st.stop()
panels.note("language")
onward.offer("pages/explore/models.py", "models to explore", switch="language_view", views=[*VIEWS, NAMES])
