"""A map of words: points with equal scales, labels that do not overlap, and what is to be pointed out on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from explorer.figures import labels, style
from explorer.figures.colouring import SYMBOLS, Colouring
from explorer.projection.density import Contour
from explorer.projection.layout import Projection
from explorer.projection.lens import drawn_neighbours
from explorer.projection.space import Space
from explorer.vectors.word_vectors import Floats

HEIGHT = 560
PICTURE = (640, 470)  # pixels of its axes on a small laptop


@dataclass(frozen=True)
class Pointed:
    """What is pointed out: rows of the map.

    `word` is the one asked about, `near` its true neighbours, `hidden` the neighbours that the map puts elsewhere;
    `found` are the hits of a search, `chosen` the words selected on the map, `joined` those that were placed on it when
    it was made.
    """

    word: int | None = None
    near: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    found: tuple[int, ...] = ()
    chosen: tuple[int, ...] = ()
    joined: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """All rows pointed out, each once, the word asked about first."""
        asked = () if self.word is None else (self.word,)
        return tuple(dict.fromkeys((*asked, *self.near, *self.found, *self.chosen)))


def point_out(
    projection: Projection,
    space: Space,
    word: str,
    *,
    found: Sequence[int] = (),
    chosen: Sequence[str] = (),
    joined: Sequence[int] = (),
) -> Pointed:
    """What to point out: a word with its true neighbours that are drawn, hits of a search, words selected or joined."""
    wanted = set(chosen)
    rows = {drawn: row for row, drawn in enumerate(projection.words) if drawn in wanted} if wanted else {}
    own = tuple(rows[one] for one in chosen if one in rows)
    return Pointed(*drawn_neighbours(projection, space, word), tuple(found), own, tuple(joined))


def centres(coordinates: Floats, colouring: Colouring) -> list[tuple[int, str, int]]:
    """The row of the word in the middle of each group on the map, the group's name, and its number.

    The middle is the median of the words' `coordinates` (N, D) on each axis, which a few outliers do not move.
    """
    found = []
    for group, name in enumerate(colouring.on_map):
        rows = np.flatnonzero(colouring.group == group)
        if len(rows):
            at = coordinates[rows]
            apart = ((at - np.median(at, axis=0)) ** 2).sum(axis=1)
            found.append((int(rows[apart.argmin()]), name, group))
    return found


def columns(projection: Projection, colouring: Colouring, joined: Sequence[int] = ()) -> dict[str, list[object]]:
    """The map as a table: words, coordinates, neighbours kept, the group that colours them, and who joined later."""
    table: dict[str, list[object]] = {"word": list(projection.words)}
    for name, values in zip("xyz", projection.coordinates.T, strict=False):
        table[name] = values.tolist()
    table["neighbours kept"] = ["" if np.isnan(share) else float(share) for share in projection.honesty.kept_of]
    if colouring.names:
        table[colouring.title] = [colouring.names[int(group)] for group in colouring.group]
    if shapes := colouring.shapes:
        table[f"shape: {shapes.title}"] = [shapes.names[int(number)] for number in shapes.of]
    if joined:
        table["joined"] = ["yes" if row in set(joined) else "" for row in range(len(projection))]
    return table


def alone(
    projection: Projection, colouring: Colouring, pointed: Pointed, title: str, *, contours: Sequence[Contour] = ()
) -> str:
    """The map as one HTML file that needs nothing else."""
    figure = map_of_words(projection, colouring, pointed, contours=contours)
    figure.update_layout(title=style.text(title), margin={"t": 50}, height=None)
    return str(figure.to_html(include_plotlyjs=True, config={"scrollZoom": True, "displaylogo": False}))


def map_of_words(
    projection: Projection, colouring: Colouring, pointed: Pointed, *, contours: Sequence[Contour] = ()
) -> go.Figure:
    """The map as a figure that stands alone; hover shows the word, its rank and neighbours kept."""
    at = projection.coordinates
    figure = go.Figure()
    lit = np.ones(len(at), dtype=bool)
    if rows := pointed.rows:
        lit[:] = False
        lit[list(rows)] = True
    _contours(figure, contours)
    _threads(figure, at, pointed)
    _points(figure, projection, colouring, lit)
    _legend_of_shapes(figure, at, colouring)
    _rings(figure, at, pointed)
    _labels(figure, projection, pointed, lit)
    _names(figure, projection, colouring)
    style.finish(figure, height=HEIGHT)
    below = -0.09 if axis_titles(projection) else -0.02  # below the axis title, if there is one
    figure.update_layout(
        margin={"l": 0, "r": 12, "t": 6, "b": 6},
        legend={"orientation": "h", "yanchor": "top", "y": below, "x": 0, "itemsizing": "constant", "title": None},
        dragmode="pan",
        hovermode="closest",
    )
    if at.shape[1] == 3:
        return _solid(figure, projection)
    _frame(figure, projection)
    return style.as_text(figure)


def _solid(figure: go.Figure, projection: Projection) -> go.Figure:
    titles = axis_titles(projection) or [""] * 3
    bare = {"showticklabels": False, "showspikes": False, "zeroline": False}
    axes = {
        f"{axis}axis": {**bare, "title": {"text": style.text(title)}} for axis, title in zip("xyz", titles, strict=True)
    }
    return style.as_text(figure.update_layout(scene={**axes, "aspectmode": "data"}, dragmode="orbit"))


def _contours(figure: go.Figure, contours: Sequence[Contour]) -> None:
    """Add lines that enclose shares of the words, the smallest share the strongest."""
    for place, one in enumerate(contours):
        path = [point for line in one.lines for point in (*line.tolist(), (None, None))]
        figure.add_trace(
            go.Scatter(
                x=[x for x, _ in path],
                y=[y for _, y in path],
                mode="lines",
                name=f"{one.share:.0%} of the words",
                line={"color": style.MUTED, "width": 2.2 - 0.4 * place},
                hoverinfo="skip",
                showlegend=False,
            )
        )


def _names(figure: go.Figure, projection: Projection, colouring: Colouring) -> None:
    """The names of groups in their middle."""
    told = centres(projection.coordinates, colouring)
    if told:
        figure.add_trace(
            _scatter(
                projection.coordinates,
                np.array([row for row, _, _ in told], dtype=np.intp),
                mode="text",
                text=[name for _, name, _ in told],
                textfont={"size": 15, "weight": 700},
                hoverinfo="skip",
                showlegend=False,
                name="names of groups",
            )
        )


def axis_titles(projection: Projection) -> list[str]:
    """The titles of axes that have a meaning: a principal axis with its share of the variance, or a formula."""
    if projection.settings.axes:
        link = "from" if projection.settings.measure == "distance" else "with"
        return [f"{projection.settings.measure} {link} {formula}" for formula in projection.settings.axes]
    return [f"axis {i + 1}: {share:.1%} of the variance" for i, share in enumerate(projection.explained)]


def _scatter(at: Floats, rows: NDArray[np.intp], **options: object) -> go.Scattergl | go.Scatter3d:
    if at.shape[1] == 2:
        return go.Scattergl(x=at[rows, 0], y=at[rows, 1], **options)
    return go.Scatter3d(x=at[rows, 0], y=at[rows, 1], z=at[rows, 2], **options)


def _parts(colouring: Colouring, n: int) -> list[tuple[str, NDArray[np.bool_]]]:
    """The parts with their own style, and their members (N,): each group; or words with a value and those without."""
    if colouring.names:
        return [(name, colouring.group == group) for group, name in enumerate(colouring.names)]
    known = ~np.isnan(colouring.value) if len(colouring.value) else np.ones(n, dtype=bool)
    return [(colouring.title, known)] if known.all() else [(colouring.title, known), ("no value", ~known)]


def _points(figure: go.Figure, projection: Projection, colouring: Colouring, lit: NDArray[np.bool_]) -> None:
    n = len(projection)
    flat = projection.coordinates.shape[1] == 2
    size = (8 if n <= 300 else 7 if n <= 1500 else 5 if n <= 5000 else 3.5) * (1 if flat else 0.6)
    kept = [
        "neighbours not judged" if np.isnan(share) else f"{share:.0%} of its true neighbours are near it"
        for share in projection.honesty.kept_of
    ]
    for dim in (True, False) if not lit.all() else (False,):
        shown = lit != dim
        for group, (name, members) in enumerate(_parts(colouring, n)):
            rows = np.flatnonzero(shown & members)
            marker: dict[str, object] = {"size": size, "opacity": 0.16 if dim else 0.9}
            marker["symbol"] = _symbol(colouring, group, rows, flat=flat)
            if colouring.names:
                marker["color"] = colouring.colours[group]
            elif group == 1:
                marker["color"] = style.MUTED
            elif len(colouring.value):
                low, high = colouring.span
                marker |= {
                    "color": colouring.value[rows],
                    "colorscale": [list(stop) for stop in colouring.scale],
                    "cmin": low,
                    "cmax": high,
                    "showscale": not dim,
                    "colorbar": {"title": {"text": colouring.title, "side": "right"}, "thickness": 10, "len": 0.6}
                    | _ticks(colouring, low, high),
                }
            else:
                marker["color"] = style.CENTRE
            figure.add_trace(
                _scatter(
                    projection.coordinates,
                    rows,
                    mode="markers",
                    name=name,
                    marker=marker,
                    text=[projection.words[int(row)] for row in rows],
                    customdata=[[int(row) + 1, kept[row]] for row in rows],
                    hovertemplate="<b>%{text}</b><br>number %{customdata[0]:,} on this map<br>%{customdata[1]}"
                    "<extra></extra>",
                    showlegend=bool(colouring.names) and not dim and not colouring.shapes,
                    legendgroup=name,
                )
            )


def _symbol(colouring: Colouring, group: int, rows: NDArray[np.intp], *, flat: bool) -> str | list[str]:
    """The shape of a group on a flat map, or of each of its `rows` if shapes have their own meaning."""
    if colouring.shapes is not None:
        return [SYMBOLS[number] for number in colouring.shapes.of[rows].tolist()]
    return SYMBOLS[group % len(SYMBOLS)] if colouring.names and flat else "circle"


def _legend_of_shapes(figure: go.Figure, at: Floats, colouring: Colouring) -> None:
    """Add a legend if shapes have their own meaning: the colours as discs, then the shapes in grey."""
    if colouring.shapes is None:
        return
    told = [(name, colour, "circle", name) for name, colour in zip(colouring.names, colouring.colours, strict=True)]
    for number, name in enumerate(colouring.shapes.names):
        told.append((f"shape: {name}", style.MUTED, SYMBOLS[number], f"shape {number}"))
    nowhere, first = np.full((1, at.shape[1]), np.nan), np.zeros(1, dtype=np.intp)
    for name, colour, symbol, group in told:
        marker = {"color": colour, "symbol": symbol, "size": 8}
        entry = {"name": name, "marker": marker, "legendgroup": group, "showlegend": True}
        figure.add_trace(_scatter(nowhere, first, mode="markers", hoverinfo="skip", **entry))


def _ticks(colouring: Colouring, low: float, high: float) -> dict[str, object]:
    """Ticks of a logarithmic scale, labelled with the values themselves."""
    if not colouring.logarithm:
        return {}
    powers = [power for power in range(8) if low <= power <= high]
    return {"tickvals": powers, "ticktext": [f"{10**power:,}" for power in powers]}


def _threads(figure: go.Figure, at: Floats, pointed: Pointed) -> None:
    """Add lines from the word asked about to its true neighbours, dashed to those that the map hides."""
    if pointed.word is None:
        return
    for rows, dash, name in (
        ([row for row in pointed.near if row not in pointed.hidden], "solid", "true neighbour, near"),
        (list(pointed.hidden), "dot", "true neighbour, hidden by the map"),
    ):
        if not rows:
            continue
        path = np.full((3 * len(rows), at.shape[1]), np.nan)
        path[0::3] = at[pointed.word]
        path[1::3] = at[rows]
        line = {"color": style.ANSWER, "width": 1.4, "dash": dash}
        options: dict[str, object] = {"mode": "lines", "line": line, "name": name, "hoverinfo": "skip"}
        if at.shape[1] == 2:
            figure.add_trace(go.Scatter(x=path[:, 0], y=path[:, 1], **options))
        else:
            figure.add_trace(go.Scatter3d(x=path[:, 0], y=path[:, 1], z=path[:, 2], **options))


def _rings(figure: go.Figure, at: Floats, pointed: Pointed) -> None:
    kinds: list[tuple[tuple[int, ...], str, float, str]] = [
        (pointed.joined, style.CONTEXT, 14, "joined"),
        (pointed.chosen, style.MUTED, 13, "selected"),
        (pointed.found, style.NEGATIVE, 13, "found"),
        (pointed.near, style.ANSWER, 13, "near"),
        ((pointed.word,) if pointed.word is not None else (), style.CENTRE, 18, "asked"),
    ]
    for rows, colour, size, name in kinds:
        if rows:
            marker = {"symbol": "circle-open", "size": size, "color": colour, "line": {"width": 2.5, "color": colour}}
            chosen = np.array(rows, dtype=np.intp)
            figure.add_trace(
                _scatter(at, chosen, mode="markers", name=name, marker=marker, hoverinfo="skip", showlegend=False)
            )


def _labels(figure: go.Figure, projection: Projection, pointed: Pointed, lit: NDArray[np.bool_]) -> None:
    """Add labels: first what is pointed out, then words in their order, which is by frequency if that is known."""
    order = dict.fromkeys([*pointed.rows[:200], *([] if not lit.all() else range(len(projection)))])
    at, words = projection.coordinates, projection.words
    if at.shape[1] == 3:
        rows = np.array(list(order)[:60], dtype=np.intp)
        positions: object = "top center"
    else:
        chosen = labels.placed(at, words, order, picture=PICTURE)
        rows = np.array([row for row, _ in chosen], dtype=np.intp)
        positions = [position for _, position in chosen]
    options = {
        "mode": "markers+text",  # the invisible marker keeps the text away from the point
        "marker": {"size": 11 if at.shape[1] == 2 else 1, "opacity": 0},
        "text": [words[row] for row in rows],
        "textposition": positions,
        "textfont": {"size": 12},
        "hoverinfo": "skip",
        "showlegend": False,
        "name": "labels",
    }
    if at.shape[1] == 2:
        figure.add_trace(go.Scatter(x=at[rows, 0], y=at[rows, 1], cliponaxis=False, **options))
    else:
        figure.add_trace(_scatter(at, rows, **options))


def _frame(figure: go.Figure, projection: Projection) -> None:
    """Set equal scales, a little room at the edge, and ticks only on axes that have a meaning."""
    at = projection.coordinates
    style.hide_scales(figure)
    low, high = (at.min(axis=0), at.max(axis=0)) if projection.frame is None else projection.frame
    room = 0.03 * float((high - low).max())
    titles = axis_titles(projection)
    for axis, update in enumerate((figure.update_xaxes, figure.update_yaxes)):
        span = [float(low[axis]) - room, float(high[axis]) + room]
        update(range=span, showgrid=False, zeroline=bool(titles), title=titles[axis] if titles else None)
