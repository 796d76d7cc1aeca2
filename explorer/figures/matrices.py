"""Matrices of words by words, their spectra, and how well a model fits them."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import labels, style
from explorer.vectors.word_vectors import Floats


def heat_map(
    words: Sequence[str],
    cells: Floats,
    *,
    unit: str,
    logarithmic: bool = False,
    signed: bool = False,
    chosen: tuple[int, int] | None = None,
) -> go.Figure:
    """Cells (n, n) of words by words; NaN is left empty; with up to 12 words the numbers are written in.

    If `logarithmic`, colour follows the logarithm, so that 1 differs from 10 as 10 from 100; `chosen` is the row and
    column of a cell to mark.
    """
    coloured = np.log10(cells) if logarithmic else cells
    known = coloured[np.isfinite(coloured)]
    powers = np.arange(np.ceil(known.min()), np.floor(known.max()) + 1) if logarithmic and known.size else None
    few = len(words) <= 12
    shown = [_short(word) for word in words]
    bar: dict[str, object] = {"title": {"text": unit, "side": "right"}, "thickness": 12, "outlinewidth": 0}
    if powers is not None:
        bar |= {"tickvals": powers.tolist(), "ticktext": [f"{10.0**power:g}" for power in powers]}
    figure = go.Figure(
        go.Heatmap(
            x=shown,
            y=shown,
            z=np.where(np.isnan(cells), np.nan, coloured),
            customdata=cells,
            colorscale=list(style.DIVERGING if signed else style.SEQUENTIAL),
            zmid=0 if signed else None,
            text=[["" if np.isnan(cell) else f"{cell:.3g}" for cell in row] for row in cells] if few else None,
            texttemplate="%{text}" if few else None,
            hovertemplate="<b>%{y}</b> near <b>%{x}</b><br>%{customdata:.4g} " + unit + "<extra></extra>",
            colorbar=bar,
            xgap=1,
            ygap=1,
        )
    )
    if chosen is not None:
        row, column = chosen
        figure.add_shape(
            type="rect",
            x0=column - 0.5,
            x1=column + 0.5,
            y0=row - 0.5,
            y1=row + 0.5,
            line={"color": style.NEGATIVE, "width": 3},
        )
    side = {"showgrid": False, "tickfont": {"size": 12 if len(words) <= 30 else 10}}
    figure.update_yaxes(autorange="reversed", title="word i", dtick=1, **side)  # across, a phone has no room for all
    figure.update_xaxes(title="word j near it", tickangle=-60 if len(words) > 8 else 0, side="bottom", **side)
    return style.finish(figure, height=560 if len(words) > 12 else 470)


def spectrum(values: Floats) -> go.Figure:
    """Singular values (D,) as bars; the first two are those a map shows."""
    number = np.arange(1, len(values) + 1)
    figure = go.Figure(
        go.Bar(
            x=number,
            y=values,
            marker={"color": [style.CENTRE if n <= 2 else style.MUTED for n in number]},
            hovertemplate="σ<sub>%{x}</sub> = %{y:.4g}<extra></extra>",
        )
    )
    figure.update_xaxes(title="component", showgrid=False, dtick=1 if len(values) <= 10 else None)
    figure.update_yaxes(title="singular value σ")
    return style.finish(figure, height=300).update_layout(bargap=0.25)


def components(words: Sequence[str], xy: Floats, *, wide: int = 430) -> go.Figure:
    """Words, the most frequent first, at their first two components (n, 2); named if there is room in `wide` pixels."""
    shown = [_short(word) for word in words]
    named = dict(labels.placed(xy, shown, range(len(words)), picture=(wide, 350), clear=True))
    figure = go.Figure(
        go.Scatter(
            x=xy[:, 0],
            y=xy[:, 1],
            mode="markers+text",
            text=[word if row in named else "" for row, word in enumerate(shown)],
            textposition=[named.get(row, "middle right") for row in range(len(words))],
            textfont={"size": 12},
            customdata=words,
            cliponaxis=False,
            marker={"color": style.CENTRE, "size": 7},
            hovertemplate="<b>%{customdata}</b><br>%{x:.4f}, %{y:.4f}<extra></extra>",
        )
    )
    figure.update_xaxes(title="component 1", zeroline=True)
    figure.update_yaxes(title="component 2", zeroline=True, scaleanchor="x")
    return style.finish(figure, height=470)


def weighting(counts: Floats, x_max: float, exponent: float) -> go.Figure:
    """f(x) over the counts (N,) of the text, and the distribution of these counts."""
    top = float(counts.max()) * 1.3
    edges = np.geomspace(min(float(counts.min()), x_max / 10), max(top, x_max * 2), 40)
    share = np.histogram(counts, edges)[0] / len(counts)
    middle = np.sqrt(edges[1:] * edges[:-1])
    figure = go.Figure()
    figure.add_bar(
        x=middle,
        y=share,
        width=np.diff(edges) * 0.9,
        marker={"color": style.MUTED, "opacity": 0.6},
        name="share of the nonzeros",
        hovertemplate="%{y:.1%} of the nonzeros near x = %{x:.2g}<extra></extra>",
    )
    figure.add_scatter(
        x=edges,
        y=np.minimum((edges / x_max) ** exponent, 1),
        mode="lines",
        line={"color": style.CENTRE, "width": 3},
        name="f(x), the weight of a count",
        hovertemplate="f(%{x:.3g}) = %{y:.3f}<extra></extra>",
    )
    figure.add_scatter(
        x=[x_max, x_max],
        y=[0, 1],
        mode="lines",
        line={"color": style.NEGATIVE, "dash": "dot"},
        name="x_max",
        hoverinfo="skip",
    )
    figure.update_xaxes(title="count x", type="log")
    figure.update_yaxes(title="weight, share", range=[0, 1.08])
    return style.finish(figure, height=300)


def course(
    losses: Sequence[float],
    at: int,
    *,
    title: str,
    across: Sequence[float] | None = None,
    whole: float | None = None,
    step: str = "epoch",
    log: bool = False,
) -> go.Figure:
    """Losses (M,) over moments `across` (M,), or over 0, 1, 2 ...; moment number `at` is marked.

    The axis reaches to `whole` from the start, so that the line grows into it.
    """
    where = list(across if across is not None else range(len(losses)))
    figure = go.Figure()
    figure.add_scatter(
        x=where,
        y=list(losses),
        mode="lines",
        line={"color": style.CENTRE, "width": 2.5},
        hovertemplate=step + " %{x:,}: %{y:.4g}<extra></extra>",
        showlegend=False,
    )
    style.mark(figure, where[at], losses[at], whole=whole)
    figure.update_xaxes(title=step, range=[-0.02 * whole, 1.02 * whole] if whole else None)
    figure.update_yaxes(title=title, rangemode="tozero")
    if log:
        figure.update_yaxes(type="log", dtick=1)
    return style.finish(figure, height=300)


def agreement(
    aim: Floats,
    reached: Floats,
    pairs: Sequence[str],
    *,
    aim_title: str,
    reached_title: str,
    shade: Floats | None = None,
    shade_title: str = "",
) -> go.Figure:
    """Points (n,) of target values and reached values; on the diagonal they are equal.

    The axes have the range of `aim`, the upright one more if values reached lie beyond it.
    """
    low, high = float(aim.min()), float(aim.max())
    room = 0.08 * (high - low or 1)
    line = [low - room, high + room]
    figure = go.Figure()
    figure.add_scatter(
        x=line, y=line, mode="lines", line={"color": style.MUTED, "dash": "dash"}, hoverinfo="skip", showlegend=False
    )
    figure.add_scattergl(
        x=aim,
        y=reached,
        mode="markers",
        text=pairs,
        marker={
            "size": 7,
            "opacity": 0.7,
            "color": style.CENTRE if shade is None else shade,
            "colorscale": [[0, "#b8860b"], [1, style.CENTRE]],
            "cmin": 0,
            "cmax": 1,
            "showscale": shade is not None,
            "colorbar": {"title": {"text": shade_title, "side": "right"}, "thickness": 12, "outlinewidth": 0},
        },
        hovertemplate="<b>%{text}</b><br>%{x:.2f} aimed at, %{y:.2f} reached<extra></extra>",
        showlegend=False,
    )
    figure.update_xaxes(title=aim_title, range=line)
    ends = min(low, -1, float(reached.min())) - room, max(high, float(reached.max())) + room
    figure.update_yaxes(title=reached_title, range=ends)
    return style.finish(figure, height=470)


def _short(word: str) -> str:
    return word if len(word) <= 16 else word[:15] + "…"
