"""How often words occur, survive subsampling, and are drawn as noise."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style
from explorer.figures.marks import Marks
from explorer.text.vocabulary import Vocabulary
from explorer.vectors.word_vectors import Floats

APART = 0.3  # decades of frequency between two words named on the curve, so that the names have room


def zipf(vocabulary: Vocabulary, keep: Floats) -> go.Figure:
    """Counts over rank, both logarithmic, with the counts left on average with `keep` (V,), and 1/rank."""
    V = len(vocabulary)
    rank = np.arange(1, V + 1)
    at = np.unique(np.geomspace(1, V, min(V, 400)).astype(int)) - 1
    words = [vocabulary.words[i] for i in at]
    figure = go.Figure()
    figure.add_scatter(
        x=rank[at],
        y=vocabulary.counts[0] / rank[at],
        mode="lines",
        line={"color": style.MUTED, "dash": "dash"},
        name="Zipf: the first count / rank",
        hoverinfo="skip",
    )
    for values, name, colour, symbol in (
        (vocabulary.counts[at], "in the text", style.CENTRE, "circle"),
        (vocabulary.counts[at] * keep[at], "after subsampling, on average", style.NEGATIVE, "diamond-open"),
    ):
        figure.add_scatter(
            x=rank[at],
            y=values,
            mode="markers",
            text=words,
            name=name,
            marker={"color": colour, "size": 6, "symbol": symbol},
            hovertemplate="<b>%{text}</b>, rank %{x}<br>%{y:.4g} times " + name + "<extra></extra>",
        )
    figure.update_xaxes(title="rank of the word", type="log", dtick=1, tickformat=",")
    figure.update_yaxes(title="occurrences", type="log", dtick=1, tickformat=",")
    return style.finish(figure, height=400)


def keep_curve(vocabulary: Vocabulary, keep: Floats, sample: float) -> go.Figure:
    """Probability (V,) of surviving over a word's share of the text, with the words as points on the curve."""
    share = vocabulary.counts / vocabulary.total
    across = np.geomspace(share.min() / 3, max(share.max() * 2, 0.2), 200)
    curve = np.minimum(1, np.sqrt(sample / across) + sample / across) if sample else np.ones(200)
    named = range(min(12, len(vocabulary)))
    figure = go.Figure()
    figure.add_scatter(
        x=across, y=curve, mode="lines", line={"color": style.MUTED}, hoverinfo="skip", name="√(t/f) + t/f"
    )
    figure.add_scatter(
        x=share[:500],
        y=keep[:500],
        mode="markers",
        text=list(vocabulary.words[:500]),
        marker={"color": style.CENTRE, "size": 7},
        name="words of the text",
        hovertemplate="<b>%{text}</b>, %{x:.3%} of the text<br>kept with probability %{y:.3f}<extra></extra>",
    )
    marks, last = Marks(), np.inf
    for i in named:
        at = np.log10(share[i])
        if last - at > APART:
            marks.note(at, float(keep[i]), vocabulary.words[i][:14], showarrow=True, ax=18, ay=-22, arrowwidth=1)
            last = at
    marks.onto(figure)
    figure.update_xaxes(title="f, the word's share of the text", type="log", dtick=1, tickformat="~g")
    figure.update_yaxes(title="probability to be kept", range=[0, 1.08])
    return style.finish(figure, height=400)


def noise(words: Sequence[str], shares: Sequence[Floats], names: Sequence[str]) -> go.Figure:
    """Bars of several noise distributions (n,) over the same words; the first of them is the one in use."""
    figure = go.Figure()
    looks = ((style.NEGATIVE, ""), (style.CENTRE, "/"), (style.MUTED, "."))
    for share, name, (colour, shape) in zip(shares, names, looks, strict=True):
        figure.add_bar(
            x=list(words),
            y=share,
            name=name,
            marker={"color": colour, "pattern": {"shape": shape, "fgopacity": 0.5}},
            hovertemplate="<b>%{x}</b>, " + name + ": %{y:.4f}<extra></extra>",
        )
    figure.update_yaxes(title="probability to be drawn")
    figure.update_xaxes(title="words, the most frequent first", tickangle=-50, showgrid=False)
    return style.finish(figure, height=400).update_layout(barmode="group", bargap=0.15)
