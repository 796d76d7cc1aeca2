"""Models of the app or of the operator's folder, and the words that complete typed ones."""

import streamlit as st

from explorer.files import imports, library
from explorer.files.catalogue import CatalogueModel, models
from explorer.ui.shell.cache.shared_content import KEYS, shared
from explorer.ui.shell.shared import kept
from explorer.vectors import completion
from explorer.vectors.completion import Completions
from explorer.vectors.word_vectors import WordVectors


@st.cache_resource(max_entries=1, show_spinner="Opening the built-in model …", hash_funcs=KEYS)
def built_in() -> WordVectors:
    """The model that is always there."""
    return library.built_in()


@st.cache_resource(max_entries=1, show_spinner="Opening GloVe …", hash_funcs=KEYS)
def famous() -> WordVectors:
    """The famous model that comes with the app; opened when it is first chosen."""
    return library.famous()


@st.cache_resource(max_entries=1, ttl=3600, show_spinner="Asking for the catalogue …", hash_funcs=KEYS)
def catalogue() -> tuple[CatalogueModel, ...]:
    """The models that gensim offers for download."""
    return models()


@kept(shared)
def offered_file(name: str, changed: int) -> WordVectors:  # noqa: ARG001 - a file that has changed is another
    """The vectors of a file of the operator's folder, as it was at the time `changed`."""
    return imports.import_offered(name).vectors


@kept(shared)
def completions(vectors: WordVectors) -> Completions:
    """A model's words, ready to complete one that is typed: about 40 MB for a million."""
    return completion.completions(vectors.words)
