"""
The live panel on a page: mounts the component, and replaces its socket if that cannot be reached.

The component is made of the files next to this one; its script begins with live.js.
"""

import base64
import contextlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

from explorer.figures import style
from explorer.text.corpus import Text, packaged
from explorer.training.live.checkpoints import Checkpoint
from explorer.training.live.course import step_of
from explorer.training.live.live_run import LiveRun
from explorer.training.live.moment import MATRICES, Matrix
from explorer.ui.canvas import modules
from explorer.ui.canvas.live import channel, runs
from explorer.ui.canvas.live.conversation import NO_ORDER, Conversation, whole
from explorer.ui.canvas.live.registry import Entry
from explorer.ui.shell import terms
from explorer.ui.shell.state import session
from explorer.ui.shell.streamlit_private import ComponentRenderer, ComponentResult

HERE: Final = Path(__file__).parent
WATCHED: Final = ("probes", "analogy", "pairs")  # names in a link for words
LOOKED: Final = {  # and for ways to look at them, each with its possible values
    "lens": re.compile("xray|matrices"),
    "map": re.compile("u|mean|both"),
    "words": re.compile("50|100|1000"),
    "chart": re.compile("similarity"),
    "at": re.compile(r"\d{1,7}"),
    "zoom": re.compile(r"\d{1,3}(\.\d{1,3})?(,-?\d(\.\d{1,3})?){2}"),
}
POLL: Final = 0.4  # seconds between frames without a socket


@dataclass(frozen=True, eq=False)
class Wanted:
    """A request to keep the vectors of `matrix` at a checkpoint as a model."""

    checkpoint: Checkpoint
    matrix: Matrix


@cache
def component() -> ComponentRenderer:
    """The component, made of its files."""
    return st.components.v2.component(
        "live_panel",
        html=terms.explained((HERE / "panel.html").read_text(encoding="utf-8")),
        css=modules.style("live/panel.css"),
        js=modules.script("live/live.js"),
        isolate_styles=False,
    )


def show(entry: Entry, *, key: str = "live", beside: str | None = None, title: str = "") -> Wanted | None:
    """Show the panel of a run; the vectors that the visitor has just asked to keep, or None.

    Parameters
    ----------
    beside : "first" or "second" or None
        Which of two panels that play together this is.
    title : str
        A heading for one of two.
    """
    state = session()
    data: dict[str, Any] = {
        "token": entry.token,
        "path": channel.path(),
        "palette": style.PALETTE,
        **words_to_watch(entry.run),
        "adopt": not state.run_was_offered and beside != "second",
        "polled": state.live_is_polled,
        "beside": beside,
        "opened": state.studying.opened,
        "title": title,
    }
    if state.live_is_polled:
        st.fragment(poll, run_every=POLL)(entry, data, key)
        return answered(entry, state.asked.pop(key, ""))
    mounted = mount(key, data)
    if mounted.adopt:
        runs.take_over(str(mounted.adopt))
    if mounted.watched:
        remember(mounted.watched)
    if mounted.unreachable:
        state.live_is_polled = True
        st.rerun()
    return answered(entry, mounted.asked or "")


def words_to_watch(run: LiveRun) -> dict[str, Any]:
    """Probe words, an analogy and pairs to begin with: those of the link, or the usual ones of the text."""
    words = run.corpus.vocabulary.words
    usual = next(
        (text for text in packaged() if text.title == run.whole.name and text.probes),
        Text("", "", "", "", probes=words[:3], pairs=" ".join(words[-2:])),
    )
    state = session()
    if state.watched_text not in {None, run.whole.fingerprint}:  # another text has other words
        for name in WATCHED:
            st.query_params.pop(name, None)
    state.watched_text = run.whole.fingerprint
    linked = {name: st.query_params.get(name) for name in WATCHED}

    def words_of(name: str, most: int, otherwise: tuple[str, ...]) -> list[str]:
        text = linked[name]
        return list(otherwise) if text is None else [word[:60] for word in text.split(",")[:most]]

    return {
        "probes": words_of("probes", 3, usual.probes),
        "analogy": words_of("analogy", 3, usual.analogy),
        "pairs": usual.pairs if linked["pairs"] is None else linked["pairs"][:300],
        "look": {name: told for name, form in LOOKED.items() if form.fullmatch(told := st.query_params.get(name, ""))},
    }


def remember(watched: object) -> None:
    """Write into the link which words were chosen in the panel, and how they are looked at."""
    if not isinstance(watched, dict):
        return
    st.query_params.update({name: str(watched.get(name, ""))[:300] for name in WATCHED})
    for name, form in LOOKED.items():
        told = str(watched.get(name, ""))
        if form.fullmatch(told):
            st.query_params[name] = told
        else:
            st.query_params.pop(name, None)


def answered(entry: Entry, asked: str) -> Wanted | None:
    """Carry out a panel's request: begin a branch (“branch:STEP”), or return what to keep (“keep:STEP:MATRIX”)."""
    what, _, rest = asked.partition(":")
    if not what:
        return None
    step, _, matrix = rest.partition(":")
    then = step_of(step)
    checkpoint = entry.run.now() if then is None else entry.run.at(then)
    if what == "keep":
        return Wanted(checkpoint, next((known for known in MATRICES if known == matrix), "v"))
    runs.branch_off(entry, checkpoint)
    return st.rerun()


def mount(key: str, data: dict[str, Any]) -> ComponentResult:
    """The mounted component, with all its results."""
    return component()(
        key=key,
        data=data,
        on_adopt_change=lambda: None,
        on_unreachable_change=lambda: None,
        on_orders_change=lambda: None,
        on_asked_change=lambda: None,
        on_watched_change=lambda: None,
    )


def poll(entry: Entry, data: dict[str, Any], key: str) -> None:
    """Without a socket, send whole frames as the component's data, and read orders from its state.

    Either may be lost or come twice if the page is redrawn meanwhile, so each frame is whole and orders are numbered.
    """
    if entry.polled is None:
        entry.polled = Conversation(entry.run)
    conversation = entry.polled
    frames = [] if conversation.greeted else [conversation.hello()]
    conversation.begin_again()
    frames.append(conversation.frame())
    while conversation.owes_more:
        frames.append(conversation.say())
    encoded = [base64.b64encode(frame).decode() for frame in frames]
    mounted = mount(key, {**data, "frames": encoded, "heard": conversation.last_heard})
    for order in mounted.orders or []:
        with contextlib.suppress(*NO_ORDER):  # ignore what is not an order
            if whole(order["id"]) > conversation.last_heard:
                conversation.hear(order)
    if mounted.watched:
        remember(mounted.watched)
    if mounted.asked:
        session().asked[key] = str(mounted.asked)
        st.rerun()
