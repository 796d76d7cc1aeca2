"""
A recurrent network unrolled over one sentence: x<t>, a<t> and ŷ<t> as boxes with their numbers inside.

On the forward pass, a box is filled when the clock reaches it. On the backward pass, wedges show the gradient: their
thickness is the length of the gradient from an answer, or of that through time.
"""

from dataclasses import dataclass, field

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style
from explorer.figures.marks import Marks
from explorer.sequence.cell import Mask
from explorer.sequence.unrolled import Strand, Unrolled
from explorer.vectors.word_vectors import Floats

TALL = 0.27  # half the height of a box; rows are 1 apart, columns too
THICKEST = 0.2  # half of the strongest wedge
LINE = "rgba(128, 128, 128, 0.55)"
HALO = "rgba(31, 136, 201, 0.10)"


@dataclass
class _Canvas:
    """The figure, its shapes and texts, and the parts drawn in one trace each: lines, arrowheads and wedges."""

    figure: go.Figure = field(default_factory=go.Figure)
    marks: Marks = field(default_factory=Marks)
    lines: tuple[list[float | None], list[float | None]] = field(default_factory=lambda: ([], []))
    heads: tuple[list[float], list[float], list[str]] = field(default_factory=lambda: ([], [], []))
    wedges: tuple[list[float | None], list[float | None]] = field(default_factory=lambda: ([], []))
    told: tuple[list[float], list[float], list[str]] = field(default_factory=lambda: ([], [], []))

    def arrow(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.lines[0].extend([x0, x1, None])
        self.lines[1].extend([y0, y1, None])
        self.heads[0].append(x1)
        self.heads[1].append(y1)
        self.heads[2].append("triangle-up" if y1 > y0 else "triangle-right" if x1 > x0 else "triangle-left")

    def wedge(self, x0: float, y0: float, x1: float, y1: float, strength: float, said: str) -> None:
        """An arrow from (x0, y0) to (x1, y1), as thick as `strength` (0 to 1)."""
        half = max(THICKEST * strength, 0.012)
        dx, dy = x1 - x0, y1 - y0
        long = float(np.hypot(dx, dy))
        ux, uy = dx / long, dy / long
        neck = long - min(long * 0.5, 0.13)
        flat = half * 0.62
        outline = [
            (0, flat),
            (neck, flat),
            (neck, half),
            (long, 0),
            (neck, -half),
            (neck, -flat),
            (0, -flat),
            (0, flat),
        ]
        self.wedges[0].extend([*(x0 + ux * along - uy * across for along, across in outline), None])
        self.wedges[1].extend([*(y0 + uy * along + ux * across for along, across in outline), None])
        self.told[0].append((x0 + x1) / 2)
        self.told[1].append((y0 + y1) / 2)
        self.told[2].append(said)

    def box(self, x: float, y: float, half: float, colour: str, *, there: bool, chosen: bool = False) -> None:
        self.marks.shape(
            "rect",
            x0=x - half,
            x1=x + half,
            y0=y - TALL,
            y1=y + TALL,
            line={"color": colour, "width": 3 if chosen else 1.6, "dash": "solid" if there else "dot"},
            opacity=1 if there else 0.45,
        )

    def text(self, x: float, y: float, text: str, *, size: float = 12, **more: object) -> None:
        self.marks.note(x, y, text, font={"size": size}, **more)

    def finished(self) -> None:
        """Add what was collected to the figure."""
        self.marks.onto(self.figure)
        self.figure.add_scatter(
            x=self.lines[0], y=self.lines[1], mode="lines", line={"color": LINE, "width": 1.5}, hoverinfo="skip"
        )
        self.figure.add_scatter(
            x=self.heads[0],
            y=self.heads[1],
            mode="markers",
            marker={"symbol": self.heads[2], "size": 7, "color": style.MUTED},
            hoverinfo="skip",
        )
        if self.wedges[0]:
            self.figure.add_scatter(
                x=self.wedges[0],
                y=self.wedges[1],
                mode="lines",
                fill="toself",
                fillcolor=style.NEGATIVE,
                line={"color": style.NEGATIVE, "width": 0.8},
                hoverinfo="skip",
            )
            self.figure.add_scatter(
                x=self.told[0],
                y=self.told[1],
                mode="markers",
                marker={"opacity": 0, "size": 18},
                hovertext=self.told[2],
                hovertemplate="%{hovertext}<extra></extra>",
            )


def network(drawn: Unrolled, clock: int, *, word: int, box: int) -> go.Figure:
    """The network at one moment of the clock; box `box` of word `word` (both from 0) is framed.

    Boxes of a word are counted from below: 0 is x, then the strands, the last is ŷ.
    """
    canvas, T, both = _Canvas(), len(drawn.words), drawn.strands[0].backwards != drawn.strands[-1].backwards
    top = len(drawn.strands) + 1
    canvas.marks.shape(
        "rect",
        x0=word - 0.47,
        x1=word + 0.47,
        y0=-0.85,
        y1=top + 0.75,
        fillcolor=HALO,
        line={"width": 0},
        layer="below",
    )
    _cells(canvas, drawn.x, 0, 0.0, 0.36, np.ones(T, bool), "x")
    for t in range(T):
        canvas.box(t, 0, 0.36, style.CENTRE, there=True, chosen=t == word and box == 0)
    for row, strand in enumerate(drawn.strands, 1):
        shift, half = ((0.1 if strand.backwards else -0.1), 0.3) if both else (0.0, 0.36)
        there = strand.tick <= clock
        _cells(canvas, strand.a, row, shift, half, there, name_of(strand, both))
        colour = style.ANSWER if strand.backwards else style.CONTEXT
        for t in range(T):
            canvas.box(t + shift, row, half, colour, there=bool(there[t]), chosen=t == word and box == row)
        _through_time(canvas, drawn, strand, row, shift, half, clock)
    _upward(canvas, drawn, clock, both=both)
    _down(canvas, drawn, clock, both=both)
    _answers(canvas, drawn, clock, top, framed=word if box == top else None)
    canvas.finished()
    return _laid_out(canvas.figure, drawn, both=both)


def name_of(strand: Strand, both: bool) -> str:
    """The name of a row of boxes: a, or →a and ←a if both directions are read; [2] is the layer."""
    arrow = ("←" if strand.backwards else "→") if both else ""
    return f"{arrow}a" + (f"[{strand.layer}]" if strand.layer > 1 else "")


def _cells(canvas: _Canvas, rows: Floats, y: float, shift: float, half: float, there: Mask, name: str) -> None:
    """Add the numbers (T, n) of a row of boxes as cells, two lines per box; empty if not yet `there` (T,)."""
    T, n = rows.shape
    across = (n + 1) // 2
    inner = half - 0.03
    shown = np.full((2, T, across + 1), np.nan)
    padded = np.full((T, 2 * across), np.nan)
    padded[:, :n] = np.where(there[:, None], rows, np.nan)
    shown[0, :, :across] = padded[:, across:]  # the lower line
    shown[1, :, :across] = padded[:, :across]
    edges = np.concatenate([np.linspace(t + shift - inner, t + shift + inner, across + 1) for t in range(T)])
    unit = np.arange(across) + 1
    hover = [
        [f"{name}⟨{t + 1}⟩, number {int(k)}" for t in range(T) for k in [*(unit + line), 0]] for line in (across, 0)
    ]
    canvas.figure.add_heatmap(
        x=edges,
        y=[y - TALL + 0.04, y, y + TALL - 0.04],
        z=shown.reshape(2, -1)[:, :-1],
        text=[line[:-1] for line in hover],
        coloraxis="coloraxis",
        hovertemplate="%{text}: %{z:.3f}<extra></extra>",
        hoverongaps=False,
    )


def _through_time(
    canvas: _Canvas, drawn: Unrolled, strand: Strand, row: int, shift: float, half: float, clock: int
) -> None:
    """Add arrows from box to box, and on the backward pass the gradient against them."""
    T, name = len(drawn.words), name_of(strand, both=True)
    back = drawn.reached_back(strand.tick, clock)
    strongest = drawn.strongest or 1.0
    for t in range(T - 1):
        left, right = t + shift + half, t + 1 + shift - half
        start, end = (right, left) if strand.backwards else (left, right)
        to = t + 1 if strand.backwards else t  # the gradient runs against the arrow, into this word's box
        if back[to]:
            said = f"through time into {name}⟨{to + 1}⟩: {strand.later[to]:.3g}"
            canvas.wedge(end, row, start, row, float(strand.later[to]) / strongest, said)
        else:
            canvas.arrow(start, row, end - 0.04 * np.sign(end - start), row)


def _upward(canvas: _Canvas, drawn: Unrolled, clock: int, *, both: bool) -> None:
    """Add arrows from x to a, from layer to layer, and from the last layer to ŷ; none where the gradient is drawn."""
    layers = drawn.strands[-1].layer
    each = 2 if both else 1
    back = [drawn.reached_back(strand.tick, clock) for strand in drawn.strands]
    for t in range(len(drawn.words)):
        for layer in range(layers + 1):  # the arrows that leave this layer; 0 is x
            below = layer * each
            if not both:
                if not (layer and back[layer - 1][t]):
                    canvas.arrow(t, layer + TALL, t, layer + 1 - TALL - 0.06)
                continue
            if not (layer and back[below - 2][t]):
                first = max(below - 1, 0)  # the row of its forward boxes, or of x
                canvas.arrow(t - 0.3, first + TALL, t - 0.3, below + 1 - TALL - 0.06)
            if not (layer and back[below - 1][t]):
                above = below + (1 if layer == layers else 2)
                canvas.arrow(t + 0.3, below + TALL, t + 0.3, above - TALL - 0.06)
            if 0 < layer < layers:  # [→a; ←a], side by side, is what both boxes above read
                canvas.lines[0].extend([t - 0.3, t + 0.3, None])
                canvas.lines[1].extend([below + 0.5, below + 0.5, None])


def _down(canvas: _Canvas, drawn: Unrolled, clock: int, *, both: bool) -> None:
    """Add the gradient that comes down into each a<t> from its answer or the layer above."""
    strongest = drawn.strongest or 1.0
    for row, strand in enumerate(drawn.strands, 1):
        back = drawn.reached_back(strand.tick, clock)
        name = name_of(strand, both)
        at = (0.3 if strand.backwards else -0.3) if both else 0.0
        last = strand.layer == drawn.strands[-1].layer
        begins = row + (2 if both and not (strand.backwards and last) else 1)
        for t in np.flatnonzero(back):
            said = f"down into {name}⟨{t + 1}⟩: {strand.above[t]:.3g}"
            canvas.wedge(t + at, begins - TALL, t + at, row + TALL, float(strand.above[t]) / strongest, said)


def _answers(canvas: _Canvas, drawn: Unrolled, clock: int, top: int, *, framed: int | None) -> None:
    """Add ŷ<t> as a box filled up to the probability, with the right answer and loss above, the word below."""
    size = 12.5 if len(drawn.words) <= 9 else 10.5
    crowded = sum(map(len, drawn.words)) > 24  # then every other word is lower, for narrow screens
    for t, word in enumerate(drawn.words):
        there = bool(drawn.answered[t] <= clock)
        canvas.box(t, top, 0.36, style.CENTRE, there=there, chosen=t == framed)
        if there:
            p, right = float(drawn.probability[t]), (drawn.probability[t] > 0.5) == (drawn.target[t] == 1)
            canvas.marks.shape(
                "rect",
                x0=t - 0.36,
                x1=t - 0.36 + 0.72 * p,
                y0=top - TALL,
                y1=top + TALL,
                fillcolor="rgba(31, 136, 201, 0.35)",
                line={"width": 0},
                layer="below",
            )
            canvas.text(t, top, f"<b>{p:.2f}</b>" if p > 0.5 else f"{p:.2f}", size=size)
            mark = "" if right else " ✗"
            canvas.text(t, top + 0.5, f"{drawn.losses[t]:.2f}{mark}", size=size - 1)
        shown = word if len(word) <= 11 else word[:10] + "…"
        shown = f"<b>{style.text(shown)}</b>" if drawn.target[t] else style.text(shown)
        canvas.text(t, -0.48 if t % 2 == 0 or not crowded else -0.68, shown, size=size)


def _laid_out(figure: go.Figure, drawn: Unrolled, *, both: bool) -> go.Figure:
    top, T = len(drawn.strands) + 1, len(drawn.words)
    rows = [f"{name_of(strand, both)}⟨t⟩" for strand in drawn.strands]
    figure.update_yaxes(
        range=[-0.9, top + 0.8],
        tickvals=[-0.55, *range(top + 1), top + 0.5],
        ticktext=["word", "x⟨t⟩", *rows, "ŷ⟨t⟩", "L⟨t⟩"],
        tickfont={"size": 13},
        ticks="",
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    figure.update_xaxes(range=[-0.55, T - 0.45], visible=False)
    figure.update_layout(
        showlegend=False,
        coloraxis={
            "colorscale": list(style.DIVERGING),
            "cmin": -1,
            "cmax": 1,
            "colorbar": {
                "orientation": "h",
                "thickness": 8,
                "len": 0.4,
                "x": 1,
                "xanchor": "right",
                "y": 0,
                "yanchor": "top",
                "tickvals": [-1, 0, 1],
            },
        },
    )
    return style.finish(figure, height=int(130 + 74 * (top + 1.2))).update_layout(margin={"t": 8, "b": 34})
