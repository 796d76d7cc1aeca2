"""Several small maps of the same words side by side, to compare settings."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from explorer.figures import style
from explorer.figures.colouring import Colouring
from explorer.projection.layout import Projection


def side_by_side(
    maps: Sequence[Projection],
    titles: Sequence[str],
    colouring: Colouring,
    rows: NDArray[np.intp],
    marked: Sequence[int] = (),
    *,
    narrow: bool = False,
) -> go.Figure:
    """The same words on several small maps, each with its setting and neighbours kept above it.

    Only `rows` (m,) of the maps are drawn, which come first in `colouring`; `marked` are places among these m that get
    a square. If the picture is `narrow`, as on a phone, two maps lie side by side.
    """
    from plotly.subplots import make_subplots

    cols = min(2, len(maps)) if narrow else len(maps)
    lines = -(-len(maps) // cols)
    figure = make_subplots(
        lines, cols, subplot_titles=list(titles), horizontal_spacing=0.02, vertical_spacing=0.1 / lines
    )
    colours: list[str] | str = style.CENTRE
    if colouring.names:
        colours = [colouring.colours[int(group)] for group in colouring.group[: len(rows)]]
    words = [maps[0].words[row] for row in rows]
    square = {"size": 11, "color": style.ANSWER, "symbol": "square-open", "line": {"width": 2}}
    for place, one in enumerate(maps, 1):
        at = one.coordinates[rows]
        where = {"row": 1 + (place - 1) // cols, "col": 1 + (place - 1) % cols}
        for some, marker in ((range(len(rows)), {"size": 4, "opacity": 0.8, "color": colours}), (marked, square)):
            chosen = list(some)
            if chosen:
                figure.add_trace(
                    go.Scattergl(
                        x=at[chosen, 0],
                        y=at[chosen, 1],
                        mode="markers",
                        marker=marker,
                        text=[words[row] for row in chosen],
                        customdata=[[row] for row in chosen],
                        selected={"marker": {"opacity": 1}},
                        unselected={"marker": {"opacity": 0.8}},
                        hovertemplate="<b>%{text}</b><extra></extra>",
                        showlegend=False,
                    ),
                    **where,
                )
        figure.update_yaxes(scaleanchor=f"x{place if place > 1 else ''}", **where)
    figure.update_xaxes(showticklabels=False, zeroline=False, showgrid=False)
    figure.update_yaxes(showticklabels=False, zeroline=False, showgrid=False)
    figure.update_annotations(font_size=13)
    return style.finish(figure, height=300 if lines == 1 else 60 + 190 * lines)
