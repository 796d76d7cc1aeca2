"""A map of words: points with equal scales, labels that do not overlap, and what is to be pointed out on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from explorer.figures import labels, style
from explorer.projection.clusters import Clusters
from explorer.projection.layout import Projection
from explorer.projection.lens import drawn_neighbours
from explorer.projection.metadata import Metadata
from explorer.projection.neighbours import NeighbourGraph
from explorer.vectors import Floats

HEIGHT = 640
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star", "pentagon", "cross")
GROUPS = (*style.SERIES[:6], style.SERIES[7], style.SERIES[6])  # grey last: it is nobody's in particular
RANK_SCALE = [(0.0, "#0b6fae"), (0.35, "#3aa6c9"), (1.0, "#b9a27a")]
KEPT_SCALE = [(0.0, style.NEGATIVE), (0.5, "#a9a9a9"), (1.0, style.CENTRE)]  # readable on white and on black


@dataclass(frozen=True, eq=False)
class Colouring:
    """What the colour of a point says: its group, or a value.

    Parameters
    ----------
    title : str
    group : (N,) int, or empty
        Place in `names`.
    names : tuple of str
    value : (N,), or empty
        Where there are no groups.
    scale : list of (share, colour), optional
    limits : tuple of float, optional
    told : str
        How a value is written.
    """

    title: str
    group: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    names: tuple[str, ...] = ()
    value: Floats = field(default_factory=lambda: np.empty(0))
    scale: Sequence[tuple[float, str]] = ()
    limits: tuple[float, float] | None = None
    told: str = "{:g}"


@dataclass(frozen=True)
class Pointed:
    """What is pointed out: rows of the map.

    `word` is the one asked about, `near` its true neighbours, `hidden` those of them that the map puts
    elsewhere; `found` are the hits of a search, `chosen` the words selected on the map.
    """

    word: int | None = None
    near: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    found: tuple[int, ...] = ()
    chosen: tuple[int, ...] = ()


def by_clusters(found: Clusters) -> Colouring:
    """A colour for each cluster."""
    return Colouring("cluster", group=found.of, names=found.names)


def by_value(projection: Projection, by: str) -> Colouring:
    """By neighbours "kept", by frequency "rank", or all alike."""
    if by == "kept":
        value = projection.honesty.kept_of
        return Colouring("neighbours kept", value=value, scale=KEPT_SCALE, limits=(0, 1), told="{:.0%}")
    if by == "rank":
        ranks = np.arange(1.0, len(projection) + 1)
        return Colouring("rank on this map", value=ranks, scale=RANK_SCALE, told="{:,.0f}")
    return plain()


def plain() -> Colouring:
    """One colour for all."""
    return Colouring("words")


def by_cosine(formula: str, cosines: Floats) -> Colouring:
    """By the cosine (N,) with a formula: grey where it is 0, the ends equally far from it."""
    most = max(float(np.abs(cosines).max()), 1e-6)
    return Colouring(f"cosine with {formula}", value=cosines, scale=KEPT_SCALE, limits=(-most, most), told="{:+.2f}")


def by_column(table: Metadata, words: Sequence[str], column: str) -> Colouring:
    """By a column of a table: a scale for numbers (words it does not know at its low end), else groups."""
    numbers = table.numbers(words, column)
    if numbers is None or not np.isfinite(numbers).any():
        of, names = table.groups(words, column)
        return Colouring(column, group=of, names=names)
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    known = np.nan_to_num(numbers, nan=low, posinf=high, neginf=low)
    return Colouring(column, value=known, scale=RANK_SCALE, limits=(low, high), told="{:.4g}")


def point_out(
    projection: Projection, graph: NeighbourGraph, word: str, *, found: Sequence[int] = (), chosen: Sequence[str] = ()
) -> Pointed:
    """What to point out: a word with its true neighbours among those drawn, hits of a search, a selection."""
    rows = {drawn: row for row, drawn in enumerate(projection.words)}
    return Pointed(
        *drawn_neighbours(projection, graph, word), tuple(found), tuple(rows[one] for one in chosen if one in rows)
    )


def columns(projection: Projection, colouring: Colouring) -> dict[str, list[object]]:
    """The map as a table: words, coordinates, neighbours kept, and the group or value that colours them."""
    table: dict[str, list[object]] = {"word": list(projection.words)}
    for name, values in zip("xyz", projection.coordinates.T, strict=False):
        table[name] = values.tolist()
    table["neighbours kept"] = projection.honesty.kept_of.tolist()
    if colouring.names:
        table[colouring.title] = [colouring.names[int(group)] for group in colouring.group]
    return table


def alone(projection: Projection, colouring: Colouring, pointed: Pointed, title: str) -> str:
    """The map as one HTML file that needs nothing else."""
    figure = map_of_words(projection, colouring, pointed)
    figure.update_layout(title=title, margin={"t": 50}, height=None)
    return str(figure.to_html(include_plotlyjs=True, config={"scrollZoom": True, "displaylogo": False}))


def map_of_words(projection: Projection, colouring: Colouring, pointed: Pointed) -> go.Figure:
    """The map. Each point carries its row as `customdata[0]`; hover shows the word, its rank and neighbours kept."""
    at = projection.coordinates
    flat = at.shape[1] == 2
    figure = go.Figure()
    lit = np.ones(len(at), dtype=bool)
    if pointed.found or pointed.word is not None:
        lit[:] = False
        lit[[*pointed.found, *pointed.near, *([pointed.word] if pointed.word is not None else [])]] = True
    _threads(figure, at, pointed)
    _points(figure, projection, colouring, lit)
    _rings(figure, at, pointed)
    _labels(figure, projection, pointed, lit)
    style.finish(figure, height=HEIGHT)
    if flat:
        _frame(figure, at)
    else:
        axis = {"showticklabels": False, "title": "", "showspikes": False, "zeroline": False}
        figure.update_layout(scene={"xaxis": axis, "yaxis": axis, "zaxis": axis, "aspectmode": "data"})
    titles = axis_titles(projection)
    if titles and flat:
        figure.update_xaxes(title=titles[0])
        figure.update_yaxes(title=titles[1])
    elif titles:
        figure.update_layout(
            scene={f"{axis}axis": {"title": {"text": title}} for axis, title in zip("xyz", titles, strict=True)}
        )
    return figure.update_layout(
        margin={"l": 0, "r": 0, "t": 8, "b": 8},
        legend={"orientation": "h", "yanchor": "top", "y": -0.01, "x": 0, "itemsizing": "constant", "title": None},
        dragmode="pan" if flat else "orbit",
        hovermode="closest",
    )


def axis_titles(projection: Projection) -> list[str]:
    """What each axis is, where it is something: a principal axis with its share of the variance, or a formula."""
    if projection.settings.axes:
        return [f"cosine with {formula}" for formula in projection.settings.axes]
    return [f"axis {i + 1}: {share:.1%} of the variance" for i, share in enumerate(projection.explained)]


def side_by_side(maps: Sequence[Projection], titles: Sequence[str], colouring: Colouring) -> go.Figure:
    """The same words on several small maps, each with its setting and neighbours kept above it."""
    from plotly.subplots import make_subplots

    figure = make_subplots(1, len(maps), subplot_titles=list(titles), horizontal_spacing=0.02)
    colours = [GROUPS[int(group) % len(GROUPS)] for group in colouring.group] if colouring.names else style.CENTRE
    for place, one in enumerate(maps, 1):
        at = one.coordinates
        marker = {"size": 4, "opacity": 0.8, "color": colours}
        figure.add_trace(
            go.Scattergl(
                x=at[:, 0],
                y=at[:, 1],
                mode="markers",
                marker=marker,
                text=list(one.words),
                hovertemplate="<b>%{text}</b><extra></extra>",
                showlegend=False,
            ),
            row=1,
            col=place,
        )
        figure.update_yaxes(scaleanchor=f"x{place if place > 1 else ''}", row=1, col=place)
    figure.update_xaxes(showticklabels=False, zeroline=False, showgrid=False)
    figure.update_yaxes(showticklabels=False, zeroline=False, showgrid=False)
    figure.update_annotations(font_size=13)
    return style.finish(figure, height=300)


def _scatter(at: Floats, rows: NDArray[np.intp], **options: object) -> go.Scattergl | go.Scatter3d:
    if at.shape[1] == 2:
        return go.Scattergl(x=at[rows, 0], y=at[rows, 1], **options)
    return go.Scatter3d(x=at[rows, 0], y=at[rows, 1], z=at[rows, 2], **options)


def _points(figure: go.Figure, projection: Projection, colouring: Colouring, lit: NDArray[np.bool_]) -> None:
    n = len(projection)
    flat = projection.coordinates.shape[1] == 2
    size = (8 if n <= 300 else 7 if n <= 1500 else 5 if n <= 5000 else 3.5) * (1 if flat else 0.6)
    kept = projection.honesty.kept_of
    for dim in (True, False) if not lit.all() else (False,):
        shown = lit != dim
        for group, name in enumerate(colouring.names or (colouring.title,)):
            rows = np.flatnonzero(shown & (colouring.group == group)) if colouring.names else np.flatnonzero(shown)
            marker: dict[str, object] = {"size": size, "opacity": 0.16 if dim else 0.9}
            if colouring.names:
                marker |= {"color": GROUPS[group % len(GROUPS)], "symbol": SYMBOLS[group % len(SYMBOLS)]}
                if not flat:
                    marker["symbol"] = "circle"
            elif len(colouring.value):
                low, high = colouring.limits or (float(colouring.value.min()), float(colouring.value.max()))
                marker |= {
                    "color": colouring.value[rows],
                    "colorscale": [list(stop) for stop in colouring.scale],
                    "cmin": low,
                    "cmax": high,
                    "showscale": not dim,
                    "colorbar": {"title": {"text": colouring.title, "side": "right"}, "thickness": 10, "len": 0.6},
                }
            else:
                marker["color"] = style.CENTRE
            trace = _scatter(
                projection.coordinates,
                rows,
                mode="markers",
                name=name,
                marker=marker,
                text=[projection.words[int(row)] for row in rows],
                customdata=np.stack([rows, rows + 1, np.round(100 * kept[rows])], axis=1),
                hovertemplate="<b>%{text}</b><br>number %{customdata[1]:,} on this map<br>"
                "%{customdata[2]:.0f} % of its true neighbours are near it<extra></extra>",
                showlegend=bool(colouring.names) and not dim,
                legendgroup=name,
            )
            if flat:  # a click must not fade the rest: what is pointed out is drawn by us
                same = {"marker": {"opacity": marker["opacity"]}}
                trace.update(selected=same, unselected=same)
            figure.add_trace(trace)


def _threads(figure: go.Figure, at: Floats, pointed: Pointed) -> None:
    """Lines from the word asked about to its true neighbours; dashed to those that the map hides."""
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
    """What is pointed out first, then words in their order, which is that of frequency where it is known."""
    first = [*([pointed.word] if pointed.word is not None else []), *pointed.near, *pointed.found[:100]]
    rest = [] if not lit.all() else range(len(projection))
    order = dict.fromkeys([*first, *rest])
    at, words = projection.coordinates, projection.words
    if at.shape[1] == 3:
        rows = np.array(list(order)[:60], dtype=np.intp)
        positions: object = "top center"
    else:
        chosen = labels.placed(at, words, order)
        rows = np.array([row for row, _ in chosen], dtype=np.intp)
        positions = [position for _, position in chosen]
    options = {
        "mode": "text",
        "text": [words[row] for row in rows],
        "textposition": positions,
        "textfont": {"size": 12},
        "hoverinfo": "skip",
        "showlegend": False,
        "name": "labels",
    }
    if at.shape[1] == 2:
        figure.add_trace(go.Scatter(x=at[rows, 0], y=at[rows, 1], **options))
    else:
        figure.add_trace(_scatter(at, rows, **options))


def _frame(figure: go.Figure, at: Floats) -> None:
    """Equal scales, a little room at the edge, and no marks on axes that carry no unit."""
    style.hide_scales(figure)
    low, high = at.min(axis=0), at.max(axis=0)
    room = 0.03 * (high - low).max()
    figure.update_xaxes(range=[float(low[0] - room), float(high[0] + room)], showgrid=False)
    figure.update_yaxes(range=[float(low[1] - room), float(high[1] + room)], showgrid=False)
