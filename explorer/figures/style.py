"""
One colour for each role, in every figure and panel of the app.

After Okabe and Ito 2008, "Color universal design", shifted so that each reaches a contrast
of 3:1 on the light and on the dark background: a figure is drawn once and is right in both.
Colour is never the only carrier of meaning: roles also differ in symbol, dash or label.
"""

from typing import Final

import plotly.graph_objects as go

CENTRE: Final = "#1f88c9"  # the word in the middle of the window; the word asked about
CONTEXT: Final = "#12a07a"  # a word in its window; a true pair
NEGATIVE: Final = "#e0662a"  # a drawn noise word; a wrong answer
ANSWER: Final = "#c766a0"  # what was computed: the answer of an analogy, a direction
MUTED: Final = "#8c8c8c"  # everything else
SERIES: Final = (CENTRE, NEGATIVE, CONTEXT, ANSWER, "#b8860b", "#5f6caf", MUTED, "#3aa6c9")
SEQUENTIAL: Final = ("#e8f1f8", "#b0d0e8", "#68a5d1", "#2a79b3", "#0b4a7d")
DIVERGING: Final = ("#b9531b", "#e0662a", "#f7cdb5", "#f2f2f2", "#bcdcf1", "#3c99d4", "#0d5a8f")


def finish(figure: go.Figure, *, height: int = 420) -> go.Figure:
    """The figure with the margins, hover box and memory of zoom that all figures share."""
    return figure.update_layout(
        height=height,
        margin={"l": 10, "r": 10, "t": 30, "b": 10},
        hoverlabel={"align": "left"},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0},
        uirevision="kept",
    )


def hide_scales(figure: go.Figure) -> go.Figure:
    """Equal scales and no ticks: the axes of a projection carry no unit."""
    figure.update_xaxes(showticklabels=False, zeroline=False, showgrid=True, title=None)
    return figure.update_yaxes(showticklabels=False, zeroline=False, showgrid=True, title=None, scaleanchor="x")
