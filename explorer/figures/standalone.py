"""Figures as a page of their own, which needs neither this app nor the net."""

import html
from collections.abc import Sequence

import plotly.graph_objects as go


def standalone(figures: Sequence[go.Figure], title: str, about: str = "") -> str:
    """HTML with the figures, which still zoom and tell their numbers, under their title and what they show in words."""
    copies = [go.Figure(figure).update_layout(template="plotly_white") for figure in figures]
    config = {"displaylogo": False, "responsive": True}
    drawn = "\n".join(
        copy.to_html(full_html=False, include_plotlyjs=not place, config=config) for place, copy in enumerate(copies)
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{html.escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<style>body { font-family: sans-serif; max-width: 1100px; margin: 1rem auto; padding: 0 1rem }</style>\n"
        f"</head>\n<body>\n<h1>{html.escape(title)}</h1>\n"
        + (f"<p>{html.escape(about)}</p>\n" if about else "")
        + f"{drawn}\n</body>\n</html>\n"
    )
