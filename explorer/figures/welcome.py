"""The first picture: everyday words in groups, where the built-in model puts them."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

import numpy as np
import plotly.graph_objects as go

from explorer.figures import labels, style
from explorer.projection.first_picture import FirstPicture

SYMBOLS = ("circle", "diamond", "square")
PICTURE = (560, 470)  # pixels, in the narrowest window we draw for


def grouped_map(picture: FirstPicture, words_of: Mapping[str, Sequence[str]]) -> go.Figure:
    """A 2-D map, one colour and symbol a group, titles first, then words of all groups in turn while there is room."""
    row_of = {word: row for row, word in enumerate(picture.words)}
    at = picture.coordinates
    rows_of = {title: [row_of[word] for word in words if word in row_of] for title, words in words_of.items()}
    rows_of = {title: rows for title, rows in rows_of.items() if rows}
    middles = np.array([np.median(at[rows], axis=0) for rows in rows_of.values()])  # (G, 2)
    in_turn = [row for turn in zip_longest(*rows_of.values()) for row in turn if row is not None]
    everything, names = np.concatenate([at, middles]), [*picture.words, *(title.upper() for title in rows_of)]
    order = [*range(len(at), len(everything)), *in_turn]
    beside = dict(labels.placed(everything, names, order, picture=PICTURE, size=11, most=len(order)))

    figure = go.Figure()
    for number, (title, rows) in enumerate(rows_of.items()):
        colour = style.SERIES[number % len(style.SERIES)]
        figure.add_trace(
            go.Scatter(
                x=at[rows, 0],
                y=at[rows, 1],
                mode="markers+text",
                text=[picture.words[row] if row in beside else "" for row in rows],
                textposition=[beside.get(row, "middle right") for row in rows],
                textfont={"size": 10},
                customdata=[picture.words[row] for row in rows],
                marker={"color": colour, "size": 7, "symbol": SYMBOLS[number // len(style.SERIES)], "opacity": 0.9},
                hovertemplate="<b>%{customdata}</b><br>" + title + "<extra></extra>",
                name=title,
            )
        )
        figure.add_trace(
            go.Scatter(
                x=[middles[number, 0]],
                y=[middles[number, 1]],
                mode="text",
                text=f"<b>{title}</b>",
                textposition=beside.get(len(at) + number, "top center"),
                textfont={"size": 14, "color": colour},
                hoverinfo="skip",
            )
        )
    style.hide_scales(figure)
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(showgrid=False)
    return style.finish(figure, height=PICTURE[1]).update_layout(
        showlegend=False, dragmode="pan", margin={"l": 0, "r": 0, "t": 0, "b": 0}
    )
