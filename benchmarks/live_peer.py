"""The same picture with Streamlit's own means, for benchmarks/live.py: a fragment that redraws two Plotly charts."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import plotly.graph_objects as go
import streamlit as st

from explorer import corpus
from explorer.projection.align import TrackedPCA
from explorer.training.fair_share import FairShare
from explorer.training.live_run import LiveRun
from explorer.training.sgns import SGNSSettings


@st.cache_resource(max_entries=1)
def run() -> tuple[LiveRun, TrackedPCA]:
    """One run for this measurement."""
    text = corpus.from_text(corpus.read_packaged("lee"), name="Lee news", min_count=3)
    begun = LiveRun(text, SGNSSettings(), FairShare())
    begun.set_speed(2000)
    return begun, TrackedPCA()


live, axes = run()
st.set_page_config(layout="wide")


@st.fragment(run_every=0.1)
def watch() -> None:
    if st.button("Pause" if live.playing else "Play", key="play"):
        live.pause() if live.playing else live.play()
        st.rerun(scope="fragment")
    moment, words = live.moment, live.corpus.vocabulary.words
    xy = axes.update(moment.v_in[:300])
    st.caption(f"step={moment.steps_done} {'playing' if live.playing else 'paused'}")
    left, right = st.columns(2)
    points = go.Scattergl(x=xy[:, 0], y=xy[:, 1], mode="markers+text", text=words[:300], textfont={"size": 9})
    left.plotly_chart(go.Figure(points).update_layout(height=520, uirevision="kept"), key="map")
    curve = go.Scatter(y=list(live.history.means)[-500:])
    right.plotly_chart(go.Figure(curve).update_layout(height=200, uirevision="kept"), key="loss")
    if moment.last is not None:
        step = moment.last
        right.dataframe({
            "input": [words[i] for i in step.pairs.centre[:25]],
            "output": [words[i] for i in step.pairs.context[:25]],
            "sigmoid": step.sigmoid[:25],
        })


watch()
