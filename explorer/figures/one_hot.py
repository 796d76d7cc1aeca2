"""A one-hot row times a matrix, cell by cell, and what one-hot rows know of likeness."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.figures import style
from explorer.vectors.word_vectors import Floats


def product(words: Sequence[str], matrix: Floats, chosen: int) -> go.Figure:
    """The one-hot row of word `chosen` (V,), the matrix (V, D), and the row that comes out (D,)."""
    V, D = matrix.shape
    shown = [word if len(word) <= 14 else word[:13] + "…" for word in words]
    hot = np.zeros((1, V))
    hot[0, chosen] = 1
    limit = float(np.abs(matrix).max()) or 1
    parts = [f"d{d + 1}" for d in range(D)]
    figure = make_subplots(
        rows=2,
        cols=3,
        column_widths=[0.4, 0.32, 0.28],
        row_heights=[0.16, 0.84],
        horizontal_spacing=0.09,
        specs=[[{}, {"rowspan": 2}, {}], [None, None, None]],
        subplot_titles=(f"one-hot row of “{shown[chosen]}”, 1 × {V}", f"× matrix, {V} × {D}", f"= its vector, 1 × {D}"),
    )
    colours = {"colorscale": list(style.DIVERGING), "zmin": -limit, "zmax": limit, "showscale": False}
    cells = {"xgap": 2, "ygap": 2, "texttemplate": "%{text}"}
    figure.add_heatmap(
        x=shown,
        y=["1"],
        z=hot,
        text=[["" if place == chosen else "0" for place in range(V)]],
        textfont={"color": style.MUTED},
        colorscale=[[0, "rgba(128,128,128,0.15)"], [1, style.CENTRE]],
        showscale=False,
        hovertemplate="place of %{x}: %{z}<extra></extra>",
        **cells,
        row=1,
        col=1,
    )
    for col, names, part, hover in (
        (3, [shown[chosen]], matrix[[chosen]], "%{x} = 0 + … + 1 · %{z:.4f} + … + 0<extra></extra>"),
        (2, shown, matrix, "%{y}, %{x}: %{z:.4f}<extra></extra>"),
    ):
        figure.add_heatmap(
            x=parts,
            y=names,
            z=part,
            text=[[f"{value:.2f}" for value in row] for row in part],
            hovertemplate=hover,
            **colours,
            **cells,
            row=1,
            col=col,
        )
    _mark(figure, shown[chosen], chosen, D)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_yaxes(showticklabels=False, col=1)
    figure.update_yaxes(showticklabels=False, col=3)
    figure.update_xaxes(showgrid=False, tickangle=0)
    figure.update_xaxes(tickangle=-55, row=1, col=1)
    return style.finish(figure, height=180 + 34 * V).update_layout(margin={"t": 40})


def _mark(figure: go.Figure, word: str, row: int, D: int) -> None:
    """Write the single 1, and put a frame around the row that it takes."""
    figure.add_annotation(x=word, y="1", text="<b>1</b>", showarrow=False, font={"color": "white"}, row=1, col=1)
    figure.add_shape(
        type="rect",
        x0=-0.5,
        x1=D - 0.5,
        y0=row - 0.5,
        y1=row + 0.5,
        line={"color": style.CENTRE, "width": 3},
        row=1,
        col=2,
    )


def likeness(words: Sequence[str], cells: Floats, *, title: str, top: float) -> go.Figure:
    """Words by words (n, n), dot products or distances, numbers written in where they fit."""
    n = len(words)
    figure = go.Figure(
        go.Heatmap(
            x=list(words),
            y=list(words),
            z=cells,
            zmin=-top if float(cells.min()) < 0 else 0,
            zmax=top,
            colorscale=list(style.DIVERGING if float(cells.min()) < 0 else style.SEQUENTIAL),
            text=[[f"{value:.2f}" for value in row] for row in cells] if n <= 12 else None,
            texttemplate="%{text}" if n <= 12 else None,
            showscale=False,
            xgap=1,
            ygap=1,
            hovertemplate="%{y}, %{x}: %{z:.3f}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, dtick=1)
    figure.update_xaxes(showgrid=False, tickangle=-50, dtick=1)
    figure.update_layout(title={"text": title, "font": {"size": 14}, "x": 0.02})
    return style.finish(figure, height=400).update_layout(margin={"t": 44})
