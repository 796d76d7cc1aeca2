"""The visitor's sheet of answers, kept with their models in the store, so that a reload finds it."""

import sys
import time
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from typing import Final

import streamlit as st

from explorer.errors import LessonError, VectorFileError
from explorer.files.store import kept_texts
from explorer.lessons import course, handed_in, own
from explorer.lessons.lesson import Lesson
from explorer.lessons.sheet import LONGEST_NICKNAME, Sheet, Try, from_json, to_json
from explorer.ui.shell import visitor
from explorer.ui.shell.state import session

NAME: Final = "sheet"  # of the file in the visitor's folder


def mine() -> Sheet:
    """The sheet of the visitor whose page is running: this visit's, else the stored one, else an empty one."""
    studying = session().studying
    if studying.sheet is None:
        studying.sheet = _kept() or Sheet(begun=now(), versions=_versions())
    return studying.sheet


def keep(lesson: Lesson, number: int, one: Try) -> None:
    """Write an answer at step `number`, counted from 1, on the sheet."""
    _write(_newest().with_try(lesson, number, one))


def saw(lesson: Lesson, number: int) -> None:
    """Note that a step was opened."""
    if number not in mine().steps_seen.get(lesson.key, ()) or mine().checksums.get(lesson.key) != lesson.checksum:
        _write(_newest().with_seen(lesson, number))


def tries(lesson: Lesson, number: int) -> tuple[Try, ...]:
    """All answers at that step, from the first to the last."""
    return mine().at(lesson.key, number)


def is_prediction(lesson: Lesson, number: int) -> bool:
    """Whether the only answer so far was given before anything was shown."""
    step = lesson.steps[number - 1]
    return step.question is not None and step.question.predict and bool(step.page) and len(tries(lesson, number)) == 1


def call_me(nickname: str) -> None:
    """Write the visitor's name on the sheet."""
    if nickname.strip() != mine().nickname:
        _write(replace(_newest(), nickname=nickname.strip()[:LONGEST_NICKNAME]))


def to_hand_in() -> str:
    """The sheet as an HTML file with the questions of its lessons."""
    sheet, known = mine(), {lesson.key: lesson for lesson in course.lessons()}
    for key, checksum in sheet.checksums.items():
        if key not in known or known[key].checksum != checksum:
            with suppress(LessonError):  # a teacher's lesson that has been removed
                known[key] = own.lesson(checksum[:16])
    return handed_in.as_html(sheet, known.values())


def state_of(lesson: Lesson, number: int) -> str:
    """The state of the step: new, seen, answered (if not judged, or not yet), right or wrong."""
    given = tries(lesson, number)
    if not given:
        return "seen" if number in mine().steps_seen.get(lesson.key, ()) else "new"
    if lesson.exam or is_prediction(lesson, number) or all(one.right is None for one in given):
        return "answered"
    return "right" if any(one.right for one in given) else "wrong"


def done(lesson: Lesson) -> bool:
    """Whether every step of the lesson is done."""
    return len(mine().done(lesson)) == len(lesson.steps)


def next_step(lesson: Lesson) -> int:
    """The first step that is not done, or the first of all."""
    done = mine().done(lesson)
    return next((i for i in range(1, len(lesson.steps) + 1) if i not in done), 1)


def standing(lesson: Lesson) -> str:
    """How far the visitor is in a lesson, in words."""
    steps, seen = len(lesson.steps), mine().steps_seen.get(lesson.key, ())
    if not seen:
        return f"{lesson.minutes} minutes, {steps} steps"
    judged = [i for i, question in lesson.questions.items() if question.kind != "sentence"]
    right = sum(any(one.right for one in tries(lesson, i)) for i in judged)
    answers = "" if lesson.exam or not judged else f"  \n{right} of {len(judged)} answers right"
    return f"{len(mine().done(lesson))} of {steps} steps done{answers}"


def way_in(lesson: Lesson) -> str:
    """The label of the link to a lesson."""
    if done(lesson):
        return "Again"
    return "Continue" if mine().steps_seen.get(lesson.key) else "Start"


def course_title() -> str:
    """The course's name in the sidebar, with the number of lessons done once one is begun."""
    lessons = course.lessons()
    if not any(mine().steps_seen.get(lesson.key) for lesson in lessons):
        return "Course"
    return f"Course · {sum(map(done, lessons))} of {len(lessons)}"


def now() -> float:
    """Seconds since 1970, UTC."""
    return round(time.time(), 1)


def _newest() -> Sheet:
    """The sheet with what another tab of this visitor has added to it."""
    return _kept() or mine()


def _write(sheet: Sheet) -> None:
    session().studying.sheet = sheet
    if keeper := visitor.keeper():
        try:
            kept_texts.write(keeper, NAME, to_json(sheet), reader=_read)
        except VectorFileError:  # a full disk does not end a lesson: the visit still has the sheet
            st.toast("Your answers could not be kept on this server; this visit still has them.")


def _kept() -> Sheet | None:
    return kept_texts.read_by(_read, keeper, NAME) if (keeper := visitor.keeper()) else None


def _read(text: str) -> Sheet | None:
    try:
        return from_json(text)
    except LessonError:  # of another version, or damaged
        return None


def _versions() -> dict[str, str]:
    return {"python": sys.version.split()[0], "numpy": version("numpy"), "streamlit": st.__version__}
