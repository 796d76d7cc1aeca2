"""A direction taken out of a model step by step, and the trial again: what remains, and what it cost."""

import streamlit as st

from explorer.ui import cache, controls, debias_panels, panels, reader_errors

panels.opening(
    "Debias", "Take a direction out of a model, step by step, keep the result as a model of its own, and try it again."
)
vectors = controls.choose_vectors()
with reader_errors.shown():
    taken, chosen = debias_panels.settings(vectors)
    along, done = cache.debiased(vectors, taken)
    debias_panels.the_steps(done, along, chosen, taken)
    debias_panels.keep_button(done[-1].vectors)
st.subheader("What remains", anchor=False)
st.markdown(
    "Words that leaned most to either side before are looked at again: do two clusters still find the sides, can a "
    "classifier still tell them, do they still have the neighbours they had?"
)
with reader_errors.shown(stop=False):
    debias_panels.what_remains(vectors, taken, done, along)
panels.note("debias")
