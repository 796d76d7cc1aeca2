"""
Everything visitors share, at one glance: each cached function of the app.

Vectors are keyed by their fingerprint, never by their array: Streamlit hashes only a sample
of a large array and would take two that differ in one row for the same.  What is returned
is shared by all visitors and therefore read-only.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import streamlit as st

from explorer import corpus, library
from explorer.corpus import Corpus
from explorer.figures import welcome
from explorer.ui.jobs import Workers
from explorer.vectors import WordVectors

if TYPE_CHECKING:
    from explorer.projection.layout import Projection

KEYS: dict[str | type[Any], Callable[[Any], Any]] = {WordVectors: attrgetter("fingerprint")}


@st.cache_resource(max_entries=1, show_spinner="Opening the built-in model …", hash_funcs=KEYS)
def built_in() -> WordVectors:
    """The model that is always there."""
    return library.built_in()


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def workers() -> Workers:
    """The threads that do long work for all visitors."""
    return Workers()


@st.cache_resource(max_entries=8, show_spinner="Reading the text …", hash_funcs=KEYS)
def packaged_corpus(key: str, seed: int, min_count: int, max_size: int) -> Corpus:
    """A text that comes with the app, as ids; a templated one is drawn with `seed`."""
    name = next(text.title for text in corpus.packaged() if text.key == key)
    return corpus.from_text(corpus.read_packaged(key, seed=seed), name=name, min_count=min_count, max_size=max_size)


@st.cache_resource(max_entries=8, show_spinner="Reading the text …", hash_funcs=KEYS)
def own_corpus(content: str, name: str, min_count: int, max_size: int) -> Corpus:
    """A visitor's own text as ids."""
    return corpus.from_text(content, name=name, min_count=min_count, max_size=max_size)


@st.cache_resource(max_entries=1, show_spinner="Drawing the first map …", hash_funcs=KEYS)
def welcome_map(model: WordVectors) -> "Projection":
    """The map of the welcome page: everyday words, by t-SNE."""
    from explorer.projection import layout, sample
    from explorer.projection.settings import ProjectionSettings

    settings = ProjectionSettings(perplexity=20)
    words = [word for group in welcome.groups().values() for word in group]
    space, graph = layout.graph_of(sample.by_list(model, words).vectors, settings)
    return layout.project(space, graph, settings)
