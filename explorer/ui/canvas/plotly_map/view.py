"""The finished map on a page: mounts the figure made of the files next to this one, and of those of the canvas."""

from collections.abc import Callable
from typing import Any

from explorer.figures.atlas import ROLES
from explorer.ui.canvas.component import component
from explorer.ui.canvas.plotly_map import library


def show(
    picture: dict[str, Any], *, key: str, by_plotly: bool = True, on_news: Callable[[], None] = lambda: None
) -> None:
    """Show a map, flat or in space; without `by_plotly` only the canvas draws it, for crowds too large for Plotly.

    When a word is clicked or words are selected, `on_news` is called before the page is drawn again;
    `state.selected_rows` then says what was done.
    """
    drawn = {"caption": "", **picture, "roles": ROLES, "library": library.path() if by_plotly else None}
    component("plotly_map", "plotly_map/plotly_map.js", "atlas/atlas.css", "plotly_map/plotly_map.css")(
        key=key, data=drawn, on_news_change=on_news
    )
