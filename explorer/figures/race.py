"""Objectives side by side: their losses, their cost, their maps, and the two parts of a gradient."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from explorer.figures import labels, style
from explorer.figures.marks import Marks
from explorer.training.lessons.cost import Cost
from explorer.training.lessons.race import NAMES
from explorer.vectors.similarity import Ranked
from explorer.vectors.word_vectors import Floats

LOOKS = (  # colour, dash and symbol of each, in the order of NAMES
    (style.NEGATIVE, "solid", "circle"),
    (style.CONTEXT, "dash", "diamond"),
    (style.CENTRE, "dot", "square"),
)
MAP = (250, 270)  # pixels of a map's axes on a small laptop, where three lie side by side


def curves(
    x: NDArray[np.number],
    y: Floats,
    *,
    x_title: str,
    y_title: str,
    at: int,
    whole: float | None = None,
) -> go.Figure:
    """A line for each objective, y (3, M) over x (M,) or (3, M), drawn up to the last number.

    The moment `at` is marked; the axis reaches to `whole` from the start, so that the lines grow into it.
    """
    figure = go.Figure()
    for i, (name, (colour, dash, symbol)) in enumerate(zip(NAMES, LOOKS, strict=True)):
        across = x[i] if x.ndim == 2 else x
        figure.add_scatter(
            x=across,
            y=y[i],
            mode="lines",
            name=name,
            line={"color": colour, "dash": dash, "width": 2.5},
            hovertemplate=name + ": %{y:.3f}<extra></extra>",
        )
        figure.add_scatter(
            x=[across[at]],
            y=[y[i, at]],
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 11},
            showlegend=False,
            hoverinfo="skip",
        )
    figure.update_xaxes(title=x_title, tickformat=",", range=[-0.02 * whole, 1.02 * whole] if whole else None)
    figure.update_yaxes(title=y_title)
    return style.finish(figure, height=330)


def cost(found: Cost, *, products: bool = False) -> go.Figure:
    """Microseconds per pair, or dot products, over the size of the vocabulary; both scales logarithmic."""
    figure = go.Figure()
    values = found.products if products else found.seconds * 1e6
    for i, (name, (colour, dash, symbol)) in enumerate(zip(NAMES, LOOKS, strict=True)):
        figure.add_scatter(
            x=found.size,
            y=values[i],
            mode="lines+markers",
            name=name,
            line={"color": colour, "dash": dash, "width": 2.5},
            marker={"size": 10, "symbol": symbol},
            hovertemplate=name + ", V = %{x:,}: %{y:,.3g}<extra></extra>",
        )
    ends = np.log10(found.size[0]) - 0.08, np.log10(found.size[-1]) + 0.08
    figure.update_xaxes(title="words in the vocabulary, V", type="log", tickvals=found.size, tickformat=",", range=ends)
    title = "dot products a pair" if products else "microseconds of processor time a pair"
    figure.update_yaxes(title=title, type="log", dtick=1)
    return style.finish(figure, height=430)


def map_of_words(words: Sequence[str], xy: Floats, held: Floats, *, place: int) -> go.Figure:
    """Words (n, 2) on the map of model number `place`; `held` (2,) of the variance are on its axes."""
    colour, _, symbol = LOOKS[place]
    named = dict(labels.placed(xy, words, range(len(words)), picture=MAP, size=11, clear=True))
    figure = go.Figure(
        go.Scatter(
            x=xy[:, 0],
            y=xy[:, 1],
            mode="markers+text",
            text=[word if row in named else "" for row, word in enumerate(words)],
            textposition=[named.get(row, "middle right") for row in range(len(words))],
            textfont={"size": 11},
            customdata=words,
            cliponaxis=False,
            marker={"color": colour, "size": 5, "symbol": symbol},
            hovertemplate="<b>%{customdata}</b><extra></extra>",
        )
    )
    figure.update_xaxes(title=f"PCA, across: {held[0]:.0%} of the variance")
    figure.update_yaxes(title=f"PCA, up: {held[1]:.0%}", scaleanchor="x", title_standoff=2)
    figure.update_xaxes(showticklabels=False, showgrid=False, zeroline=False)
    figure.update_yaxes(showticklabels=False, showgrid=False, zeroline=False)
    return style.finish(figure, height=340)


def gradient(v: Floats, observed: Floats, expected: Floats, *, words: tuple[str, str]) -> go.Figure:
    """Observed u_o and expected sum P u_j (D,) as arrows, their difference, and v (D,), in the plane of the two."""
    centre, context = words
    first = observed / (np.linalg.norm(observed) or 1)
    rest = expected - (expected @ first) * first
    second = rest / (np.linalg.norm(rest) or 1)
    o, e, c = ((float(x @ first), float(x @ second)) for x in (observed, expected, v))
    figure, marks = go.Figure(), Marks()
    arrows = (
        ((0.0, 0.0), o, style.CONTEXT, f"observed: u of {context}"),
        ((0.0, 0.0), e, style.NEGATIVE, "expected: Σ P(j|c) u_j"),
        (e, o, style.ANSWER, "their difference: where v is pulled"),
        ((0.0, 0.0), c, style.CENTRE, f"v of {centre}, as far as it lies in this plane"),
    )
    for (x0, y0), (x1, y1), colour, name in arrows:
        marks.arrow(x0, y0, x1, y1, arrowwidth=3, arrowcolor=colour)
        figure.add_scatter(
            x=[x0, x1], y=[y0, y1], mode="lines", line={"color": colour, "width": 1}, name=name, hoverinfo="name"
        )
    marks.onto(figure)
    figure.update_xaxes(title="along u of the word that stood there", zeroline=True)
    figure.update_yaxes(title="across it", zeroline=True, scaleanchor="x")
    return style.finish(figure, height=430).update_layout(legend={"orientation": "h", "y": 1.02})


def chances(words: Sequence[str], probability: Floats, *, stood: str) -> go.Figure:
    """Bars of the likeliest words' probabilities (n,); the word that stood there is marked."""
    figure = go.Figure(
        go.Bar(
            x=probability,
            y=list(words),
            orientation="h",
            marker={"color": [style.CONTEXT if word == stood else style.MUTED for word in words]},
            text=[f"{p:.3f}" + (" ✓" if word == stood else "") for p, word in zip(probability, words, strict=True)],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.4f}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", ticksuffix="  ", showgrid=False)
    figure.update_xaxes(title="probability", range=[0, float(probability.max()) * 1.25])
    return style.finish(figure, height=90 + 26 * len(words)).update_layout(bargap=0.25)


def ranked(near: Sequence[Ranked], *, measure: str, itself: str) -> go.Figure:
    """Bars of the words nearest by a measure; the word asked about, if it is among them, is hatched."""
    figure = go.Figure(
        go.Bar(
            x=[one.score for one in near],
            y=[one.word if len(one.word) <= 16 else one.word[:15] + "…" for one in near],
            orientation="h",
            marker={
                "color": [style.MUTED if one.word == itself else style.CONTEXT for one in near],
                "pattern": {"shape": ["/" if one.word == itself else "" for one in near]},
            },
            text=[f"{round(one.score, 2) + 0:.2f}" for one in near],  # + 0: no minus before a zero
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.4f}<extra></extra>",
        )
    )
    top = max([0.1, *(one.score for one in near)])
    figure.update_yaxes(autorange="reversed", ticksuffix="  ", showgrid=False)
    least = min([0, *(one.score for one in near)])
    room = 0.22 * (top - least)  # for the numbers at the ends of the bars
    figure.update_xaxes(title=measure, range=[least - room if least < 0 else 0, top + room])
    return style.finish(figure, height=90 + 27 * len(near)).update_layout(bargap=0.25)
