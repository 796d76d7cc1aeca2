"""How models do in tests: correlations with intervals, people against model, analogies by section, groups of words."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import labels, style
from explorer.judging.analogy_sets import SectionScore
from explorer.judging.categorisation import Grouping
from explorer.judging.compare.learning_curve import Point
from explorer.judging.evaluation import Published, Residual, SimilarityScore

SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "star", "triangle-down", "hexagon")
LABELLED = 8  # pairs named in the scatter
PICTURE = (290, 330)  # pixels of its axes on a phone, about: what has room there has room everywhere
COARSE = frozenset({"fuck", "sex"})  # words of WordSim-353 that no figure writes out large


def correlations(
    scores: Sequence[tuple[str, SimilarityScore, tuple[float, float]]], published: Sequence[Published]
) -> go.Figure:
    """A dot with its interval for each (name, score, interval), and below them published figures."""
    figure = go.Figure()
    figure.add_scatter(
        x=[score.spearman for _, score, _ in scores],
        y=[_short(name) for name, _, _ in scores],
        error_x={
            "array": [high - score.spearman for _, score, (_, high) in scores],
            "arrayminus": [score.spearman - low for _, score, (low, _) in scores],
            "thickness": 3,
            "width": 6,
        },
        mode="markers",
        marker={"color": style.CENTRE, "size": 12},
        name="computed here, 95% interval",
        customdata=[[len(score.pairs), score.asked] for _, score, _ in scores],
        hovertemplate="%{y}<br>Spearman %{x:.4f}<br>%{customdata[0]} of %{customdata[1]} pairs<extra></extra>",
    )
    if published:
        figure.add_scatter(
            x=[entry.value for entry in published],
            y=[entry.model for entry in published],
            mode="markers",
            marker={"color": style.NEGATIVE, "size": 11, "symbol": "diamond-open", "line": {"width": 2}},
            name="printed by others",
            customdata=[[entry.protocol, entry.source] for entry in published],
            hovertemplate="%{y}<br>%{x:.3f}<br>%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
        )
    figure.update_yaxes(autorange="reversed", ticksuffix="  ", type="category")
    low = min([0.0, *(low for _, _, (low, _) in scores)])
    figure.update_xaxes(title="Spearman rank correlation", range=[low - 0.02, 1])
    return style.finish(figure, height=110 + 30 * (len(scores) + len(published)))


def learning_curves(found: Sequence[tuple[str, Sequence[Point]]], levels: Sequence[tuple[str, float]]) -> go.Figure:
    """Score against words read, a line per training with its intervals; finished models as dotted levels."""
    figure = go.Figure()
    for place, (name, points) in enumerate(found):
        colour = style.SERIES[place % len(style.SERIES)]
        figure.add_scatter(
            x=[point.words_seen for point in points],
            y=[point.spearman for point in points],
            error_y={
                "array": [point.high - point.spearman for point in points],
                "arrayminus": [point.spearman - point.low for point in points],
                "thickness": 1,
                "width": 3,
            },
            mode="lines+markers",
            line={"color": colour},
            marker={"color": colour, "symbol": SYMBOLS[place % len(SYMBOLS)], "size": 9},
            name=_short(name),
            customdata=[point.pairs for point in points],
            hovertemplate="%{x:,} words read<br>Spearman %{y:.3f}, %{customdata} pairs<extra></extra>",
        )
    for name, level in levels:
        figure.add_hline(
            y=level,
            line={"color": style.MUTED, "dash": "dot", "width": 1},
            annotation={"text": style.text(_short(name))},
            annotation_position="top left",
        )
    ticks = [digit * 10**power for power in range(3, 12) for digit in (1, 2, 5)]
    figure.update_xaxes(title="words read", type="log", tickvals=ticks, tickformat="~s")
    figure.update_yaxes(title="Spearman rank correlation", rangemode="tozero")
    return style.finish(figure, height=430).update_layout(showlegend=True)


def people_against_model(score: SimilarityScore, worst: Sequence[Residual]) -> go.Figure:
    """Each pair: what people said and its cosine; those of `worst` stand out, the first of them with labels."""
    figure = go.Figure()
    far = {(residual.pair.first, residual.pair.second) for residual in worst}
    rows = [(pair, cosine) for pair, cosine in zip(score.pairs, score.cosines, strict=True)]
    for name, colour, symbol, kept in (
        ("pairs", style.MUTED, "circle", [row for row in rows if (row[0].first, row[0].second) not in far]),
        ("furthest apart", style.NEGATIVE, "diamond", [row for row in rows if (row[0].first, row[0].second) in far]),
    ):
        figure.add_scatter(
            x=[pair.rating for pair, _ in kept],
            y=[cosine for _, cosine in kept],
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 9 if symbol == "diamond" else 7, "opacity": 0.75},
            name=name,
            text=[f"{pair.first} · {pair.second}" for pair, _ in kept],
            hovertemplate="%{text}<br>people %{x:.2f}<br>cosine %{y:.3f}<extra></extra>",
        )
    at = np.array([(pair.rating, cosine) for pair, cosine in rows])
    names = [f"{_short(pair.first)} · {_short(pair.second)}" for pair, _ in rows]
    row_of = {(pair.first, pair.second): row for row, (pair, _) in enumerate(rows)}
    order = [
        row_of[residual.pair.first, residual.pair.second]
        for residual in worst  # the table and the point itself show all words; a classroom's wall need not
        if not COARSE & {residual.pair.first.lower(), residual.pair.second.lower()}
    ]
    named = labels.placed(at, names, order, picture=PICTURE, most=LABELLED, equal=False, clear=True)
    figure.add_scatter(
        x=[at[row, 0] for row, _ in named],
        y=[at[row, 1] for row, _ in named],
        mode="markers+text",
        marker={"size": 11, "opacity": 0},  # keeps the text away from the point
        text=[names[row] for row, _ in named],
        textposition=[position for _, position in named],
        textfont={"size": 12},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_xaxes(title="people's rating, on the scale of the set")
    figure.update_yaxes(title="cosine")
    return style.finish(figure, height=460)


def sections(scores: Sequence[tuple[str, Sequence[SectionScore]]]) -> go.Figure:
    """The share of right answers of each model in each section of a set of analogies; a symbol per model."""
    figure = go.Figure()
    names = [section.name for section in scores[0][1]]
    for place, (model, found) in enumerate(scores):
        asked = [section for section in found if len(section.asked)]
        figure.add_scatter(
            x=[100 * section.accuracy for section in asked],
            y=[section.name for section in asked],
            mode="markers",
            marker={
                "color": style.SERIES[place % len(style.SERIES)],
                "symbol": SYMBOLS[place % len(SYMBOLS)],
                "size": 12,
                "opacity": 0.9,
            },
            name=_short(model),
            customdata=[[section.correct, len(section.asked), section.skipped] for section in asked],
            hovertemplate="%{y}<br>%{x:.1f}%: %{customdata[0]} of %{customdata[1]} asked, "
            "%{customdata[2]} left out<extra>" + style.text(_short(model)) + "</extra>",
        )
    figure.update_yaxes(autorange="reversed", categoryorder="array", categoryarray=names, ticksuffix="  ")
    figure.update_xaxes(title="answered correctly (%)", range=[-3, 103])
    return style.finish(figure, height=110 + 27 * len(names)).update_layout(showlegend=True)


def groups(found: Grouping) -> go.Figure:
    """How many words of each category the model put into each of its groups; groups in the order of the categories."""
    categories = list(dict.fromkeys(found.categories))
    row_of = {category: row for row, category in enumerate(categories)}
    table = np.zeros((len(categories), int(found.group.max()) + 1), dtype=int)
    held: dict[tuple[int, int], list[str]] = {}
    for word, category, group in zip(found.words, found.categories, found.group.tolist(), strict=True):
        table[row_of[category], group] += 1
        held.setdefault((row_of[category], group), []).append(word)
    order = np.lexsort((-table.max(axis=0), table.argmax(axis=0)))
    written = len(categories) <= 24
    words = [[", ".join(held.get((row, group), [])[:12]) for group in order] for row in range(len(categories))]
    figure = go.Figure(
        go.Heatmap(
            z=np.where(table[:, order] > 0, table[:, order], np.nan),  # nothing is drawn where no word is
            x=[str(place + 1) for place in range(table.shape[1])],
            y=[_short(category) for category in categories],
            colorscale=[[i / (len(style.SEQUENTIAL) - 1), colour] for i, colour in enumerate(style.SEQUENTIAL)],
            xgap=2,
            ygap=2,
            texttemplate="%{z}" if written else None,
            customdata=words,
            hovertemplate="%{y}, group %{x}: %{z}<br>%{customdata}<extra></extra>",
            colorbar={"thickness": 10, "title": {"text": "words"}},
            showscale=not written,
        )
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, ticksuffix="  ")
    figure.update_xaxes(title="group; in the cells: words", type="category", showgrid=False)
    return style.finish(figure, height=max(320, 120 + 30 * len(categories)))


def _short(text: str) -> str:
    return text if len(text) <= 34 else text[:33] + "…"
