"""An association test: each word's association, the effect size among those of random words, and occupations."""

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.figures import labels, style
from explorer.judging.bias.association import Weat
from explorer.judging.bias.doubt import Doubt, Score
from explorer.judging.bias.ranking import Ranking
from explorer.text.numbers import number
from explorer.vectors.word_vectors import Floats

BROADEST = 27  # letters of a test's name in a line, so that a phone has room for the marks
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "star", "hexagon", "triangle-down")


def associations(
    found: Weat, x: tuple[str, Sequence[str]], y: tuple[str, Sequence[str]], poles: tuple[str, str]
) -> go.Figure:
    """Dots of s(w) for the words of both targets, each set with its mean; right is the first attribute."""
    figure = go.Figure()
    for (name, words), values, colour, symbol in (
        (x, found.of_x, style.CENTRE, "circle"),
        (y, found.of_y, style.NEGATIVE, "diamond"),
    ):
        order = np.argsort(values)
        figure.add_scatter(
            x=values[order],
            y=[name] * len(values),
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 11, "opacity": 0.75},
            text=[words[i] for i in order],
            hovertemplate="%{text}<br>s = %{x:.4f}<extra></extra>",
            name=name,
        )
        figure.add_scatter(
            x=[values.mean()],
            y=[name],
            mode="markers+text",
            marker={"symbol": "line-ns-open", "size": 34, "color": colour, "line": {"width": 3}},
            text=[f"mean {number(values.mean(), '+.3f')}"],
            textposition="top center",
            showlegend=False,
            hoverinfo="skip",
        )
    reach = max(np.abs(found.of_x).max(), np.abs(found.of_y).max()) * 1.15
    figure.update_xaxes(title=f"← {poles[1]} · association s · {poles[0]} →", range=[-reach, reach])
    figure.update_yaxes(ticksuffix="  ", showgrid=False, range=[-0.6, 1.7])
    return style.finish(figure, height=280).update_layout(showlegend=False)


def effect_among_random(doubt: Doubt) -> go.Figure:
    """The effect size with its interval, over the histogram of effect sizes of random words of similar frequency."""
    figure = go.Figure(
        go.Histogram(
            x=doubt.by_chance,
            marker={"color": style.MUTED},
            opacity=0.7,
            xbins={"start": -2.1, "end": 2.1, "size": 0.1},
            name="random words",
        )
    )
    top = float(np.histogram(doubt.by_chance, bins=42, range=(-2.1, 2.1))[0].max())
    ends = [-2.1, 2.1, doubt.value]
    if doubt.over_words is not None:
        ends += [doubt.over_words.low - 0.1, doubt.over_words.high + 0.1]
        figure.add_scatter(
            x=[doubt.over_words.low, doubt.over_words.high],
            y=[top * 1.1] * 2,
            mode="lines",
            line={"color": style.ANSWER, "width": 5},
            name=f"{doubt.over_words.level:.0%} confidence interval",
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=[doubt.value],
        y=[top * 1.1],
        mode="markers+text",
        text=[f"d = {doubt.value:.2f}"],
        textposition="top center",
        marker={"color": style.ANSWER, "size": 14, "symbol": "star"},
        name="these words",
        hovertemplate="d = %{x:.3f}<extra></extra>",
    )
    figure.update_xaxes(title="effect size d", range=[min(ends), max(ends)])
    figure.update_yaxes(title="draws", range=[0, top * 1.4])
    return style.finish(figure, height=330)


