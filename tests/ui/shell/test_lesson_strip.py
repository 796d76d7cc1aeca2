"""The strip of a lesson, through the app: a student goes through one, and the strip follows to other pages."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.lessons import course
from explorer.lessons.answers.computed import answer
from explorer.lessons.lesson import Lesson, Question
from explorer.lessons.reading import read
from tests.background import visit
from tests.ui.said import said

FIRST = course.lessons()[0]


def opened(page: str, **query: str) -> AppTest:
    app = visit(page, **query).run()
    assert not app.exception
    return app


def strip(app: AppTest) -> str:
    return "\n".join([*said(app.markdown), *said(app.caption), *said(app.info)])


def wrong_and_right(question: Question) -> tuple[str, str, str]:
    """A wrong answer that was foreseen, its own reply, and the right answer."""
    first = question.wrong[0]
    assert question.answer is not None
    return str(answer(first.when)), first.reply, str(answer(question.answer))


def test_a_wrong_answer_gets_its_reply_a_hint_comes_and_the_right_answer_is_kept() -> None:
    lesson = FIRST
    number, question = next((i, one) for i, one in lesson.questions.items() if one.kind == "number" and one.wrong)
    wrong, reply, right = wrong_and_right(question)
    app = opened(f"pages/{lesson.steps[number - 1].page}.py", lesson=lesson.key, lesson_step=str(number))
    key = f"lesson_{lesson.key}_{number}"
    for given in (wrong, wrong):  # the second time after a prediction
        app.text_input(key=f"{key}_answer").set_value(given)
        app.button(key=f"{key}_check").click().run()
    assert reply in strip(app)
    assert question.hints[0] not in strip(app)
    app.button(key=f"{key}_hint").click().run()
    assert question.hints[0].replace("\\", "") in strip(app)
    app.text_input(key=f"{key}_answer").set_value(right)
    app.button(key=f"{key}_check").click().run()
    assert not app.exception
    kept = app.session_state["session"].studying.sheet.at(lesson.key, number)
    assert kept[-1].link.startswith(lesson.steps[number - 1].page)
    assert "lesson" not in kept[-1].link
    assert [(one.given, one.right, one.hints) for one in kept] == [
        (wrong, False, 0),
        (wrong, False, 0),
        (right, True, 1),
    ]


def test_back_and_next_always_work_and_the_last_step_leads_to_the_course() -> None:
    app = opened("pages/learn/course.py", lesson=FIRST.key)
    for number, step in enumerate(FIRST.steps, 1):
        assert f"{number}. {step.title}" in strip(app)
        assert app.query_params["lesson_step"] == str(number)
        if number < len(FIRST.steps):
            app.button(key="lesson_next").click().run()
    app.button(key="lesson_back").click().run()
    assert f"{len(FIRST.steps) - 1}. " in strip(app)
    app.button(key="lesson_next").click().run()
    app.button(key="lesson_finish").click().run()
    assert not app.exception
    assert "lesson" not in app.query_params
    assert said(app.title) == ["Course"]


@pytest.mark.parametrize("lesson", course.lessons(), ids=lambda one: one.key)
def test_finish_leads_to_the_course_also_from_a_page_whose_settings_are_in_its_address(lesson: Lesson) -> None:
    last = lesson.steps[-1]
    page = f"pages/{last.page or 'learn/course'}.py"
    app = opened(page, lesson=lesson.key, lesson_step=str(len(lesson.steps)), **last.settings)
    app.button(key="lesson_finish").click().run()
    assert not app.exception
    assert said(app.title) == ["Course"]
    assert dict(app.query_params) == {}


def test_the_lesson_stays_on_when_another_page_is_opened_and_ends_when_it_is_left() -> None:
    app = opened("pages/learn/course.py", lesson=FIRST.key, lesson_step="2")
    app.query_params.clear()
    app.switch_page("pages/words/pairs.py").run()
    assert f"2. {FIRST.steps[1].title}" in strip(app)
    assert app.query_params["lesson"] == FIRST.key
    app.button(key="lesson_leave").click().run()
    assert FIRST.steps[1].title not in strip(app)
    assert "lesson" not in app.query_params


def test_a_link_to_no_lesson_is_a_sentence_and_one_past_the_end_shows_the_last_step() -> None:
    app = opened("pages/words/pairs.py", lesson="<b>none")
    assert any("no lesson “<b>none”" in one for one in said(app.info))
    for told, shown in (("99", len(FIRST.steps)), ("0", 1), ("x" * 5000, 1), ("²", 1)):
        app = opened("pages/words/pairs.py", lesson=FIRST.key, lesson_step=told)
        assert f"{shown}. {FIRST.steps[shown - 1].title}" in strip(app)


def test_show_me_writes_the_settings_of_the_step_also_over_others_on_the_same_page() -> None:
    number, step = next((i, one) for i, one in enumerate(FIRST.steps, 1) if one.settings.get("hot_view") == "Numbers")
    app = opened(f"pages/{step.page}.py", lesson=FIRST.key, lesson_step=str(number), **step.settings)
    app.text_input(key="written").set_value("another sentence").run()
    app.segmented_control(key="hot_view").set_value("Likeness").run()
    app.button(key="lesson_show").click().run()
    assert not app.exception
    assert app.segmented_control(key="hot_view").value == "Numbers"
    assert app.text_input(key="written").value == step.settings["written"]
    assert [one for one in said(app.info) if "he link" in one] == []


EXAM = """+++
key = "exam"
title = "An exam"
minutes = 5
aim = "You can count."
makes = "A sheet."
exam = true
+++
# First

One and one.

```question
kind = "number"
ask = "1 + 1?"
answer = 2
otherwise = "That is not two."
```

# Second

Say which, in order.

```question
kind = "order"
ask = "From small to large?"
choices = ["two", "one"]
answer = ["one", "two"]
```
"""


def test_an_exam_replies_when_all_its_questions_have_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "exam.md").write_text(EXAM, encoding="utf-8")
    monkeypatch.setenv("EMBEDDING_EXPLORER_LESSONS", str(tmp_path))
    name = read(EXAM, name="exam.md").checksum[:16]
    app = opened("pages/learn/course.py", lesson=name)
    app.text_input(key="lesson_exam_1_answer").set_value("3")
    app.button(key="lesson_exam_1_check").click().run()
    assert "Kept. Replies come when all questions have an answer; 1 has none yet." in strip(app)
    assert "That is not two." not in strip(app)
    app.button(key="lesson_next").click().run()
    app.multiselect(key="lesson_exam_2_answer").set_value(["one", "two"])
    app.button(key="lesson_exam_2_check").click().run()
    assert "Right." in strip(app)
    app.button(key="lesson_back").click().run()
    assert "That is not two." in strip(app)
    kept = app.session_state["session"].studying.sheet
    assert [one.given for one in kept.at("exam", 2)] == ["one → two"]
