"""What the app uses of Streamlit without its documentation's word for it: each is named, so that an upgrade tells."""

import asyncio
import gc
import inspect
import logging
import re
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from pkgutil import resolve_name
from unittest.mock import Mock
from weakref import ref

import pytest
import streamlit
from streamlit import config
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session, media_file_manager
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunner, get_script_run_ctx
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.state import SessionState
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.testing.v1 import AppTest

from explorer.ui.shell import streamlit_private
from tests.conftest import ROOT
from tests.waiting import until

USED = {
    "streamlit.runtime": ["exists", "get_instance", "Runtime.is_active_session", "Runtime.stats_mgr"],
    "streamlit.runtime.caching.cache_resource_api": [
        "_resource_caches._caches_lock",
        "_resource_caches._function_caches",
    ],
    "streamlit.config": ["_config_lock"],
    "streamlit.proto.ForwardMsg_pb2": ["ForwardMsg"],
    "streamlit.proto.NewSession_pb2": ["CustomThemeConfig"],
    "streamlit.runtime.app_session": [
        "_populate_theme_msg",
        "AppSession.flush_browser_queue",
        "AppSession.session_state",
        "AppSession.shutdown",
        "AppSession._call_soon_on_event_loop",
    ],
    "streamlit.runtime.runtime": [
        "Runtime._enqueued_some_message",
        "Runtime._get_async_objs",
        "Runtime._send_message",
    ],
    "streamlit.runtime.session_manager": ["ActiveSessionInfo", "SessionInfo"],
    "streamlit.runtime.state.query_params": [
        "parse_url_param",
        "QueryParams.set_initial_query_params",
        "QueryParams.unbind_widget",
    ],
    "streamlit.runtime.caching.ttl_cache": ["TTLCache.expire", "TTLCache._remove"],
    "streamlit.runtime.media_file_manager": [
        "MediaFileManager._drop_deferred_id",
        "MediaFileManager._remove_orphaned_deferred_callables",
    ],
    "streamlit.runtime.stats": ["ACTIVE_SESSIONS_FAMILY", "GaugeStat", "StatsManager.get_stats"],
    "streamlit.runtime.pages_manager": ["PagesManager.uses_pages_directory"],
    "streamlit.runtime.scriptrunner": [
        "ScriptRunner._run_script",
        "ScriptRunner._run_script_thread",
        "ScriptRunner.start",
        "add_script_run_ctx",
        "get_script_run_ctx",
    ],
    "streamlit.runtime.scriptrunner_utils": ["script_run_context"],
    "streamlit.runtime.scriptrunner_utils.script_requests": ["RerunData"],
    "streamlit.runtime.scriptrunner_utils.script_run_context_attr": ["SCRIPT_RUN_CONTEXT_ATTR_NAME"],
    "streamlit.runtime.state.session_state": ["SessionState.get_widget_metadata", "SessionState._get_widget_id"],
    "streamlit.components.v2.bidi_component.state": ["ComponentResult"],
    "streamlit.components.v2.types": ["ComponentRenderer"],
    "streamlit.delta_generator": ["DeltaGenerator"],
}
CROWD = [  # what is changed for a crowd, except where the tests look at it
    (AppSession, "_call_soon_on_event_loop"),
    (AppSession, "flush_browser_queue"),
    (Runtime, "_enqueued_some_message"),
    (Runtime, "_send_message"),
    (ScriptRunner, "start"),
    (app_session, "_populate_theme_msg"),
]
FIELDS = {
    "streamlit.runtime.scriptrunner_utils.script_run_context.ScriptRunContext": [
        "session_id",
        "session_state",
        "fragment_ids_this_run",
        "page_script_hash",
        "pages_manager",
    ],
    "streamlit.runtime.caching.cache_resource_api.ResourceCache": ["_mem_cache", "_mem_cache_lock"],
    "streamlit.runtime.caching.cached_message_replay.CachedResult": ["value"],
    "streamlit.runtime.runtime.Runtime": ["_session_mgr"],
    "streamlit.runtime.runtime.AsyncObjects": ["eventloop", "need_send_data"],
    "streamlit.runtime.app_session.AppSession": ["_event_loop"],
    "streamlit.runtime.scriptrunner.script_runner.ScriptRunner": ["_session_id"],
    "streamlit.runtime.scriptrunner_utils.script_requests.RerunData": ["fragment_id_queue"],
    "streamlit.runtime.websocket_session_manager.WebsocketSessionManager": ["_session_storage", "_storage_lock"],
    "streamlit.runtime.media_file_manager.MediaFileManager": ["_deferred_callables", "_files_by_session_and_coord"],
    "streamlit.runtime.media_file_manager.DeferredCallableEntry": ["session_id"],
    "streamlit.runtime.memory_session_storage.MemorySessionStorage": ["_cache"],
    "streamlit.runtime.state.common.WidgetMetadata": ["serializer"],
    "streamlit.runtime.state.safe_session_state.SafeSessionState": ["_state"],
}
STYLED = sorted({
    name
    for path in (ROOT / "explorer/ui").rglob("*")
    if path.suffix in (".css", ".js")
    for name in re.findall(r"""\.(st[A-Z]\w+)|data-testid=\\?["']?(st[A-Z]\w+)""", path.read_text(encoding="utf-8"))
    for name in name
    if name
})


