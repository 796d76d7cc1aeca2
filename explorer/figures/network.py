"""A neural language model drawn as the course draws it, and its next word's probabilities."""

from collections.abc import Sequence

import plotly.graph_objects as go

from explorer.figures import style
from explorer.figures.marks import Marks
from explorer.vectors.word_vectors import Floats


def network(context: Sequence[str], *, dim: int, hidden: int, words: int, answer: str, sure: float) -> go.Figure:
    """Context words -> their vectors end to end -> tanh layer -> softmax -> the likeliest word.

    `words` is the number of outputs of the softmax.
    """
    marks = Marks()
    n = len(context)
    rows = [n - 1 - i for i in range(n)]
    middle = (n - 1) / 2

    def box(x: float, y: float, text: str, colour: str, *, wide: float = 0.34, tall: float = 0.32) -> None:
        marks.shape(
            "rect",
            x0=x - wide,
            x1=x + wide,
            y0=y - tall,
            y1=y + tall,
            line={"color": colour, "width": 2},
            fillcolor=colour,
            opacity=0.22,
        )
        marks.note(x, y, text, font={"size": 13})

    def line(x0: float, y0: float, x1: float, y1: float) -> None:
        marks.shape("line", x0=x0, y0=y0, x1=x1, y1=y1, line={"color": style.MUTED, "width": 1}, layer="below")

    for word, y in zip(context, rows, strict=True):
        box(0, y, f"<b>{word if len(word) < 14 else word[:13] + '…'}</b>", style.CENTRE)
        box(1.1, y, f"C, {dim}", style.CONTEXT, wide=0.28)
        line(0.34, y, 0.82, y)
        line(1.38, y, 1.95, middle)
    tall = max(0.5, n / 2 - 0.2)
    box(2.2, middle, f"tanh<br>{hidden}", style.ANSWER, wide=0.25, tall=tall)
    box(3.2, middle, f"softmax<br>{words:,}", style.NEGATIVE, wide=0.3, tall=tall)
    line(2.45, middle, 2.9, middle)
    line(3.5, middle, 3.85, middle)
    marks.note(3.9, middle, f"<b>{answer}</b><br>{sure:.3f}", xanchor="left", font={"size": 15})
    figure = marks.onto(go.Figure())
    figure.update_xaxes(visible=False, range=[-0.45, 4.7])
    figure.update_yaxes(visible=False, range=[-0.7, n - 0.3])
    figure.add_scatter(x=[0], y=[0], mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    return style.finish(figure, height=90 + 46 * max(n, 3)).update_layout(showlegend=False, margin={"t": 10})


def next_word(words: Sequence[str], probability: Floats) -> go.Figure:
    """Bars of the likeliest words (k,), the scale from 0 to 1, so that moments can be compared."""
    figure = go.Figure(
        go.Bar(
            x=probability,
            y=list(words),
            orientation="h",
            marker={"color": [style.ANSWER if rank == 0 else style.MUTED for rank in range(len(words))]},
            text=[f"{p:.3f}" for p in probability],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.4f}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", ticksuffix="  ", showgrid=False)
    figure.update_xaxes(title="probability of the next word", range=[0, 1.12], tickvals=[0, 0.25, 0.5, 0.75, 1])
    return style.finish(figure, height=90 + 27 * len(words)).update_layout(bargap=0.25)
