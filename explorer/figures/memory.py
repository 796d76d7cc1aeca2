"""What recurrent networks remember: right answers by gap, losses, verbs, and how the gradient fades backwards."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style
from explorer.vectors.word_vectors import Floats

LOOKS = {  # colour, dash and symbol of each cell
    "RNN": (style.NEGATIVE, "solid", "circle"),
    "GRU": (style.CONTEXT, "dash", "diamond"),
    "LSTM": (style.CENTRE, "dot", "square"),
}


WAYS = (  # looks of differently truncated backpropagation
    (style.CENTRE, "solid", "square"),
    (style.CONTEXT, "dash", "diamond"),
    (style.ANSWER, "dot", "triangle-up"),
    (style.NEGATIVE, "dashdot", "circle"),
)


def by_gap(cells: Sequence[str], gaps: Sequence[int], accuracy: Floats) -> go.Figure:
    """Share right (C, S, G) over the gap: a line through the means, a band over the seeds, each seed a point.

    A name of a cell has that cell's colour; other names, such as ways of truncating, have colours in their order.
    """
    figure = go.Figure()
    apart = np.linspace(-0.5, 0.5, len(cells)) if len(cells) > 1 else np.zeros(1)  # so that equal points are seen
    for number, (cell, found, aside) in enumerate(zip(cells, accuracy, apart, strict=True)):
        colour, dash, symbol = LOOKS.get(cell, WAYS[number % len(WAYS)])
        _band(figure, np.array(gaps, float), found, colour)
        figure.add_scatter(
            x=gaps,
            y=found.mean(axis=0),
            mode="lines",
            name=cell,
            line={"color": colour, "dash": dash, "width": 3},
            hovertemplate=cell + ", mean of the seeds: %{y:.3f}<extra></extra>",
        )
        figure.add_scatter(
            x=np.tile(np.array(gaps) + aside, len(found)),
            y=found.ravel(),
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 8},
            showlegend=False,
            hovertemplate=cell + ", one seed: %{y:.3f}<extra></extra>",
        )
    figure.add_hline(y=0.5, line={"color": style.MUTED, "dash": "dash"})
    figure.add_annotation(x=0.5, xref="paper", y=0.5, text="guessing", showarrow=False, yanchor="top")
    figure.update_xaxes(title="words between subject and verb", tickvals=list(gaps))
    figure.update_yaxes(title="share of sentences right", range=[0.2, 1.04], tickformat=".1f")
    return style.finish(figure, height=360)


def losses(cells: Sequence[str], step: Sequence[int], loss: Floats, *, now: int) -> go.Figure:
    """Loss (C, S, M) over the steps with a band over the seeds; NaN is not drawn, and moment `now` is marked."""
    figure = go.Figure()
    across = np.array(step, float)
    known = np.isfinite(loss).all(axis=(0, 1))
    for cell, found in zip(cells, loss, strict=True):
        colour, dash, symbol = LOOKS[cell]
        _band(figure, across[known], found[:, known], colour)
        figure.add_scatter(
            x=across[known],
            y=found[:, known].mean(axis=0),
            mode="lines",
            name=cell,
            line={"color": colour, "dash": dash, "width": 3},
            hovertemplate=cell + ", step %{x:,}: %{y:.3f} nats<extra></extra>",
        )
        figure.add_scatter(
            x=[across[now]],
            y=[found[:, now].mean()],
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 11},
            showlegend=False,
            hoverinfo="skip",
        )
    whole = float(across[-1])
    figure.update_xaxes(title="training step", range=[-0.02 * whole, 1.02 * whole])
    figure.update_yaxes(title="loss of unseen sentences, nats", rangemode="tozero")
    return style.finish(figure, height=360)


def verbs(cells: Sequence[str], were: Floats) -> go.Figure:
    """The probability of "were" (C, S) that each network gives: 0 is "was"; every seed a point."""
    figure = go.Figure()
    for row, (cell, found) in enumerate(zip(cells, were, strict=True)):
        colour, _, symbol = LOOKS[cell]
        figure.add_scatter(
            x=found,
            y=row + np.linspace(-0.2, 0.2, len(found)),
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 12},
            hovertemplate=cell + ": P(were) = %{x:.4f}<extra></extra>",
            showlegend=False,
        )
    figure.add_vline(x=0.5, line={"color": style.MUTED, "dash": "dash"})
    figure.update_xaxes(
        title="P(were)",
        range=[-0.04, 1.04],
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        ticktext=["0, was", "0.25", "0.5", "0.75", "1, were"],
    )
    figure.update_yaxes(
        tickvals=list(range(len(cells))), ticktext=list(cells), range=[len(cells) - 0.5, -0.5], zeroline=False
    )
    return style.finish(figure, height=220)


def arriving(lines: Sequence[tuple[str, str, Floats]], *, title: str) -> go.Figure:
    """Gradients by their distance from the answer on a logarithmic axis: (name, cell, (S, T)) each.

    The line is the geometric mean of the seeds, with a band from the least to the greatest. It ends where a gradient is
    0, too small for floating point. A second line of the same cell, for its memory, is thin and without a band.
    """
    figure = go.Figure()
    seen: set[str] = set()
    for name, cell, norms in lines:
        colour, dash, _ = LOOKS[cell]
        first = cell not in seen
        seen.add(cell)
        known = (np.isfinite(norms) & (norms > 0)).all(axis=0)
        distance = np.flatnonzero(known)
        held = norms[:, known].astype(np.float64)
        if first:
            _band(figure, distance.astype(float), held, colour)
        figure.add_scatter(
            x=distance,
            y=np.exp(np.log(held).mean(axis=0)),
            mode="lines",
            name=name,
            line={"color": colour, "dash": dash if first else "solid", "width": 3 if first else 1.5},
            hovertemplate=name + ", %{x} words before: %{y:.2e}<extra></extra>",
        )
    figure.update_xaxes(title="words before the answer")
    figure.update_yaxes(title=title, type="log", exponentformat="power")
    return style.finish(figure, height=400)


def gate(
    words: Sequence[str], cells: Floats, *, symbol: str, held: Sequence[int], between: tuple[int, int]
) -> go.Figure:
    """A gate (T, n_a) over a sentence: a row for each unit, a column for each word; `held` units carry a mark.

    The columns from the first of `between` to the second are framed.
    """
    T, n = cells.shape
    names = [f"{unit + 1} ●" if unit in set(held) else f"{unit + 1}" for unit in range(n)]
    figure = go.Figure(
        go.Heatmap(
            x=list(range(T)),
            y=list(range(n)),
            z=cells.T,
            zmin=0,
            zmax=1,
            colorscale=list(style.SEQUENTIAL),
            hovertemplate="unit %{customdata}: " + symbol + " = %{z:.3f}<extra></extra>",
            customdata=[[unit + 1] * T for unit in range(n)],
            xgap=1,
            ygap=1,
            colorbar={"title": symbol, "thickness": 10, "tickvals": [0, 0.5, 1]},
        )
    )
    figure.add_shape(
        type="rect",
        x0=between[0] - 0.5,
        x1=between[1] + 0.5,
        y0=-0.5,
        y1=n - 0.5,
        line={"color": style.NEGATIVE, "width": 2.5},
    )
    figure.update_xaxes(
        tickvals=list(range(T)), ticktext=[style.text(word) for word in words], tickangle=-60, showgrid=False
    )
    figure.update_yaxes(
        tickvals=list(range(n)), ticktext=names, range=[n - 0.5, -0.5], title="unit", showgrid=False, zeroline=False
    )
    return style.finish(figure, height=130 + 15 * n)


def memory(words: Sequence[str], cell: Floats, *, threshold: float, between: tuple[int, int]) -> go.Figure:
    """One unit's memory (T,) word by word; marked beyond the threshold; the words of `between` are shaded."""
    T = len(words)
    figure = go.Figure(
        go.Scatter(
            x=list(range(T)),
            y=cell,
            mode="lines+markers",
            line={"color": style.CENTRE, "width": 2.5, "shape": "hvh"},
            marker={"size": 8, "symbol": ["circle" if abs(c) > threshold else "circle-open" for c in cell]},
            hovertemplate="%{y:.3f}<extra></extra>",
        )
    )
    figure.add_vrect(x0=between[0] - 0.5, x1=between[1] + 0.5, fillcolor=style.NEGATIVE, opacity=0.12, line_width=0)
    for level in (threshold, -threshold):
        figure.add_hline(y=level, line={"color": style.MUTED, "dash": "dash"})
    figure.update_xaxes(
        tickvals=list(range(T)), ticktext=[style.text(word) for word in words], tickangle=-60, range=[-0.5, T - 0.5]
    )
    reach = max(1.05, float(np.abs(cell).max()) * 1.1)
    figure.update_yaxes(title="c", range=[-reach, reach])
    return style.finish(figure, height=280)


def _band(figure: go.Figure, x: Floats, y: Floats, colour: str) -> None:
    """Add a band from the least to the greatest of y (S, G) over x (G,)."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    figure.add_scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([y.max(axis=0), y.min(axis=0)[::-1]]),
        mode="lines",
        fill="toself",
        fillcolor=f"rgba({red}, {green}, {blue}, 0.13)",
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )
