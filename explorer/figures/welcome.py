"""The first picture: everyday words in groups, where the built-in model puts them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from explorer.figures import style

if TYPE_CHECKING:
    from explorer.projection.layout import Projection

WORDS = Path(__file__).parents[1] / "data" / "words" / "welcome.json"
SYMBOLS = ("circle", "diamond", "square")


def groups() -> dict[str, list[str]]:
    """Title of each group -> its words."""
    read = json.loads(WORDS.read_text(encoding="utf-8"))
    return {group["title"]: group["words"] for group in read["groups"]}


def grouped_map(projection: "Projection", words_of: Mapping[str, Sequence[str]]) -> go.Figure:
    """A 2-D map, one colour and symbol a group, the group's title where most of its words are."""
    where = dict(zip(projection.words, projection.coordinates, strict=True))
    figure = go.Figure()
    for number, (title, words) in enumerate(words_of.items()):
        shown = [word for word in words if word in where]
        if not shown:
            continue
        xy = np.array([where[word] for word in shown])
        colour = style.SERIES[number % len(style.SERIES)]
        figure.add_trace(
            go.Scatter(
                x=xy[:, 0],
                y=xy[:, 1],
                mode="markers+text",
                text=shown,
                textposition="top center",
                textfont={"size": 9},
                marker={"color": colour, "size": 6, "symbol": SYMBOLS[number // len(style.SERIES)]},
                hovertemplate="<b>%{text}</b><br>" + title + "<extra></extra>",
                name=title,
            )
        )
        middle = np.median(xy, axis=0)
        figure.add_annotation(
            x=middle[0],
            y=middle[1],
            text=f"<b>{title}</b>",
            showarrow=False,
            font={"size": 13, "color": colour},
            bgcolor="rgba(128,128,128,0.12)",
            borderpad=2,
        )
    style.hide_scales(figure)
    return style.finish(figure, height=470).update_layout(showlegend=False, dragmode="pan")
