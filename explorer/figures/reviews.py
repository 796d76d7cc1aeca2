"""A sentence that is judged: what each word adds to an average's answer, and the answer after each word."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from explorer.figures import style
from explorer.tasks.explanation import Explanation
from explorer.text.numbers import number
from explorer.vectors.word_vectors import Floats


def shares(told: Explanation) -> go.Figure:
    """What each word adds to the log-odds, as bars; the last bar is the rest of the score, the bias."""
    values = [*told.shares.tolist(), told.rest]
    places = list(range(len(values)))
    figure = go.Figure(
        go.Bar(
            x=places,
            y=values,
            marker={
                "color": [style.CENTRE if value >= 0 else style.NEGATIVE for value in values[:-1]] + [style.MUTED],
                "pattern": {"shape": ["" if value >= 0 else "/" for value in values[:-1]] + [""]},
            },
            text=[number(value, "+.2f") for value in values],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y:+.4f}<extra></extra>",
        )
    )
    _words(figure, [*told.sentence, "b"])
    reach = 1.3 * max(0.2, *map(abs, values))
    figure.update_yaxes(title="adds to the log-odds", range=[min(0, *values) - 0.2 * reach, reach])
    return style.finish(figure, height=280)


def so_far(words: Sequence[str], answers: Mapping[str, Floats]) -> go.Figure:
    """P(positive) (n,) of each classifier if the sentence ended at each of its n words; the last one is the answer."""
    figure = go.Figure()
    looks = zip(answers.items(), (style.CENTRE, style.MUTED), ("square", "circle"), ("solid", "dot"), strict=True)
    for (name, chance), colour, symbol, dash in looks:
        figure.add_scatter(
            x=list(range(len(chance))),
            y=chance,
            mode="lines+markers",
            name=name,
            line={"color": colour, "width": 2.5, "dash": dash},
            marker={"symbol": symbol, "size": [7] * (len(chance) - 1) + [13]},
            hovertemplate="%{y:.3f}<extra>" + name + "</extra>",
        )
    figure.add_hline(y=0.5, line={"color": style.MUTED, "dash": "dash", "width": 1})
    _words(figure, words)
    figure.update_yaxes(title="P(positive), were this the end", range=[0, 1])
    return style.finish(figure, height=300)


def _words(figure: go.Figure, words: Sequence[str]) -> None:
    figure.update_xaxes(
        tickvals=list(range(len(words))),
        ticktext=[style.text(word) for word in words],
        autotickangles=[0, -45, -90],
        showgrid=False,
    )
