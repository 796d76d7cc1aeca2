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
from streamlit.components.v2.bidi_component.state import ComponentResult
from streamlit.components.v2.types import ComponentRenderer
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer.corpus import Corpus, Text, packaged
from explorer.errors import SettingError
from explorer.figures import style
from explorer.figures.live import Cursor
from explorer.training.checkpoints import Checkpoint
from explorer.training.live_run import LiveRun
from explorer.training.sgns import SGNSSettings
from explorer.ui.live import channel
from explorer.ui.live.registry import RUNS, Entry
from explorer.ui.state import session

HERE: Final = Path(__file__).parent
SCRIPTS: Final = (
    "elements", "wire", "map_drawing", "map", "chart", "curve", "similarity", "tables", "probes", "xray", "timeline",
    "save", "controls", "panel",
)  # fmt: skip
PALETTE: Final[dict[str, str | tuple[str, ...]]] = {
    "centre": style.CENTRE,
    "context": style.CONTEXT,
    "negative": style.NEGATIVE,
    "answer": style.ANSWER,
    "muted": style.MUTED,
    "series": style.SERIES,
}
CATCH_UP: Final = 20_000  # steps that a second run takes at once, to stand where the first does
WATCHED: Final = ("probes", "analogy", "pairs")  # names in a link
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
    state = session()
    entry = RUNS.get(state.run_token)
    if corpus is None or (entry is not None and entry.run.is_of(corpus, settings, begin_at=begin_at)):
        return entry
    opened = RUNS.open(LiveRun(corpus, settings, RUNS.turns, begin_at=begin_at), visit(), state.own_text)
    RUNS.close(state.run_token)
    state.run_token, state.branch, state.beside_text = opened.token, None, None
    return opened


def run_beside(first: Entry, settings: SGNSSettings | None) -> Entry | None:
    """The second run of this visit; without settings it is ended.

    It reads the text of the first, or that of the session's `beside_text`, and begins where the first branched off,
    if it did.

    Raises
    ------
    BusyError
        If the server has no room for another run.
    SettingError
        If it is a branch of vectors of another dimension.
    """
    state = session()
    entry = RUNS.get(state.beside_token)
    if settings is not None:
        text = state.beside_text[1] if state.beside_text else first.run.whole
        if entry is not None and entry.run.is_of(text, settings, begin_at=entry.run.begin_at, start=state.branch):
            return entry
        if state.branch is not None and state.branch.v_in.shape[1] != settings.dim:
            raise SettingError(
                f"A branch goes on with the vectors there are, which have {state.branch.v_in.shape[1]} dimensions, "
                f"not {settings.dim}."
            )
        done = 0 if state.branch else min(first.run.moment.steps_done, CATCH_UP)
        entry = RUNS.open(LiveRun(text, settings, RUNS.turns, begin_at=done, start=state.branch), visit())
    RUNS.close(state.beside_token)
    state.beside_token = entry.token if entry is not None and settings is not None else None
    return entry if settings is not None else None


def show(entry: Entry, *, key: str = "live", beside: str | None = None, title: str = "") -> Checkpoint | None:
    """The panel of a run; a checkpoint that the visitor has just asked to keep.

    Parameters
    ----------
    beside : "first" or "second" or None
        Which of two panels this is, that play together.
    title : str
        A heading for one of two.
    """
    state = session()
    data: dict[str, Any] = {
        "token": entry.token,
        "path": channel.path(),
        "palette": PALETTE,
        **words_to_watch(entry.run),
        "adopt": not state.run_was_offered and beside is None,
        "polled": state.live_is_polled,
        "beside": beside,
        "title": title,
    }
    if state.live_is_polled:
        st.fragment(poll, run_every=POLL)(entry, data, key)
        return answered(entry, state.asked.pop(key, ""))
    mounted = mount(key, data)
    if mounted.adopt:
        take_over(str(mounted.adopt))
    if mounted.watched:
        remember(mounted.watched)
    if mounted.unreachable:
        state.live_is_polled = True
        st.rerun()
    return answered(entry, mounted.asked or "")


def words_to_watch(run: LiveRun) -> dict[str, Any]:
    """Probe words, an analogy and pairs to begin with: the link's, or those that suit the text."""
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
    }


def remember(watched: object) -> None:
    """Put the words that were just chosen in the panel into the link."""
    if isinstance(watched, dict):
        st.query_params.update({name: str(watched.get(name, ""))[:300] for name in WATCHED})


def answered(entry: Entry, asked: str) -> Checkpoint | None:
    """Branch off where a panel asked for it, “branch:STEP”; the checkpoint it asked to keep, “keep:STEP”."""
    what, _, step = asked.partition(":")
    if not what:
        return None
    checkpoint = entry.run.checkpoints.at(int(step)) if step.isdecimal() else entry.run.now()
    if what == "keep":
        return checkpoint
    session().branch = checkpoint
    return st.rerun()


def mount(key: str, data: dict[str, Any]) -> ComponentResult:
    """The component with all the ways in which it answers."""
    return component()(
        key=key,
        data=data,
        on_adopt_change=lambda: None,
        on_unreachable_change=lambda: None,
        on_orders_change=lambda: None,
        on_asked_change=lambda: None,
        on_watched_change=lambda: None,
    )


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
    """Without a socket: whole frames go down as the component's data, orders come up as its state.

    Either may be lost or come twice when the page is redrawn meanwhile, so frames are complete and orders numbered.
    """
    polling = entry.polling
    frames = [] if polling.greeted else [entry.picture.hello()]
    frames.append(entry.picture.frame(Cursor(), polling.view))
    if polling.film:
        frames.append(polling.film)
        polling.film = None
    mounted = mount(key, {**data, "frames": [base64.b64encode(frame).decode() for frame in frames]})
    for order in mounted.orders or []:
        if order["id"] > polling.last:
            polling.last, polling.greeted = order["id"], True
            if order["op"] == "film":
                polling.film = channel.film_of(entry, polling.view)
            else:
                polling.view = channel.obey(entry.run, order) or polling.view
    if mounted.watched:
        remember(mounted.watched)
    if mounted.asked:
        session().asked[key] = str(mounted.asked)
        st.rerun()
