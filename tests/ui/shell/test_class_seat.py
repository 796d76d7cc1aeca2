"""A student joins a class, and what they do comes on its wall, told by the server."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from explorer.lessons import course
from explorer.lessons.wall import Member
from explorer.ui.canvas.wall.classes import CLASSES
from tests.background import visit
from tests.ui.said import said

LESSON = course.lessons()[0]


@pytest.fixture
def token() -> Iterator[str]:
    token = CLASSES.open("teacher")
    yield token
    CLASSES.close(token)


def opened(page: str, **query: str) -> AppTest:
    app = visit(page, **query).run()
    assert not app.exception
    return app


def turned(app: AppTest, page: str, **query: str) -> AppTest:
    app.query_params.clear()
    app.query_params.update(query)
    app.switch_page(page).run()
    assert not app.exception
    return app


def joined(app: AppTest, code: str, name: str) -> AppTest:
    app.text_input(key="class_code").set_value(code)
    app.text_input(key="class_nickname").set_value(name)
    app.button(key="class_in").click().run()
    assert not app.exception
    return app


def member(token: str) -> Member:
    (one,) = CLASSES.seen(token).members
    return one


def test_a_student_joins_and_their_steps_come_on_the_wall(token: str) -> None:
    code = CLASSES.seen(token).code
    app = joined(opened("pages/learn/course.py"), code.lower(), "*Ana*")
    assert f"You are in class **{code}** as" in "".join(said(app.markdown))
    number, question = next((i, one) for i, one in LESSON.questions.items() if one.kind == "number")
    page = f"pages/{LESSON.steps[number - 1].page}.py"
    turned(app, page, lesson=LESSON.key, lesson_step=str(number))
    assert (member(token).name, member(token).mark.lesson, member(token).mark.step) == ("*Ana*", LESSON.title, number)
    assert member(token).mark.steps == "-" * len(LESSON.steps)
    key = f"lesson_{LESSON.key}_{number}"
    app.text_input(key=f"{key}_answer").set_value("12345")
    app.button(key=f"{key}_check").click().run()
    assert not question.predict
    assert (member(token).mark.state, member(token).mark.tries) == ("w", 1)
    turned(app, "pages/learn/course.py")
    app.button(key="class_leave").click().run()
    assert CLASSES.seen(token).members == ()


def test_a_link_with_the_code_leads_in(token: str) -> None:
    app = opened("pages/learn/course.py", **{"class": CLASSES.seen(token).code})
    assert app.text_input(key="class_code").value == CLASSES.seen(token).code
    app.text_input(key="class_nickname").set_value("Bo")
    app.button(key="class_in").click().run()
    assert member(token).name == "Bo"
    assert "class" not in app.query_params


def test_who_cannot_join_reads_why(token: str) -> None:
    app = joined(opened("pages/learn/course.py"), "<b>", "Ana")
    assert "No class with the code" in "".join(said(app.error))
    joined(app, CLASSES.seen(token).code, "")
    assert "Choose a nickname" in "".join(said(app.error))
    joined(app, CLASSES.seen(token).code, "Ana")
    assert not app.error


def test_when_the_class_is_over_nothing_is_told(token: str) -> None:
    app = joined(opened("pages/learn/course.py"), CLASSES.seen(token).code, "Ana")
    CLASSES.close(token)
    app.run()
    assert not app.exception
    assert "You are in class" not in "".join(said(app.markdown))


def test_a_right_code_on_the_wrong_server_is_told_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_SERVERS", "3")
    app = joined(opened("pages/learn/course.py"), "ACDEF", "Ana")
    (told,) = said(app.error)
    assert told == (
        "No class with the code “ACDEF” is open. Ask your teacher for it. If the code is right, open the link of the "
        "class: it is on another server."
    )
