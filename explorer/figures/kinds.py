"""The kinds of recurrent networks as small pictures: which steps read, which steps answer."""

from collections.abc import Sequence

import plotly.graph_objects as go

from explorer.figures import style
from explorer.figures.marks import Marks

TALL, WIDE = 0.26, 0.29


def picture(
    title: str,
    steps: int,
    reads: Sequence[int],
    answers: Sequence[int],
    *,
    decoder: int | None = None,
    feeds: bool = False,
) -> go.Figure:
    """A network of `steps` steps that reads at the steps `reads` and answers at `answers` (both from 0).

    From step `decoder` on it is another network, with its own weights. If it `feeds` itself, the next step reads each
    answer (a dotted line).
    """
    figure, marks = go.Figure(), Marks()
    arrows: list[tuple[float, float, float, float]] = []
    for t in range(steps):
        second = decoder is not None and t >= decoder
        _box(marks, t, 1, "a", style.ANSWER if second else style.CONTEXT)
        if t:
            arrows.append((t - 1 + WIDE, 1, t - WIDE, 1))
    for t in reads:
        _box(marks, t, 0, "x", style.CENTRE)
        arrows.append((t, TALL, t, 1 - TALL))
    for t in answers:
        _box(marks, t, 2, "ŷ", style.NEGATIVE)
        arrows.append((t, 1 + TALL, t, 2 - TALL))
    for t in answers[:-1] if feeds else ():
        figure.add_scatter(
            x=[t + WIDE, t + 0.5, t + 0.5, t + 1, t + 1],
            y=[2, 2, 0.4, 0.4, 1 - TALL],
            mode="lines",
            line={"color": style.NEGATIVE, "width": 1.3, "dash": "dot"},
            hoverinfo="skip",
        )
    for x0, y0, x1, y1 in arrows:
        marks.arrow(x0, y0, x1, y1, arrowsize=0.8, arrowwidth=1.2, arrowcolor=style.MUTED)
    middle = (steps - 1) / 2
    marks.note(middle, 2.8, title, font={"size": 13})
    marks.onto(figure)
    figure.update_xaxes(visible=False, range=[middle - 3.1, middle + 3.1], fixedrange=True)
    figure.update_yaxes(visible=False, range=[-0.4, 3.1], fixedrange=True)
    figure.add_scatter(x=[middle], y=[1], mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    return style.finish(figure, height=140).update_layout(showlegend=False, margin={"l": 0, "r": 0, "t": 2, "b": 2})


def _box(marks: Marks, x: float, y: float, text: str, colour: str) -> None:
    marks.shape(
        "rect",
        x0=x - WIDE,
        x1=x + WIDE,
        y0=y - TALL,
        y1=y + TALL,
        line={"color": colour, "width": 2},
    )
    marks.note(x, y, text, font={"size": 12})
