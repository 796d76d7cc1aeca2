"""Where fine-tuning moved words, and which it did not move."""

from collections.abc import Collection, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from explorer.figures import style
from explorer.figures.labels import placed
from explorer.figures.marks import Marks
from explorer.vectors.word_vectors import Floats, WordVectors

PHONE = (358, 440)  # pixels of the picture there: names that have room on a phone have room everywhere
SHARES = np.arange(0, 1, 0.05)  # of an arrow's way


def arrows(before: WordVectors, after: WordVectors, behind: Collection[str]) -> go.Figure:
    """An arrow for each word from its old place to its new one; words left `behind` are diamonds.

    The horizontal axis is the direction in which the words moved most; the vertical one, orthogonal to it, that in
    which they differed most before; it is stretched, because the names stand above each other.
    """
    axes = plane(before.matrix, after.matrix)
    start, end = before.matrix @ axes.T, after.matrix @ axes.T
    stay = np.array([word in behind for word in before.words], dtype=bool)
    marks = Marks()
    for (x0, y0), (x1, y1), still in zip(start.tolist(), end.tolist(), stay, strict=True):
        if not still:
            marks.arrow(x0, y0, x1, y1, arrowsize=1.2, arrowwidth=1.8, arrowcolor=style.CENTRE)
    figure = marks.onto(go.Figure())
    everything = np.vstack([start, end])
    room = np.array([0.25, 0.06]) * np.ptp(everything, axis=0) + 1e-6
    corners = np.stack([everything.min(axis=0) - room, everything.max(axis=0) + room])
    named = _names(before.words, start, end, stay, corners)
    for chosen, name, colour, symbol in (
        (~stay, "moved", style.CENTRE, "circle"),
        (stay, "in no label: stayed", style.NEGATIVE, "diamond"),
    ):
        rows = np.flatnonzero(chosen).tolist()
        figure.add_scatter(
            x=end[rows, 0],
            y=end[rows, 1],
            mode="markers+text",
            text=[before.words[row] if row in named else "" for row in rows],
            hovertext=[before.words[row] for row in rows],
            textposition=[named.get(row, "middle right") for row in rows],
            textfont={"size": 13},
            cliponaxis=False,
            marker={"color": colour, "symbol": symbol, "size": 8},
            name=name,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    style.hide_scales(figure)
    figure.update_xaxes(range=corners[:, 0].tolist())
    figure.update_yaxes(range=corners[:, 1].tolist(), scaleanchor=None)
    return style.finish(figure, height=460)


def _names(
    words: Sequence[str], start: Floats, end: Floats, stay: NDArray[np.bool_], corners: Floats
) -> dict[int, str]:
    """Rows whose word stands next to its new place (N, 2), and where: on no arrow and on no other name."""
    along = [a + share * (b - a) for a, b in zip(start[~stay], end[~stay], strict=True) for share in SHARES]
    everything = np.vstack([end, *along, corners])
    order = reversed(range(len(words)))  # the word asked about and its neighbours come last, and are named first
    named = dict(placed(everything, words, order, picture=PHONE, size=13, equal=False, clear=range(len(everything))))
    if stay.any() and not stay.all():  # the word asked about is named even among arrows
        named.setdefault(int(np.flatnonzero(~stay)[-1]), "middle right")
    return named


def plane(before: Floats, after: Floats) -> Floats:
    """(2, D) the direction in which rows (N, D) moved most, and the orthogonal one in which they differed."""
    across = np.linalg.svd(after - before, full_matrices=False)[2][0]
    rest = before - before.mean(axis=0)
    rest -= np.outer(rest @ across, across)
    return np.stack([across, np.linalg.svd(rest, full_matrices=False)[2][0]])
