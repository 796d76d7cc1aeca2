"""a is to b as c is to what, answered by vector arithmetic: one, many, and whole sets."""

import streamlit as st

from explorer.ui.screens.explore.analogies import relations, views
from explorer.ui.shell import controls, onward, panels, reader_errors
from explorer.ui.shell.linked import linked

panels.opening(
    "Analogies",
    "*man* is to *woman* as *king* is to …? Add the offset of one pair to a third word and see which word lies there, "
    "with what score, and whether the four make a parallelogram at all.",
)
left, right = st.columns([5, 3], vertical_alignment="bottom")
parts = {
    "One analogy": views.one_analogy,
    "Formula": relations.free_formula,
    "A relation": relations.whole_relation,
    "A direction": relations.along_a_direction,
    "A whole set": views.whole_set,
}
with right:
    model = controls.choose_model()
part = linked(left).segmented_control("Ask", list(parts), default="One analogy", required=True, key="ask")
with st.container(), reader_errors.shown(stop=False):  # so that the note keeps its place while parts come and go
    parts[part](model)
panels.note("analogies")
onward.offer("pages/explore/compare.py", "models side by side", switch="ask", views=parts)
