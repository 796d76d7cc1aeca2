"""
One colour for each role, in every figure and panel of the app.

After Okabe and Ito 2008, "Color universal design", shifted so that each reaches a contrast
of 3:1 on the light and on the dark background: a figure is drawn once and is right in both.
Colour is never the only carrier of meaning: roles also differ in symbol, dash or label.
"""

from typing import Final

import numpy as np
import plotly.graph_objects as go

from explorer.text.names import visible
from explorer.text.numbers import three_digits

Figure = go.Figure

CENTRE: Final = "#1f88c9"  # the word in the middle of the window; the word asked about
CONTEXT: Final = "#12a07a"  # a word in its window; a true pair
NEGATIVE: Final = "#e0662a"  # a drawn noise word; a wrong answer
ANSWER: Final = "#c766a0"  # what was computed: the answer of an analogy, a direction
MUTED: Final = "#8c8c8c"  # everything else
SERIES: Final = (CENTRE, NEGATIVE, CONTEXT, ANSWER, "#b8860b", "#5f6caf", MUTED, "#3aa6c9")
# Scales: more is stronger both on white and on black, because small values let the page show through. Even at the ends
# the numbers in the cells, in the text colour, have a contrast of 4.5:1.
SEQUENTIAL: Final = tuple(f"rgba(31, 136, 201, {alpha})" for alpha in (0.06, 0.2, 0.38, 0.56, 0.75))
DIVERGING: Final = (
    *(f"rgba(224, 102, 42, {alpha})" for alpha in (0.7, 0.5, 0.25)),
    "rgba(128, 128, 128, 0.04)",
    *(f"rgba(31, 136, 201, {alpha})" for alpha in (0.25, 0.5, 0.75)),
)
PALETTE: Final[dict[str, str | tuple[str, ...]]] = {  # for what is drawn in the browser
    "centre": CENTRE,
    "context": CONTEXT,
    "negative": NEGATIVE,
    "answer": ANSWER,
    "muted": MUTED,
    "series": SERIES,
}

SHARED: Final[dict[str, dict[str, str | float]]] = {  # parts of every figure's layout
    "margin": {"l": 10, "r": 10, "t": 30, "b": 10},
    "hoverlabel": {"align": "left"},
    "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0},
}


def finish(figure: go.Figure, *, height: int = 420) -> go.Figure:
    """The figure with the margins, hover box and memory of zoom that all figures share."""
    layout = figure.layout
    layout.height, layout.uirevision = height, "kept"
    for part, shared in SHARED.items():  # `update_layout` comes to the same in ten times as long
        layout[part] = {**layout[part].to_plotly_json(), **shared}
    return figure


def mark(figure: go.Figure, x: float, y: float, *, whole: float | None) -> None:
    """Put a diamond at (x, y), and y beside it: to its left near the end of an axis that reaches to `whole`."""
    figure.add_scatter(
        x=[x],
        y=[y],
        mode="markers+text",
        text=[three_digits(y)],
        textposition="top left" if whole is not None and x > 0.8 * whole else "top right",
        cliponaxis=False,
        marker={"color": NEGATIVE, "size": 11, "symbol": "diamond"},
        hoverinfo="skip",
        showlegend=False,
    )


def enlarged(figure: go.Figure, *, by: float = 1.5) -> go.Figure:
    """A copy for a lecture hall, with larger type, lines, points and size."""
    larger = go.Figure(figure)
    old = larger.layout
    larger.update_layout(font_size=12 * by, height=old.height and 1.25 * old.height, title_font_size=16 * by)
    larger.update_xaxes(tickfont_size=12 * by, title_font_size=13 * by)
    larger.update_yaxes(tickfont_size=12 * by, title_font_size=13 * by)
    for trace in larger.data:
        for path in ("line.width", "marker.size", "marker.line.width", "textfont.size", "colorbar.tickfont.size"):
            if path in trace and isinstance(width := trace[path], int | float):
                trace[path] = by * width
        if "line" in trace and getattr(trace, "mode", "") != "markers" and trace["line.width"] is None:
            trace["line.width"] = 2 * by
    for note in larger.layout.annotations:
        note.font.size = by * (note.font.size or 12)
    return larger


def hide_scales(figure: go.Figure) -> go.Figure:
    """The figure with equal scales, no ticks and no grid, because the axes of a projection have no unit."""
    figure.update_xaxes(showticklabels=False, zeroline=False, showgrid=False, title=None)
    return figure.update_yaxes(showticklabels=False, zeroline=False, showgrid=False, title=None, scaleanchor="x")


def text(word: str) -> str:
    """A word or name escaped for Plotly, which reads simple HTML (<b>, <br>, &lt;) and templates (%{x}).

    >>> text("<b>&amp;</b>"), text("%{x}")
    ('&lt;b&gt;&amp;amp;&lt;/b&gt;', '%\\u2060{x}')
    """
    return visible(word).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("%{", "%\u2060{")


def as_text(figure: go.Figure) -> go.Figure:
    """The figure with its words and names escaped, so that they are shown literally.

    This covers the texts at its points and axes. Templates, ticks and annotations may have markup; code that puts a
    word there escapes it with `text`.
    """
    for trace in [*figure.data, *(trace for frame in figure.frames for trace in frame.data)]:
        for field in {"x", "y", "text", "customdata", "hovertext", "name"} & set(trace):
            held = trace[field]
            if (escaped := _as_text(held)) is not held:  # to set numbers again is to have them looked through again
                trace[field] = escaped
        for holder in {"colorbar", "marker"} & set(trace):
            bar = trace[holder] if holder == "colorbar" else trace.marker.colorbar
            if (told := bar.title.text) and (escaped := text(told)) != told:
                bar.title.text = escaped
    layout = figure.layout  # to ask `select_xaxes` comes to the same in twenty times as long
    for one in (layout, *(layout[part] for part in layout if part.startswith(("xaxis", "yaxis")))):
        if (told := one.title.text) and (escaped := text(told)) != told:
            one.title.text = escaped
        if one is not layout and (held := one.categoryarray) is not None and (escaped := _as_text(held)) is not held:
            one.categoryarray = escaped
    return figure


def _as_text(held: object) -> object:
    """What is held with its words escaped; itself if it has none to escape."""
    if isinstance(held, str):
        return held if (escaped := text(held)) == held else escaped
    if isinstance(held, np.ndarray) and held.dtype.kind not in "OUS":
        return held
    if isinstance(held, np.ndarray | list | tuple):
        told = held.tolist() if isinstance(held, np.ndarray) else held
        parts = [_as_text(one) for one in told]
        return held if all(part is one for part, one in zip(parts, told, strict=True)) else parts
    return held
