"""Names in sentences: the probability of each tag, which word decided, and taggers over several splits."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style
from explorer.tasks.names.scores import SplitVerdict, Summary
from explorer.text.numbers import number
from explorer.vectors.word_vectors import Floats

ROW = 26  # pixels of a word
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star")


def chances(words: Sequence[str], tags: Sequence[str], cells: Floats, *, at: int) -> go.Figure:
    """Probability of each tag (n, C), one row for each word; row `at` is framed, and more is stronger."""
    n, C = cells.shape
    written = C <= 9
    figure = go.Figure(
        go.Heatmap(
            x=list(range(C)),
            y=list(range(n)),
            z=cells,
            zmin=0,
            zmax=1,
            colorscale=list(style.SEQUENTIAL),
            customdata=[[[word, tag] for tag in tags] for word in words],
            hovertemplate="%{customdata[0]}: P(%{customdata[1]}) = %{z:.4f}<extra></extra>",
            text=[[f"{p:.2f}" if written and p >= 0.005 else "" for p in row] for row in cells],
            texttemplate="%{text}",
            xgap=2,
            ygap=2,
            colorbar={"title": "P", "thickness": 10, "tickvals": [0, 0.5, 1]},
        )
    )
    figure.add_shape(
        type="rect",
        x0=-0.5,
        x1=C - 0.5,
        y0=at - 0.5,
        y1=at + 0.5,
        line={"color": style.NEGATIVE, "width": 2},
    )
    names = [style.text(tag) for tag in tags]
    figure.update_xaxes(tickvals=list(range(C)), ticktext=names, side="top", autotickangles=[0, -60])
    return _by_word(figure, words)


def shares(words: Sequence[str], values: Floats, *, about: str) -> go.Figure:
    """What each word (n,) adds to the score of a tag, as bars: to the right for the tag, to the left against it."""
    figure = go.Figure(
        go.Bar(
            x=values,
            y=list(range(len(words))),
            orientation="h",
            marker={"color": [style.CENTRE if value >= 0 else style.NEGATIVE for value in values]},
            text=[number(value, "+.2f") if abs(value) >= 0.005 else "" for value in values],
            textposition="outside",
            cliponaxis=False,
            customdata=list(words),
            hovertemplate="%{customdata}: %{x:+.4f}<extra></extra>",
        )
    )
    reach = 1.3 * max(0.1, float(np.abs(values).max(initial=0)))
    low = -reach if (values < 0).any() else -0.05 * reach
    figure.update_xaxes(title=about, range=[low, reach], zeroline=True, side="top")
    return _by_word(figure, words)


def over_splits(found: Sequence[SplitVerdict], means: Sequence[Summary]) -> go.Figure:
    """F1 and recall of unseen and of seen names: a small mark for each split, the mean with its 95% interval."""
    figure = go.Figure()
    measures = ("F1 of all names", "recall, unseen", "recall, seen")
    spread = 0.8 / max(1, len(means))
    for row, mean in enumerate(means):
        shift = (row - (len(means) - 1) / 2) * spread
        colour = style.SERIES[row % len(style.SERIES)]
        verdicts = [one.verdict for one in found if one.contender == mean.contender]
        one_by_one = [[v.score.f1, v.unseen.share, v.seen.share] for v in verdicts]
        places = [place + shift for place in range(len(measures))]
        figure.add_scatter(
            x=[value for values in one_by_one for value in values],
            y=[place + 0.09 for _ in one_by_one for place in places],
            mode="markers",
            marker={"size": 6, "color": colour, "opacity": 0.45},
            hoverinfo="skip",
            showlegend=False,
        )
        levels = (mean.f1, mean.unseen, mean.seen)
        figure.add_scatter(
            x=[level[0] for level in levels],
            y=places,
            mode="markers+text",
            name=mean.contender,
            text=[f"{level[0]:.3f}" for level in levels],
            textposition="top center",
            marker={"size": 11, "color": colour, "symbol": SYMBOLS[row % len(SYMBOLS)]},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [level[2] - level[0] for level in levels],
                "arrayminus": [level[0] - level[1] for level in levels],
                "thickness": 2,
                "color": colour,
            },
            customdata=[[level[1], level[2]] for level in levels],
            hovertemplate="%{x:.3f}, 95% %{customdata[0]:.3f} to %{customdata[1]:.3f}<extra>%{fullData.name}</extra>",
        )
    figure.update_yaxes(
        tickvals=list(range(len(measures))),
        ticktext=list(measures),
        range=[len(measures) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        ticksuffix="  ",
    )
    figure.update_xaxes(title="share", range=[0, 1], tickformat=".1f")
    return style.finish(figure, height=150 + 3 * 44 * max(2, len(means)))


def _by_word(figure: go.Figure, words: Sequence[str]) -> go.Figure:
    """Words down the side, the first on top, at the same height in every figure."""
    n = len(words)
    figure.update_yaxes(
        tickvals=list(range(n)),
        ticktext=[style.text(word) for word in words],
        range=[n - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        tickfont={"size": 14},
        ticksuffix="  ",
    )
    figure.update_xaxes(showgrid=False)
    return style.finish(figure, height=100 + ROW * max(n, 5)).update_layout(margin={"t": 70}, bargap=0.25)
