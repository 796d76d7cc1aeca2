"""Answers to an analogy, and the parallelogram they are read from."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import labels, style
from explorer.judging.analogy import Parallelogram
from explorer.judging.relations import Relation
from explorer.vectors.similarity import Ranked


def answers(ranked: Sequence[Ranked], *, score: str, expected: str = "") -> go.Figure:
    """Bars of the scores, the best on top; the expected word, if it is among them, is outlined and marked."""
    words = [near.word for near in ranked]
    colours = [style.ANSWER if rank == 0 else style.MUTED for rank in range(len(words))]
    widths = [2.5 if word == expected else 0 for word in words]
    names = [f"{word} ✓" if word == expected else word for word in words]
    figure = go.Figure(
        go.Bar(
            x=[near.score for near in ranked],
            y=[f"{rank + 1}. {_short(name)}" for rank, name in enumerate(names)],
            orientation="h",
            marker={"color": colours, "line": {"color": style.CONTEXT, "width": widths}},
            text=[f"{near.score:.3f}" for near in ranked],
            textposition="outside",
            cliponaxis=False,
            customdata=words,
            hovertemplate="%{customdata}<br>" + score + " %{x:.4f}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", ticksuffix="  ", showgrid=False)
    low, high = min([0, *(near.score for near in ranked)]), max([0.1, *(near.score for near in ranked)])
    figure.update_xaxes(title=score, range=[low * 1.18, high * 1.18], zeroline=True)
    return style.finish(figure, height=70 + 31 * max(4, len(words))).update_layout(bargap=0.3)


def parallelogram(drawn: Parallelogram) -> go.Figure:
    """The plane through a, b and c: the offset of the pair, the same from c, and the answer projected onto it."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = drawn.xy.tolist()
    tx, ty = drawn.target.tolist()
    a, b, c, d = map(_short, drawn.words)
    answers_at = np.array([(dx, dy), *drawn.others_xy.tolist(), (ax, ay), (bx, by), (cx, cy), (tx, ty)])
    near = [d, *map(_short, drawn.others)]
    beside = dict(labels.placed(answers_at, near, range(len(near)), picture=(330, 300), size=13, clear=True))
    figure = go.Figure()
    figure.add_scatter(
        x=[ax, bx, tx, cx, ax],
        y=[ay, by, ty, cy, ay],
        fill="toself",
        mode="none",
        fillcolor="rgba(31, 136, 201, 0.10)",
        hoverinfo="skip",
        showlegend=False,
    )
    if drawn.others:
        _others(figure, drawn, near, beside)
    figure.add_scatter(
        x=[ax, bx, cx],
        y=[ay, by, cy],
        mode="markers+text",
        text=[a, b, c],
        textposition=["top center" if y > (ay + by + cy + ty) / 4 else "bottom center" for y in (ay, by, cy)],
        textfont={"size": 15},
        marker={"color": style.CENTRE, "size": 11},
        name="the words given",
        hovertemplate="%{text}<extra></extra>",
    )
    figure.add_scatter(
        x=[tx],
        y=[ty],
        mode="markers",
        marker={"color": style.CONTEXT, "size": 13, "symbol": "diamond-open", "line": {"width": 2}},
        name=f"{b} − {a} + {c}",
        hovertemplate=style.text(f"{b} − {a} + {c}") + "<extra></extra>",
    )
    _answer(figure, drawn, beside.get(0, "middle right"))
    _arrow(figure, (ax, ay), (bx, by), style.CENTRE)
    _arrow(figure, (cx, cy), (tx, ty), style.CONTEXT)
    _arrow(figure, (cx, cy), (dx, dy), style.ANSWER)
    style.hide_scales(style.finish(figure, height=380))
    xs, ys = [*drawn.xy[:, 0], tx, *drawn.others_xy[:, 0]], [*drawn.xy[:, 1], ty, *drawn.others_xy[:, 1]]
    wide, tall = max(xs) - min(xs) or 1, max(ys) - min(ys) or 1
    figure.update_xaxes(range=[min(xs) - 0.15 * wide, max(xs) + 0.3 * wide])
    return figure.update_yaxes(range=[min(ys) - 0.18 * tall, max(ys) + 0.18 * tall])


