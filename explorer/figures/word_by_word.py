"""A sentence word by word: the loss of each word, the gradient that reaches it, and two networks' answers."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style
from explorer.sequence.unrolled import Strand, Unrolled
from explorer.vectors.word_vectors import Floats


def loss(drawn: Unrolled, clock: int) -> go.Figure:
    """L<t> of the words answered so far, one bar per word."""
    there = drawn.answered <= clock
    figure = go.Figure(
        go.Bar(
            x=_numbered(drawn.words),
            y=np.where(there, drawn.losses, np.nan),
            marker={"color": style.CENTRE},
            text=[f"{value:.2f}" if seen else "" for value, seen in zip(drawn.losses, there, strict=True)],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{x}: %{y:.4f} nats<extra></extra>",
        )
    )
    total = float(drawn.losses[there].sum())
    figure.update_layout(title={"text": f"L = Σ L⟨t⟩ = {total:.3f} nats so far", "font": {"size": 14}, "x": 0.02})
    figure.update_yaxes(title="loss, nats", range=[0, 1.25 * max(float(drawn.losses.max()), 0.1)])
    return style.finish(figure, height=250).update_layout(margin={"t": 44})


def gradient(drawn: Unrolled, strand: Strand, clock: int) -> go.Figure:
    """The gradient at each a<t> of one strand as bars, and the shared weights' gradient summed so far as a line."""
    back = drawn.reached_back(strand.tick, clock)
    words = _numbered(drawn.words)
    figure = go.Figure(
        go.Bar(
            x=words,
            y=np.where(back, strand.arrived, np.nan),
            marker={"color": style.NEGATIVE},
            name="arrives at a⟨t⟩",
            hovertemplate="%{x}: ‖∂L/∂a‖ = %{y:.4g}<extra></extra>",
        )
    )
    figure.add_scatter(
        x=words,
        y=np.where(back, strand.gathered, np.nan),
        mode="lines+markers",
        line={"color": style.CENTRE, "dash": "dot"},
        marker={"symbol": "diamond", "size": 8},
        name="∂L/∂W, sum so far",
        hovertemplate="back to %{x}: ‖∂L/∂W‖ = %{y:.4g}<extra></extra>",
    )
    most = max(float(strand.arrived.max()), float(strand.gathered.max()), 1e-9)
    figure.update_yaxes(title="length of the gradient", range=[0, 1.12 * most])
    figure.update_xaxes(categoryorder="array", categoryarray=words)
    return style.finish(figure, height=250).update_layout(margin={"t": 44})


def _numbered(words: Sequence[str]) -> list[str]:
    """Words as names of columns; a word that occurs twice has two columns."""
    return [f"{word} {t}" if words.count(word) > 1 else word for t, word in enumerate(words, 1)]


def compared(words: Sequence[str], rows: dict[str, Floats], ringed: int | None) -> go.Figure:
    """Words by networks: each network's answer (T,) for every word; word `ringed` is framed."""
    cells = np.stack(list(rows.values()))
    figure = go.Figure(
        go.Heatmap(
            x=_numbered(words),
            y=list(rows),
            z=cells,
            zmin=0,
            zmax=1,
            colorscale=list(style.SEQUENTIAL),
            text=[[f"{value:.2f}" for value in row] for row in cells],
            texttemplate="%{text}",
            showscale=False,
            xgap=2,
            ygap=2,
            hovertemplate="%{y}, %{x}: %{z:.4f}<extra></extra>",
        )
    )
    if ringed is not None:
        figure.add_shape(
            type="rect",
            x0=ringed - 0.5,
            x1=ringed + 0.5,
            y0=-0.5,
            y1=len(rows) - 0.5,
            line={"color": style.NEGATIVE, "width": 3},
        )
    figure.update_yaxes(autorange="reversed", showgrid=False, ticksuffix="  ")
    figure.update_xaxes(side="top", showgrid=False, autotickangles=[0, -35, -60])
    return style.finish(figure, height=200).update_layout(margin={"t": 70})


def by_places(curves: dict[str, Floats], says_no: float, at: int) -> go.Figure:
    """Shares (M,) of words judged rightly, by how many places the sentences were moved; `at` is marked."""
    figure = go.Figure()
    looks = zip(curves.items(), (style.NEGATIVE, style.CENTRE), ("circle", "square"), strict=True)
    for (name, share), colour, symbol in looks:
        figure.add_scatter(
            x=list(range(len(share))),
            y=share,
            mode="lines+markers",
            name=name,
            line={"color": colour, "width": 2.5},
            marker={"symbol": symbol, "size": [13 if place == at else 7 for place in range(len(share))]},
            hovertemplate="moved by %{x}: %{y:.3f}<extra>" + name + "</extra>",
        )
    figure.add_hline(
        y=says_no,
        line={"color": style.MUTED, "dash": "dash"},
        annotation={"text": "calls no word a name", "x": 0, "xanchor": "left", "yanchor": "top"},
    )
    figure.update_xaxes(title="places to the right", dtick=1)
    figure.update_yaxes(title="words judged rightly", range=[0, 1.05])
    return style.finish(figure, height=320)