@pytest.mark.parametrize(("module", "name"), [(module, name) for module, names in USED.items() for name in names])
def test_what_is_used_is_there(module: str, name: str) -> None:
    try:
        resolve_name(f"{module}:{name}")
    except (ImportError, AttributeError):
        pytest.fail(f"Streamlit {streamlit.__version__} has no {name} in {module}: see streamlit_private.py")


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in FIELDS.items() for name in names])
def test_what_is_read_of_it_is_there(kind: str, name: str) -> None:
    module, _, owner = kind.rpartition(".")
    source = inspect.getsource(resolve_name(f"{module}:{owner}"))
    assert re.search(rf"\b{name}\b *[:=]", source), (
        f"{kind} of Streamlit {streamlit.__version__} has no {name}: see streamlit_private.py"
    )


def test_a_job_that_calls_a_cached_function_writes_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    logger.addHandler(caplog.handler)  # Streamlit's loggers do not pass records on
    before = list(logger.filters)
    try:
        get_script_run_ctx()
        assert "missing ScriptRunContext" in caplog.text, "Streamlit still warns, in these words"
        caplog.clear()
        streamlit_private.let_jobs_use_caches()
        get_script_run_ctx()
        assert not caplog.text
    finally:
        logger.filters[:] = before
        logger.removeHandler(caplog.handler)


def test_a_part_of_a_page_that_is_gone_writes_no_line(caplog: pytest.LogCaptureFixture) -> None:
    """A browser's clock that rings while the finished map is on its way asks for the map that formed."""
    logger = logging.getLogger("streamlit.runtime.app_session")
    logger.addHandler(caplog.handler)
    before, level = list(logger.filters), logger.level
    logger.setLevel(logging.INFO)
    visit = Mock(has_fragment=lambda _: False)
    try:
        AppSession.request_rerun(visit, ClientState(fragment_id="gone", is_auto_rerun=True))
        assert "gone does not exist anymore" in caplog.text, "Streamlit still says so, in these words"
        caplog.clear()
        streamlit_private.let_parts_of_pages_go()
        AppSession.request_rerun(visit, ClientState(fragment_id="gone", is_auto_rerun=True))
        assert not caplog.text
    finally:
        logger.filters[:] = before
        logger.setLevel(level)
        logger.removeHandler(caplog.handler)


