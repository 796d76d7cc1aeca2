"""An association test: each word's association, the effect among those of random words, and occupations."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.bias.association import Interval, Weat
from explorer.figures import style
from explorer.vectors import Floats


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
            text=[f"mean {values.mean():+.3f}"],
            textposition="top center",
            showlegend=False,
            hoverinfo="skip",
        )
    reach = max(np.abs(found.of_x).max(), np.abs(found.of_y).max()) * 1.15
    figure.update_xaxes(title=f"←  {poles[1]}        association s        {poles[0]}  →", range=[-reach, reach])
    figure.update_yaxes(ticksuffix="  ", showgrid=False, range=[-0.6, 1.7])
    return style.finish(figure, height=280).update_layout(showlegend=False)


def effect_among_random(effect: float, interval: Interval, random_effects: Floats) -> go.Figure:
    """The effect size with its interval, over the histogram of those of random words of the same frequency (N,)."""
    figure = go.Figure(
        go.Histogram(
            x=random_effects,
            marker={"color": style.MUTED},
            opacity=0.7,
            xbins={"start": -2.1, "end": 2.1, "size": 0.1},
            name="random words",
        )
    )
    top = float(np.histogram(random_effects, bins=42, range=(-2.1, 2.1))[0].max())
    figure.add_scatter(
        x=[interval.low, interval.high],
        y=[top * 1.1] * 2,
        mode="lines",
        line={"color": style.ANSWER, "width": 5},
        name=f"{interval.level:.0%} interval",
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[effect],
        y=[top * 1.1],
        mode="markers+text",
        text=[f"d = {effect:.2f}"],
        textposition="top center",
        marker={"color": style.ANSWER, "size": 14, "symbol": "star"},
        name="these words",
        hovertemplate="d = %{x:.3f}<extra></extra>",
    )
    figure.update_xaxes(title="effect size d", range=[-2.1, 2.1])
    figure.update_yaxes(title="draws", range=[0, top * 1.4])
    return style.finish(figure, height=330)


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
    figure.add_scatter(
        x=list(shares),
        y=scores,
        mode="markers+text",
        text=list(words),
        textposition="top center",
        textfont={"size": 11},
        marker={"color": style.CENTRE, "size": 9},
        hovertemplate="%{text}<br>%{x:.1f} % women<br>score %{y:.3f}<extra></extra>",
        name="occupations",
    )
    figure.update_xaxes(title="share of women who work in it (%)", range=[-5, 105])
    figure.update_yaxes(title="association with female terms")
    return style.finish(figure, height=460)
