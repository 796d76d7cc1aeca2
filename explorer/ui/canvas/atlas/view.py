"""The flat map on a page: mounts the canvas made of the files next to this one."""

from collections.abc import Callable
from typing import Any

from explorer.figures.atlas import ROLES
from explorer.ui.canvas.component import component


def show(picture: dict[str, Any], *, key: str, on_news: Callable[[], None] = lambda: None) -> None:
    """A map; when a word is clicked or words are selected, `on_news` is called before the page is drawn again.

    `state.selected_rows` then says what was done.
    """
    component("atlas", "atlas/atlas.js", "atlas/atlas.css")(
        key=key, data={"caption": "", **picture, "roles": ROLES}, on_news_change=on_news
    )
