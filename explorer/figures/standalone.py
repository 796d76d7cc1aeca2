"""Figures as one HTML page, which needs neither this app nor the internet."""

import html
from collections.abc import Sequence

import plotly.graph_objects as go


def standalone(figures: Sequence[go.Figure], title: str, about: str = "") -> str:
    """HTML with the figures, which can still be zoomed and hovered over, below a title and a description."""
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
