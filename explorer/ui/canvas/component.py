"""A component of the app's own, made of its files: its script, the HTML next to it, and its style sheets."""

from functools import cache

import streamlit as st

from explorer.ui.canvas import modules
from explorer.ui.shell.streamlit_private import ComponentRenderer


@cache
def component(name: str, script: str, *styles: str) -> ComponentRenderer:
    """What mounts the component `name` on a page; made once a process.

    Parameters
    ----------
    name : str
    script : str
        As "atlas/atlas.js"; the HTML is the file next to it of the same name.
    styles : str
        Style sheets, as "atlas/atlas.css"; without any, the shared one is left out too.
    """
    return st.components.v2.component(
        name,
        html=(modules.CANVAS / script).with_suffix(".html").read_text(encoding="utf-8"),
        css=modules.style(*styles) if styles else None,
        js=modules.script(script),
        isolate_styles=False,
    )
