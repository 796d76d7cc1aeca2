"""The neural language model of Bengio et al. 2003: the next word, and the vectors learned on the way."""

import streamlit as st

from explorer.ui.screens.train import neural_lm
from explorer.ui.shell import controls, onward, panels, reader_errors
from explorer.ui.shell.linked import linked

panels.opening(
    "Neural language model",
    "Look up the last words, lay their vectors end to end, and guess the next word through one hidden layer (Bengio "
    "et al. 2003). Vectors for words are older (Hinton 1986, LSA 1990); here a network learns them to predict a text.",
)
corpus = None
choice = st.columns([2, 2, 7], gap="medium", vertical_alignment="bottom")
with choice[0].popover("Text", icon=":material/article:"), reader_errors.shown(stop=False):
    corpus = controls.choose_corpus(seed=1)
with choice[1].popover("Settings", icon=":material/tune:"), reader_errors.shown():
    settings, steps = neural_lm.settings()
context = linked(choice[2]).segmented_control(
    "What the model may look at", list(neural_lm.CONTEXTS), default="Last 4 words", required=True, key="lm_context"
)
if corpus is None:
    st.info("Give a text of your own, or choose one from the list, under “Text”.", icon=":material/article:")
    st.stop()
with reader_errors.shown():
    settings = neural_lm.looking(settings, context)
    written = st.text_input(
        "The words it sees",
        neural_lm.example(corpus, settings),
        key=f"lm_words {settings.context} {corpus.fingerprint}",
        max_chars=300,
        help="Order counts. If the model looks to both sides, write _ for the word to be guessed.",
    )
    neural_lm.course(corpus, settings, steps, written or "")
st.info(
    "Four words do not reach back to the subject of the sentence, so a prince may end in a gown; with only one word "
    "even the phrases fall apart. Words on both sides make guessing easy, but no text can be written with them. "
    "One word nearby guesses worst of all, and yet is enough for good vectors: it is skip-gram in all but name.",
    icon=":material/visibility:",
)
onward.offer("pages/sequences/step_by_step.py", "networks that read in order")
