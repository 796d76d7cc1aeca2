"""Widgets that return a value of the library's own types."""

import streamlit as st

from explorer.ui import cache
from explorer.ui.state import session
from explorer.vectors import WordVectors


def choose_vectors(label: str = "Model", *, key: str = "model") -> WordVectors:
    """One of the models of this visit; the built-in one is always among them."""
    models = {model.name: model for model in (cache.built_in(), *session().library.models)}
    name = st.selectbox(
        label, list(models), key=key, bind="query-params", persist_state="session", help="Add more on the Models page."
    )
    return models[name]
