"""A figure as a page of its own, which needs neither this app nor the net."""

import html

import plotly.graph_objects as go


def standalone(figure: go.Figure, title: str, about: str = "") -> str:
    """HTML with the figure, which still zooms and tells its numbers, under its title and what it shows in words."""
    copy = go.Figure(figure).update_layout(template="plotly_white")
    drawn = copy.to_html(full_html=False, include_plotlyjs=True, config={"displaylogo": False, "responsive": True})
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{html.escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<style>body { font-family: sans-serif; max-width: 1100px; margin: 1rem auto; padding: 0 1rem }</style>\n"
        f"</head>\n<body>\n<h1>{html.escape(title)}</h1>\n"
        + (f"<p>{html.escape(about)}</p>\n" if about else "")
        + f"{drawn}\n</body>\n</html>\n"
    )
