"""One word's neighbours and vector, several words against each other, and a whole model's space."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style
from explorer.judging.neighbourhood import Link
from explorer.judging.words import Space
from explorer.text.numbers import number
from explorer.vectors.similarity import Ranked
from explorer.vectors.word_vectors import Floats


def neighbours(ranked: Sequence[Ranked], ranks: Sequence[int], parts: Sequence[str] = (), *, measure: str) -> go.Figure:
    """Bars of the nearest words, the nearest on top, each with its frequency rank and part of speech, if given."""
    told = [f" · {part}" for part in parts] or [""] * len(ranked)
    figure = go.Figure(
        go.Bar(
            x=[near.score for near in ranked],
            y=[f"{place}. {_short(near.word)}" for place, near in enumerate(ranked, start=1)],
            orientation="h",
            marker={"color": style.CENTRE},
            text=[f"{near.score:.3f} · #{rank:,}{part}" for near, rank, part in zip(ranked, ranks, told, strict=True)],
            textposition="outside",
            cliponaxis=False,
            customdata=[near.word for near in ranked],
            hovertemplate=f"%{{customdata}}<br>{measure} %{{x:.4f}}<extra></extra>",
        )
    )
    top = max([0.1, *(near.score for near in ranked)])
    figure.update_yaxes(autorange="reversed", ticksuffix="  ", showgrid=False)
    low, room = min([0, *(near.score for near in ranked)]), 2.3 if parts else 1.65  # room for the text
    ticks = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1] if measure == "cosine" else None  # none above 1
    figure.update_xaxes(title=measure, range=[low, top * room], tickvals=ticks)
    return style.finish(figure, height=80 + 27 * max(4, len(ranked))).update_layout(bargap=0.3)


def strip(vectors: Floats, names: Sequence[str]) -> go.Figure:
    """The numbers of vectors (N, D) as rows of colours, on one scale with 0 in its middle."""
    reach = float(np.abs(vectors).max()) or 1.0
    figure = go.Figure(
        go.Heatmap(
            z=vectors,
            y=[_short(name) for name in names],
            x=list(range(1, vectors.shape[1] + 1)),
            colorscale=[[i / (len(style.DIVERGING) - 1), colour] for i, colour in enumerate(style.DIVERGING)],
            zmin=-reach,
            zmax=reach,
            ygap=4,
            colorbar={"thickness": 10, "title": {"text": "value"}},
            hovertemplate="%{y}<br>component %{x}: %{z:.4f}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, ticksuffix="  ")
    figure.update_xaxes(title="component", showgrid=False)
    return style.finish(figure, height=110 + 34 * len(names))


def similarity_heat_map(matrix: Floats, words: Sequence[str]) -> go.Figure:
    """The cosines (N, N) of words with each other; the numbers are written in the cells if they fit."""
    names = [_short(word) for word in words]
    few = len(words) <= 14
    figure = go.Figure(
        go.Heatmap(
            z=matrix,
            x=names,
            y=names,
            colorscale=[[i / (len(style.DIVERGING) - 1), colour] for i, colour in enumerate(style.DIVERGING)],
            zmin=-1,
            zmax=1,
            xgap=1,
            ygap=1,
            texttemplate="%{z:.2f}" if few else None,
            colorbar={"thickness": 10, "title": {"text": "cosine"}},
            hovertemplate="%{y} · %{x}<br>cosine %{z:.4f}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, ticksuffix=" ")
    figure.update_xaxes(showgrid=False, tickangle=-45)
    return style.finish(figure, height=max(360, 140 + 24 * len(words)))


def graph_words(links: Sequence[Link], centre: str) -> list[str]:
    """The words of a graph, in the order of its points' numbers; a click reports a number."""
    return list(dict.fromkeys([centre, *(word for link in links for word in (link.first, link.second))]))


def neighbour_graph(links: Sequence[Link], centre: str) -> go.Figure:
    """A word in the middle, its neighbours round it, theirs outside; thicker lines are higher cosines."""
    places = _radial(links, centre)
    order = {word: row for row, word in enumerate(graph_words(links, centre))}
    figure = go.Figure()
    for link in links:
        (x0, y0), (x1, y1) = places[link.first], places[link.second]
        figure.add_scatter(
            x=[x0, x1],
            y=[y0, y1],
            mode="lines",
            line={"color": style.MUTED, "width": max(0.5, 4 * link.cosine)},
            opacity=0.45,
            hoverinfo="skip",
            showlegend=False,
        )
    inner = [link.second for link in links if link.hop == 0]
    outer = [word for word in places if word != centre and word not in inner]
    for words, colour, symbol, size, name in (
        ([centre], style.CENTRE, "circle", 16, "the word"),
        (inner, style.CONTEXT, "diamond", 11, "its neighbours"),
        (outer, style.MUTED, "circle", 7, "their neighbours"),
    ):
        figure.add_scatter(
            x=[places[word][0] for word in words],
            y=[places[word][1] for word in words],
            mode="markers+text",
            text=[_short(word) for word in words],
            textposition=["bottom center" if places[word][1] < 0 else "top center" for word in words],
            textfont={"size": 12 if words is outer else 14},
            marker={"color": colour, "symbol": symbol, "size": size},
            name=name,
            customdata=[[order[word]] for word in words],
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            hovertemplate="%{text}<extra></extra>",
        )
    figure.update_xaxes(range=[-2.5, 2.5])
    figure.update_yaxes(range=[-2.4, 2.4])
    return style.hide_scales(style.finish(figure, height=520))


