"""Classifiers' answers to one sentence: probabilities, each word's share, and the effect of a change."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style
from explorer.tasks.edits import Effect
from explorer.tasks.explanation import Explanation
from explorer.tasks.unseen import Survival
from explorer.text.numbers import number

LONGEST = 26  # letters of a classifier's name beside an axis
WRITTEN = 14  # words of a sentence whose shares are written out


def probabilities(names: Sequence[str], chances: Sequence[float], told: str, *, guessing: float) -> go.Figure:
    """The probability of the class `told` for each classifier; those not trained yet (at the end) have no point."""
    figure = go.Figure()
    above = [chance > guessing for chance in chances]
    figure.add_scatter(
        x=list(chances),
        y=list(range(len(chances))),
        mode="markers+text",
        text=[f"{chance:.2f}" for chance in chances],
        textposition="top center",
        textfont={"size": 14},
        cliponaxis=False,
        marker={
            "size": 14,
            "color": [style.CENTRE if up else style.NEGATIVE for up in above],
            "symbol": ["circle" if up else "diamond" for up in above],
        },
        customdata=list(names[: len(chances)]),
        hovertemplate="%{customdata}: %{x:.4f}<extra></extra>",
        showlegend=False,
    )
    figure.add_vline(x=guessing, line={"color": style.MUTED, "dash": "dash"})
    figure.update_xaxes(title=f"P({told})", range=[-0.04, 1.04], tickvals=[0, 0.25, 0.5, 0.75, 1])
    _rows(figure, names)
    return style.finish(figure, height=100 + 42 * len(names))


def shares(found: Sequence[tuple[str, Explanation]], words: Sequence[str]) -> go.Figure:
    """A row for each (classifier, explanation), a column for each word: what the word adds to the score."""
    values = np.array([explanation.shares for _, explanation in found]).reshape(len(found), len(words))
    most = float(np.abs(values).max()) if values.size else 1.0
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=list(range(len(words))),
            y=list(range(len(found))),
            zmin=-most,
            zmax=most,
            colorscale=list(style.DIVERGING),
            text=[[number(value, "+.2f") for value in row] for row in values] if len(words) <= WRITTEN else None,
            texttemplate="%{text}" if len(words) <= WRITTEN else None,
            xgap=2,
            ygap=2,
            customdata=[[f"{words[i]}: {name}, {one.method}" for i in range(len(words))] for name, one in found],
            hovertemplate="%{customdata}: %{z:+.3f}<extra></extra>",
            showscale=len(words) > WRITTEN,
            colorbar={"title": "share", "thickness": 10},
        )
    )
    names = [f"{style.text(cut(name))}<br>{one.method.replace(' x ', ' × ')}" for name, one in found]
    figure.update_xaxes(
        tickvals=list(range(len(words))), ticktext=[style.text(word) for word in words], side="top", showgrid=False,
        tickfont={"size": 14}, zeroline=False,
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(found))), ticktext=names, range=[len(found) - 0.5, -0.5], showgrid=False,
        zeroline=False, automargin=True,
    )  # fmt: skip
    return style.finish(figure, height=90 + 42 * len(found))


def effects(found: Sequence[Effect], before: float, told: str) -> go.Figure:
    """The probability of the class `told` after each change, with a line from the probability before."""
    figure = go.Figure()
    for place, effect in enumerate(found):
        colour = style.CENTRE if effect.change > 0 else style.NEGATIVE
        figure.add_scatter(
            x=[before, effect.chance],
            y=[place, place],
            mode="lines+markers",
            line={"color": colour, "width": 3},
            marker={"color": colour, "size": [1, 11], "symbol": "circle" if effect.change > 0 else "diamond"},
            hovertemplate=f"{effect.chance:.4f} ({number(effect.change, '+.4f')})<extra></extra>",
            showlegend=False,
        )
    figure.add_vline(x=before, line={"color": style.MUTED, "dash": "dash"})
    figure.update_xaxes(title=f"P({told}); dashed: before", range=[-0.02, 1.02])
    _rows(figure, [effect.edit.about for effect in found])
    return style.finish(figure, height=100 + 26 * len(found))


def survival(found: Sequence[Survival], told: str, *, guessing: float) -> go.Figure:
    """For each classifier the probability of `told` with a word among the labels and without it."""
    figure = go.Figure()
    for place, one in enumerate(found):
        figure.add_scatter(
            x=[one.with_word, one.without_word], y=[place, place], mode="lines", hoverinfo="skip", showlegend=False,
            line={"color": style.MUTED, "width": 2},
        )  # fmt: skip
    for name, field, colour, symbol in (
        ("with the word among the labels", "with_word", style.CENTRE, "circle"),
        ("without it", "without_word", style.NEGATIVE, "diamond-open"),
    ):
        figure.add_scatter(
            x=[getattr(one, field) for one in found],
            y=list(range(len(found))),
            mode="markers",
            name=name,
            marker={"color": colour, "symbol": symbol, "size": 13, "line": {"width": 2}},
            hovertemplate=name + ": %{x:.4f}<extra></extra>",
        )
    figure.add_vline(x=guessing, line={"color": style.MUTED, "dash": "dash"})
    figure.update_xaxes(title=f"P({told})", range=[-0.02, 1.02])
    _rows(figure, [one.contender for one in found])
    return style.finish(figure, height=130 + 34 * len(found))


def cut(name: str) -> str:
    """A name, cut to the room of an axis."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _rows(figure: go.Figure, names: Sequence[str]) -> None:
    """One row for each name, the first at the top."""
    figure.update_yaxes(
        tickvals=list(range(len(names))), ticktext=[style.text(cut(name)) for name in names],
        range=[len(names) - 0.4, -0.6], zeroline=False, automargin=True,
    )  # fmt: skip
