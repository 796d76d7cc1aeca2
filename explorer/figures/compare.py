"""Several models side by side on one map, the moves between two, and how many words kept their neighbours."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.figures import style
from explorer.figures.labels import placed
from explorer.figures.marks import Marks
from explorer.judging.compare.models import Comparison
from explorer.judging.compare.null import Band

LABELLED = 14
ARROWS = 25
SYMBOLS = ("circle", "square", "triangle-up")
FAINT = 0.28  # opacity of the words in the background


def side_by_side(
    found: Comparison, names: Sequence[str], word: int | None, selected: Sequence[int] = (), *, narrow: bool = False
) -> go.Figure:
    """All models on the axes of the first; zoom is linked; the word, its neighbours and selected words stand out.

    If the picture is `narrow`, as on a phone, the maps lie below each other.
    """
    rows, cols = (len(names), 1) if narrow else (2, 2) if len(names) == 4 else (1, len(names))
    room = (300, 280) if narrow else (560 / cols, 320)  # of a narrow window: in a wider one names lie further apart
    titles = [style.text(_short(name, 44 if cols == 2 else 34)) for name in names]
    figure = make_subplots(rows, cols, subplot_titles=titles, horizontal_spacing=0.05, vertical_spacing=0.24 / rows)
    everywhere = np.concatenate(found.at)
    low, high = everywhere.min(axis=0), everywhere.max(axis=0)
    marks = Marks()
    common: set[int] = set()
    if word is not None:
        common = set.intersection(*(set(near[word].tolist()) for near in found.near))
    for place, (at, near) in enumerate(zip(found.at, found.near, strict=True)):
        row, col = divmod(place, cols)
        where = {"row": row + 1, "col": col + 1}
        figure.add_scattergl(**_cloud(found, at, first=place == 0), **where)
        if word is None:
            kinds = [(list(range(min(LABELLED, len(found.words)))), style.CENTRE, "circle", "most frequent")]
        else:
            alone = [other for other in near[word].tolist() if other not in common]
            kinds = [
                ([word], style.CENTRE, "star", "the word"),
                (sorted(common), style.CONTEXT, "circle", "neighbour in all of them"),
                (alone, style.NEGATIVE, "diamond", "neighbour, but not in all"),
            ]
        if selected:
            kinds.append((list(selected), style.ANSWER, "square-open", "selected"))
        order = [one for rows_, *_ in kinds for one in rows_[:LABELLED]]  # only some of many selected words get names
        scaled = np.vstack([at, low, high])  # all maps have one scale
        labels = dict(placed(scaled, found.words, order, picture=room, size=13, clear=order))
        for rows_, colour, symbol, name in kinds:
            figure.add_scattergl(**_named(found, at, rows_, colour, symbol, name, first=place == 0), **where)
            for row in labels.keys() & set(rows_):
                _write(marks, at[row], _short(found.words[row]), labels.pop(row), colour, place)
        across, up = axis_titles(found, place)
        figure.update_xaxes(title={"text": across, "font": {"size": 12}, "standoff": 4}, **where)
        figure.update_yaxes(title={"text": up, "font": {"size": 12}, "standoff": 2}, **where)
    ends = np.stack([low, high], axis=1) + 0.04 * (high - low)[:, None] * [-1, 1]  # names do not make clouds smaller
    figure.update_xaxes(matches="x", showticklabels=False, zeroline=False, showgrid=False, range=ends[0].tolist())
    figure.update_yaxes(matches="y", showticklabels=False, zeroline=False, showgrid=False, range=ends[1].tolist())
    figure.update_layout(yaxis={"scaleanchor": "x"})
    figure.update_annotations(font={"size": 13})
    figure = style.finish(marks.onto(figure), height=430 if rows == 1 else 360 * rows)
    return figure.update_layout(
        legend={"y": -0.08 if rows <= 2 else -0.05, "yanchor": "top"},
        margin={"t": 34},
        uirevision=" | ".join(names),
        dragmode="pan",
    )


def axis_titles(found: Comparison, place: int) -> tuple[str, str]:
    """Titles of both axes, which are those of the first model, with their share of the variance of model `place`.

    Only the first map says what the percentages are of: in a narrow window the titles of maps side by side would run
    together. The axes of layouts have no titles, because they have no such share.
    """
    if not found.explained:
        return "", ""
    of_what = " of the variance" if place == 0 else ""
    across, up = (f"axis {n}: {share:.0%}{of_what}" for n, share in enumerate(found.explained[place], 1))
    return across, up


def arrows(found: Comparison, place: int, selected: Sequence[int] = ()) -> go.Figure:
    """Arrows from words in the first model to the same in model `place`: words that moved most, and selected ones."""
    against, there = found.against[place - 1], found.at[place]
    rows = np.argsort(-against.beyond)[:ARROWS]
    figure, marks = go.Figure(), Marks()
    figure.add_scattergl(**_cloud(found, found.at[0], first=False))
    colours = dict.fromkeys(selected, style.ANSWER) | dict.fromkeys(rows.tolist(), style.NEGATIVE)
    for row, colour in colours.items():
        (x0, y0), (x1, y1) = found.at[0][row].tolist(), there[row].tolist()
        marks.arrow(x0, y0, x1, y1, arrowwidth=1.5, arrowcolor=colour)
    words = [_short(found.words[row]) for row in rows]
    ends, everywhere = range(len(rows)), np.vstack([there[rows], found.at[0], there])
    for end, position in placed(everywhere, words, ends, picture=(560, 360), size=13, clear=ends):
        _write(marks, there[rows[end]], words[end], position, style.NEGATIVE, 0)  # after the arrows, which cover none
    marks.onto(figure)
    for at, name in ((found.at[0], "selected, in the first"), (there, "selected, in the other")) if selected else ():
        figure.add_trace(_named(found, at, list(selected), style.ANSWER, "square-open", name, first=True))
    figure.add_scatter(
        x=there[rows, 0],
        y=there[rows, 1],
        mode="markers",
        marker={"color": style.NEGATIVE, "size": 6},
        hovertext=words,
        customdata=np.column_stack([rows, against.moved[rows], against.beyond[rows]]),
        hovertemplate="%{hovertext}<br>moved %{customdata[1]:.2f}, beyond neighbours %{customdata[2]:.2f}"
        "<extra></extra>",
        showlegend=False,
    )
    across, up = axis_titles(found, 0)
    figure = style.hide_scales(style.finish(figure, height=460))
    return figure.update_xaxes(title=across, showgrid=False).update_yaxes(title=up, showgrid=False)


def overlaps(found: Comparison, place: int, null: Comparison | None, null_name: str) -> go.Figure:
    """Histogram of the share of neighbours that words kept, to select from; with the null distribution next to it."""
    figure = go.Figure()
    parts = [("these models", style.CENTRE, found.k, found.against[place - 1].kept)]
    if null is not None:
        both = np.concatenate([against.kept for against in null.against])
        parts.append((null_name, style.MUTED, null.k, both))
    for name, colour, k, kept in parts:
        shares = 100 * np.bincount(kept, minlength=k + 1) / len(kept)
        figure.add_bar(
            x=list(range(k + 1)),
            y=shares,
            name=name,
            marker={"color": colour, "pattern": {"shape": "" if colour == style.CENTRE else "/", "size": 5}},
            customdata=[[place] for place in range(k + 1)] if colour == style.CENTRE else None,  # what a brush reports
            hovertemplate="%{x} kept: %{y:.1f}% of the words<extra>" + style.text(name) + "</extra>",
            unselected={"marker": {"opacity": 0.4}},
        )
    figure.update_xaxes(title=f"of its {found.k} nearest words kept", range=[-0.6, found.k + 0.6])
    figure.update_yaxes(title="words (%)", fixedrange=True)
    return style.finish(figure, height=300).update_layout(
        showlegend=True, bargap=0.15, dragmode="select", selectdirection="h"
    )


def by_band(models: Sequence[str], found: Sequence[Sequence[Band]]) -> go.Figure:
    """Mean overlap by frequency of each model, that of two seeds, and the line below which a word counts as changed."""
    names = [f"{band.first:,}–{band.last:,}" for band in found[0]]
    lines = [
        (_short(model), [band.overlap for band in bands], style.SERIES[place % len(style.SERIES)], symbol, "solid")
        for place, (model, bands, symbol) in enumerate(zip(models, found, SYMBOLS, strict=False))
    ]
    null = [band.null for band in found[0]]
    if not np.isnan(null).all():
        lines.append(("two seeds of one text", null, style.MUTED, "diamond-open", "dash"))
        low = [band.low for band in found[0]]
        lines.append(("what 5% of them do not reach", low, style.MUTED, "line-ew-open", "dot"))
    figure = go.Figure()
    for name, values, colour, symbol, dash in lines:
        figure.add_scatter(
            x=names,
            y=values,
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": dash},
            marker={"color": colour, "symbol": symbol, "size": 10},
            hovertemplate="words %{x}: %{y:.3f}<extra>" + style.text(name) + "</extra>",
        )
    figure.update_xaxes(title="place by frequency among the words compared", type="category")
    figure.update_yaxes(title="overlap (Jaccard)", rangemode="tozero")
    return style.finish(figure, height=300).update_layout(showlegend=True)


def _cloud(found: Comparison, at: np.ndarray, *, first: bool) -> dict[str, object]:
    """All words, pale. Selecting some does not fade the others more, because all maps mark the selected ones."""
    against = found.against[0]
    return {
        "x": at[:, 0],
        "y": at[:, 1],
        "mode": "markers",
        "marker": {"color": style.MUTED, "size": 5, "opacity": FAINT},
        "selected": {"marker": {"opacity": FAINT}},
        "unselected": {"marker": {"opacity": FAINT}},
        "text": found.words,
        "customdata": list(zip(range(len(found.words)), against.jaccard.tolist(), against.moved.tolist(), strict=True)),
        "hovertemplate": "%{text}<br>overlap %{customdata[1]:.2f}, moved %{customdata[2]:.2f}<extra></extra>",
        "name": "words compared",
        "showlegend": first,
    }


def _named(
    found: Comparison,
    at: np.ndarray,
    chosen: list[int],
    colour: str,
    symbol: str,
    name: str,
    *,
    first: bool,
) -> dict[str, object]:
    """Points that stand out; those without a label show their word on hover."""
    return {
        "x": at[chosen, 0],
        "y": at[chosen, 1],
        "mode": "markers",
        "marker": {"color": colour, "symbol": symbol, "size": 14 if symbol == "star" else 9},
        "customdata": [[row, found.words[row]] for row in chosen],
        "name": name,
        "legendgroup": name,
        "showlegend": first,
        "unselected": {"marker": {"opacity": 1}},
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }


def _write(marks: Marks, at: np.ndarray, text: str, position: str, colour: str, place: int) -> None:
    """A label next to its point of model `place`, above the cloud, where a trace's text would be covered."""
    vertical, horizontal = position.split()
    axis = "" if place == 0 else str(place + 1)
    marks.note(
        at[0],
        at[1],
        style.text(text),
        xref=f"x{axis}",
        yref=f"y{axis}",
        font={"color": colour, "size": 13},
        xanchor={"right": "left", "left": "right"}.get(horizontal, "center"),
        yanchor={"top": "bottom", "bottom": "top"}.get(vertical, "middle"),
        xshift={"right": 5, "left": -5}.get(horizontal, 0),
        yshift={"top": 4, "bottom": -4}.get(vertical, 0),
    )


def _short(text: str, most: int = 30) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