def norm_and_frequency(norms: Floats, *, by_frequency: bool) -> go.Figure:
    """The length of each vector (V,) against its row, thinned out evenly on the logarithmic axis."""
    ranks = np.unique(np.geomspace(1, len(norms), 4000).astype(int))
    figure = go.Figure(
        go.Scattergl(
            x=ranks,
            y=norms[ranks - 1],
            mode="markers",
            marker={"color": style.CENTRE, "size": 4, "opacity": 0.5},
            hovertemplate="rank %{x}<br>length %{y:.3f}<extra></extra>",
        )
    )
    figure.update_xaxes(title="frequency rank" if by_frequency else "row of the file", type="log", tickformat=",")
    figure.update_yaxes(title="length of the vector", rangemode="tozero")
    return style.finish(figure, height=330)


def hubs(counts: Sequence[int], *, k: int) -> go.Figure:
    """Histogram of how many words have each word as a neighbour; without hubs all would be near `k`."""
    figure = go.Figure(go.Histogram(x=list(counts), marker={"color": style.CENTRE}, nbinsx=60, name="words"))
    figure.add_vline(x=k, line={"color": style.NEGATIVE, "dash": "dot"}, annotation_text=f"mean {k}")
    figure.update_xaxes(title=f"is among the {k} neighbours of … words")
    figure.update_yaxes(title="words (log)", type="log", dtick=1, tickformat=",")
    return style.finish(figure, height=330)


def random_cosines(found: Space) -> go.Figure:
    """Histogram of the cosines of random pairs; an even space has its middle at 0."""
    figure = go.Figure(go.Histogram(x=found.spread, marker={"color": style.CENTRE}, nbinsx=80))
    figure.add_vline(
        x=found.anisotropy,
        line={"color": style.NEGATIVE, "dash": "dot"},
        annotation_text=f"mean {found.anisotropy:.3f}",
    )
    figure.update_xaxes(title="cosine of two random words", range=[-1, 1])
    figure.update_yaxes(title="pairs", tickformat=",")
    return style.finish(figure, height=330)


def after_removal(found: Space) -> go.Figure:
    """The mean cosine of random pairs before and after removing the mean and top components."""
    names = ["nothing", "mean", *(f"+ {n}" for n in range(1, len(found.after_removal)))]
    values = [found.anisotropy, *found.after_removal]
    figure = go.Figure(
        go.Bar(
            x=names,
            y=values,
            marker={"color": [style.ANSWER, *[style.MUTED] * (len(values) - 1)]},
            text=[number(value, ".3f") for value in values],
            textposition="outside",
            cliponaxis=False,
        )
    )
    figure.update_xaxes(title="taken out: the mean, then top components too", type="category")
    figure.update_yaxes(title="mean cosine of random pairs")
    return style.finish(figure, height=330)


def _radial(links: Sequence[Link], centre: str) -> dict[str, tuple[float, float]]:
    places = {centre: (0.0, 0.0)}
    inner = [link.second for link in links if link.hop == 0]
    slots = [
        (word, [k.second for k in links if k.hop == 1 and k.first == word and k.second not in inner]) for word in inner
    ]
    total = sum(max(1, len(further)) for _, further in slots) or 1
    turn = 0.0
    for word, further in slots:
        share = max(1, len(further)) / total
        middle = 2 * math.pi * (turn + share / 2)
        places[word] = (1.05 * math.cos(middle), 1.05 * math.sin(middle))
        for i, other in enumerate(further):
            angle = 2 * math.pi * (turn + share * (i + 0.5) / len(further))
            radius = 2.05 if i % 2 else 1.75
            places.setdefault(other, (radius * math.cos(angle), radius * math.sin(angle)))
        turn += share
    return places


def _short(word: str) -> str:
    return word if len(word) <= 20 else word[:19] + "…"
