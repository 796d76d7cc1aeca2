"""Words before and after each step of a debiasing, in the plane of the direction and the most varied other axis."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures import labels, style
from explorer.judging.bias.debiasing.steps import Step
from explorer.judging.bias.direction import Direction
from explorer.judging.bias.residual import Residual

PHONE = (310, 390)  # pixels of the plane there: labels that have room on a phone have room everywhere


def steps(
    done: Sequence[Step], along: Direction, words: Sequence[str], specific: Sequence[str], poles: tuple[str, str]
) -> go.Figure:
    """Every step as a frame: across is the direction, up the orthogonal axis along which these words vary most.

    A word that finds no room beside its point has its name in the hover box alone.
    """
    everything = [*words, *specific]
    before = done[0].rows(everything)
    rest = before - np.outer(before @ along.vector, along.vector)
    upwards = np.linalg.svd(rest - rest.mean(axis=0), full_matrices=False)[2][0]
    places = []
    for step in done:
        rows = step.rows(everything)
        places.append((rows @ along.vector, rows @ upwards))
    n = len(words)
    reach = max(float(np.abs(x).max()) for x, _ in places) * 1.4
    low, high = min(float(y.min()) for _, y in places), max(float(y.max()) for _, y in places)
    room = 0.12 * (high - low)
    corners = np.array([(-reach, low - room), (reach, high + room)])

    def traces(x: np.ndarray, y: np.ndarray) -> list[go.Scatter]:
        at = np.vstack([np.column_stack([x, y]), corners])
        rows = range(len(everything))
        beside = dict(labels.placed(at, [*everything, "", ""], rows, picture=PHONE, equal=False, clear=rows))
        names = [word if row in beside else "" for row, word in enumerate(everything)]
        sides = [beside.get(row, "middle right") for row in rows]
        return [
            go.Scatter(
                x=x[part],
                y=y[part],
                mode="markers+text",
                text=names[part],
                textposition=sides[part],
                textfont={"size": 12},
                cliponaxis=False,
                marker={"color": colour, "symbol": symbol, "size": 9},
                name=name,
                customdata=everything[part],
                hovertemplate="%{customdata}<br>%{x:+.3f} along the direction<extra></extra>",
            )
            for part, colour, symbol, name in (
                (slice(0, n), style.CENTRE, "circle", "neutral words"),
                (slice(n, None), style.ANSWER, "diamond", "words about the difference"),
            )
        ]

    figure = go.Figure(traces(*places[0]))
    figure.frames = [go.Frame(data=traces(*place), name=step.title) for step, place in zip(done, places, strict=True)]
    _played(figure, [step.title for step in done])
    figure.update_xaxes(
        title=f"← {poles[1]} · along the direction · {poles[0]} →", range=[-reach, reach], zeroline=True
    )
    figure.update_yaxes(title="what else varies", range=[low - room, high + room], showticklabels=False, showgrid=False)
    return style.finish(figure, height=560)


def _played(figure: go.Figure, titles: Sequence[str]) -> None:
    """Add a slider over the frames of these names, and a button that plays them."""
    motion = {"frame": {"duration": 900, "redraw": False}, "transition": {"duration": 900}, "mode": "immediate"}
    figure.update_layout(
        sliders=[
            {
                "steps": [
                    {"label": title if len(titles) < 6 else str(n), "method": "animate", "args": [[title], motion]}
                    for n, title in enumerate(titles)
                ],
                "currentvalue": {"visible": False},
                "pad": {"t": 54},
                "x": 0.25,  # beside the button, on a phone too
                "len": 0.68,
            }
        ],
        updatemenus=[
            {
                "type": "buttons",
                "showactive": False,
                "x": 0.0,
                "y": 0,
                "xanchor": "left",
                "yanchor": "top",
                "pad": {"t": 56},
                "buttons": [{"label": "▶ Play", "method": "animate", "args": [None, {**motion, "fromcurrent": False}]}],
            }
        ],
    )


def remains(before: Residual, after: Residual) -> go.Figure:
    """The three measures before and after, with the line of chance for the first two."""
    names = ["two clusters", "classifier", "neighbours"]
    figure = go.Figure()
    for found, name, colour, pattern in ((before, "before", style.MUTED, ""), (after, "after", style.ANSWER, "/")):
        values = [found.clustering, found.classifier, found.neighbours]
        figure.add_bar(
            x=names,
            y=values,
            name=name,
            marker={
                "color": colour,
                "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": "rgba(255,255,255,0.4)"},
            },
            text=[f"{value:.2f}" for value in values],
            textposition="outside",
            cliponaxis=False,
        )
    figure.add_scatter(
        x=names[:2],
        y=[0.5, 0.5],
        mode="lines",
        line={"color": style.NEGATIVE, "dash": "dot", "width": 3},
        name="chance",
        hoverinfo="skip",
    )
    figure.update_yaxes(title="share, or correlation", range=[min(0, after.neighbours, before.neighbours) - 0.05, 1.12])
    return style.finish(figure, height=360).update_layout(barmode="group")


def methods(found: Mapping[str, Residual]) -> go.Figure:
    """A row for each method, the first on top, with its three measures as marks, and the line of chance for two."""
    names = list(found)
    figure = go.Figure()
    for title, colour, symbol, values in (
        ("two clusters", style.CENTRE, "circle", [left.clustering for left in found.values()]),
        ("classifier", style.ANSWER, "diamond", [left.classifier for left in found.values()]),
        ("neighbours", style.MUTED, "square-open", [left.neighbours for left in found.values()]),
    ):
        figure.add_scatter(
            x=values,
            y=names,
            mode="markers",
            name=title,
            marker={"color": colour, "symbol": symbol, "size": 11},
            hovertemplate="%{y}<br>" + title + " %{x:.3f}<extra></extra>",
        )
    figure.add_scatter(
        x=[0.5, 0.5],
        y=[names[0], names[-1]],
        mode="lines",
        line={"color": style.NEGATIVE, "dash": "dot", "width": 3},
        name="chance for the first two",
        hoverinfo="skip",
    )
    least = min(0.0, *(left.neighbours for left in found.values()))
    figure.update_xaxes(title="share of sides found, or correlation", range=[least - 0.03, 1.04])
    figure.update_yaxes(autorange="reversed", ticksuffix="  ")
    return style.finish(figure, height=110 + 34 * len(names))
