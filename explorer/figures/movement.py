"""Where fine-tuning moved words, and which it did not move."""

from collections.abc import Collection

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style
from explorer.figures.marks import Marks
from explorer.vectors.word_vectors import Floats, WordVectors


def arrows(before: WordVectors, after: WordVectors, behind: Collection[str]) -> go.Figure:
    """An arrow for each word from its old place to its new one; words left `behind` are diamonds.

    The horizontal axis is the direction in which the words moved most; the vertical one, orthogonal to it, that in
    which they differed most before.
    """
    axes = plane(before.matrix, after.matrix)
    start, end = before.matrix @ axes.T, after.matrix @ axes.T
    stay = np.array([word in behind for word in before.words], dtype=bool)
    marks = Marks()
    for (x0, y0), (x1, y1), still in zip(start.tolist(), end.tolist(), stay, strict=True):
        if not still:
            marks.arrow(x0, y0, x1, y1, arrowsize=1.2, arrowwidth=1.8, arrowcolor=style.CENTRE)
    figure = marks.onto(go.Figure())
    sides = ["middle left" if x < 0 else "middle right" for x in end[:, 0] - end[:, 0].mean()]
    for chosen, name, colour, symbol in (
        (~stay, "moved", style.CENTRE, "circle"),
        (stay, "in no label: stayed", style.NEGATIVE, "diamond"),
    ):
        rows = np.flatnonzero(chosen).tolist()
        figure.add_scatter(
            x=end[rows, 0],
            y=end[rows, 1],
            mode="markers+text",
            text=[before.words[row] for row in rows],
            textposition=[sides[row] for row in rows],
            textfont={"size": 13},
            marker={"color": colour, "symbol": symbol, "size": 8},
            name=name,
            hovertemplate="%{text}<extra></extra>",
        )
    across = np.concatenate([start[:, 0], end[:, 0]])
    room = 0.25 * float(np.ptp(across)) + 1e-6
    style.hide_scales(figure)
    figure.update_xaxes(range=[float(across.min()) - room, float(across.max()) + room])
    return style.finish(figure, height=460)


def plane(before: Floats, after: Floats) -> Floats:
    """(2, D) the direction in which rows (N, D) moved most, and the orthogonal one in which they differed."""
    across = np.linalg.svd(after - before, full_matrices=False)[2][0]
    rest = before - before.mean(axis=0)
    rest -= np.outer(rest @ across, across)
    return np.stack([across, np.linalg.svd(rest, full_matrices=False)[2][0]])