def _others(figure: go.Figure, drawn: Parallelogram, near: Sequence[str], beside: Mapping[int, str]) -> None:
    """Add the answers except the first of `near`; `beside` gives the label's place for those with room for one."""
    figure.add_scatter(
        x=drawn.others_xy[:, 0],
        y=drawn.others_xy[:, 1],
        mode="markers+text",
        text=[word if row in beside else "" for row, word in enumerate(near[1:], start=1)],
        textposition=[beside.get(row, "middle right") for row in range(1, len(near))],
        customdata=near[1:],
        textfont={"color": style.MUTED, "size": 12},
        marker={"color": style.MUTED, "size": 7},
        name="other answers",
        legendrank=1001,
        hovertemplate="%{customdata}<extra></extra>",
    )


def _answer(figure: go.Figure, drawn: Parallelogram, beside: str) -> None:
    """Add the answer, its name `beside` it."""
    figure.add_scatter(
        x=drawn.xy[3:, 0],
        y=drawn.xy[3:, 1],
        mode="markers+text",
        text=[_short(drawn.words[3])],
        textposition=beside,
        textfont={"size": 15, "color": style.ANSWER},
        marker={"color": style.ANSWER, "size": 14, "symbol": "star"},
        name="the answer",
        hovertemplate=f"%{{text}}<br>{drawn.off_plane[3]:.2f} off the plane<extra></extra>",
    )


def _arrow(figure: go.Figure, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    figure.add_annotation(
        x=end[0],
        y=end[1],
        ax=start[0],
        ay=start[1],
        xref="x",
        yref="y",
        axref="x",
        ayref="y",
        showarrow=True,
        arrowhead=2,
        arrowsize=1.1,
        arrowwidth=2,
        arrowcolor=colour,
        standoff=8,
        startstandoff=6,
    )


def _short(word: str) -> str:
    return word if len(word) <= 22 else word[:21] + "…"


def relation(found: Relation, *, narrow: bool = False) -> go.Figure:
    """Arrows from each first word to its second, in the plane of the words' two principal components.

    If the picture is `narrow`, as on a phone, fewer names find room.
    """
    n = len(found.pairs)
    figure = go.Figure()
    for i in range(n):
        start, end = found.xy[i], found.xy[n + i]
        _arrow(figure, (start[0], start[1]), (end[0], end[1]), style.MUTED)
    words = [_short(pair[side]) for side in (0, 1) for pair in found.pairs]
    beside = dict(
        labels.placed(found.xy, words, range(2 * n), picture=(280, 360) if narrow else (560, 430), clear=True)
    )
    for part, side, colour, symbol in (
        (slice(0, n), 0, style.CENTRE, "circle"),
        (slice(n, 2 * n), 1, style.ANSWER, "diamond"),
    ):
        figure.add_scatter(
            x=found.xy[part, 0],
            y=found.xy[part, 1],
            mode="markers+text",
            text=[words[row] if row in beside else "" for row in range(2 * n)[part]],
            textposition=[beside.get(row, "top center") for row in range(2 * n)[part]],
            customdata=words[part],
            textfont={"size": 12},
            marker={"color": colour, "symbol": symbol, "size": 9},
            name=("first words", "second words")[side],
            hovertemplate="%{customdata}<extra></extra>",
        )
    return style.hide_scales(style.finish(figure, height=520))


def accuracy_by_section(
    names: Sequence[str], correct: Sequence[int], asked: Sequence[int], total: Sequence[int]
) -> go.Figure:
    """Bars of the share of right answers in each section, with the counts, and how many could be asked."""
    shares = [100 * c / a if a else 0 for c, a in zip(correct, asked, strict=True)]
    figure = go.Figure(
        go.Bar(
            x=shares,
            y=list(names),
            orientation="h",
            marker={"color": style.CENTRE},
            text=[f"{c:,} of {a:,} asked" if a else "none asked" for c, a in zip(correct, asked, strict=True)],
            textposition="outside",
            cliponaxis=False,
            customdata=list(total),
            hovertemplate="%{y}<br>%{x:.1f}% right<br>%{customdata} questions in the set<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", ticksuffix="  ", showgrid=False)
    figure.update_xaxes(title="answered correctly, of those asked (%)", range=[0, 128], tickvals=[0, 25, 50, 75, 100])
    return style.finish(figure, height=90 + 27 * max(3, len(names))).update_layout(bargap=0.3)