def measures(scores: Sequence[Score], doubts: Sequence[Doubt]) -> go.Figure:
    """One strip per score, each on its own scale: the score, its intervals, no bias, and the range of random words."""
    apart = 0.5 / len(scores)  # so that ticks are nearer to their own strip
    figure = make_subplots(rows=len(scores), cols=1, vertical_spacing=apart)
    for row, (score, doubt) in enumerate(zip(scores, doubts, strict=True), start=1):
        lines = [
            (doubt.usual, 0.0, style.MUTED, 18, "random words of similar frequency", 0.45),
            (doubt.over_words, 0.0, style.ANSWER, 5, "95% interval over words", 1.0),
            (doubt.over_pairs, -0.45, style.CENTRE, 5, "95% interval over pairs", 1.0),
        ]
        for interval, height, colour, width, name, opacity in lines:
            if interval is None and row > 1:
                continue
            figure.add_scatter(
                x=[None] if interval is None else [interval.low, interval.high],
                y=[None] if interval is None else [height] * 2,
                mode="lines",
                line={"color": colour, "width": width},
                opacity=opacity,
                name=name,
                legendgroup=name,
                showlegend=row == 1,
                hovertemplate=f"{style.text(name)}<br>%{{x:.3f}}<extra>{score.name}</extra>",
                row=row,
                col=1,
            )
        figure.add_scatter(
            x=[doubt.value],
            y=[0],
            mode="markers",
            marker={"color": style.ANSWER, "size": 15, "symbol": "star", "line": {"width": 1, "color": "#fff"}},
            name="these words",
            legendgroup="these words",
            showlegend=row == 1,
            hovertemplate=f"{score.name} %{{x:.3f}}<extra></extra>",
            row=row,
            col=1,
        )
        figure.add_vline(x=score.even, line={"color": style.NEGATIVE, "dash": "dot", "width": 2}, row=row, col=1)
        shown = [end for interval, *_ in lines if interval is not None for end in (interval.low, interval.high)]
        low, high = min(*shown, doubt.value, score.even), max(*shown, doubt.value, score.even)
        room = 0.04 * (high - low or 1)
        figure.update_yaxes(
            tickvals=[0],
            ticktext=[f"<b>{score.name}</b>  "],
            range=[-0.9, 0.9],
            showgrid=False,
            zeroline=False,
            row=row,
            col=1,
        )
        figure.update_xaxes(
            range=[low - room, high + room], showgrid=False, zeroline=False, ticks="outside", nticks=8, row=row, col=1
        )
    figure.add_scatter(
        x=[None],
        y=[None],
        mode="lines",
        line={"color": style.NEGATIVE, "dash": "dot", "width": 2},
        name="no bias",
        row=1,
        col=1,
    )
    return style.finish(figure, height=80 + 78 * len(scores))


def group_distances(names: Sequence[str], attributes: Sequence[str], distances: Floats, mac: float) -> go.Figure:
    """A row per group, a mark for each set of attributes at its mean cosine distance (G, A); the line is MAC."""
    figure = go.Figure()
    for place, title in enumerate(attributes):
        figure.add_scatter(
            x=distances[:, place],
            y=list(names),
            mode="markers",
            marker={
                "color": style.SERIES[place % len(style.SERIES)],
                "symbol": SYMBOLS[place % len(SYMBOLS)],
                "size": 13,
            },
            name=_short(title),
            hovertemplate=f"%{{y}}<br>{style.text(_short(title))}<br>cosine distance %{{x:.3f}}<extra></extra>",
        )
    line = {"color": style.MUTED, "dash": "dot", "width": 2}
    figure.add_vline(x=mac, line=line)
    figure.add_scatter(x=[None], y=[None], mode="lines", line=line, name=f"MAC {mac:.3f}")
    figure.update_xaxes(title="← nearer · mean cosine distance · further →")
    figure.update_yaxes(autorange="reversed", type="category", ticksuffix="  ")
    return style.finish(figure, height=190 + 44 * len(names)).update_layout(showlegend=True)


