"""Words on a map, and how far the map can be believed."""

from dataclasses import replace
from functools import partial

import streamlit as st

from explorer.figures import colouring as colours
from explorer.figures import scatter
from explorer.projection import lens, search
from explorer.ui import cache, controls, map_controls, map_panels, map_work, panels, reader_errors
from explorer.ui.state import session

panels.opening(
    "Map",
    "See which words lie near each other, and for every point how far the picture can be believed.",
)
top = st.columns([5, 7, 3, 3], gap="small", vertical_alignment="bottom")
with top[0]:
    vectors = controls.choose_vectors()
with top[1]:
    method = map_controls.choose_method()
with reader_errors.shown(), top[3], st.popover("Settings", width="stretch"):
    settings = map_controls.projection_settings(method)
    drawn_by = map_controls.drawn_by()
    kind = map_controls.saved_as()
with reader_errors.shown(), top[2], st.popover("Words", width="stretch"):  # what is wrong is told below, in sight
    sample = map_controls.choose_sample(vectors)
if method == "Formulas":
    settings = replace(settings, axes=map_controls.formula_axes(settings.dims))

left, right = st.columns([7, 3], gap="medium")
with left, reader_errors.shown():
    if method == "Formulas":
        projection = cache.on_axes(vectors, sample.vectors, settings)
    else:
        projection = map_work.finished_map(sample.vectors, settings)
session().on_map = tuple(projection.words)

colouring, found, arrows = colours.plain(), [], []
with right:
    word = map_controls.asked_word()
    if word:
        with reader_errors.shown(stop=False):
            near = lens.true_neighbours(projection, vectors, word, metric=settings.space.metric)
            map_panels.true_neighbours(word, near, vectors, metric=settings.space.metric)
    map_panels.selection(vectors)
    map_panels.honesty(projection)
    with reader_errors.shown(stop=False):
        sought = map_controls.search()
        found = search.matching(projection.words, sought)
        map_panels.found_note(vectors, sought, found)
    with reader_errors.shown(stop=False):
        colouring = map_controls.colouring(vectors, sample, projection, map_controls.choose_colour())
    with st.expander("Arrows and shaking", expanded=bool({"arrows", "shake"} & set(st.query_params))):
        with reader_errors.shown(stop=False):
            arrows = map_controls.choose_pairs(projection, vectors)
        shaken = map_work.shaken(sample.vectors, settings)

space = cache.space(sample.vectors, settings.space)
pointed = scatter.point_out(projection, space, word, found=found, chosen=session().selection)
name = f"{vectors.name} {method}"
with left:
    if settings.dims == 2:
        map_panels.flat_map(projection, colouring, pointed, name, shaken, arrows, by=drawn_by, kind=kind)
    else:
        st.plotly_chart(scatter.map_of_words(projection, colouring, pointed), key="map_solid")
    forms = method in ("t-SNE", "UMAP")
    watch = partial(map_work.watch, sample.vectors, settings) if forms else None
    map_panels.take_away(projection, colouring, pointed, name, map_controls.python(sample, settings), watch)
    map_panels.method_note(projection, settings, colouring, shaken)
    map_panels.sample_note(sample)
    map_panels.spelling_note(sample)
map_panels.compare(sample.vectors, settings, colouring)
panels.note("map")
