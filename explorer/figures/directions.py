"""A direction: how much of its pairs it explains, how far each agrees, and words measured along it."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.bias.direction import Direction
from explorer.figures import style
from explorer.similarity import Ranked
from explorer.vectors import Floats


def explained_variance(along: Direction, by_chance: Floats) -> go.Figure:
    """Bars of the share of variance of each principal component of the pairs; dots where random pairs (P,) would be."""
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
        hovertemplate="component %{x}<br>%{y:.2f} % of the variance<extra></extra>",
    )
    figure.add_scatter(
        x=components,
        y=by_chance[: len(components)] * 100,
        mode="lines+markers",
        line={"color": style.NEGATIVE, "dash": "dot"},
        marker={"symbol": "circle-open", "size": 8},
        name="pairs of random words",
        hovertemplate="component %{x}<br>%{y:.2f} % by chance<extra></extra>",
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
    """Sorted bars of the words nearest to either end, above a strip of all; the second pole is left."""
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
            text=[f"{near.score:+.3f}" for near in near_side],
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
        title=f"←  {poles[1]}        cosine with the direction        {poles[0]}  →", range=[-reach, reach], anchor="y2"
    )
    return style.finish(figure, height=height)


def _short(word: str) -> str:
    return word if len(word) <= 24 else word[:23] + "…"
