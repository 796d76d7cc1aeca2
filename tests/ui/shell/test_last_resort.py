"""Whatever goes wrong, the visitor reads one sentence, the log holds the traceback once, and the page lives on."""

import logging
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.files import imports
from explorer.progress import Report
from explorer.ui.shell import reader_errors
from explorer.ui.shell.jobs import BrokenError, Workers
from tests.background import visit

ROOT = Path(__file__).resolve().parents[3]


def test_a_fault_in_a_job_becomes_a_sentence_and_one_traceback(caplog: pytest.LogCaptureFixture) -> None:
    def work(_: Report) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    job = Workers().start("Reading x.txt", work)
    for _ in range(3):  # a page asks at each of its runs
        with pytest.raises(BrokenError, match=r"^Reading x\.txt failed because of an error in this program, not"):
            job.outcome()
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
    assert "nobody foresaw this" in str(record.exc_info[1])


def test_too_little_memory_is_said(caplog: pytest.LogCaptureFixture) -> None:
    def work(_: Report) -> None:
        raise MemoryError

    with pytest.raises(BrokenError, match="not have enough memory"):
        Workers().start("Reading x.txt", work).outcome()
    assert len(caplog.records) == 1


def test_a_reader_that_crashes_leaves_the_models_page_as_it_was(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path))

    def crash(*_: object, **_others: object) -> None:
        raise OverflowError("planted")

    monkeypatch.setattr(imports, "Reading", crash)
    app = visit("pages/explore/models.py").run()
    app.get("file_uploader")[0].upload("plain.txt", b"a 1 2\nb 3 4\n", "text/plain").run()
    app.button(key="import").click().run()
    session = app.session_state["session"]
    while "import" in session.jobs:
        session.jobs["import"].wait(30)
        app.run()
    assert not app.exception
    assert [error.value.replace("\\", "") for error in app.error] == [
        "Reading plain.txt failed because of an error in this program, not because of you. The server's log says what "
        "it was; what was here before is still here."
    ]
    monkeypatch.undo()
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path))
    app.get("file_uploader")[0].upload("plain.txt", b"a 1 2\nb 3 4\n", "text/plain").run()
    app.button(key="import").click().run()
    while "import" in session.jobs:
        session.jobs["import"].wait(30)
        app.run()
    assert not app.error, "it goes with the next import, which works"
    assert [model.name for model in session.library.models] == ["plain"]


def test_an_error_of_a_page_becomes_a_sentence_and_a_way_on() -> None:
    def page() -> None:
        import streamlit as st

        from explorer.errors import SettingError
        from explorer.ui.shell import reader_errors

        if st.query_params.get("crash"):
            kind = SettingError if st.query_params["crash"] == "known" else RuntimeError
            reader_errors.last_resort(kind("The window is [0](http://x)."))
        st.number_input("Window", 0, 9, 3, key="window", bind="query-params")

    app = AppTest.from_function(page)
    app.query_params["crash"] = "1"
    app.query_params["window"] = "8"
    app.run()
    (error,) = app.error
    assert "an error in the program, not because of you" in error.value
    assert "http" not in error.value, "what the fault says is for the log"
    app.number_input(key="window").set_value(7).run()
    app.button(key="afresh").click().run()
    assert not app.error
    assert app.number_input(key="window").value == 3
    app.query_params["crash"] = "known"
    app.run()
    assert app.error[0].value == "The window is \\[0\\](http\\:\u2060//x)."


def test_the_server_uses_it() -> None:
    source = (ROOT / "app.py").read_text(encoding="utf-8")
    assert f"on_script_error=reader_errors.{reader_errors.last_resort.__name__}" in source
