"""Words on a map, and how far the map can be believed."""

from functools import partial

import streamlit as st

from explorer.figures import colouring as colours
from explorer.figures import scatter
from explorer.projection import joined, lens, search
from explorer.ui.screens.explore.map import (
    choices,
    colour,
    columns,
    drawn,
    honesty,
    method,
    shape,
    shown_python,
    sight,
    supervision,
    views,
    work,
)
from explorer.ui.shell import completion, controls, folding, onward, panels, reader_errors
from explorer.ui.shell.cache import shared_maps
from explorer.ui.shell.state import session

panels.opening(
    "Map",
    "See which words lie near each other, and for every point how far the picture can be believed.",
)
top = st.columns([6, 7, 3, 3], gap="small", vertical_alignment="bottom")
with top[0]:
    model = controls.choose_model()
vectors = model.vectors
completion.offer(vectors, "near", "axis1", "axis2", "axis3", "colour_formula", "only_like", "show_like", kind="formula")
completion.offer(vectors, "map_words", "arrows", "added", "hidden", kind="list")
completion.offer(vectors, "word")
with top[1]:
    chosen = method.choose_method(vectors)
with reader_errors.shown(), top[3], st.popover("Settings", width="stretch"):
    settings = method.projection_settings(chosen, vectors)
    pulling = supervision.choose(vectors, chosen)
    lines = settings.dims == 2 and choices.density_lines()
    drawn_by = choices.drawn_by()
with reader_errors.shown(), top[2], st.popover("Words drawn", width="stretch"):  # what is wrong is told below, in sight
    sample = drawn.choose_sample(vectors)
with reader_errors.shown():
    settings = supervision.applied(method.with_axes(vectors, settings), pulling, sample)

left, right = st.columns([7, 3], gap="medium")
with left, reader_errors.shown():
    supervision.warn(settings)
    if chosen == "Formulas":
        projection = shared_maps.on_axes(vectors, sample.vectors, settings)
    else:
        projection = work.finished_map(sample.vectors, settings)
        work.offer_to_finish(sample.vectors, settings)
whole = joined.whole(projection, shared_maps.space(sample.vectors, settings.space), sample)

asked, colouring, labels, found, arrows = sight.all_of(whole), colours.plain(), [], [], []
with right:
    (word,) = folding.read(vectors, choices.asked_word())
    near_word, steps = st.container(), st.container()
    honesty.measures(projection, sample.vectors, settings)
    find_here, colours_here = st.container(), st.container()
    with st.expander("Show, hide, add words", expanded=sight.asked_for()), reader_errors.shown(stop=False):
        asked = sight.choose(whole)
    seen = asked.seen
    with find_here, reader_errors.shown(stop=False):
        sought = choices.search()
        found = search.matching(seen.projection.words, sought)
        views.found_note(vectors, sought, found)
    with colours_here, reader_errors.shown(stop=False):
        colouring = colour.colouring(asked.everything, sample.vectors, colour.choose_colour(vectors, chosen), pulling)
        colouring = shape.shaped(colouring, asked.everything, sample.vectors).only(asked.visible)
        labels = columns.label_by(seen)
    columns.chart(model, asked.everything, seen)
    with st.expander("Arrows and shaking", expanded=bool({"arrows", "shake"} & set(st.query_params))):
        with reader_errors.shown(stop=False):
            arrows = choices.choose_pairs(seen.projection, vectors)
        shaken = work.shaken(sample.vectors, settings)
session().on_map = tuple(seen.projection.words)
with near_word, reader_errors.shown(stop=False):
    if word:
        near = lens.true_neighbours(seen.projection, vectors, word, metric=settings.space.metric)
        views.true_neighbours(word, near, model, metric=settings.space.metric)
with steps:
    sight.tell(seen, whole)
    views.selection(model)

views.tell(projection, whole.space, word)
pointed = scatter.point_out(
    seen.projection, seen.space, word, found=found, chosen=session().selection, joined=seen.joined
)
name = f"{model.name} {chosen}" + (" pulled apart by labels" if settings.target else "")
with left:
    views.drawn_map(
        seen.projection,
        colouring,
        pointed,
        name,
        seen.shaken(shaken),
        arrows,
        by=drawn_by,
        lines=lines,
        hover=columns.lines(seen),
        labels=labels,
    )
    watch = partial(work.watch, sample.vectors, settings) if work.forms(sample.vectors, settings) else None
    code = shown_python.of(model, sample, settings, asked, pulling)
    views.take_away(seen, colouring, pointed, name, code, watch, lines=lines)
    views.method_note(projection, settings, colouring, shaken)
    supervision.note(projection, sample.vectors, pulling)
    views.sample_note(sample)
    sight.note(seen, chosen)
    views.spelling_note(sample)
views.compare(seen, sample.vectors, settings, colouring, code)
honesty.note(settings)
onward.offer("pages/explore/words.py", "what a model knows about words")
