"""Every lesson of the app works: pages, settings, answers, replies, hints, and what is to be reached."""

from inspect import signature

import pytest

from explorer.lessons import check, course
from explorer.lessons.lesson import KINDS, Lesson, is_call
from explorer.lessons.reached.table import functions

LESSONS = course.lessons()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_a_lesson_of_the_app_is_as_it_should_be(lesson: Lesson) -> None:
    assert [str(one) for one in check.problems(lesson, typed=False)] == []


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_no_right_answer_is_typed_in(lesson: Lesson) -> None:
    for question in lesson.questions.values():
        assert question.answer is None or is_call(question.answer), question.ask


def test_lessons_are_numbered_from_1_and_have_names_of_their_own() -> None:
    assert [lesson.number for lesson in LESSONS] == [*range(1, len(LESSONS) + 1)]
    assert len({lesson.key for lesson in LESSONS}) == len(LESSONS)


def test_the_first_three_ask_in_every_way_and_foresee_what_goes_wrong() -> None:
    questions = [question for lesson in LESSONS[:3] for question in lesson.questions.values()]
    assert {question.kind for question in questions} == set(KINDS)
    assert any(question.predict for question in questions)
    for question in questions:
        assert question.hints, question.ask
        assert question.wrong or question.kind == "sentence", question.ask


def test_every_lesson_takes_ten_minutes_and_says_what_it_makes() -> None:
    for lesson in LESSONS:
        assert lesson.minutes == 10
        assert 5 <= len(lesson.steps) <= 12, lesson.key


def test_what_reaches_a_state_can_begin_where_its_page_does() -> None:
    for name, function in functions().items():
        for one in signature(function).parameters.values():
            assert one.default is not one.empty, f"{name} needs a value of “{one.name}”"
