"""A figure as a page of its own: all of it inside, and what is hostile is text."""

import html
import json
import re

from explorer.figures import style
from explorer.figures.standalone import standalone

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


def test_it_holds_the_figure_and_needs_nothing_else() -> None:
    figure = style.Figure({"data": [{"type": "bar", "x": ["nurse", "king"], "y": [0.25, 0.5]}]})
    page = standalone([figure, figure], "Words & places", "Nurse at 0.25.")
    assert page.startswith("<!doctype html>")
    assert "<title>Words &amp; places</title>" in page
    assert "<h1>Words &amp; places</h1>\n<p>Nurse at 0.25.</p>" in page
    drawn = re.findall(r"Plotly\.newPlot\(\s*\"[^\"]+\",\s*(\[.*?\]),\s*\{", page, re.DOTALL)[-2:]
    for traces in map(json.loads, drawn):
        assert traces[0]["x"] == ["nurse", "king"]
        assert traces[0]["y"] == [0.25, 0.5]
    assert len(drawn) == 2
    assert 1_000_000 < len(page) < 6_000_000  # with the library, once
    assert not re.search(r"<(script|link)[^>]+(src|href)=", page)
    assert figure.layout.template != style.Figure(figure).update_layout(template="plotly_white").layout.template


def test_what_is_hostile_is_text() -> None:
    figure = style.as_text(style.Figure({"data": [{"type": "bar", "x": [HOSTILE], "y": [1], "name": HOSTILE}]}))
    page = standalone([figure], HOSTILE, HOSTILE)
    assert HOSTILE not in page
    assert page.count(html.escape(HOSTILE)) == 3  # in the title, the heading and the words
    assert "<script>alert(1)" not in page
