"""Association tests: do two sets of words keep different company, and how sure is that?"""

import streamlit as st

from explorer.ui.screens.judge.association import groups, measures, views
from explorer.ui.shell import controls, onward, panels, reader_errors
from explorer.ui.shell.linked import linked

panels.opening(
    "Association tests",
    "Do *careers* keep company with men's names and *families* with women's? Measured as in the papers, with the "
    "uncertainty.",
)
left, right = st.columns([57, 26], vertical_alignment="bottom")
parts = ["One test", "All measures", "Several groups", "Occupations", "Models side by side"]
part = linked(left).segmented_control("Look at", parts, default=parts[0], required=True, key="view")
with st.container(), reader_errors.shown(stop=False):  # so that the note keeps its place while parts come and go
    if part == parts[4]:
        measures.side_by_side()
    else:
        with right:
            model = controls.choose_model()
        if part == parts[0]:
            views.the_test(model)
        elif part == parts[1]:
            measures.all_measures(model)
        elif part == parts[2]:
            groups.several_groups(model)
        else:
            views.occupations(model)
panels.note("association")
onward.offer("pages/judge/debias.py", "take a direction out", switch="view", views=parts)