def test_an_event_loop_is_woken_once_for_all_that_threads_want_done_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, done, wakes = asyncio.new_event_loop(), [], []
    wake = loop.call_soon_threadsafe
    monkeypatch.setattr(loop, "call_soon_threadsafe", lambda *errand: (wakes.append(1), wake(*errand)))
    monkeypatch.setattr(loop, "_exception_handler", lambda *_: done.append(("error", 0)))
    errands = streamlit_private.Errands(loop)

    def ask(who: int) -> None:
        for number in range(50):
            errands.add(partial(done.append, (who, number)))

    errands.add(lambda: done.remove(("nobody", 0)))  # an error in one keeps no other from its turn
    threads = [threading.Thread(target=ask, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wakes) == 1
    errands.add(loop.stop)
    loop.run_forever()
    assert done[0] == ("error", 0)
    for who in range(4):
        assert [number for one, number in done if one == who] == list(range(50))
    errands.add(loop.stop)
    loop.run_forever()
    assert len(wakes) == 2
    loop.close()


def test_the_server_is_told_once_that_there_is_something_to_send() -> None:
    async def told() -> list[bool]:
        loop, flag = asyncio.get_running_loop(), asyncio.Event()
        server = Mock(_get_async_objs=lambda: Mock(eventloop=loop, need_send_data=flag))
        seen = [flag.is_set()]
        streamlit_private._send_soon(server)
        seen.append(flag.is_set())  # on the loop itself: at once
        flag.clear()
        await asyncio.to_thread(streamlit_private._send_soon, server)
        await asyncio.wait_for(flag.wait(), 5)
        return seen

    assert asyncio.run(told()) == [False, True]
    known = Mock(need_send_data=Mock(is_set=lambda: True))
    streamlit_private._send_soon(Mock(_get_async_objs=lambda: known))
    assert not known.eventloop.mock_calls


def test_all_that_waits_for_a_browser_is_sent_in_one_turn_of_the_loop_in_its_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Streamlit's own loop takes a turn after each message, of all visitors one after the other."""
    for kind, name in CROWD:
        monkeypatch.setattr(kind, name, getattr(kind, name))  # to be put back
    monkeypatch.setattr(config, "_config_lock", config._config_lock)
    assert "await asyncio.sleep(0)" in inspect.getsource(Runtime._loop_coroutine), "there is no turn to save"
    streamlit_private.serve_a_crowd()
    queue, sent = ForwardMsgQueue(), []
    for number in range(230):
        queue.enqueue(ForwardMsg(git_info_changed={"repository": str(number)}))
    portions = AppSession.flush_browser_queue(Mock(_browser_queue=queue))
    assert [len(portion) for portion in portions] == [100, 100, 30]  # a browser's own queue holds 500
    client = Mock(write_forward_msg=sent.append)
    for portion in portions:
        Runtime._send_message(Mock(), Mock(client=client, script_run_count=0), portion)
    assert [int(message.git_info_changed.repository) for message in sent] == list(range(230))
    assert AppSession.flush_browser_queue(Mock(_browser_queue=queue)) == []


def test_the_theme_is_read_once_and_written_as_by_streamlit(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is part of what each run begins with, and two of its six sections have no setting."""
    settings = {
        "theme": {"base": "dark", "primaryColor": "#0b6fae", "headingFontWeights": [600, 500]},
        "theme.light": {"textColor": "#1c2430"},
        "theme.dark": {"borderColor": None},
    }
    read: list[str] = []
    monkeypatch.setattr(config, "get_options_for_section", lambda name: read.append(name) or settings[name])

    def written(write: Callable[..., None]) -> ForwardMsg:
        message = ForwardMsg()
        write(message.new_session.custom_theme)
        write(message.new_session.custom_theme.light, "theme.light")
        write(message.new_session.custom_theme.dark, "theme.dark")
        return message

    by_streamlit = written(app_session._populate_theme_msg)
    read.clear()
    once = streamlit_private._theme_once(app_session._populate_theme_msg)
    for _ in range(3):
        assert written(once) == by_streamlit
        assert not written(once).new_session.custom_theme.HasField("dark")
    assert read == ["theme", "theme.light", "theme.dark"]
    assert "_populate_theme_msg(msg.new_session.custom_theme)" in inspect.getsource(AppSession)


def test_a_page_is_started_by_another_thread_and_a_failure_is_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = Mock(), Mock()
    started: list[tuple[object, str]] = []

    def start(page: object) -> None:
        started.append((page, threading.current_thread().name))
        if page is broken:
            raise RuntimeError("no more threads")

    monkeypatch.setattr(ScriptRunner, "start", start)
    for kind, name in CROWD:
        monkeypatch.setattr(kind, name, getattr(kind, name))  # to be put back
    monkeypatch.setattr(config, "_config_lock", config._config_lock)
    streamlit_private.serve_a_crowd()
    for page in (broken, whole):
        ScriptRunner.start(page)
    until(lambda: len(started) == 2)
    assert [page for page, _ in started] == [broken, whole]
    assert all(name.startswith("starter of pages") for _, name in started)
    assert "no more threads" in caplog.text
    assert broken.request_stop.called
    assert not whole.request_stop.called


def test_a_click_finds_its_download_although_the_page_was_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the click and the new names a run of anybody may end; a visit that is over keeps nothing."""
    clock, are_open, forget = [0.0], {"ana"}, "_remove_orphaned_deferred_callables"
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    monkeypatch.setattr(media_file_manager, "_get_session_id", lambda: "ana")
    monkeypatch.setattr(streamlit_private, "visit_is_open", are_open.__contains__)
    monkeypatch.setattr(streamlit_private, "monotonic", lambda: clock[0])

    def draw_anew() -> str:
        files.clear_session_refs()
        name = files.add_deferred(lambda: b"sheet", "text/html", "0.1", "sheet.html")
        files.remove_orphaned_files()
        return name

    before = draw_anew()
    draw_anew()
    with pytest.raises(MediaFileStorageError):  # Streamlit still forgets it
        files.execute_deferred(before)

    monkeypatch.setattr(MediaFileManager, forget, getattr(MediaFileManager, forget))  # to be put back
    streamlit_private.keep_downloads(seconds=10)
    before = draw_anew()
    now = draw_anew()
    clock[0] = 9.0
    files.remove_orphaned_files()
    assert files.execute_deferred(before)
    clock[0] = 10.0
    files.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        files.execute_deferred(before)
    assert files.execute_deferred(now), "what the page shows stays"
    are_open.clear()
    files.clear_session_refs("ana")
    files.remove_orphaned_files()
    assert not files._deferred_callables, "a visit that is over keeps nothing"


def test_a_run_is_let_go_as_soon_as_its_page_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not when garbage is next collected: its thread, its context and itself hold each other."""
    page = tmp_path / "page.py"
    page.write_text("import streamlit as st\nst.button('one')\nst.session_state.two = 2", encoding="utf-8")
    monkeypatch.setattr(streamlit_private.runtime, "get_instance", Mock())
    state, loop = SessionState(), asyncio.new_event_loop()

    def drawn() -> ref[object]:
        state.clear()
        run = ScriptRunner(
            "visit", str(page), state, MemoryUploadedFileManager(""), ScriptCache(), RerunData(), {},
            MemoryFragmentStorage(), PagesManager(str(page), ScriptCache()), event_loop=loop,
        )  # fmt: skip
        run.start()
        assert run._script_thread is not None
        run._script_thread.join()
        assert state["two"] == 2
        return ref(run)

    gc.disable()
    try:
        assert drawn()() is not None, "Streamlit lets it go itself: then nothing need be done"
        monkeypatch.setattr(ScriptRunner, "_run_script_thread", ScriptRunner._run_script_thread)  # to be put back
        streamlit_private.let_runs_go()
        assert drawn()() is None
    finally:
        gc.enable()
        loop.close()


def test_visits_that_are_over_are_let_go_on_an_idle_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's own storage forgets them only when another tab goes away."""
    clock = [0.0]
    storage = MemorySessionStorage(ttl_seconds=60)
    monkeypatch.setattr(storage._cache, "_timer", lambda: clock[0])
    manager = WebsocketSessionManager(storage, Mock(), Mock(), None)
    monkeypatch.setattr(streamlit_private, "runs", lambda: True)
    monkeypatch.setattr(streamlit_private.runtime, "get_instance", lambda: Mock(_session_mgr=manager))
    left = Mock(id="left")
    storage.save(SessionInfo(client=None, session=left))
    clock[0] = 59.0
    assert streamlit_private.let_go_of_visits() == 0
    assert storage.get("left") is not None, "it may come back"
    clock[0] = 61.0
    assert streamlit_private.let_go_of_visits() == 1
    left.shutdown.assert_called_once()
    left.session_state.clear.assert_called_once()
    assert not storage._cache._data
    monkeypatch.setattr(streamlit_private.runtime, "get_instance", lambda: Mock(spec=[]))
    assert streamlit_private.let_go_of_visits() == 0, "a server that is still starting has no visits"


def test_visits_that_streamlit_drops_without_a_word_are_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """It does when a tab goes away: those over by then, and the oldest of too many; not one that came back."""
    clock = [0.0]
    storage = MemorySessionStorage(ttl_seconds=60, maxsize=3)
    monkeypatch.setattr(storage._cache, "_timer", lambda: clock[0])
    manager = WebsocketSessionManager(storage, Mock(), Mock(), None)
    monkeypatch.setattr(streamlit_private, "runs", lambda: True)
    monkeypatch.setattr(streamlit_private.runtime, "get_instance", lambda: Mock(_session_mgr=manager))
    visits = {name: Mock(id=name) for name in ("over", "back", "again", "oldest", "2nd", "3rd", "4th")}

    def leave(name: str) -> None:
        storage.save(SessionInfo(client=None, session=visits[name]))

    assert streamlit_private.let_go_of_visits() == 0
    for name in ("over", "back", "again"):
        leave(name)
    storage.delete("back")
    manager._active_session_info_by_id["back"] = Mock()  # as Streamlit does for a tab that comes back
    storage.delete("again")
    clock[0] = 61.0
    for name in ("again", "oldest", "2nd"):
        leave(name)
    assert not visits["over"].shutdown.called, "this is what Streamlit does not do"
    storage.get("again")  # the last that was looked up
    leave("3rd")
    leave("4th")
    ended = {"over", "oldest", "2nd"}
    assert streamlit_private.let_go_of_visits() == len(ended)
    assert {name for name, visit in visits.items() if visit.shutdown.called} == ended
    assert {name for name, visit in visits.items() if visit.session_state.clear.called} == ended
    assert streamlit_private.let_go_of_visits() == 0


def test_every_name_our_style_sheets_take_from_streamlit_is_in_its_client() -> None:
    scripts = Path(str(streamlit.__file__)).parent.joinpath("static/static/js").glob("*.js")
    client = "".join(script.read_text(encoding="utf-8") for script in scripts)
    assert STYLED, "no names were found: has the way they are written changed?"
    gone = [name for name in [*STYLED, "data-test-connection-state"] if name not in client]  # see reconnected.js
    assert not gone, f"Streamlit {streamlit.__version__} no longer draws {gone}; our style sheets count on them"


def test_a_widget_is_spelled_as_its_link_spells_it() -> None:
    def page() -> None:
        import streamlit as st

        from explorer.ui.shell import streamlit_private

        st.selectbox("Way", ["a", "b"], key="way", format_func=str.upper, bind="query-params")
        spelled, missing = streamlit_private.in_link("way", "b"), streamlit_private.in_link("nobody", "b")
        st.text(f"{spelled} {missing} {bool(streamlit_private.visit())} {streamlit_private.only_a_part()}")

    at = AppTest.from_function(page).run()
    assert not at.exception
    assert at.text[0].value == "B None True False"


def test_no_collection_of_garbage_after_every_run() -> None:
    """An option that Streamlit hides: with it on, 200 steps of Language model take 18 s of processor, not 2."""
    from streamlit import config

    assert config.get_option("runner.postScriptGC") is False
