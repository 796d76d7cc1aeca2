"""What a model knows about a word, about several, and what kind of space its words live in."""

import streamlit as st

from explorer.ui.screens.explore.words import games, sums, views
from explorer.ui.shell import controls, onward, panels, reader_errors, selection
from explorer.ui.shell.linked import linked

panels.opening("Words", "Take one word apart, compare several, play with nearness, or look at the whole space.")
left, right = st.columns([3, 2], vertical_alignment="bottom")
parts = {
    "One word": views.one_word,
    "Several words": views.several_words,
    "Sums": sums.sums,
    "Games": games.games,
    "The whole model": views.whole_model,
}
with right:
    model = controls.choose_model()
part = linked(left).segmented_control("Look at", list(parts), default="One word", required=True, key="part")
selection.offer("words", "several", most=60, part="Several words")
with st.container(), reader_errors.shown(stop=False):  # so that the note keeps its place while parts come and go
    parts[part](model)
panels.note("words")
onward.offer("pages/explore/analogies.py", "analogies", switch="part", views=parts)
