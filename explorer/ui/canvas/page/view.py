"""
What every page has: style, “Copy link”, “Keep this view”, words completed while they are typed, `?present=1`, and
`?kiosk=3`.

`?present=1` is for a projector: without controls, everything larger. `?kiosk=3` is for a public computer: after three
minutes without a touch it starts again, for a new visitor (`shell/visitor.py`).
"""

import streamlit as st

from explorer.ui.canvas.component import component
from explorer.ui.shell import completion, kept, log
from explorer.ui.shell.panels import PRESENT, presenting
from explorer.ui.shell.state import held_by, session


def show() -> None:
    """Add the common parts to a page; call it first. The key P begins and ends the view for a projector."""
    visit = session()
    log.note()
    component("page", "page/page.js", "page/page.css")(
        key="page",
        data={
            "present": presenting(),
            "link": visit.link_told,
            "kept": visit.kept_told,
            "turned": visit.turned,
            "complete": f"complete/{completion.begin()}",
        },
        on_present_change=_toggle,
        on_link_change=_tell_link,
        on_keep_change=_keep,
        on_again_change=lambda: None,  # the page is drawn by its present server
    )
    visit.link_of_seen = None  # the running page sets it if its address does not describe the view


def _toggle() -> None:
    told = held_by("page")
    if getattr(told, PRESENT, False):
        st.query_params[PRESENT] = "1"
    else:
        st.query_params.pop(PRESENT, None)


def _keep() -> None:
    if (view := kept.keep_view()) is not None:
        log.picture(view)


def _tell_link() -> None:
    """Answer “Copy link” on a page whose address alone does not open the present view."""
    asked = getattr(held_by("page"), "link", None)
    visit = session()
    if asked is not None and visit.link_of_seen is not None:
        visit.link_told = (str(asked), visit.link_of_seen())
