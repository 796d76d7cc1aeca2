"""A direction removed from a model step by step, and the tests run again: what remains, and what it cost."""

import streamlit as st

from explorer.ui.screens.judge.debias import retrial, settings, side_by_side, views
from explorer.ui.shell import controls, onward, panels, reader_errors

panels.opening(
    "Debias", "Remove a direction from a model step by step, keep the result as a new model, and test it again."
)
model = controls.choose_model()
vectors = model.vectors
with st.container(), reader_errors.shown(stop=False):  # so that the note keeps its place while parts come and go
    taken, chosen = settings.settings(vectors)
    along, done = views.debiased(vectors, taken)
    views.the_steps(model, done, along, chosen, taken)
    views.keep_button(model, done[-1].vectors, taken)
    st.header("What remains, and what it cost", anchor=False)
    st.markdown(
        "The words that leaned most to either side are examined again. Do two clusters still find the sides? Can "
        "a classifier still tell them apart? Do they have the same neighbours? Is the model as good as before?"
    )
    code = views.python_of(model, along, taken)
    biased = retrial.what_remains(vectors, taken, done, along, settings.definitional(vectors, taken, chosen), code)
    side_by_side.view(model, taken, biased, gender=settings.about_gender(chosen))
panels.note("debias")
onward.offer("pages/judge/known_answers.py", "can these numbers be believed?")
