"""The style of every page, and `?present=1`: for a projector, without sidebar and controls, everything larger."""

from functools import cache

import streamlit as st

from explorer.ui.canvas import modules
from explorer.ui.shell.panels import PRESENT, presenting
from explorer.ui.shell.state import held_by
from explorer.ui.shell.streamlit_private import ComponentRenderer


@cache
def component() -> ComponentRenderer:
    """The component, made of the files beside this one."""
    return st.components.v2.component(
        "page",
        html='<p class="page-said" aria-live="polite"></p>',
        css=modules.style("page/page.css"),
        js=modules.script("page/page.js"),
        isolate_styles=False,
    )


def show() -> None:
    """Call it on every page: its style; the key P begins and ends the view for a projector."""
    component()(
        key="page",
        data={"present": presenting()},
        on_present_change=_toggle,
    )


def _toggle() -> None:
    told = held_by("page")
    if getattr(told, PRESENT, False):
        st.query_params[PRESENT] = "1"
    else:
        st.query_params.pop(PRESENT, None)
