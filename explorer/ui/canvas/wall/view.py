"""The class wall on a page: mounts the component made of the files next to this one."""

from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from explorer.figures import style
from explorer.figures.qr_code import qr_code
from explorer.ui.canvas import modules, sockets
from explorer.ui.shell.streamlit_private import ComponentRenderer

HERE: Final = Path(__file__).parent


@cache
def component() -> ComponentRenderer:
    """The component, made of its files."""
    return st.components.v2.component(
        "class_wall",
        html=(HERE / "wall.html").read_text(encoding="utf-8"),
        css=modules.style("wall/wall.css"),
        js=modules.script("wall/wall.js"),
        isolate_styles=False,
    )


def show(token: str, address: str, link: str) -> None:
    """The wall of the class of that token.

    Parameters
    ----------
    token : str
    address : str
        The address at which to type the code, short enough to read from the last row.
    link : str
        The address in the QR code.
    """
    code = qr_code(link)
    component()(
        key="wall",
        data={
            "token": token,
            "path": sockets.path("wall"),
            "palette": style.PALETTE,
            "address": address,
            "side": code.side,
            "code_path": code.path,
        },
    )
