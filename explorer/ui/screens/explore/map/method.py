"""Widgets of the method that makes the map, and of what is done to the vectors before it."""

from dataclasses import replace

import streamlit as st

from explorer.projection.reference import LIBRARY
from explorer.projection.settings import (
    AS_GIVEN,
    DRAWN_AS_GIVEN,
    ENGINES,
    MEASURES,
    METHODS,
    METRICS,
    MadeBy,
    Method,
    ProjectionSettings,
    SpaceSettings,
)
from explorer.ui.shell import folding, terms
from explorer.ui.shell.linked import linked
from explorer.vectors.word_vectors import WordVectors


def choose_method(vectors: WordVectors) -> Method:
    """The method of the map; vectors of two or three dimensions are drawn as they are, unless one is asked for."""
    if vectors.dim in DRAWN_AS_GIVEN:
        return linked(kept=True).segmented_control(
            "Method",
            (AS_GIVEN, "t-SNE", "UMAP", "PCA"),  # a formula of points means nothing
            default=AS_GIVEN,
            required=True,
            key="own_method",
            help=f"These vectors have {vectors.dim} dimensions, which are a map as they are: nothing is projected, "
            "nothing is lost. The methods make another map of them.",
        )
    return linked(kept=True).segmented_control(
        "Method",
        METHODS,
        default="t-SNE",
        required=True,
        key="method",
        help="t-SNE keeps the most neighbours. UMAP gathers tighter groups. PCA is a plain shadow: it keeps few "
        "neighbours, but straight lines stay straight. Formulas: axes of your own, such as woman − man.",
    )


def projection_settings(method: Method, vectors: WordVectors) -> ProjectionSettings:
    """The settings of a method and of the space before it, all of them in the link."""
    if method == AS_GIVEN:
        return ProjectionSettings(method, vectors.dim, space=SpaceSettings("euclidean", unit=False))
    dims = linked(kept=True).segmented_control(
        "Dimensions of the map", (2, 3), default=2, format_func="{}-D".format, required=True, key="dims"
    )
    usual = ProjectionSettings()
    perplexity, n_neighbors, min_dist = usual.perplexity, usual.n_neighbors, usual.min_dist
    if method == "t-SNE":
        perplexity = linked(kept=True).slider(
            "Perplexity",
            2.0,
            100.0,
            usual.perplexity,
            1.0,
            format="%.0f",
            key="perplexity",
            help=terms.meaning("perplexity-tsne"),
        )
    elif method == "UMAP":
        n_neighbors = linked(kept=True).slider("Neighbours of each word", 2, 100, usual.n_neighbors, key="n_neighbors")
        min_dist = linked(kept=True).slider(
            "Least distance on the map",
            0.0,
            0.99,
            usual.min_dist,
            0.01,
            key="min_dist",
            help="Small: words are packed into clumps. Large: they spread out.",
        )
    metric = linked(kept=True).segmented_control(
        "Nearness in the space",
        METRICS,
        default=usual.space.metric,
        format_func=str.capitalize,
        required=True,
        key="metric",
    )
    unit = linked(kept=True).toggle("Scale vectors to length 1", usual.space.unit, key="unit")
    centre = linked(kept=True).toggle("Subtract the mean", usual.space.centre, key="centre")
    drop = linked(kept=True).number_input(
        "Top directions removed",
        0,
        20,
        usual.space.drop,
        key="drop",
        help="The directions of greatest variance, often those of frequency.",
    )
    if metric == "cosine" and not centre and not drop:
        st.caption(
            "The cosine ignores length, so scaling changes nothing until the mean or a direction is removed. For the "
            "PCA of the vectors as they are, choose Euclidean and no scaling."
        )
    seed = usual.seed
    if method in ("t-SNE", "UMAP"):
        seed = linked(kept=True).number_input(
            "Seed",
            0,
            2**31 - 1,
            usual.seed,
            key="seed",
            help="The same seed gives the same map; another seed gives one of many maps that are equally good.",
        )
    measure = usual.measure
    if method == "Formulas":
        measure = linked(kept=True).selectbox(
            "Measured on each axis by",
            MEASURES,
            format_func=str.capitalize,
            key="measure",
            help="The cosine and the correlation look at directions alone. The dot product and the distance also see "
            "how long vectors are, which grows with frequency.",
        )
    space = SpaceSettings(metric=metric, unit=unit, centre=centre, drop=drop)
    made_by = choose_engine(method) if method in LIBRARY else usual.engine
    return ProjectionSettings(
        method, dims, perplexity, n_neighbors, min_dist, space, seed, engine=made_by, measure=measure
    )


def choose_engine(method: Method) -> MadeBy:
    """Who makes the map: this app, so that you can watch it form, or the well-known library."""
    return linked(kept=True).segmented_control(
        "Made by",
        ENGINES,
        default="ours",
        format_func={"ours": "This app", "reference": LIBRARY[method]}.__getitem__,
        required=True,
        key="engine",
        help=f"This app's {method} forms before your eyes. {LIBRARY[method]} lays out the same words with the same "
        "settings and seed, and its measures are shown beside ours, to check one against the other.",
    )


def with_axes(vectors: WordVectors, settings: ProjectionSettings) -> ProjectionSettings:
    """The settings with the formulas of the axes, if the map is one of formulas.

    Raises
    ------
    ExplorerError
        If one is not a formula.
    """
    if settings.method != "Formulas":
        return settings
    return replace(settings, axes=tuple(folding.formula(vectors, text) for text in formula_axes(settings.dims)))


def formula_axes(dims: int) -> tuple[str, ...]:
    """A formula of words for each axis of the map."""
    usual = ("woman - man", "rich - poor", "good - bad")
    names = ("Across", "Up", "Deep")
    places = st.columns(dims)
    return tuple(
        linked(places[i], kept=True).text_input(
            names[i],
            usual[i],
            key=f"axis{i + 1}",
            max_chars=1000,
            help='Words with + and −, numbers as weights, brackets, mean(a, b); "bank not river" removes all that '
            'lies along river. Example: "mean(king, queen) - man".',
        )
        or ""
        for i in range(dims)
    )
