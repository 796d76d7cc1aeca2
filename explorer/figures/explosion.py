"""A training that explodes next to one that is clipped: length of the gradient and loss, step by step."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style

LEAST = 1e-3  # smaller values are drawn at this one: the figure is about large ones
LOOKS = {"not clipped": (style.NEGATIVE, "solid", 3), "clipped": (style.CENTRE, "dot", 1.5)}  # colour, dash, width


def norms(
    unclipped: Sequence[float], clipped: Sequence[float], *, limit: float | None, broken: int | None
) -> go.Figure:
    """‖g‖ before clipping over the steps on a logarithmic axis; step `broken`, whose loss was no number, is marked."""
    figure = _over_steps(unclipped, clipped, "‖g‖ = %{customdata:.3g}")
    if limit is not None:
        figure.add_scatter(
            x=[1, max(len(clipped), len(unclipped))],
            y=[limit, limit],
            mode="lines",
            name=f"clipped to θ = {limit:g}",
            line={"color": style.MUTED, "dash": "dash", "width": 1.5},
            hoverinfo="skip",
        )
    _mark(figure, unclipped, broken)
    figure.update_yaxes(title="length of the gradient, ‖g‖, 10⁻³ or more", type="log", exponentformat="power")
    return style.finish(figure, height=360)


def losses(unclipped: Sequence[float], clipped: Sequence[float], *, broken: int | None) -> go.Figure:
    """Loss over the steps on a logarithmic axis; step `broken`, whose loss was no number, is marked."""
    figure = _over_steps(unclipped, clipped, "%{customdata:.3g} nats")
    _mark(figure, unclipped, broken)
    figure.update_yaxes(title="loss, 10⁻³ nats or more", type="log", exponentformat="power")
    return style.finish(figure, height=360)


def _over_steps(unclipped: Sequence[float], clipped: Sequence[float], told: str) -> go.Figure:
    figure = go.Figure()
    for name, found in (("clipped", clipped), ("not clipped", unclipped)):
        colour, dash, width = LOOKS[name]
        values = np.array(found, np.float64)
        values[~np.isfinite(values)] = np.nan
        figure.add_scatter(
            x=np.arange(1, len(values) + 1),
            y=np.maximum(values, LEAST),
            customdata=values,
            mode="lines+markers" if len(values) < 40 else "lines",
            name=name,
            line={"color": colour, "dash": dash, "width": width},
            hovertemplate=f"{name}, step %{{x}}: {told}<extra></extra>",
        )
    figure.update_xaxes(title="training step", rangemode="tozero")
    return figure


def _mark(figure: go.Figure, unclipped: Sequence[float], broken: int | None) -> None:
    """Add an arrow to the last finite value, saying what came next."""
    if broken is None:
        return
    there = [(step, value) for step, value in enumerate(unclipped, 1) if np.isfinite(value) and value > 0]
    step, value = there[-1]
    figure.add_annotation(
        x=step,
        y=np.log10(value),
        text=f"<b>NaN</b> at step {broken}",
        showarrow=True,
        arrowhead=2,
        arrowcolor=style.NEGATIVE,
        ax=60,
        ay=-6,
        xanchor="left",
    )
