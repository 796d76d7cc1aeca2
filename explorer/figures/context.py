"""One word, many vectors: the places of a word as points, words that fit a gap, sentences against each other."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.context.contextuality import Contextuality, Seen
from explorer.context.split import Moment, Split
from explorer.context.text_sample import TextSample
from explorer.context.two_senses import WORDS
from explorer.context.word_places import WordPlaces
from explorer.figures import style
from explorer.vectors.word_vectors import Floats

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
    """How far apart the two senses are during training: by model, by average, by type."""
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


def places(found: WordPlaces, sample: TextSample, at: Floats) -> go.Figure:
    """The places of a word by group at coordinates (R, 2); the last row is its one type vector."""
    figure = go.Figure()
    for group, name in enumerate(found.named):
        own = np.flatnonzero(found.of == group)
        figure.add_scatter(
            x=at[own, 0],
            y=at[own, 1],
            mode="markers",
            name=f"{len(own) / len(found.of):.0%} {', '.join(name[:4])}",
            marker={"color": COLOURS[group], "symbol": SYMBOLS[group], "size": 8, "opacity": 0.75},
            customdata=[sample.around(int(found.where[i]), shown=8) for i in own],
            hovertemplate="… %{customdata[0]} <b>%{customdata[1]}</b> %{customdata[2]} …<extra></extra>",
        )
    figure.add_scatter(
        x=at[-1:, 0],
        y=at[-1:, 1],
        mode="markers+text",
        name="its one type vector",
        marker={"color": style.ANSWER, "symbol": "star", "size": 20},
        text=[found.word],
        textposition="bottom center",
        hovertemplate="%{text}, its one vector<extra></extra>",
    )
    return style.finish(style.hide_scales(figure), height=520)


def fitting(words: Sequence[str], values: Sequence[float], *, title: str, system: str, shown: str) -> go.Figure:
    """Words that fit a gap, the best on top; `shown` is the format of the numbers."""
    figure = go.Figure(
        go.Bar(
            x=values,
            y=list(range(len(words))),
            orientation="h",
            marker={"color": SYSTEMS[system]},
            text=[format(value, shown) for value in values],
            customdata=list(words),
            hovertemplate="%{customdata}: %{x:.4f}<extra></extra>",
            textposition="outside",
            cliponaxis=False,
        )
    )
    ticks = [style.text(word) for word in words]
    figure.update_yaxes(tickvals=list(range(len(words))), ticktext=ticks, autorange="reversed", tickfont={"size": 14})
    figure.update_xaxes(title=title, rangemode="tozero", nticks=4, range=[0, 1.2 * max([*values, 1e-9])])
    return style.finish(figure, height=310)


def cosines(rows: Sequence[str], columns: Sequence[str], values: Floats) -> go.Figure:
    """Cosines (R, C) of the words of two sentences at their places."""
    up, across = list(range(len(rows))), list(range(len(columns)))
    figure = go.Figure(
        go.Heatmap(
            x=across,
            y=up,
            z=values,
            zmin=-1,
            zmax=1,
            colorscale=list(style.DIVERGING),
            text=[[f"{value:.2f}" for value in row] for row in values],
            texttemplate="%{text}",
            customdata=[[[one, other] for other in columns] for one in rows],
            hovertemplate="%{customdata[0]}, %{customdata[1]}: %{z:.3f}<extra></extra>",
            xgap=1,
            ygap=1,
            colorbar={"title": "cosine", "thickness": 10},
        )
    )
    figure.update_xaxes(tickvals=across, ticktext=[style.text(one) for one in columns], side="top", showgrid=False)
    figure.update_yaxes(tickvals=up, ticktext=[style.text(one) for one in rows], autorange="reversed", showgrid=False)
    return style.finish(figure, height=120 + 38 * len(rows)).update_layout(margin={"t": 70})


def senses(measures: Sequence[str], scores: dict[str, list[tuple[float, float, float]]]) -> go.Figure:
    """Each system's measures, given as value, low and high, as points with their 95% intervals."""
    figure = go.Figure()
    for k, (system, found) in enumerate(scores.items()):
        value, low, high = (np.array(one) for one in zip(*found, strict=True))
        figure.add_scatter(
            x=np.arange(len(measures)) + 0.16 * (k - (len(scores) - 1) / 2),
            y=value,
            error_y={"type": "data", "array": high - value, "arrayminus": value - low, "thickness": 2},
            mode="markers",
            name=system,
            marker={"color": SYSTEMS[system], "symbol": SYMBOLS[k], "size": 11},
            hovertemplate=system + ": %{y:.3f}<extra></extra>",
        )
    figure.update_xaxes(tickvals=list(range(len(measures))), ticktext=list(measures))
    figure.update_yaxes(title="score, with its 95% interval", range=[-0.1, 1.05])
    return style.finish(figure, height=360)


def self_similarity(found: Contextuality, values: dict[Seen, list[float]], asked: str, *, corrected: bool) -> go.Figure:
    """Self-similarity of words by their frequency in the text, for some systems; the word asked for is named."""
    figure = go.Figure()
    for k, (system, own) in enumerate(values.items()):
        figure.add_scatter(
            x=found.times,
            y=own,
            mode="markers",
            name=system,
            marker={"color": SYSTEMS[system], "symbol": SYMBOLS[k], "size": 9, "opacity": 0.8},
            customdata=list(found.words),
            hovertemplate="%{customdata}, %{x:,} times: %{y:.3f} by " + system + "<extra></extra>",
        )
    if asked in found.words:
        at = found.words.index(asked)
        figure.add_scatter(
            x=[found.times[at]] * len(values),
            y=[own[at] for own in values.values()],
            mode="markers+text",
            name=style.text(asked),
            marker={"color": style.ANSWER, "symbol": "circle-open", "size": 18, "line": {"width": 3}},
            text=[style.text(asked)] + [""] * (len(values) - 1),
            textposition="top center",
            hoverinfo="skip",
        )
    figure.update_xaxes(title="times in the text", type="log", dtick=1, tickformat=",")
    figure.update_yaxes(title="self-similarity" + (", minus the baseline" if corrected else ""), range=[-0.12, 1.15])
    return style.finish(figure, height=420)