def negative_shares(names: Sequence[str], words: Sequence[Sequence[str]], shares: Floats) -> go.Figure:
    """A row per group with its mean, a dot per word: shares (N,) of the negative sentiment; 1 is an even share."""
    figure = go.Figure()
    start = 0
    for place, (name, listed) in enumerate(zip(names, words, strict=True)):
        found = shares[start : start + len(listed)] * len(shares)
        start += len(listed)
        colour = style.SERIES[place % len(style.SERIES)]
        figure.add_scatter(
            x=found,
            y=[name] * len(listed),
            mode="markers",
            marker={"color": colour, "symbol": SYMBOLS[place % len(SYMBOLS)], "size": 11, "opacity": 0.75},
            text=list(listed),
            hovertemplate="%{text}<br>%{x:.2f} even shares<extra></extra>",
        )
        figure.add_scatter(
            x=[found.mean()],
            y=[name],
            mode="markers+text",
            marker={"symbol": "line-ns-open", "size": 30, "color": colour, "line": {"width": 3}},
            text=[f"mean {found.mean():.2f}"],
            textposition="top center",
            cliponaxis=False,
            hoverinfo="skip",
        )
    figure.add_vline(x=1, line={"color": style.MUTED, "dash": "dot", "width": 2})
    figure.update_xaxes(title="negative sentiment (1: an even share)")
    figure.update_yaxes(autorange="reversed", type="category", ticksuffix="  ", showgrid=False)
    return style.finish(figure, height=150 + 66 * len(names)).update_layout(showlegend=False)


def models_by_test(found: Ranking, score: Score, names: Sequence[str]) -> go.Figure:
    """A row for each test, a mark with its interval for each model; the dotted line marks no bias."""
    figure = go.Figure()
    models = len(names)
    places = np.arange(len(found.tests))[::-1]
    for m, name in enumerate(names):
        figure.add_scatter(
            x=found.values[m],
            y=places + 0.26 * (models - 1 - 2 * m) / max(models - 1, 1),
            mode="markers",
            marker={"color": style.SERIES[m % len(style.SERIES)], "symbol": SYMBOLS[m % len(SYMBOLS)], "size": 10},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": np.maximum(found.high[m] - found.values[m], 0),
                "arrayminus": np.maximum(found.values[m] - found.low[m], 0),
                "thickness": 1.5,
                "width": 0,
            },
            name=_short(name),
            customdata=np.stack([found.low[m], found.high[m]], axis=1),
            hovertemplate="%{x:.3f}, words drawn again: %{customdata[0]:.2f} to %{customdata[1]:.2f}",
        )
    figure.add_vline(x=score.even, line={"color": style.NEGATIVE, "dash": "dot", "width": 2})
    figure.update_xaxes(title=score.name)
    written = ["  <br>".join(wrap(title, BROADEST)) + "  " for title in found.tests]
    figure.update_yaxes(tickvals=places, ticktext=written, showgrid=False, zeroline=False)
    return style.finish(figure, height=130 + len(found.tests) * max(34, 16 * models))


def occupations(words: Sequence[str], shares: Sequence[float], scores: Floats, *, correlation: float) -> go.Figure:
    """Each occupation: its share of women, in per cent, against its association (N,) with female terms."""
    slope, start = np.polyfit(shares, scores, 1)
    ends = np.array([min(shares), max(shares)])
    figure = go.Figure()
    figure.add_scatter(
        x=ends,
        y=slope * ends + start,
        mode="lines",
        line={"color": style.MUTED, "dash": "dash"},
        hoverinfo="skip",
        name=f"Pearson correlation {correlation:.2f}",
    )
    off = np.abs(scores - (slope * np.array(shares) + start))  # those furthest from the line are named first
    at = np.column_stack([shares, scores])
    named = dict(labels.placed(at, words, np.argsort(-off), picture=(820, 330), size=11, equal=False, clear=True))
    figure.add_scatter(
        x=list(shares),
        y=scores,
        mode="markers+text",
        text=[word if row in named else "" for row, word in enumerate(words)],
        textposition=[named.get(row, "top center") for row in range(len(words))],
        customdata=list(words),
        textfont={"size": 11},
        marker={"color": style.CENTRE, "size": 9},
        hovertemplate="%{customdata}<br>%{x:.1f}% women<br>score %{y:.3f}<extra></extra>",
        name="occupations",
    )
    figure.update_xaxes(title="share of women who work in it (%)", range=[-5, 105])
    figure.update_yaxes(title="association with female terms")
    return style.finish(figure, height=460)


def _short(name: str) -> str:
    return name if len(name) <= 40 else name[:39] + "…"
