"""A text as a language model reads it: a colour for each token, and the same numbers as bars."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style
from explorer.vectors.word_vectors import Floats

MOST_NAMED = 60  # tokens that have their name under the bar
MOST_SLANTED = 12  # of which the names do not touch on a phone


def grounds(values: Floats | Sequence[float], *, highest: float, both_signs: bool) -> list[str]:
    """A CSS colour for each of the values (n,): stronger away from 0, orange below 0 if there are both signs."""
    values = np.asarray(values)
    scale = style.DIVERGING if both_signs else style.SEQUENTIAL
    share = np.clip(values / highest if highest > 0 else np.zeros_like(values), -1 if both_signs else 0, 1)
    place = (share + 1) / 2 if both_signs else share
    return [scale[i] for i in np.rint(place * (len(scale) - 1)).astype(int)]


def tokens(names: Sequence[str], values: Sequence[float], *, title: str, highest: float, both_signs: bool) -> go.Figure:
    """The values of tokens in their order, as bars in their colours."""
    figure = go.Figure(
        go.Bar(
            x=list(range(len(names))),
            y=values,
            marker={
                "color": grounds(np.array(values), highest=highest, both_signs=both_signs),
                "line": {"width": 1, "color": style.MUTED},
            },
            customdata=[name if name != " " else "␣" for name in names],
            hovertemplate="%{customdata}: %{y:.3f}<extra></extra>",
        )
    )
    if len(names) <= MOST_NAMED:
        shown = [style.text(name if name != " " else "␣") for name in names]
        angle = 0 if max(map(len, names), default=1) == 1 else -60 if len(names) <= MOST_SLANTED else -90
        figure.update_xaxes(tickvals=list(range(len(names))), ticktext=shown, tickangle=angle)
    else:
        figure.update_xaxes(title="token")
    figure.update_yaxes(title=title)
    return style.finish(figure, height=280).update_layout(bargap=0.15)
