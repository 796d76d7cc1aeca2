"""Association tests: do two sets of words keep different company, and how sure is that?"""

import streamlit as st

from explorer.ui import association_panels, controls, panels, reader_errors

panels.opening(
    "Association tests",
    "Do *careers* keep company with men's names and *families* with women's? Measured as published, with its doubt.",
)
left, right = st.columns([3, 2], vertical_alignment="bottom")
parts = {
    "One test": association_panels.the_test,
    "Other measures": association_panels.other_scores,
    "Occupations": association_panels.occupations,
    "All tests": association_panels.every_test,
}
with right:
    vectors = controls.choose_vectors()
part = left.segmented_control(
    "Look at", list(parts), default="One test", required=True, key="view", bind="query-params"
)
with st.container(), reader_errors.shown(stop=False):  # so that the note keeps its place while parts come and go
    parts[part](vectors)
panels.note("association")
