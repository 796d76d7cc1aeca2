"""Two models side by side on one map, the way between them, and how many words kept their neighbours."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.compare import Comparison
from explorer.figures import style

LABELLED = 16
ARROWS = 25


def side_by_side(found: Comparison, names: tuple[str, str], chosen: str) -> go.Figure:
    """Both models on the axes of the first; zoom is linked, the chosen word and its neighbours stand out."""
    figure = make_subplots(cols=2, subplot_titles=[_short(name) for name in names], horizontal_spacing=0.03)
    word = found.words.index(chosen) if chosen in found.words else None
    for col, (at, near) in enumerate(((found.first, found.near_first), (found.second, found.near_second)), start=1):
        figure.add_scattergl(
            x=at[:, 0],
            y=at[:, 1],
            mode="markers",
            marker={"color": style.MUTED, "size": 5, "opacity": 0.45},
            text=found.words,
            customdata=np.column_stack([found.jaccard, found.moved]),
            hovertemplate="%{text}<br>overlap %{customdata[0]:.2f}, moved %{customdata[1]:.2f}<extra></extra>",
            name="words compared",
            showlegend=col == 1,
            row=1,
            col=col,
        )
        if word is None:
            rows, colour = list(range(min(LABELLED, len(found.words)))), style.CENTRE
            figure.add_scatter(
                **_named(found, at, rows, colour, "circle", "most frequent", first=col == 1), row=1, col=col
            )
            continue
        both = sorted(set(found.near_first[word].tolist()) & set(found.near_second[word].tolist()))
        alone = [row for row in near[word].tolist() if row not in both]
        for rows, colour, symbol, name in (
            (both, style.CONTEXT, "circle", "neighbour in both"),
            (alone, style.NEGATIVE, "diamond", "neighbour here only"),
            ([word], style.CENTRE, "star", "the word"),
        ):
            figure.add_scatter(**_named(found, at, rows, colour, symbol, name, first=col == 1), row=1, col=col)
    figure.update_xaxes(matches="x", showticklabels=False, zeroline=False)
    figure.update_yaxes(matches="y", showticklabels=False, zeroline=False)
    figure = style.finish(figure, height=480)
    return figure.update_layout(legend={"y": -0.02, "yanchor": "top"}, margin={"t": 40})


def arrows(found: Comparison) -> go.Figure:
    """From where the first model has a word to where the second has it, for the words that moved most."""
    rows = np.argsort(-found.beyond)[:ARROWS]
    figure = go.Figure()
    figure.add_scattergl(
        x=found.first[:, 0],
        y=found.first[:, 1],
        mode="markers",
        marker={"color": style.MUTED, "size": 4, "opacity": 0.3},
        text=found.words,
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
    for row in rows:
        figure.add_annotation(
            x=found.second[row, 0],
            y=found.second[row, 1],
            ax=found.first[row, 0],
            ay=found.first[row, 1],
            xref="x",
            yref="y",
            axref="x",
            ayref="y",
            arrowhead=2,
            arrowwidth=1.5,
            arrowcolor=style.NEGATIVE,
            text="",
        )
    figure.add_scatter(
        x=found.second[rows, 0],
        y=found.second[rows, 1],
        mode="markers+text",
        marker={"color": style.NEGATIVE, "size": 6},
        text=[_short(found.words[row]) for row in rows],
        textposition="top center",
        customdata=np.column_stack([found.moved[rows], found.beyond[rows]]),
        hovertemplate="%{text}<br>moved %{customdata[0]:.2f}, beyond neighbours %{customdata[1]:.2f}<extra></extra>",
        showlegend=False,
    )
    return style.hide_scales(style.finish(figure, height=480))


def overlaps(found: Comparison, null: Comparison | None) -> go.Figure:
    """How many of the words kept how much of their neighbourhood; with the null, that of two seeds of one text."""
    figure = go.Figure()
    for one, name, colour in ((found, "these models", style.CENTRE), (null, "two seeds of one text", style.MUTED)):
        if one is not None:
            kept = np.rint(2 * one.k * one.jaccard / (1 + one.jaccard)).astype(int)  # J = m / (2k - m)
            shares = 100 * np.bincount(kept, minlength=one.k + 1) / len(kept)
            figure.add_bar(
                x=list(range(one.k + 1)),
                y=shares,
                name=name,
                marker={"color": colour},
                hovertemplate="%{x} kept: %{y:.1f} % of the words<extra>" + name + "</extra>",
            )
    figure.update_xaxes(title=f"of its {found.k} nearest words kept", range=[-0.6, found.k + 0.6])
    figure.update_yaxes(title="words (%)")
    return style.finish(figure, height=360).update_layout(showlegend=True, bargap=0.15)


def _named(
    found: Comparison, at: np.ndarray, rows: Sequence[int], colour: str, symbol: str, name: str, *, first: bool
) -> dict[str, object]:
    return {
        "x": at[rows, 0],
        "y": at[rows, 1],
        "mode": "markers+text",
        "text": [_short(found.words[row]) for row in rows],
        "textposition": "top center",
        "marker": {"color": colour, "symbol": symbol, "size": 14 if symbol == "star" else 9},
        "name": name,
        "legendgroup": name,
        "showlegend": first,
        "hovertemplate": "%{text}<extra></extra>",
    }


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
