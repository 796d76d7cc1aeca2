"""All that one visit remembers, in one typed place; what a link carries is bound to the widgets instead."""

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from explorer.library import Imported, Library
from explorer.ui.jobs import Job


@dataclass
class Session:
    """One visit.

    `run_token` names the live run of this visit in the channel's registry, once there is one;
    `live_is_polled` says that its socket cannot be reached, `run_was_offered` that a reloaded tab
    has asked for the run it had.  `own_text` is the name and content of a
    text the visitor gave.
    `jobs` holds its long work by what it is for ("import"), until a page has shown what came of it;
    `imported` is what the last import brought, while its report is on the page.
    """

    library: Library = field(default_factory=Library)
    run_token: str | None = None
    own_text: tuple[str, str] | None = None
    live_is_polled: bool = False
    run_was_offered: bool = False
    jobs: dict[str, Job[Any]] = field(default_factory=dict)
    imported: Imported | None = None


def session() -> Session:
    """The current visit's session, made on first use.

    Made anew also when its class is another one than last time: while somebody develops,
    Streamlit imports every changed module again.
    """
    found = st.session_state.get("session")
    if not isinstance(found, Session):
        found = st.session_state["session"] = Session()
    return found


def fill(**values: object) -> None:
    """Give widgets these values, by key; for `on_click` of a preset, before the page is drawn again."""
    st.session_state.update(values)


def clicked_rows(key: str) -> list[int]:
    """The rows selected on the figure `key`, which puts its row first into each point's custom data."""
    selected = st.session_state[key].selection.points
    return [int(point["customdata"][0]) for point in selected if point.get("customdata")]
