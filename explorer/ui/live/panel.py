"""
The live panel on a page: opens the run, mounts the component, and stands in where its socket cannot be reached.

The component is made of the files beside this one.  Its scripts share one scope, in the order
of `SCRIPTS`.
"""

import base64
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer.corpus import Corpus
from explorer.figures import style
from explorer.figures.live import Cursor, View
from explorer.training.live_run import LiveRun
from explorer.training.sgns import SGNSSettings
from explorer.ui.live import channel
from explorer.ui.live.registry import RUNS, Entry
from explorer.ui.state import session

HERE: Final = Path(__file__).parent
SCRIPTS: Final = ("wire", "map", "curve", "tables", "xray", "timeline", "panel")
PALETTE: Final = {
    "centre": style.CENTRE,
    "context": style.CONTEXT,
    "negative": style.NEGATIVE,
    "answer": style.ANSWER,
    "muted": style.MUTED,
}
POLL: Final = 0.4  # seconds between frames without a socket


@cache
def component() -> ComponentRenderer:
    """The component, made of its files."""
    return st.components.v2.component(
        "live_panel",
        html=(HERE / "panel.html").read_text(encoding="utf-8"),
        css=(HERE / "panel.css").read_text(encoding="utf-8"),
        js="\n".join((HERE / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS),
        isolate_styles=False,
    )


def visit() -> str:
    """Names the visit, that is the open browser tab, to the registry."""
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""


def current_run(corpus: Corpus | None, settings: SGNSSettings, *, begin_at: int = 0) -> Entry | None:
    """The run of this visit with that text and those settings: the one there is, or a new one in its place.

    Without a text the run there is, if any.

    Raises
    ------
    BusyError
        If the server has no room for another run.
    """
    entry = RUNS.get(session().run_token)
    if corpus is None or (entry is not None and entry.run.is_of(corpus, settings, begin_at)):
        return entry
    opened = RUNS.open(LiveRun(corpus, settings, RUNS.turns, begin_at=begin_at), visit(), session().own_text)
    RUNS.close(session().run_token)
    session().run_token = opened.token
    return opened


def show(entry: Entry, *, probes: tuple[str, ...], analogy: tuple[str, ...], key: str = "live") -> None:
    """The panel of a run, with words to watch at first."""
    state = session()
    data: dict[str, Any] = {
        "token": entry.token,
        "path": channel.path(),
        "palette": PALETTE,
        "probes": list(probes),
        "analogy": list(analogy),
        "adopt": not state.run_was_offered,
        "polled": state.live_is_polled,
    }
    if state.live_is_polled:
        st.fragment(poll, run_every=POLL)(entry, data, key)
        return
    mounted = component()(
        key=key,
        data=data,
        on_adopt_change=lambda: None,
        on_unreachable_change=lambda: None,
        on_order_change=lambda: None,
    )
    if mounted.adopt:
        take_over(str(mounted.adopt))
    if mounted.unreachable:
        state.live_is_polled = True
        st.rerun()


def take_over(token: str) -> None:
    """Go on with the run that this tab had before it was reloaded, if it is still there."""
    state = session()
    state.run_was_offered = True
    kept = RUNS.take_over(token, visit())
    if kept is not None and kept.token != state.run_token:
        RUNS.close(state.run_token)
        state.run_token = kept.token
        state.own_text = kept.own_text
    st.rerun()


def poll(entry: Entry, data: dict[str, Any], key: str) -> None:
    """Without a socket: frames go down as the component's data, orders come up as its triggers."""
    cursor, view = entry.polled or (Cursor(), View())
    frames = [] if entry.polled else [entry.picture.hello()]
    frames.append(entry.picture.frame(cursor, view))
    if entry.film:
        frames.append(entry.film)
        entry.film = None
    entry.polled = (cursor, view)
    packed = [base64.b64encode(frame).decode() for frame in frames]
    mounted = component()(
        key=key,
        data={**data, "frames": packed},
        on_order_change=lambda: None,
        on_adopt_change=lambda: None,
        on_unreachable_change=lambda: None,
    )
    if mounted.order and mounted.order["op"] == "film":
        entry.film = channel.film_of(entry, view)
    elif mounted.order:
        entry.polled = (cursor, channel.obey(entry.run, mounted.order) or view)
