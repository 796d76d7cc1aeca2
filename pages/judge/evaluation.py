"""How well models do in the published tests, side by side, with the uncertainty and the choices behind each figure."""

import streamlit as st

from explorer.ui.screens.judge.evaluation import analogies, categories, learning_curves, scores
from explorer.ui.shell import controls, onward, panels, reader_errors
from explorer.ui.shell.linked import linked

panels.opening(
    "Evaluation",
    "Does the model find alike what people find alike, and does it answer analogies? Published tests, for all your "
    "models in one table, with how sure each figure is.",
)
left, right = st.columns([9, 8], vertical_alignment="bottom", gap="medium")
parts = {
    "Word similarity": scores.similarity,
    "Analogies": analogies.analogies,
    "Categories": categories.categories,
    "Learning curve": learning_curves.curves,
}
part = linked(left).segmented_control("Test", list(parts), default="Word similarity", required=True, key="view")
with right:
    models = controls.choose_models()
with reader_errors.shown(stop=False):
    parts[part](models)
panels.note("evaluation")
onward.offer("pages/judge/bias.py", "a direction of bias", switch="view", views=parts)
