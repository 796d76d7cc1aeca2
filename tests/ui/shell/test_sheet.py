"""The visitor's sheet, through the app: another visit of the same browser finds it, on a shared server nobody does."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.lessons import course
from explorer.ui.shell import visitor
from tests import background

FIRST = course.lessons()[0]
ANSWER = f"lesson_{FIRST.key}_1_answer"


def visit(**query: str) -> AppTest:
    app = background.visit("pages/learn/course.py", **{"lesson": FIRST.key, **query}).run()
    assert not app.exception
    return app


def answered(app: AppTest, given: str) -> None:
    app.text_input(key=ANSWER).set_value(given)
    app.button(key=f"lesson_{FIRST.key}_1_check").click().run()
    assert not app.exception


def given(app: AppTest) -> list[str]:
    return [one.given for one in app.session_state["session"].studying.sheet.at(FIRST.key, 1)]


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All visits come from one browser, to a store of their own."""
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path))
    monkeypatch.setattr(visitor, "key", lambda: "a" * 32)


@pytest.mark.usefixtures("browser")
def test_another_visit_finds_the_answers_and_two_tabs_keep_both_of_theirs() -> None:
    one, other = visit(), visit()
    answered(one, "7")
    answered(other, "8")
    later = visit()
    assert given(later) == ["7", "8"]
    assert later.text_input(key=ANSWER).value == "8"


@pytest.mark.usefixtures("browser")
def test_on_a_server_that_a_class_shares_a_sheet_lives_as_long_as_its_visit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_SHARED", "1")
    app = visit()
    answered(app, "7")
    assert given(app) == ["7"]
    assert given(visit()) == []
    assert not list(tmp_path.rglob("sheet.json"))


@pytest.mark.usefixtures("browser")
def test_a_damaged_file_is_an_empty_sheet(tmp_path: Path) -> None:
    answered(visit(), "7")
    (path,) = tmp_path.rglob("sheet.json")
    path.write_text('{"format": "embedding-explorer-sheet", "version": 1, "lessons": []}', encoding="utf-8")
    assert given(visit()) == []
