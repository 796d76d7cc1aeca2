"""
All that the app uses of Streamlit beyond its documented API, in one place: what to check when Streamlit is upgraded.

The types are here too, since their modules are not documented either. Only the names of Streamlit's own classes in our
style sheets cannot be here; a test reads them there.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import current_thread
from time import monotonic
from typing import Final
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit import config, runtime
from streamlit.components.v2.bidi_component.state import ComponentResult
from streamlit.components.v2.types import ComponentRenderer
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.caching.cache_resource_api import _resource_caches
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunner, add_script_run_ctx, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.runtime.scriptrunner_utils.script_run_context_attr import SCRIPT_RUN_CONTEXT_ATTR_NAME
from streamlit.runtime.session_manager import ActiveSessionInfo, SessionInfo
from streamlit.runtime.state.query_params import parse_url_param
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

__all__ = ["ComponentRenderer", "ComponentResult", "DeltaGenerator"]


def visit() -> str:
    """The name of the visit, that is the open browser tab, whose page is running; empty if none runs."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context is not None else ""


def visit_before() -> str:
    """The name of the visit that the browser had before its connection broke; empty if it opened the page anew."""
    told = [part.strip() for part in str(st.context.headers.get("Sec-WebSocket-Protocol", "")).split(",")]
    return told[2] if len(told) > 2 else ""


def joining_this_visit() -> Callable[[], None]:
    """A function that gives a thread of our own the session of the visit whose page is running now."""
    context = get_script_run_ctx()

    def join() -> None:
        add_script_run_ctx(current_thread(), context)

    return join


def runs() -> bool:
    """Whether a Streamlit server runs, which knows the visits; tests of a page have none."""
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


class Dropped(deque[SessionInfo]):
    """Visits that Streamlit's storage no longer holds, noted as it drops them."""

    def __call__(self, _: str, visit: SessionInfo) -> None:
        """Note one, from the thread that drops it."""
        self.append(visit)


def let_go_of_visits() -> int:
    """The number of visits ended because their tab has been away for longer than Streamlit keeps them.

    Streamlit 1.67 looks for them only when another tab goes away: on a server that everybody has left, all would stay.
    Those that it finds then, it drops without an end: their files would be kept for good, and what they hold until all
    garbage is collected.
    """
    if not runs():
        return 0
    manager = getattr(runtime.get_instance(), "_session_mgr", None)  # a server that starts slowly has none at first
    if not isinstance(manager, WebsocketSessionManager):
        return 0
    storage = manager._session_storage
    if not isinstance(storage, MemorySessionStorage) or not isinstance(storage._cache, TTLCache):
        return 0
    cache, ended = storage._cache, list[AppSession]()
    with manager._storage_lock:
        if not isinstance(cache._on_remove, Dropped):
            cache._on_remove = Dropped()
        cache.expire()
        while cache._on_remove:
            visit = cache._on_remove.popleft().session
            if not manager.is_active_session(visit.id) and visit.id not in cache:  # it did not come back
                ended.append(visit)
    for visit in ended:
        visit.shutdown()
        visit.session_state.clear()
    return len(ended)


def cached() -> dict[str, list[object]]:
    """The values that st.cache_resource holds for all visits, by the name of the cached function."""
    with _resource_caches._caches_lock:
        caches = [cache for held in _resource_caches._function_caches.values() for cache in held.values()]
    found: dict[str, list[object]] = {}
    for cache in caches:
        with cache._mem_cache_lock:
            values = [result.value for result in cache._mem_cache.values()]
        found.setdefault(cache.display_name.rpartition(".")[2], []).extend(values)
    return found


def only_a_part() -> bool:
    """Whether this run draws only a fragment, not the page around it."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def in_link(key: str, value: object) -> object:
    """`value` of the widget of that key as its link spells it; None if the page has no such widget.

    Only the widget's own serializer knows the title of an option in the link.
    """
    context = get_script_run_ctx()
    if context is None:
        return None
    state = context.session_state._state
    widget = state.get_widget_metadata(state._get_widget_id(key))
    return None if widget is None else widget.serializer(value)


def of_link(key: str, spelled: str | None) -> object:
    """The value that `spelled` in a link means for the widget of that key; its usual value for None.

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
    """Allow the whole address to be written at once, including values of widgets of the open page."""
    context = get_script_run_ctx()
    if context is not None:
        with context.session_state.query_params() as address:
            for widget in tuple(address._bindings_by_widget):
                address.unbind_widget(widget)


def forget_address() -> None:
    """Empty the address, also for the widgets that are drawn next: they would read the link as it was opened."""
    loosen_address()
    st.query_params.clear()
    context = get_script_run_ctx()
    if context is not None:
        with context.session_state.query_params() as address:
            address.set_initial_query_params("")


