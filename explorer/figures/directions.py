"""A direction: how much of its pairs it explains, how far each agrees, and words measured along it."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import labels, style
from explorer.judging.bias.direction import Direction, Place, project
from explorer.judging.bias.other_measures import Indirect
from explorer.text.numbers import number
from explorer.vectors.similarity import Ranked
from explorer.vectors.word_vectors import Floats, WordVectors


def explained_variance(along: Direction, by_chance: Floats) -> go.Figure:
    """Bars of the share of variance of each principal component of the pairs; dots for random pairs (P,)."""
    components = list(range(1, len(along.explained) + 1))
    figure = go.Figure()
    figure.add_bar(
        x=components,
        y=along.explained * 100,
        marker={"color": [style.ANSWER, *[style.MUTED] * (len(components) - 1)]},
        text=[
            f"{share:.0%}" if share > chance else "" for share, chance in zip(along.explained, by_chance, strict=False)
        ],
        textposition="outside",
        cliponaxis=False,
        name="these pairs",
        hovertemplate="component %{x}<br>%{y:.2f}% of the variance<extra></extra>",
    )
    figure.add_scatter(
        x=components,
        y=by_chance[: len(components)] * 100,
        mode="lines+markers",
        line={"color": style.NEGATIVE, "dash": "dot"},
        marker={"symbol": "circle-open", "size": 8},
        name="pairs of random words",
        hovertemplate="component %{x}<br>%{y:.2f}% by chance<extra></extra>",
    )
    figure.update_xaxes(title="principal component of the centred pairs", dtick=1)
    figure.update_yaxes(
        title="variance explained (%)", range=[0, 115 * max(float(along.explained[0]), float(by_chance[0]))]
    )
    return style.finish(figure, height=330)


def agreement(along: Direction) -> go.Figure:
    """Bars of each pair's cosine with the direction."""
    order = np.argsort(along.agreement)
    names = [f"{_short(along.pairs[i][0])} − {_short(along.pairs[i][1])}" for i in order]
    values = along.agreement[order]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=names,
            orientation="h",
            marker={"color": style.CENTRE},
            text=[f"{value:.2f}" for value in values],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}<br>cosine %{x:.3f}<extra></extra>",
        )
    )
    figure.update_xaxes(title="cosine of the pair with the direction", range=[min(0, values.min()) * 1.2, 1.12])
    figure.update_yaxes(ticksuffix="  ", showgrid=False)
    return style.finish(figure, height=max(330, 90 + 22 * len(names))).update_layout(bargap=0.35)


def projected(ranked: Sequence[Ranked], poles: tuple[str, str], *, ends: int = 15) -> go.Figure:
    """Sorted bars of the words nearest to either end, above a strip of all words; the second pole is on the left."""
    positive = [near for near in ranked if near.score >= 0][:ends]
    negative = [near for near in ranked if near.score < 0][-ends:]
    shown = [*positive, *negative][::-1]
    figure = go.Figure()
    for side, near_side, colour, pattern in (
        (poles[0], [near for near in shown if near.score >= 0], style.CENTRE, ""),
        (poles[1], [near for near in shown if near.score < 0], style.NEGATIVE, "/"),
    ):
        figure.add_bar(
            x=[near.score for near in near_side],
            y=[_short(near.word) for near in near_side],
            orientation="h",
            marker={
                "color": colour,
                "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": "rgba(255,255,255,0.4)", "size": 6},
            },
            text=[number(near.score, "+.3f") for near in near_side],
            textposition="outside",
            cliponaxis=False,
            name=f"towards {side}",
            hovertemplate="%{y}<br>cosine with the direction %{x:+.4f}<extra></extra>",
        )
    everything = [near.score for near in ranked]
    figure.add_scatter(
        x=everything,
        y=[0.5] * len(everything),
        yaxis="y2",
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 16, "color": style.MUTED, "line": {"width": 1.5}},
        text=[near.word for near in ranked],
        hovertemplate="%{text}<br>%{x:+.4f}<extra></extra>",
        name=f"all {len(everything)} words",
    )
    reach = max([0.05, *(abs(score) for score in everything)]) * 1.22
    height = 150 + 21 * max(4, len(shown))
    strip = 44 / height
    figure.update_layout(
        barmode="overlay",
        bargap=0.25,
        yaxis={
            "domain": [strip + 0.03, 1],
            "ticksuffix": "  ",
            "showgrid": False,
            "categoryorder": "array",
            "categoryarray": [_short(near.word) for near in shown],
        },
        yaxis2={"domain": [0, strip], "range": [0, 1], "showticklabels": False, "showgrid": False, "zeroline": False},
    )
    figure.update_xaxes(
        title=f"← {poles[1]} · cosine with the direction · {poles[0]} →", range=[-reach, reach], anchor="y2"
    )
    return style.finish(figure, height=height)


