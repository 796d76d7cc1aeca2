"""A language model's sentence, training and draw: what words cost, perplexity over steps, and the random number."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.figures import style
from explorer.sequence.language.draws import Draw
from explorer.sequence.language.language_model import SentenceProbability
from explorer.text.numbers import chance, three_digits
from explorer.vectors.word_vectors import Floats

NAMED = 16  # tokens of a sentence that have their probability written above
LIKELIEST = 12  # tokens of a distribution that are drawn
FEWEST = 3  # ticks on an axis, so that a value between them can be read
TINY = 1e-6  # share of a step that is an error of rounding
NEAR = 0.2  # share of the line from an end on which what is written would go beyond it
NARROWEST = 0.035  # share of the line below which there is no room for a word


def cost(sentence: SentenceProbability, *, highest: float) -> go.Figure:
    """The nats that each word costs, with its probability; the highest is orange; the axis reaches beyond `highest`."""
    places = list(range(len(sentence.words)))
    written = len(places) <= NAMED
    figure = go.Figure(
        go.Bar(
            x=places,
            y=sentence.losses,
            marker={"color": [style.NEGATIVE if t == sentence.dearest else style.CENTRE for t in places]},
            text=[chance(p) for p in sentence.probabilities] if written else None,
            textposition="outside",
            textfont={"size": 12},
            textangle=0,
            constraintext="none",
            cliponaxis=False,
            customdata=list(zip(sentence.words, sentence.probabilities.tolist(), sentence.likeliest, strict=True)),
            hovertemplate=(
                "%{customdata[0]}: P = %{customdata[1]:.4g}, %{y:.3f} nats"
                "<br>likeliest here: %{customdata[2]}<extra></extra>"
            ),
        )
    )
    names = [style.text(_seen(word)) for word in sentence.words]
    figure.update_xaxes(tickvals=places, ticktext=names, tickfont={"size": 13}, autotickangles=[0, -60, -90])
    figure.update_yaxes(title="−log P in nats; P on the bar", range=[0, 1.15 * highest])
    return style.finish(figure, height=300).update_layout(bargap=0.3)


def perplexity(
    steps: Sequence[int],
    held: Sequence[float],
    learned: Sequence[float],
    at: int,
    *,
    peer: float,
    order: int,
    whole: int,
    window: Sequence[float] = (),
    width: int = 0,
) -> go.Figure:
    """Perplexity (M,) over steps of held-out and training text, and of an n-gram model; moment `at` is marked.

    `window` is the perplexity of a model that looks at `width` tokens, for the moments that it has reached.
    """
    figure = go.Figure()
    hover = "step %{x:,}: %{y:.4g}<extra></extra>"
    figure.add_scatter(
        x=list(steps), y=list(held), mode="lines", name="held out", line={"color": style.CENTRE, "width": 2.5}
    )
    figure.add_scatter(
        x=list(steps),
        y=list(learned),
        mode="lines",
        name="learned from, with dropout",
        line={"color": style.MUTED, "width": 2, "dash": "dot"},
    )
    figure.add_scatter(
        x=[0, whole],
        y=[peer, peer],
        mode="lines",
        name=f"Kneser-Ney, {order} at a time, held out: {three_digits(peer)}",
        line={"color": style.CONTEXT, "width": 2, "dash": "dash"},
    )
    if window:
        figure.add_scatter(
            x=list(steps)[: len(window)],
            y=list(window)[: len(steps)],
            mode="lines",
            name=f"window of {width} (Bengio), held out: {three_digits(window[min(at, len(window) - 1)])}",
            line={"color": style.ANSWER, "width": 2, "dash": "dashdot"},
        )
    figure.update_traces(hovertemplate=hover)
    style.mark(figure, steps[at], held[at], whole=whole)
    return _over_steps(figure, whole, title="perplexity")


def both(steps: Sequence[int], words: Sequence[float], characters: Sequence[float]) -> go.Figure:
    """Nats per held-out sentence over the steps, of a model of words and one of characters, as far as each has got."""
    figure = go.Figure()
    for name, nats, colour, dash, symbol in (
        ("words", words, style.CENTRE, "solid", "circle"),
        ("characters", characters, style.NEGATIVE, "dash", "diamond"),
    ):
        figure.add_scatter(
            x=list(steps)[: len(nats)],
            y=list(nats),
            mode="lines+markers",
            name=name,
            line={"color": colour, "dash": dash, "width": 2.5},
            marker={"symbol": symbol, "size": 8},
            hovertemplate=f"{name}, step %{{x:,}}: %{{y:.2f}} nats<extra></extra>",
        )
    return _over_steps(figure, steps[-1], title="−log P of a sentence, nats")


def _over_steps(figure: go.Figure, whole: int, *, title: str) -> go.Figure:
    """The figure with an axis of steps to `whole` and a logarithmic one with ticks where its lines are."""
    ticks = _ticks(np.concatenate([np.array(line.y, np.float64) for line in figure.data]))
    figure.update_xaxes(title="step", tickformat=",", range=[-0.02 * whole, 1.02 * whole])
    figure.update_yaxes(title=title, type="log", tickvals=ticks, ticktext=[f"{tick:,g}" for tick in ticks])
    return style.finish(figure, height=360)


def _ticks(values: Floats) -> list[float]:
    """Round numbers for a logarithmic axis: 1, 2, 5, 10 and so on, or at equal steps where these would be too few."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    steps = [digit * 10.0**power for power in range(4, -4, -1) for digit in (5, 2, 1)]
    if high > 8 * low:
        return sorted(step for step in steps if low <= step <= high)
    for step in steps:
        ticks = step * np.arange(np.ceil(low / step - TINY), np.floor(high / step + TINY) + 1)
        if len(ticks) >= FEWEST:
            return [float(tick) for tick in ticks.round(3)]
    return [low]  # there is nothing between them