def let_jobs_use_caches() -> None:
    """Stop Streamlit's warning, one line each time, that a job calls a cached function in a thread without a visit.

    A job belongs to no visit on purpose: it writes nothing on a page.
    """
    logging.getLogger(script_run_context.__name__).addFilter(_is_no_missing_visit)


def _is_no_missing_visit(record: logging.LogRecord) -> bool:
    return "missing ScriptRunContext" not in record.getMessage()


def let_parts_of_pages_go() -> None:
    """Stop Streamlit's message, one line each time, that a browser asks for a part of a page that is no longer there.

    The browser's own timer asks for a part that is redrawn again and again, such as a map that forms. The next page
    needs a moment to arrive, longer if the browser draws a large figure, and the timer may fire once more meanwhile.
    Nothing is lost: Streamlit ignores the request, and if it finds out later that the part is gone it says nothing
    either.
    """
    logging.getLogger(app_session.__name__).addFilter(_is_no_part_that_is_gone)


def _is_no_part_that_is_gone(record: logging.LogRecord) -> bool:
    return "it might have been removed during a preceding full-app rerun" not in record.getMessage()


def expect_navigation() -> None:
    """Make st.navigation answer a server's first visit, although there is a folder named pages.

    Streamlit 1.67 would use its older kind of navigation for that visit and answer a deep link with “Page not found”;
    st.navigation sets this too, but one visit too late.
    """
    PagesManager.uses_pages_directory = False


def keep_downloads(seconds: float = 10) -> None:
    """Let a click on a download find what it asks for although its page has just been drawn anew.

    A file that is made when somebody asks for it gets another name each time its page is drawn. Streamlit 1.67 forgets
    the one before as soon as a run of any visitor ends, which the browser may not know yet: its click would end in
    nothing but a line in the log. Here the old name holds for some `seconds` more, while its visit is open.
    """
    replaced: WeakKeyDictionary[MediaFileManager, dict[str, float]] = WeakKeyDictionary()

    def forget(files: MediaFileManager) -> None:
        in_use = {name for held in files._files_by_session_and_coord.values() for name in held.values()}
        before, now = replaced.get(files, {}), monotonic()
        unused = {name: before.get(name, now) for name in files._deferred_callables if name not in in_use}
        for name, since in tuple(unused.items()):
            if now - since >= seconds or not visit_is_open(files._deferred_callables[name]["session_id"]):
                files._drop_deferred_id(name)
                del unused[name]
        replaced[files] = unused

    # its self is `files`
    MediaFileManager._remove_orphaned_deferred_callables = forget  # type: ignore[assignment, method-assign]


def serve_a_crowd() -> None:
    """Keep Streamlit's event loop free when many pages run at once; call it once, before the server begins.

    Each message of a page wakes the loop three times, through a socket, and each time a thread lets the interpreter
    go and waits for its turn among all that run.  With thirty visitors at work the loop was up to a second behind, and
    with it each click on a live page.  Here the loop is woken once for all that waits for it, and another thread
    waits until the thread of a page runs.  The settings are read without their lock: its owner could lose the
    interpreter and hold up the loop, and nothing changes them any more.
    """
    errands: dict[asyncio.AbstractEventLoop, Errands] = {}

    def call_soon(visit: AppSession, callback: Callable[[], None]) -> None:
        loop = visit._event_loop
        try:
            errands.setdefault(loop, Errands(loop)).add(callback)
        except RuntimeError:
            if not loop.is_closed():  # at the end of the server nobody waits for it
                raise

    starter = ThreadPoolExecutor(1, "starter of pages")
    start = ScriptRunner.start

    def started(page: ScriptRunner) -> None:
        try:
            start(page)
        except RuntimeError:  # there are no more threads: the next run of the page gets a new one
            page.request_stop()
            raise

    def start_soon(page: ScriptRunner) -> None:
        starter.submit(started, page).add_done_callback(Future.result)  # if it fails, the log says so

    AppSession.flush_browser_queue = _in_portions  # type: ignore[assignment, method-assign]  # its self is `visit`
    Runtime._send_message = _send_portion  # type: ignore[assignment, method-assign]  # its self is `server`
    config._config_lock = nullcontext()  # type: ignore[assignment]  # it is only used in `with`
    app_session._populate_theme_msg = _theme_once(app_session._populate_theme_msg)
    Runtime._enqueued_some_message = _send_soon  # type: ignore[assignment, method-assign]  # its self is `server`
    ScriptRunner.start = start_soon  # type: ignore[assignment, method-assign]  # a start waits for the new thread
    AppSession._call_soon_on_event_loop = call_soon  # type: ignore[assignment, method-assign]  # its self is `visit`


