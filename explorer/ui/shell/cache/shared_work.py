"""The turns and threads for the long work of all visitors."""

from threading import Thread

import streamlit as st

from explorer.files import imports
from explorer.ui.shell import visitor
from explorer.ui.shell.cache.shared_content import KEYS
from explorer.ui.shell.jobs import Workers
from explorer.ui.shell.turns import Turns


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def readers() -> Thread:
    """The thread that prepares the compiled readers of vector files, so that the first import does not wait."""
    thread = Thread(target=imports.warm, name="warm", daemon=True)
    thread.start()
    return thread


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def turns() -> Turns:
    """The turns in which all long work of this server is done."""
    return Turns()


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def pages() -> Turns:
    """The turns in which the pages of this server are drawn; a page that takes longer draws on beside the next."""
    return Turns(1, patience=1.0)


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def parts() -> Turns:
    """The turns in which parts of pages are drawn again; two while few wait, so that no picture holds all bars up.

    Where one that takes .3 s let the next begin beside it, five were drawn together at times, each four times slower,
    and no work of any visitor got on for 2 s.
    """
    return Turns(2, patience=1.0)


def is_under_way() -> bool:
    """Whether there is long work of any visitor."""
    return bool(workers().under_way or course_workers().under_way)


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def workers() -> Workers:
    """The threads that do long work for all visitors: what has begun moves, and what is short soon ends.

    They are many, since some hold work whose visitor is on another page, and which others then pass.
    """
    return Workers(24, 8, presence=visitor.presence, whose=visitor.somebody, turns=turns())


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def course_workers() -> Workers:
    """The threads of the lectures' trainings, which are slowed down for watching and mostly sleep."""
    return Workers(48, 16, presence=visitor.presence, whose=visitor.somebody, turns=turns())
