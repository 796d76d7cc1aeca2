"""The page Course, through the app: the lessons, the three paths, and the sheet to hand in."""

from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from explorer.lessons import course
from explorer.lessons.paths import Path as CoursePath
from explorer.lessons.paths import paths
from explorer.lessons.sheet import Sheet, Try
from explorer.ui.shell.state import Session, Studying
from tests.background import visit
from tests.ui.said import said

PAGE = "pages/learn/course.py"
FIRST = course.lessons()[0]


def opened(page: str = PAGE, sheet: Sheet | None = None, **query: str) -> AppTest:
    app = visit(page, Session(studying=Studying(sheet=sheet)), **query).run()
    assert not app.exception
    return app


def test_it_says_how_far_one_is_and_leads_to_the_first_step_that_is_not_done() -> None:
    sheet = Sheet()
    for number in range(1, len(FIRST.steps) + 1):
        sheet = sheet.with_seen(FIRST, number)
    for number in FIRST.questions:
        if number != 3:
            sheet = sheet.with_try(FIRST, number, Try("x", True, 1.0))
    app = opened(sheet=sheet)
    steps, questions = len(FIRST.steps), [one for one in FIRST.questions.values() if one.kind != "sentence"]
    assert f"{steps - 1} of {steps} steps done  \n{len(questions) - 1} of {len(questions)} answers right" in said(
        app.caption
    )
    first = app.get("page_link")[0].proto
    assert dict(parse_qsl(first.query_string))["lesson_step"] == "3"
    assert first.label == f"**Continue with lesson 1: {FIRST.title}**"


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.course)
def test_every_question_of_a_course_has_its_place(path: CoursePath) -> None:
    app = opened(course_view=path.title.partition(",")[0])
    links = app.get("page_link")[1:]  # after “Start with lesson 1”
    assert len(links) - len(path.steps) in (0, 1), "the Next of the last one is a link, too"
    for (asked, key, where), link in zip(path.steps, links, strict=False):
        assert asked in said(app.markdown)
        told = dict(parse_qsl(link.proto.query_string))
        assert told.get("lesson", "") == key
        wanted = {"lesson_step": str(where)} if key else dict(parse_qsl(str(where).partition("?")[2]))
        assert told.items() >= wanted.items()


@pytest.mark.parametrize("link", sorted({str(where) for path in paths() for _, key, where in path.steps if not key}))
def test_a_link_of_a_path_opens_what_it_promises(link: str) -> None:
    page, _, settings = link.partition("?")
    app = opened(f"pages/{page}.py", **dict(parse_qsl(settings)))
    assert [one for one in said(app.info) if "he link" in one] == []
