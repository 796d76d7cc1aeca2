"""The finished map on a page: mounts the figure made of the files next to this one, and of those of the canvas."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

from explorer.figures.atlas import ROLES
from explorer.ui.canvas import modules
from explorer.ui.canvas.plotly_map import library
from explorer.ui.shell.streamlit_private import ComponentRenderer

HERE: Final = Path(__file__).parent


@cache
def component() -> ComponentRenderer:
    """The component, made of its files."""
    return st.components.v2.component(
        "plotly_map",
        html=(HERE / "plotly_map.html").read_text(encoding="utf-8"),
        css=modules.style("atlas/atlas.css") + (HERE / "plotly_map.css").read_text(encoding="utf-8"),
        js=modules.script("plotly_map/plotly_map.js"),
        isolate_styles=False,
    )


def show(
    picture: dict[str, Any], *, key: str, by_plotly: bool = True, on_news: Callable[[], None] = lambda: None
) -> None:
    """Show a map, flat or in space; without `by_plotly` only the canvas draws it, for crowds too large for Plotly.

    When a word is clicked or words are selected, `on_news` is called before the page is drawn again;
    `state.selected_rows` then says what was done.
    """
    drawn = {"caption": "", **picture, "roles": ROLES, "library": library.path() if by_plotly else None}
    component()(key=key, data=drawn, on_news_change=on_news)
