"""The teacher's room: a lesson with a mistake is told its line, a link holds what it fixes, sheets become tables."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.lessons import course, handed_in, own
from explorer.lessons.sheet import Sheet, Try
from explorer.ui.canvas.wall.classes import CLASSES
from explorer.ui.shell import several
from tests.background import visit
from tests.ui.said import said

LESSON = course.lessons()[0]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path))


def room(view: str) -> AppTest:
    app = visit("pages/learn/teacher.py", room=view).run()
    assert not app.exception
    return app


def link_of(app: AppTest) -> dict[str, str]:
    (code,) = [code.value for code in app.code if "lesson=" in code.value]
    return dict(part.split("=") for part in code.partition("?")[2].split("&"))


def test_a_lesson_is_written_mended_and_linked() -> None:
    app = room("Write a lesson")
    app.button(key="check_lesson").click().run()
    assert "Nothing is wrong with it" in "".join(said(app.success)), "the template"
    template = app.text_area(key="own_lesson").value
    broken = template.replace("minutes = 10", 'minutes = "ten"', 1)
    app.text_area(key="own_lesson").set_value(broken).run()
    assert "One thing must be corrected." in "".join(said(app.error))
    line = broken.splitlines().index('minutes = "ten"') + 1
    assert any(f"**Line {line}.**" in one and 'minutes = "ten"' in one for one in said(app.markdown))
    app.text_area(key="own_lesson").set_value(template).run()
    app.button(key="keep_lesson").click().run()
    assert own.lesson(link_of(app)["lesson"]).title == "My lesson"


def test_a_link_holds_what_it_fixes_and_hides() -> None:
    app = room("Make a link")
    app.number_input(key="link_seed").set_value(7).run()
    app.multiselect[1].set_value(["rate"]).run()
    app.toggle(key="link_present").set_value(True).run()
    app.button(key="make_link").click().run()
    assert not app.exception
    assert link_of(app)["present"] == "1"
    name = link_of(app)["lesson"]
    lesson = own.lesson(name)
    assert (lesson.fixed, lesson.hidden) == ({"seed": "7"}, ("rate",))
    app.query_params.clear()
    app.query_params.update({"lesson": name, "seed": "99", "rate": "3"})
    app.switch_page("pages/train/watch.py").run()
    assert not app.exception
    (seed,) = [field for field in app.number_input if field.label == "Seed"]
    assert (seed.value, seed.disabled) == (7, True)
    assert "Learning rate" not in {field.label for field in app.number_input}


def test_addresses_can_be_pasted() -> None:
    app = room("Make a link")
    app.get("button_group")[1].set_value("Paste addresses").run()
    app.text_area(key="link_addresses").set_value("http://here/watch?seed=3\nhttp://here/nothing").run()
    assert "is not a page of this app" in "".join(said(app.error))
    app.text_area(key="link_addresses").set_value("http://here/watch?seed=3\n\nhttp://here/map?n=100").run()
    app.button(key="make_link").click().run()
    steps = own.lesson(link_of(app)["lesson"]).steps
    assert [(step.page, step.settings) for step in steps] == [
        ("train/watch", {"seed": "3"}),
        ("explore/map", {"n": "100"}),
    ]


def test_sheets_become_tables() -> None:
    number = next(i for i, question in LESSON.questions.items() if question.kind == "number")
    files = []
    for name, right in (("=Ana", True), ("Bo", False)):
        sheet = Sheet(name, 1.7e9).with_try(LESSON, number, Try("<b>12</b>", right, 1.7e9))
        files.append((f"{name}.html", handed_in.as_html(sheet, [LESSON]).encode(), "text/html"))
    files.append(("bad.html", b"<html>", "text/html"))
    app = room("Sheets")
    app.file_uploader(key="sheets").set_value(files).run()
    assert not app.exception
    assert "bad.html: This is not a sheet of answers" in "".join(said(app.error)).replace("\\", "")
    text = "".join(said(app.markdown))
    assert "**2 students.**" in text
    assert f"1 of 2 get the question of step {number} right." in text
    students, questions, given = (table.value for table in app.dataframe)
    assert list(students["Student"]) == ["=Ana", "Bo"]
    assert list(questions["Answered"])[list(questions["Step"]).index(number)] == 2
    assert list(given["Last answer"]) == ["<b>12</b>", "<b>12</b>"]


def test_a_class_is_opened_and_ended() -> None:
    app = room("Class wall")
    before = len(CLASSES)
    app.button(key="open_class").click().run()
    assert not app.exception
    assert len(CLASSES) == before + 1
    app.button(key="end_class").click().run()
    assert not app.exception
    assert len(CLASSES) == before
    assert app.button(key="open_class")


def test_where_there_are_several_servers_a_class_is_opened_on_the_one_of_all_classes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_SERVERS", "3")
    app = room("Class wall")
    assert several.BY_ADDRESS in said(app.info)
    assert not [button for button in app.button if button.key == "open_class"]
    with monkeypatch.context() as there:
        there.setattr(several, "classes_are_elsewhere", lambda: False)  # the balancer's cookie is there
        assert app.run().button(key="open_class")
