"""What the open page reports of itself, for questions of lessons that ask for a state."""

from collections.abc import Mapping

import streamlit as st

from explorer.errors import ExplorerError
from explorer.lessons.reached.train import shown_by
from explorer.text.corpus import packaged
from explorer.ui.canvas.live.registry import RUNS
from explorer.ui.shell.state import held_by, session

WATCH = "train/watch"


def tell(page: str, **values: object) -> None:
    """Report what `page`, as "explore/map", shows, by the names of `explorer.lessons.observed`; None is unknown.

    A value that takes work is given as a function, which is called once, and only if a lesson asks.
    """
    session().studying.observed.setdefault(page, {}).update(values)


def of(page: str) -> Mapping[str, object]:
    """What that page shows now, as far as it has reported; for Watch it learn, the state of its run."""
    if page == WATCH:
        return _run()
    told = session().studying.observed.get(page, {})
    told.update({name: value() for name, value in told.items() if callable(value)})
    return told


def _run() -> Mapping[str, object]:
    """The state of the first run of this visit; its analogy is that of the link, or the usual one of its text."""
    entry = RUNS.get(session().run_token)
    if entry is None:
        return {}
    key = str(held_by("text"))
    usual = next((text.analogy for text in packaged() if text.key == key), ())
    told = st.query_params.get("analogy")
    analogy = tuple(told.split(",")) if told is not None else usual
    try:
        return shown_by(entry.run, text=key, analogy=analogy)
    except ExplorerError:  # words without an offset have no answer
        return shown_by(entry.run, text=key)
