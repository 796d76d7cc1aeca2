"""Why a word has two vectors, v as a centre and u as a context, and what each pair of them says."""

import streamlit as st

from explorer.training.lecture.sgns import SGNSSettings
from explorer.ui.screens.words import two_vectors
from explorer.ui.shell import controls, onward, panels, reader_errors
from explorer.ui.shell.linked import linked

panels.opening(
    "Why two vectors",
    "The word *rules* stands beside *king*; *queen* could stand in its place. Two vectors for each word can say both: "
    "u·v tells what stands beside it, v·v what could take its place.",
)
corpus = None
choice = st.columns([2, 3, 3], gap="large", vertical_alignment="bottom")
with choice[0].popover("Text", icon=":material/article:"), reader_errors.shown(stop=False):
    corpus = controls.choose_corpus(seed=1)
if corpus is None:
    st.info("Give a text of your own, or choose one from the list, under “Text”.", icon=":material/article:")
    st.stop()
words = list(corpus.vocabulary.words)
dim = linked(choice[2]).slider("Dimensions D", 2, 100, 32, key="two_dim")
first = words.index("king") if "king" in words else len(words) // 3
word = choice[1].selectbox("Word", words, first, key=f"two_word {corpus.fingerprint}")
with reader_errors.shown():
    two_vectors.course(corpus, SGNSSettings(dim=dim, window=2, learning_rate=0.2), word)
onward.offer("pages/train/watch.py", "watch both being learned")
