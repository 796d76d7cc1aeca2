"""A sequence of letters while it is drawn: the probabilities after each letter."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style
from explorer.figures.marks import Marks
from explorer.sequence.language.draws import Draw
from explorer.sequence.language.tokens import EOS


def written(begun: Sequence[str], drawn: Sequence[Draw], tokens: Sequence[str]) -> go.Figure:
    """Probability of every token at every draw, one column per draw; the drawn token is framed.

    Below a column is the letter that the network has just read: the last given one, then those it drew.
    """
    order = sorted(range(len(tokens)), key=lambda i: (tokens[i] == EOS, tokens[i]))
    read = [begun[-1] if begun else "0", *(draw.token for draw in drawn[:-1])]
    cells = np.stack([draw.probability[order] for draw in drawn], axis=1)
    said = [[_seen(tokens[i])] * len(drawn) for i in order]
    figure = go.Figure(
        go.Heatmap(
            x=list(range(len(drawn))),
            y=list(range(len(order))),
            z=cells,
            zmin=0,
            zmax=1,
            colorscale=list(style.SEQUENTIAL),
            customdata=said,
            hovertemplate="draw %{x}: P(%{customdata}) = %{z:.3f}<extra></extra>",
            xgap=2,
            ygap=1,
            colorbar={"title": "P", "thickness": 10, "tickvals": [0, 0.5, 1]},
        )
    )
    marks = Marks()
    for place, draw in enumerate(drawn):
        row = order.index(draw.id)
        marks.shape(
            "rect",
            x0=place - 0.5,
            x1=place + 0.5,
            y0=row - 0.5,
            y1=row + 0.5,
            line={"color": style.NEGATIVE, "width": 2.5},
        )
        marks.note(place, row, f"{draw.probability[draw.id]:.2f}", font={"size": 11})
    marks.onto(figure)
    figure.update_xaxes(
        tickvals=list(range(len(drawn))),
        ticktext=[style.text(_seen(letter)) for letter in read],
        tickangle=0,
        title="reads",
        tickfont={"size": 14},
        showgrid=False,
        zeroline=False,
    )
    figure.update_yaxes(
        tickvals=list(range(len(order))),
        ticktext=[style.text(_seen(tokens[i])) for i in order],
        autorange="reversed",
        title="could write",
        tickfont={"size": 11},
        showgrid=False,
        zeroline=False,
    )
    return style.finish(figure, height=110 + 15 * len(order))


def _seen(token: str) -> str:
    return "␣" if token == " " else token
