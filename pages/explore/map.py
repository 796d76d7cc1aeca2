"""Words on a map, and how far the map can be believed."""

from functools import partial

import streamlit as st

from explorer.figures import scatter
from explorer.projection import lens
from explorer.ui import cache, controls, long_work, map_controls, map_panels, panels, reader_errors

panels.opening(
    "Map",
    "See which words lie near each other, and for every point how far the picture can be believed.",
)
top = st.columns([5, 6, 3, 4], gap="small", vertical_alignment="bottom")
with top[0]:
    vectors = controls.choose_vectors()
with top[1]:
    method = map_controls.choose_method()
with top[2], st.popover("Words", width="stretch"), reader_errors.shown():
    sample = map_controls.choose_sample(vectors)
with top[3], st.popover("Settings", width="stretch"), reader_errors.shown():
    settings = map_controls.projection_settings(method)

left, right = st.columns([7, 3], gap="medium")
with right, st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
    colour = map_controls.choose_colour()
    sought = map_controls.search()
with left, reader_errors.shown():
    projection = long_work.result(
        "map",
        (sample.vectors.fingerprint, settings),
        f"{method} of {len(sample):,} words",
        lambda report: cache.projection(sample.vectors, settings, report),
        unit="steps",
    )

with right:
    word = map_controls.asked_word()
    near: list[lens.TrueNeighbour] = []
    if word:
        with reader_errors.shown(stop=False):
            near = lens.true_neighbours(projection, vectors, word, metric=settings.space.metric)
            map_panels.true_neighbours(word, near, len(vectors), word in projection.words)
    map_panels.honesty(projection)

colouring = scatter.colouring(
    projection, colour, clusters=cache.clusters(sample.vectors, settings.space, 8) if colour == "clusters" else None
)
pointed = scatter.point_out(projection, word, near, sought)
with left:
    panels.show(
        scatter.map_of_words(projection, colouring, pointed),
        key="map",
        name=f"{vectors.name} {method}",
        alt=f"{method} map of {len(projection):,} words.",
        columns=scatter.columns(projection, colouring),
        code=map_controls.python(sample, settings),
        on_click=partial(map_controls.take_click, projection.words),
    )
    map_panels.method_note(projection, settings, colouring)
    map_panels.sample_note(sample)
panels.note("map")