def let_runs_go() -> None:
    """Let go at once of what a thread that has drawn a page holds; call it once, before the server begins.

    The thread, what it calls the run's context, and the run hold each other. So the state of its visit and all widgets
    of its page would stay until all garbage is collected.
    """
    draw = ScriptRunner._run_script_thread

    def draw_and_part(page: ScriptRunner) -> None:
        try:
            draw(page)
        finally:
            vars(current_thread()).pop(SCRIPT_RUN_CONTEXT_ATTR_NAME, None)
            # who asks it from another thread is told nothing anyway
            object.__setattr__(page._session_state, "_yield_callback", _nothing_is_asked)

    ScriptRunner._run_script_thread = draw_and_part  # type: ignore[assignment, method-assign]  # its self is `page`


def _nothing_is_asked() -> None:
    """Instead of the question whether a run shall stop, once it has."""


def draw_within(in_turn: Callable[..., AbstractContextManager[None]]) -> None:
    """Draw each page, and each part of one, within `in_turn(visit, part=…)`; call it once, before the server begins."""
    run = ScriptRunner._run_script

    def run_in_turn(page: ScriptRunner, asked: RerunData) -> None:
        with in_turn(page._session_id, part=bool(asked.fragment_id_queue)):
            run(page, asked)

    ScriptRunner._run_script = run_in_turn  # type: ignore[assignment, method-assign]  # its self is `page`


def _theme_once(populate: Callable[[CustomThemeConfig, str], None]) -> Callable[..., None]:
    """Streamlit's function that writes a section of the theme into a message, doing its work once for each section.

    It is called six times whenever a page or a part of one begins, on the event loop, and reads all settings each time.
    """
    known: dict[str, CustomThemeConfig] = {}

    def write(theme: CustomThemeConfig, section: str = "theme") -> None:
        if section not in known:
            known[section] = CustomThemeConfig()
            populate(known[section], section)
        if known[section].ByteSize():  # to merge an empty message would still say that there is one
            theme.MergeFrom(known[section])

    return write


class Portion(list[ForwardMsg]):
    """Messages to one browser that are sent in one turn of the event loop."""


PORTION: Final = 100  # messages; the queue of a browser holds 500


def _in_portions(visit: AppSession) -> list[Portion]:
    """What waits to be sent to the browser of a visit, in portions: the loop takes a turn after each."""
    waiting = visit._browser_queue.flush()
    return [Portion(waiting[begin : begin + PORTION]) for begin in range(0, len(waiting), PORTION)]


def _send_portion(server: Runtime, visit: ActiveSessionInfo, portion: Portion) -> None:
    for message in portion:
        _SEND(server, visit, message)


_SEND: Final = Runtime._send_message


def _send_soon(server: Runtime) -> None:
    """Tell the loop that there is something to send, unless it knows."""
    objects = server._get_async_objs()
    if objects.need_send_data.is_set():
        return
    if asyncio._get_running_loop() is objects.eventloop:
        objects.need_send_data.set()
    else:
        objects.eventloop.call_soon_threadsafe(objects.need_send_data.set)


class Errands:
    """What threads want done on an event loop, in their order: the loop is woken once for all that has come."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_called = False

    def add(self, errand: Callable[[], None]) -> None:
        """Have `errand` called soon on the loop; safe to call from any thread."""
        self._waiting.append(errand)
        if not self._is_called:  # who finds it called has added before the loop begins to take
            self._is_called = True
            self._loop.call_soon_threadsafe(self._run)

    def _run(self) -> None:
        self._is_called = False
        try:
            for _ in range(len(self._waiting)):
                self._waiting.popleft()()
        finally:
            if self._waiting and not self._is_called:
                self._is_called = True
                self._loop.call_soon(self._run)


def page_open() -> str:
    """Section and name of the running page, as "train/watch"; empty if there is none."""
    context = get_script_run_ctx(suppress_warning=True)
    known = context.pages_manager.get_pages() if context is not None else {}
    page = known.get(context.page_script_hash) if context is not None else None
    return f"{Path(page['script_path']).parent.name}/{Path(page['script_path']).stem}" if page is not None else ""


def pages() -> dict[str, tuple[str, str]]:
    """The pages of the navigation: section and name, as "train/watch", to the name in the address and the title."""
    context = get_script_run_ctx()
    known = context.pages_manager.get_pages().values() if context is not None else ()
    found = {}
    for page in known:
        place = Path(page["script_path"])
        found[f"{place.parent.name}/{place.stem}"] = (page.get("url_pathname", ""), page["page_name"])
    return found
