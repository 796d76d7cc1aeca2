"""Where the words of a sentence look: heads of attention side by side, one head as lines and as shares, and layers."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.context.transformer.heads import Habit
from explorer.context.transformer.through_layers import ThroughLayers
from explorer.figures import style
from explorer.vectors.word_vectors import Floats

ACROSS = 4  # heads in a row
FAINTEST = 0.07  # share below which no line is drawn
STEPS = 8  # widths of lines
HOVER = "%{customdata[0]} takes from %{customdata[1]}: %{z:.3f}<extra></extra>"


def multiples(pieces: Sequence[str], attentions: Floats, habits: Sequence[Habit], *, chosen: int) -> go.Figure:
    """All heads (H, T, T) of a layer, small, each with its habit; head `chosen` is framed."""
    H, T = attentions.shape[:2]
    down = -(-H // ACROSS)
    titles = [
        f"<b>{i + 1}</b> {style.text(habit.place.removeprefix('the piece '))} {habit.share:.0%}"
        for i, habit in enumerate(habits)
    ]
    gap = 0.3 / down if down > 1 else 0
    figure = make_subplots(down, min(H, ACROSS), subplot_titles=titles, horizontal_spacing=0.02, vertical_spacing=gap)
    pairs = [[[one, other] for other in pieces] for one in pieces]
    for i in range(H):
        at = {"row": i // ACROSS + 1, "col": i % ACROSS + 1}
        figure.add_heatmap(z=attentions[i], coloraxis="coloraxis", customdata=pairs, hovertemplate=HOVER, **at)
        if i == chosen:
            edge = {"x0": -0.5, "x1": T - 0.5, "y0": -0.5, "y1": T - 0.5}
            figure.add_shape(type="rect", line={"color": style.NEGATIVE, "width": 3}, **edge, **at)
    named = {"tickvals": list(range(T)), "ticktext": [style.text(one) for one in pieces], "tickfont": {"size": 9}}
    figure.update_xaxes(showticklabels=False, ticks="", showgrid=False, zeroline=False)
    figure.update_yaxes(showticklabels=False, ticks="", showgrid=False, zeroline=False, autorange="reversed")
    if T <= 16:
        figure.update_yaxes(showticklabels=True, **named, col=1)
    figure.update_annotations(font_size=10)
    bar = {"title": {"text": "α", "side": "right"}, "tickvals": [0, 0.5, 1], "thickness": 10}
    # Beside the heads it would take a phone's width.
    below = {"orientation": "h", "len": 0.4, "y": 0, "yanchor": "top", "ypad": 15}
    scale = {"cmin": 0, "cmax": 1, "colorscale": list(style.SEQUENTIAL)}
    figure.update_layout(coloraxis={**scale, "colorbar": {**bar, **below}})
    return style.finish(figure, height=100 + 180 * down).update_layout(margin={"b": 60})


def lines(pieces: Sequence[str], attention: Floats, *, of: int | None) -> go.Figure:
    """One head (T, T): words on the left look at words on the right; the thicker a line, the larger the share.

    `of` shows one word's lines alone.
    """
    figure = go.Figure()
    T = len(pieces)
    i, j = np.nonzero(attention >= FAINTEST)
    if of is not None:
        i, j = i[i == of], j[i == of]
    step = np.minimum((attention[i, j] * STEPS).astype(int), STEPS - 1)
    for k in np.unique(step).tolist():
        own = step == k
        ends = np.stack([i[own], j[own]], axis=1).tolist()
        figure.add_scatter(
            x=[x for _ in ends for x in (0, 1, None)],
            y=[y for one, other in ends for y in (one, other, None)],
            mode="lines",
            line={"color": style.CENTRE, "width": 1 + 7 * (k + 0.5) / STEPS},
            opacity=0.25 + 0.7 * (k + 0.5) / STEPS,
            hoverinfo="skip",
            showlegend=False,
        )
    for x, side in ((0, "middle left"), (1, "middle right")):
        figure.add_scatter(
            x=[x] * T,
            y=list(range(T)),
            mode="markers+text",
            text=list(pieces),
            textposition=side,
            textfont={"size": 14},
            marker={"color": style.NEGATIVE if x == 0 else style.CENTRE, "size": 6},
            hoverinfo="skip",
            showlegend=False,
            cliponaxis=False,
        )
    shown = {"showgrid": False, "zeroline": False, "showticklabels": False}
    figure.update_xaxes(range=[-0.55, 1.55], **shown)
    figure.update_yaxes(range=[T - 0.4, -0.6], **shown)
    return style.finish(figure, height=70 + 26 * T)


def shares(words: Sequence[str], attention: Floats) -> go.Figure:
    """What each word (row) takes from each (column), (T, T); the cells are in percent, to be narrow on a phone."""
    at = list(range(len(words)))
    figure = go.Figure(
        go.Heatmap(
            x=at,
            y=at,
            z=attention,
            zmin=0,
            zmax=1,
            colorscale=list(style.SEQUENTIAL),
            text=[[f"{100 * value:.0f}" for value in row] for row in attention],
            texttemplate="%{text}" if len(words) <= 14 else "",
            customdata=[[[one, other] for other in words] for one in words],
            hovertemplate=HOVER,
            xgap=1,
            ygap=1,
            colorbar={"title": "α", "thickness": 10, "tickvals": [0, 0.5, 1], "tickformat": ".0%"},
        )
    )
    named = {"tickvals": at, "ticktext": [style.text(one) for one in words], "showgrid": False, "zeroline": False}
    figure.update_xaxes(side="top", title="looks at", **named)
    figure.update_yaxes(autorange="reversed", **named)
    return style.finish(figure, height=120 + 26 * len(words)).update_layout(margin={"t": 90})


def through_layers(found: ThroughLayers, word: str) -> go.Figure:
    """Self-similarity of a word by layer, the similarity of any two words, and the difference."""
    figure = go.Figure()
    layers = list(range(len(found.same)))
    told = {
        f"{word} at two places": (found.same, style.CENTRE, "dash", "circle"),
        "two different words": (found.different, style.MUTED, "dot", "square"),
        "difference": (found.corrected, style.NEGATIVE, "solid", "diamond"),
    }
    for name, (y, colour, dash, symbol) in told.items():
        figure.add_scatter(
            x=layers,
            y=y,
            mode="lines+markers",
            name=name,
            line={"color": colour, "dash": dash, "width": 3},
            marker={"symbol": symbol, "size": 9},
            hovertemplate="layer %{x}: %{y:.3f}<extra></extra>",
        )
    figure.update_xaxes(title="layer (0: what goes in)", tickvals=layers)
    figure.update_yaxes(title="mean cosine", rangemode="tozero")
    return style.finish(figure, height=380)
