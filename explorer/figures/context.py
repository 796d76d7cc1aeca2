"""One word, many vectors: the places of a word as points, words that fit a gap, sentences against each other."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.context.split import Moment, Split
from explorer.context.two_senses import WORDS
from explorer.figures import style

SENTENCE = "%{customdata[0]}<b>%{customdata[1]}</b>%{customdata[2]}<extra></extra>"
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x", "cross")
SYSTEMS = {"type": style.MUTED, "average": style.NEGATIVE, "model": style.CENTRE, "mixed": style.CONTEXT}
DASHES = {"type": "dot", "average": "dash", "model": "solid", "mixed": "dashdot"}
COLOURS = (style.CENTRE, style.NEGATIVE, style.CONTEXT, style.ANSWER, *style.SERIES[4:])


def split(found: Split, now: Moment) -> go.Figure:
    """The places of the word at a moment, by sense, with the type vectors of the word and of others like it."""
    figure = go.Figure()
    for k, name in enumerate(WORDS[found.settings.word].senses):
        own = np.flatnonzero(found.sense == k)
        figure.add_scatter(
            x=now.places[own, 0],
            y=now.places[own, 1],
            mode="markers",
            name=f"{found.settings.word}: {name}",
            marker={"color": COLOURS[k], "symbol": SYMBOLS[k], "size": 9, "opacity": 0.7},
            customdata=[found.sentences[i].partition(found.settings.word) for i in own],
            hovertemplate=SENTENCE,
        )
    figure.add_scatter(
        x=now.words[1:, 0],
        y=now.words[1:, 1],
        mode="markers+text",
        name="type vectors of other words",
        marker={"color": style.MUTED, "symbol": "cross-thin", "size": 9, "line": {"width": 2, "color": style.MUTED}},
        text=list(found.words[1:]),
        textposition="top center",
        hovertemplate="%{text}, its one vector<extra></extra>",
    )
    figure.add_scatter(
        x=now.words[:1, 0],
        y=now.words[:1, 1],
        mode="markers+text",
        name=f"the type vector of {found.words[0]}",
        marker={"color": style.ANSWER, "symbol": "star", "size": 20},
        text=[found.words[0]],
        textposition="bottom center",
        hovertemplate="%{text}, its one vector<extra></extra>",
    )
    figure.update_xaxes(range=[-1, 1])
    figure.update_yaxes(range=[-0.9, 0.9], scaleanchor="x")
    return style.finish(style.hide_scales(figure), height=440)


def silhouettes(found: Split, moments: Sequence[Moment], now: Moment) -> go.Figure:
    """How far the two senses are apart over the training: by model, by average, by type."""
    figure = go.Figure()
    steps = [moment.step for moment in moments]
    whole = found.settings.steps
    lines = {
        "model": (steps, [moment.silhouette for moment in moments]),
        "average": ([0, whole], [found.of_average] * 2),
        "type": ([0, whole], [0.0, 0.0]),
    }
    for name, (x, y) in lines.items():
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            name=name,
            line={"color": SYSTEMS[name], "dash": DASHES[name], "width": 3},
            hovertemplate=name + ": %{y:.3f}<extra></extra>",
        )
    figure.add_scatter(
        x=[now.step],
        y=[now.silhouette],
        mode="markers",
        marker={"color": SYSTEMS["model"], "size": 11},
        showlegend=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(title="training step", range=[-0.02 * whole, 1.02 * whole])
    figure.update_yaxes(title="silhouette of the two senses", range=[-0.15, 1.05])
    return style.finish(figure, height=440)
