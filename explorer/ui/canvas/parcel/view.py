"""A parcel on a page: bytes that the browser gets once, however often the page around them is drawn again."""

from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from explorer.ui.canvas import modules
from explorer.ui.shell.streamlit_private import ComponentRenderer

HERE: Final = Path(__file__).parent


@cache
def component() -> ComponentRenderer:
    """The component, made of the files next to this one."""
    return st.components.v2.component(
        "parcel",
        html=(HERE / "parcel.html").read_text(encoding="utf-8"),
        js=modules.script("parcel/parcel.js"),
        isolate_styles=False,
    )


def send(frame: bytes, *, key: str) -> None:
    """Send a frame of `live_bytes` with a name in its header to the components of this page that draw it.

    Streamlit sends an unchanged message only as a reference to what the browser has. So a separate frame is sent once;
    inside the data of a map it would be sent with every click.
    """
    component()(key=key, data=frame)
