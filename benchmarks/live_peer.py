"""
The same picture made with plain Streamlit, for benchmarks/live.py: the map, the loss curve and the pair table redrawn.

`?way=fragment` redraws them in a fragment that runs by itself, `?way=loop` in a loop of the script.  Both do without
what would cost them most: the map has no labels and is drawn as SVG, because WebGL loses its context at each
redrawing.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import plotly.graph_objects as go
import streamlit as st

from explorer.projection.align import following_axes
from explorer.projection.pca import coordinates_on, principal_axes
from explorer.text import corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.fair_share import FairShare
from explorer.training.live.live_run import LiveRun


@st.cache_resource(max_entries=1)
def run() -> LiveRun:
    """One run for this measurement."""
    text = corpus.from_text(corpus.read_packaged("lee"), name="Lee news", min_count=3)
    begun = LiveRun(text, SGNSSettings(), FairShare())
    begun.set_speed(2000)
    return begun


live = run()
st.set_page_config(layout="wide")


def turn() -> None:
    """Play or pause."""
    if live.playing:
        live.pause()
    else:
        live.play()


def draw(place: "st.delta_generator.DeltaGenerator", times: int) -> None:
    """The picture of this moment."""
    moment, words = live.moment, live.corpus.vocabulary.words
    rows = moment.v_in[:300]
    xy = coordinates_on(following_axes(principal_axes(moment.kept[-1].v_in[:300], 2)[0], rows), rows)
    with place.container():
        st.caption(f"step={moment.steps_done} {'playing' if live.playing else 'paused'}")
        left, right = st.columns(2)
        points = go.Scatter(x=xy[:, 0], y=xy[:, 1], mode="markers", hovertext=words[:300])
        left.plotly_chart(go.Figure(points).update_layout(height=520, uirevision="kept"), key=f"map{times}")
        curve = go.Scatter(y=list(live.history.means)[-500:])
        right.plotly_chart(go.Figure(curve).update_layout(height=200, uirevision="kept"), key=f"loss{times}")
        if moment.last is not None:
            step = moment.last
            right.table({
                "input": [words[i] for i in step.pairs.centre[:25]],
                "output": [words[i] for i in step.pairs.context[:25]],
                "sigmoid": [f"{p:.2f}" for p in step.sigmoid[:25]],
            })


@st.fragment(run_every=0.1)
def by_fragment() -> None:
    """Runs ten times a second, if it can."""
    st.button("Play or pause", key="play", on_click=turn)
    draw(st.empty(), 0)


if st.query_params.get("way") == "loop":
    st.button("Play or pause", key="play", on_click=turn)
    picture, times = st.empty(), 0
    draw(picture, times)
    while live.playing:
        times += 1
        draw(picture, times)
        time.sleep(0.05)
else:
    by_fragment()