def sentence(tokens: Sequence[str], places: Mapping[str, Place], poles: tuple[str, str]) -> go.Figure:
    """A sentence as bars word by word, on a scale of 0 and ±1; grey: the range of 95% of words of similar frequency.

    The first pole is up, the second down; bars that stay within the grey are pale, unknown words are marked with “?”.
    """
    at = list(range(len(tokens)))
    found = [places.get(token) for token in tokens]
    values = [0.0 if place is None else place.cosine for place in found]
    colours = [
        style.MUTED if place is None else style.CENTRE if value >= 0 else style.NEGATIVE
        for place, value in zip(found, values, strict=True)
    ]
    ranges = [(0.0, 0.0) if place is None else (place.low, place.high) for place in found]
    figure = go.Figure()
    figure.add_bar(
        x=at,
        y=[high - low for low, high in ranges],
        base=[low for low, _ in ranges],
        width=0.96,
        marker={"color": style.MUTED, "line": {"width": 0}},
        opacity=0.25,
        name="95% of words of similar frequency",
        hoverinfo="skip",
    )
    figure.add_bar(
        x=at,
        y=values,
        width=0.6,
        marker={"color": colours, "opacity": [1.0 if place is not None and place.beyond else 0.45 for place in found]},
        text=["?" if place is None else number(value, "+.2f") for place, value in zip(found, values, strict=True)],
        textposition="outside",
        cliponaxis=False,
        name="words of the sentence",
        customdata=[
            token if place else f"{token}: not in this model" for token, place in zip(tokens, found, strict=True)
        ],
        hovertemplate="%{customdata}<br>%{y:+.3f}: 0 is a word that says nothing, and a pair spans 2<extra></extra>",
    )
    reach = max([1.0, *map(abs, values), *(max(abs(low), abs(high)) for low, high in ranges)]) * 1.2
    figure.update_xaxes(tickvals=at, ticktext=[_short(token) for token in tokens], tickangle=-40)
    figure.update_yaxes(title=f"← {poles[1]} · {poles[0]} →", range=[-reach, reach], zeroline=True)
    return style.finish(figure, height=360).update_layout(barmode="overlay")


def indirect(word: str, others: Sequence[str], parts: Indirect) -> go.Figure:
    """A row for each other word: its cosine with `word`, the cosine without the direction, and the indirect bias."""
    names = [_short(other) for other in others]
    figure = go.Figure()
    for row, name in enumerate(names):
        figure.add_scatter(
            x=[parts.without[row], parts.cosines[row]],
            y=[name, name],
            mode="lines",
            line={"color": style.MUTED, "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
    for title, values, colour, symbol in (
        ("cosine", parts.cosines, style.CENTRE, "circle"),
        ("without the direction", parts.without, style.ANSWER, "diamond-open"),
    ):
        figure.add_scatter(
            x=values,
            y=names,
            mode="markers",
            name=title,
            marker={"color": colour, "symbol": symbol, "size": 11, "line": {"width": 2}},
            hovertemplate="%{y}<br>" + title + " %{x:.3f}<extra></extra>",
        )
    most = float(max(parts.cosines.max(), parts.without.max()))
    figure.add_scatter(
        x=[1.12 * most] * len(names),
        y=names,
        mode="text",
        text=[number(share, "+.0%") for share in parts.shares],
        hoverinfo="skip",
        showlegend=False,
    )
    least = min(0.0, float(parts.without.min()))
    figure.update_xaxes(title=f"cosine with {_short(word)}; at the right the indirect bias", range=[least, 1.22 * most])
    figure.update_yaxes(autorange="reversed", ticksuffix="  ")
    return style.finish(figure, height=110 + 26 * len(names))


def plane(
    across: Mapping[str, float], up: Mapping[str, float], poles: tuple[str, str], others: tuple[str, str]
) -> go.Figure:
    """Words by two directions at once; equal scales, since both are cosines."""
    words = list(across)
    at = np.array([(across[word], up[word]) for word in words])
    outermost = np.argsort(-np.hypot(*at.T), kind="stable")
    named = dict(labels.placed(at, words, outermost, picture=(520, 540), size=11, most=40, clear=True))
    figure = go.Figure(
        go.Scatter(
            x=[across[word] for word in words],
            y=[up[word] for word in words],
            mode="markers+text",
            text=[_short(word) if row in named else "" for row, word in enumerate(words)],
            customdata=words,
            textposition=[named.get(row, "top center") for row in range(len(words))],
            textfont={"size": 11},
            marker={"color": style.CENTRE, "size": 8, "opacity": 0.8},
            hovertemplate="%{customdata}<br>across %{x:+.3f}<br>up %{y:+.3f}<extra></extra>",
        )
    )
    figure.update_xaxes(title=f"← {poles[1]} · cosine · {poles[0]} →", zeroline=True, constrain="domain")
    figure.update_yaxes(
        title=f"← {others[1]} · cosine · {others[0]} →", zeroline=True, scaleanchor="x", constrain="domain"
    )
    return style.finish(figure, height=640)


def vocabulary(vectors: WordVectors, along: Direction, poles: tuple[str, str], *, n: int = 20_000) -> go.Figure:
    """Histogram of the projections of the first `n` words on the direction."""
    words = vectors.words[:n]
    values = [near.score for near in project(vectors, along, words)]
    figure = go.Figure(go.Histogram(x=values, marker={"color": style.CENTRE}, nbinsx=100))
    figure.update_xaxes(title=f"← {poles[1]} · cosine with the direction · {poles[0]} →")
    figure.update_yaxes(title="words")
    return style.finish(figure, height=340)


def _short(word: str) -> str:
    return word if len(word) <= 24 else word[:23] + "…"


def parallel(words: Sequence[str], values: Sequence[Sequence[float]], poles: Sequence[tuple[str, str]]) -> go.Figure:
    """A line for each word over several directions: its cosine (N, A) with each, on one scale for all."""
    names = [f"{first} (+) – {second} (−)" for first, second in poles]
    figure = go.Figure()
    for word, row in zip(words, values, strict=True):
        figure.add_scatter(
            x=names,
            y=list(row),
            mode="lines+markers",
            name=word,
            line={"color": style.CENTRE, "width": 1},
            marker={"size": 4},
            opacity=0.5,
            hovertemplate=f"{style.text(word)}<br>%{{y:+.3f}}<extra></extra>",
            showlegend=False,
        )
    figure.update_yaxes(title="cosine with the direction")
    return style.finish(figure, height=480)
