"""The flat map on a page: mounts the canvas made of the files next to this one."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

from explorer.figures.atlas import ROLES
from explorer.ui.canvas import modules
from explorer.ui.shell.streamlit_private import ComponentRenderer

HERE: Final = Path(__file__).parent


@cache
def component() -> ComponentRenderer:
    """The component, made of its files."""
    return st.components.v2.component(
        "atlas",
        html=(HERE / "atlas.html").read_text(encoding="utf-8"),
        css=modules.style("atlas/atlas.css"),
        js=modules.script("atlas/atlas.js"),
        isolate_styles=False,
    )


def show(picture: dict[str, Any], *, key: str, on_news: Callable[[], None] = lambda: None) -> None:
    """A map; when a word is clicked or words are selected, `on_news` is called before the page is drawn again.

    `state.selected_rows` then says what was done.
    """
    component()(key=key, data={"caption": "", **picture, "roles": ROLES}, on_news_change=on_news)
