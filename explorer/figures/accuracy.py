"""How accurate classifiers are: by number of labels, by groups of sentences, and which classes they confuse."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from explorer.figures import style
from explorer.tasks.curve import Level
from explorer.tasks.verdicts import Slice

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "star", "triangle-down", "hexagon")
MOST_WRITTEN = 8  # classes whose numbers are written into the cells
ROOM = 0.08  # of accuracy above and below the means
APART = 0.012  # of a step of the axis between two classifiers, so that their intervals do not overlap


def curve(found: Sequence[Level], names: Sequence[str], sizes: Sequence[int], *, guessing: float) -> go.Figure:
    """A line for each of `names`, with the interval of each mean; the axis has all `sizes` from the start."""
    figure = go.Figure()
    for place, name in enumerate(names):
        levels = [level for level in found if level.contender == name]
        colour = style.SERIES[place % len(style.SERIES)]
        aside = 1 + APART * (place - (len(names) - 1) / 2)
        figure.add_scatter(
            x=[level.size * aside for level in levels],
            y=[level.mean for level in levels],
            error_y={
                "array": [level.high - level.mean for level in levels],
                "arrayminus": [level.mean - level.low for level in levels],
                "thickness": 1.5,
                "width": 4,
            },
            mode="lines+markers",
            name=name,
            line={"color": colour, "dash": DASHES[place % len(DASHES)], "width": 2.5},
            marker={"symbol": SYMBOLS[place % len(SYMBOLS)], "size": 8},
            customdata=[[level.size, level.low, level.high, level.draws] for level in levels],
            hovertemplate=(
                "%{customdata[0]:,} labels: %{y:.3f}, 95% %{customdata[1]:.3f} to %{customdata[2]:.3f}, "
                "draws: %{customdata[3]}<extra>%{fullData.name}</extra>"
            ),
        )
    figure.add_hline(y=guessing, line={"color": style.MUTED, "dash": "dash"})
    figure.add_annotation(
        x=1, xref="paper", y=guessing, text="guessing", showarrow=False, xanchor="right", yanchor="bottom"
    )
    figure.update_xaxes(
        title="labelled sentences learned from (logarithmic)",
        type="log",
        tickvals=list(sizes),
        ticktext=[f"{size:,}" for size in sizes],
        range=[math.log10(sizes[0] / 1.25), math.log10(sizes[-1] * 1.25)],
    )
    means = [guessing, *(level.mean for level in found)]
    figure.update_yaxes(  # an interval of two draws may be longer than the axis
        title="accuracy on the sentences kept for the test",
        tickformat=".2f",
        range=[max(0, min(means) - ROOM), min(1, max(means) + ROOM)],
    )
    return style.finish(figure, height=420)


def slices(found: Sequence[Slice], what: str, *, guessing: float | None = None) -> go.Figure:
    """Accuracy with its interval, a row per group of sentences or classifier; hover gives the number of sentences."""
    figure = go.Figure(
        go.Scatter(
            x=[one.accuracy for one in found],
            y=list(range(len(found))),
            error_x={
                "array": [one.high - one.accuracy for one in found],
                "arrayminus": [one.accuracy - one.low for one in found],
                "thickness": 2,
                "width": 5,
            },
            mode="markers",
            marker={"color": style.CENTRE, "size": 11},
            customdata=[one.sentences for one in found],
            hovertemplate="%{x:.3f}, sentences: %{customdata:,}<extra></extra>",
        )
    )
    if guessing is not None:
        figure.add_vline(x=guessing, line={"color": style.MUTED, "dash": "dash"})
        figure.update_xaxes(range=[0, 1])
    figure.update_xaxes(title=what, tickformat=".2f")
    figure.update_yaxes(
        tickvals=list(range(len(found))), ticktext=[style.text(one.name) for one in found],
        range=[len(found) - 0.4, -0.6], zeroline=False, automargin=True,
    )  # fmt: skip
    return style.finish(figure, height=90 + 34 * len(found))


def confusion(table: NDArray[np.intp], classes: Sequence[str]) -> go.Figure:
    """Confusion matrix (C, C): a row per true class, a column per predicted one; colours are shares of a row."""
    shares = table / np.maximum(1, table.sum(axis=1, keepdims=True))
    few = len(classes) <= MOST_WRITTEN
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            x=list(range(len(classes))),
            y=list(range(len(classes))),
            zmin=0,
            zmax=1,
            colorscale=list(style.SEQUENTIAL),
            text=[[f"{n:,} ({n / max(1, sum(row)):.0%})" for n in row] for row in table.tolist()],
            texttemplate="%{text}" if few else None,
            customdata=[[[a, b] for b in classes] for a in classes],
            hovertemplate="%{customdata[0]} taken for %{customdata[1]}: %{z:.1%}<extra></extra>",
            xgap=2,
            ygap=2,
            colorbar={"title": "share of the row", "thickness": 10, "tickformat": ".0%"},
        )
    )
    names = [style.text(name if len(name) <= 20 else name[:19] + "…") for name in classes]
    at = list(range(len(classes)))
    figure.update_xaxes(title="taken for", tickvals=at, ticktext=names, showgrid=False, zeroline=False)
    figure.update_yaxes(
        title="is", tickvals=at, ticktext=names, range=[len(classes) - 0.5, -0.5], showgrid=False, zeroline=False
    )
    return style.finish(figure, height=max(260, 120 + 40 * min(len(classes), 16)))
