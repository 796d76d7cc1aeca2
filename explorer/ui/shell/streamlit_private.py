"""
All that the app uses of Streamlit beyond its documented API, in one place: what to look at when Streamlit is upgraded.

The types stand here too, since their modules are not documented either.  Names of Streamlit's own classes in our
style sheets are the one thing that cannot be here; a test reads them there.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import current_thread

import streamlit as st
from streamlit import runtime
from streamlit.components.v2.bidi_component.state import ComponentResult
from streamlit.components.v2.types import ComponentRenderer
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime import app_session
from streamlit.runtime.caching.cache_resource_api import _resource_caches
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.runtime.state.query_params import parse_url_param
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

__all__ = ["ComponentRenderer", "ComponentResult", "DeltaGenerator"]


def visit() -> str:
    """Names the visit, that is the open browser tab, whose page is running; empty where none runs."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context is not None else ""


def visit_before() -> str:
    """The visit that the browser had before its connection broke off; empty where it opened the page anew."""
    told = [part.strip() for part in str(st.context.headers.get("Sec-WebSocket-Protocol", "")).split(",")]
    return told[2] if len(told) > 2 else ""


def joining_this_visit() -> Callable[[], None]:
    """What a thread of our own calls to find the session of the visit whose page is running now."""
    context = get_script_run_ctx()

    def join() -> None:
        add_script_run_ctx(current_thread(), context)

    return join


def runs() -> bool:
    """Whether a server of Streamlit runs, which knows the visits; a test of a page has none."""
    return runtime.exists()


def visit_is_open(visit: str) -> bool:
    """Whether the browser tab of that visit is still there."""
    return runs() and runtime.get_instance().is_active_session(visit)


def visits_open() -> int:
    """How many browser tabs are open."""
    if not runs():
        return 0
    told = runtime.get_instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY])[ACTIVE_SESSIONS_FAMILY]
    return sum(int(stat.value) for stat in told if isinstance(stat, GaugeStat))


def let_go_of_visits() -> int:
    """End the visits whose tab has been away for longer than Streamlit keeps them, and tell how many they were.

    Streamlit 1.67 looks for them only when another tab goes away: on a server that everybody has left all would stay.
    """
    if not runs():
        return 0
    manager = runtime.get_instance()._session_mgr
    if not isinstance(manager, WebsocketSessionManager):
        return 0
    storage = manager._session_storage
    if not isinstance(storage, MemorySessionStorage) or not isinstance(storage._cache, TTLCache):
        return 0
    with manager._storage_lock:
        ended = storage._cache.expire()
    for _, visit in ended:
        visit.session.shutdown()
    return len(ended)


def cached() -> dict[str, list[object]]:
    """What is held for all visits in st.cache_resource: the values of each cached function, by its name."""
    with _resource_caches._caches_lock:
        caches = [cache for held in _resource_caches._function_caches.values() for cache in held.values()]
    found: dict[str, list[object]] = {}
    for cache in caches:
        with cache._mem_cache_lock:
            values = [result.value for result in cache._mem_cache.values()]
        found.setdefault(cache.display_name.rpartition(".")[2], []).extend(values)
    return found


def only_a_part() -> bool:
    """Whether this run draws a fragment alone, not the page around it."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def in_link(key: str, value: object) -> object:
    """`value` of the widget of that key as its link spells it; None if the page has no such widget.

    Only the widget's own serializer knows the title under which an option stands in the link.
    """
    context = get_script_run_ctx()
    if context is None:
        return None
    state = context.session_state._state
    widget = state.get_widget_metadata(state._get_widget_id(key))
    return None if widget is None else widget.serializer(value)


def of_link(key: str, spelled: str | None) -> object:
    """The value that a link means by `spelled` for the widget of that key, its usual one for None.

    None if the page has no such widget.

    Raises
    ------
    ValueError
        If the widget has no such value.
    """
    context = get_script_run_ctx()
    if context is None:
        return None
    state = context.session_state._state
    widget = state.get_widget_metadata(state._get_widget_id(key))
    if widget is None:
        return None
    if spelled is not None and widget.formatted_options is not None and spelled not in widget.formatted_options:
        raise ValueError(spelled)
    return widget.deserializer(None if spelled is None else parse_url_param(spelled, widget.value_type))


def loosen_address() -> None:
    """Let the whole address be written at once, also what stands in it for widgets of the page that is open."""
    context = get_script_run_ctx()
    if context is not None:
        with context.session_state.query_params() as address:
            for widget in tuple(address._bindings_by_widget):
                address.unbind_widget(widget)


def let_jobs_use_caches() -> None:
    """Keep Streamlit from warning, a line each time, that a job calls a cached function in a thread without a visit.

    A job belongs to no visit on purpose: it writes nothing on a page.
    """
    logging.getLogger(script_run_context.__name__).addFilter(_is_no_missing_visit)


def _is_no_missing_visit(record: logging.LogRecord) -> bool:
    return "missing ScriptRunContext" not in record.getMessage()


def let_parts_of_pages_go() -> None:
    """Keep Streamlit from telling, a line each time, that a browser asks for a part of a page that is no longer there.

    A part that is drawn again and again, such as a map that forms, is asked for by the browser's own clock.  The page
    that comes after it needs a moment to get there, longer where the browser draws a large figure; the clock may ring
    once more meanwhile.  Nothing is lost: Streamlit leaves the question unanswered, and where it finds out later that
    the part is gone it says nothing of it either.
    """
    logging.getLogger(app_session.__name__).addFilter(_is_no_part_that_is_gone)


def _is_no_part_that_is_gone(record: logging.LogRecord) -> bool:
    return "it might have been removed during a preceding full-app rerun" not in record.getMessage()


def expect_navigation() -> None:
    """Have the first visit of a server answered by st.navigation, though there is a folder named pages.

    Streamlit 1.67 would take that visit for its older kind of navigation and greet a deep link with “Page not
    found”; st.navigation sets this too, one visit too late.
    """
    PagesManager.uses_pages_directory = False


def page_open() -> str:
    """Section and page that are running, as "train/watch"; empty where none is."""
    context = get_script_run_ctx(suppress_warning=True)
    known = context.pages_manager.get_pages() if context is not None else {}
    page = known.get(context.page_script_hash) if context is not None else None
    return f"{Path(page['script_path']).parent.name}/{Path(page['script_path']).stem}" if page is not None else ""


def pages() -> dict[str, tuple[str, str]]:
    """The pages of the navigation: section and page, as "train/watch", with the name in the address and the title."""
    context = get_script_run_ctx()
    known = context.pages_manager.get_pages().values() if context is not None else ()
    found = {}
    for page in known:
        place = Path(page["script_path"])
        found[f"{place.parent.name}/{place.stem}"] = (page.get("url_pathname", ""), page["page_name"])
    return found