def draw(drawn: Draw, words: Sequence[str]) -> go.Figure:
    """All probabilities laid end to end with the random number on them, and the likeliest tokens as bars."""
    figure = make_subplots(
        rows=2, cols=1, row_heights=[0.76, 0.24], vertical_spacing=0.2, start_cell="bottom-left"
    )  # the line last: Plotly hides what is too small to read in the last part only
    ends = np.cumsum(drawn.probability) / drawn.probability.sum()
    wide = [i for i in np.argsort(-drawn.probability, kind="stable")[:60] if drawn.probability[i] > 0.002]
    shown = sorted({*map(int, wide), drawn.id})
    figure.add_bar(
        y=[""] * len(shown),
        x=drawn.probability[shown],
        base=ends[shown] - drawn.probability[shown],
        orientation="h",
        marker={
            "color": [style.NEGATIVE if i == drawn.id else style.CENTRE for i in shown],
            "line": {"width": 1, "color": "rgba(128, 128, 128, 0.6)"},
        },
        text=[_seen(words[i]) if drawn.probability[i] > NARROWEST else "" for i in shown],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        customdata=[[words[i], float(drawn.probability[i])] for i in shown],
        hovertemplate="%{customdata[0]}: %{customdata[1]:.4f}<extra></extra>",
        row=2,
        col=1,
    )
    figure.add_shape(
        type="line",
        x0=drawn.random,
        x1=drawn.random,
        y0=-0.55,
        y1=0.55,
        line={"width": 3, "color": style.ANSWER},
        row=2,
        col=1,
    )
    figure.add_annotation(
        x=drawn.random,
        y=0.5,
        yshift=14,
        text=f"<b>{drawn.random:.4f}: {style.text(_seen(words[drawn.id]))}</b>",
        xanchor="left" if drawn.random < NEAR else "right" if drawn.random > 1 - NEAR else "center",
        showarrow=False,
        row=2,
        col=1,
    )
    best = [int(i) for i in np.argsort(-drawn.probability, kind="stable")[:LIKELIEST]]
    if drawn.id not in best:
        best[-1] = drawn.id
    for name, values, colour in (
        ("drawn from", drawn.probability, [style.NEGATIVE if i == drawn.id else style.CENTRE for i in best]),
        ("believed, at τ = 1", drawn.believed, style.MUTED),
    ):
        figure.add_bar(
            x=list(range(len(best))),
            y=values[best],
            name=name,
            marker={"color": colour},
            customdata=[words[i] for i in best],
            hovertemplate=f"%{{customdata}}, {name}: %{{y:.4f}}<extra></extra>",
            row=1,
            col=1,
        )
    figure.update_xaxes(range=[0, 1], tickvals=[0, 0.25, 0.5, 0.75, 1], row=2, col=1)
    figure.update_yaxes(showticklabels=False, showgrid=False, range=[-0.55, 0.55], row=2, col=1)
    names = [style.text(_seen(words[i])) for i in best]
    ticks = {"tickvals": list(range(len(best))), "ticktext": names, "autotickangles": [0, -60, -90]}
    figure.update_xaxes(ticks, tickfont={"size": 13}, row=1, col=1)
    figure.update_yaxes(title="probability", rangemode="tozero", row=1, col=1)
    figure.data[0].showlegend = False
    return style.finish(figure, height=430).update_layout(
        bargap=0.3,
        margin={"t": 50},
        uniformtext={"minsize": 11, "mode": "hide"},
        legend={"y": 0.72, "x": 1, "xanchor": "right", "yanchor": "top"},
    )


def _seen(token: str) -> str:
    """A token as it is written: a space can be seen."""
    return token if token != " " else "␣"
