"""A column of a model as a chart: how many words on a map have each value, and how many selected ones."""

from collections import Counter
from itertools import pairwise
from typing import Final

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style
from explorer.vectors.columns import Column
from explorer.vectors.word_vectors import Floats, Rows

BINS: Final = 16
MOST_TEXTS: Final = 12
HEIGHT: Final = 230


def chart(column: Column, rows: Rows, marked: Rows, mark: str) -> go.Figure:
    """Bars of `column` for words at `rows` (n,) of the model; over them those at `marked` (m,), called `mark`.

    Each bar carries the condition on the column that its words meet.
    """
    if column.numbers is not None:
        ends = _ends(column.numbers[rows])
        names = [f"{low:.4g}" for low in ends[:-1]]
        conditions = [f"{low!r} to {high!r}" for low, high in pairwise(ends)]
        counts = [np.histogram(_finite(column.numbers[some]), bins=ends)[0].tolist() for some in (rows, marked)]
    else:
        known = Counter(cell for cell in column.cells(rows) if cell)
        names = [name for name, _ in known.most_common(MOST_TEXTS)]
        conditions = names
        selected = Counter(column.cells(marked))
        counts = [[known[name] for name in names], [selected[name] for name in names]]
    figure = go.Figure()
    for label, heights, colour in (("on this map", counts[0], style.MUTED), (mark, counts[1], style.CENTRE)):
        if label != mark or len(marked):
            figure.add_bar(
                x=list(range(len(names))),
                y=heights,
                name=label,
                marker_color=colour,
                customdata=[[one] for one in conditions],
                text=names,
                textposition="none",
                hovertemplate="%{text}: %{y:,} words<extra>" + label + "</extra>",
            )
    style.finish(figure, height=HEIGHT)
    figure.update_layout(barmode="overlay", bargap=0.15, showlegend=bool(len(marked)), margin={"t": 8, "b": 4})
    figure.update_xaxes(
        tickvals=list(range(len(names))), ticktext=[style.text(name[:14]) for name in names], title=column.name
    )
    figure.update_yaxes(title="words")
    return figure


def _ends(numbers: Floats) -> list[float]:
    """The ends of bins of equal width over all finite numbers (n,)."""
    finite = _finite(numbers)
    if not len(finite):
        return [0.0, 1.0]
    low, high = float(finite.min()), float(finite.max())
    return np.linspace(low, high, BINS + 1).tolist() if high > low else [low, low + 1]


def _finite(numbers: Floats) -> Floats:
    """Those of (n,) numbers that are finite."""
    values = np.asarray(numbers, dtype=np.float64)
    return np.asarray(values[np.isfinite(values)])
