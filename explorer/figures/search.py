"""Sentences found by meaning: which words matched, and at what rank each way of searching finds the right one."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style
from explorer.tasks.search.alignment import Alignment
from explorer.text.numbers import number
from explorer.vectors.word_vectors import Floats

ROW = 23  # pixels of a word
MOST_NAMED = 60  # words of a sentence; in a longer one only words with a line
DRAWN = 40  # pairs of words, at most
LONGEST = 24  # characters of a word beside its point
FAINTEST = 0.01  # of the shares' absolute sum; smaller shares are not drawn


def strongest(found: Alignment) -> list[tuple[int, int, float]]:
    """The pairs of words that are drawn, with what they add to the cosine, the largest first."""
    order = np.argsort(-np.abs(found.shares), axis=None, kind="stable")[:DRAWN]
    least = FAINTEST * np.abs(found.shares).sum()
    pairs = [(int(i), int(j)) for i, j in zip(*np.unravel_index(order, found.shares.shape), strict=True)]
    return [(i, j, float(found.shares[i, j])) for i, j in pairs if abs(found.shares[i, j]) > least]


def alignment(found: Alignment, names: tuple[str, str]) -> go.Figure:
    """Two sentences at the sides, with each word's sum; a line for each pair, thicker if it adds more to the cosine."""
    n, m = found.shares.shape
    rows = max(n, m, 1)
    heights = [[rows * (i + 0.5) / count for i in range(count)] for count in (n, m)]
    pairs = strongest(found)
    most = max([abs(share) for _, _, share in pairs], default=1.0)
    figure = go.Figure()
    for i, j, share in reversed(pairs):
        figure.add_scatter(
            x=[0, 1],
            y=[heights[0][i], heights[1][j]],
            mode="lines",
            line={
                "width": 1 + 11 * abs(share) / most,
                "color": style.CENTRE if share > 0 else style.NEGATIVE,
                "dash": "solid" if share > 0 else "dot",
            },
            opacity=0.25 + 0.6 * abs(share) / most,
            hoverinfo="skip",
        )
    _midpoints(figure, found, pairs, heights)
    for side, (words, at) in enumerate(zip((found.first, found.second), heights, strict=True)):
        sums = found.shares.sum(axis=1 - side)
        told = sorted({(i, j)[side] for i, j, _ in pairs}) if rows > MOST_NAMED else range(len(words))
        figure.add_scatter(
            x=[side] * len(words),
            y=at,
            yaxis="y2" if side else "y",
            mode="markers",
            marker={"size": 5, "color": style.MUTED},
            cliponaxis=False,
            customdata=[[word, float(total)] for word, total in zip(words, sums, strict=True)],
            hovertemplate="%{customdata[0]}: adds %{customdata[1]:+.3f} in all<extra></extra>",
        )
        figure.add_annotation(x=side, y=-0.4, text=f"<b>{style.text(names[side])}</b>", showarrow=False)
        figure.update_layout({"yaxis2" if side else "yaxis": _side(sums, words, at, told, right=side == 1)})
    figure.update_xaxes(visible=False, range=[0, 1])
    figure.update_yaxes(range=[rows, -0.9], showgrid=False, zeroline=False)
    return style.finish(figure, height=80 + ROW * min(max(rows, 6), MOST_NAMED)).update_layout(showlegend=False)


def _midpoints(
    figure: go.Figure, found: Alignment, pairs: Sequence[tuple[int, int, float]], heights: Sequence[Sequence[float]]
) -> None:
    """Add the points at which lines show their numbers on hover: not all in the middle, where lines cross."""
    spots = [0.3 + 0.2 * (k % 3) for k in range(len(pairs))]
    figure.add_scatter(
        x=spots,
        y=[(1 - at) * heights[0][i] + at * heights[1][j] for at, (i, j, _) in zip(spots, pairs, strict=True)],
        mode="markers",
        marker={"size": 14, "color": "rgba(0, 0, 0, 0)"},
        customdata=[[found.first[i], found.second[j], share, float(found.cosines[i, j])] for i, j, share in pairs],
        hovertemplate="%{customdata[0]} – %{customdata[1]}: adds %{customdata[2]:+.4f} to the cosine"
        "<br>cosine of the two words %{customdata[3]:.3f}<extra></extra>",
    )


def _side(
    sums: Floats, words: Sequence[str], at: Sequence[float], told: Sequence[int], *, right: bool
) -> dict[str, Any]:
    """An axis whose ticks are the words `told`: it takes the room that they need, on a phone as well."""
    return {
        "tickvals": [at[i] for i in told],
        "ticktext": [_beside(words[i], float(sums[i]), right=right) for i in told],
        "tickfont": {"size": 13},
        "automargin": True,
        **({"overlaying": "y", "matches": "y", "side": "right"} if right else {}),
    }


def _beside(word: str, total: float, *, right: bool) -> str:
    """A word with what all its pairs add to the cosine, on the outer side of its point."""
    adds = number(total, "+.2f") if abs(total) >= 0.005 else ""
    shown = style.text(word if len(word) <= LONGEST else word[: LONGEST - 1] + "…")
    return f" {shown} {adds}" if right else f"{adds} {shown} "


def scores(ways: Sequence[str], values: Sequence[tuple[float, float, float]], *, axis: str, top: float) -> go.Figure:
    """A value with its 95% interval for each way of searching, the first on top."""
    figure = go.Figure(
        go.Scatter(
            x=[value for value, _, _ in values],
            y=list(ways),
            mode="markers+text",
            text=[f"{value:.3f}" for value, _, _ in values],
            textposition="top center",
            cliponaxis=False,
            marker={"size": 12, "color": style.CENTRE, "symbol": "diamond"},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [high - value for value, _, high in values],
                "arrayminus": [value - low for value, low, _ in values],
                "thickness": 2,
                "color": style.CENTRE,
            },
            customdata=[[low, high] for _, low, high in values],
            hovertemplate="%{y}: %{x:.4f}, 95% %{customdata[0]:.3f} to %{customdata[1]:.3f}<extra></extra>",
        )
    )
    low = min(0.0, *(low for _, low, _ in values))
    figure.update_xaxes(title=axis, range=[low, top])
    figure.update_yaxes(autorange="reversed", showgrid=False, ticksuffix="  ", tickfont={"size": 14})
    return style.finish(figure, height=110 + 46 * len(ways))
