"""What a person named in a sentence adds to its score."""

from collections.abc import Sequence

import plotly.graph_objects as go

from explorer.figures import style
from explorer.tasks.carried import Carried


def differences(found: Sequence[tuple[str, Carried]]) -> go.Figure:
    """For each classifier the mean difference with its interval, and a small dot for each pair."""
    figure = go.Figure()
    for place, (name, one) in enumerate(found):
        figure.add_scatter(
            x=one.differences.mean(axis=1),
            y=[place] * len(one.pairs),
            mode="markers",
            marker={"color": style.MUTED, "size": 7, "symbol": "line-ns-open", "line": {"width": 2}},
            text=[f"{a} minus {b}" for a, b in one.pairs],
            hovertemplate="%{text}: %{x:+.3f}<extra></extra>",
            name="one pair",
            showlegend=place == 0,
        )
        figure.add_scatter(
            x=[one.mean],
            y=[place],
            error_x={"array": [one.high - one.mean], "arrayminus": [one.mean - one.low], "thickness": 2.5, "width": 6},
            mode="markers",
            marker={
                "color": style.CENTRE if name.endswith("raw") else style.CONTEXT,
                "symbol": "circle" if name.endswith("raw") else "diamond",
                "size": 12,
            },
            hovertemplate="mean %{x:+.3f}<extra></extra>",
            name="mean and its 95% interval",
            showlegend=place == 0,
        )
    figure.add_vline(x=0, line={"color": style.MUTED, "dash": "dash"})
    figure.update_xaxes(title="difference of the score, in log-odds; 0: the person makes no difference")
    figure.update_yaxes(
        tickvals=list(range(len(found))), ticktext=[style.text(name) for name, _ in found],
        range=[len(found) - 0.4, -0.6], zeroline=False, automargin=True,
    )  # fmt: skip
    return style.finish(figure, height=150 + 46 * len(found))
