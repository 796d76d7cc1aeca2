"""
The strip of a lesson, above any page whose address names one: what its step says and asks, and the way on.

A step is a link to a page with settings, so “Show me” opens that link. While a lesson is open, its name stays in the
address, even when the visitor looks at other pages; “Leave” removes it.
"""

import re
from typing import Final

import streamlit as st

from explorer.errors import LessonError
from explorer.lessons import own
from explorer.lessons.lesson import Lesson, Step
from explorer.lessons.reading import RESERVED
from explorer.ui.canvas.lesson import view
from explorer.ui.shell import lesson_question, panels, sheet
from explorer.ui.shell.state import Link, follow, session
from explorer.ui.shell.streamlit_private import loosen_address

LESSON, STEP = RESERVED  # names in a link
COURSE: Final = "pages/learn/course.py"


def current() -> tuple[Lesson, int] | None:
    """The open lesson and its step, counted from 1; None if there is none or the link names an unknown one."""
    at = _asked()
    try:
        return None if at is None else _found(*at)
    except LessonError:
        return None


def link(name: str, lesson: Lesson, number: int) -> tuple[str, dict[str, str]]:
    """The page of a step and the query of its address; `name` is the lesson's name in a link."""
    step = lesson.steps[number - 1]
    query = {LESSON: name, STEP: str(number), **step.settings}
    if lesson.present or panels.presenting():
        query[panels.PRESENT] = "1"
    return (f"pages/{step.page}.py" if step.page else COURSE), query


def show(page: str) -> None:
    """Show the strip if a lesson is open. Call it before the page is drawn; `page` is its name in the address."""
    studying = session().studying
    studying.observed = {}
    wanted, studying.wanted = studying.wanted, ""
    if wanted == "course":
        loosen_address()  # it may hold settings of the page just left
        st.switch_page(COURSE)
    at = _asked()
    if at is None:
        return
    try:
        lesson, number = _found(*at)
    except LessonError as error:
        st.container(key="link_told_lesson").info(panels.plain(str(error)), icon=":material/link_off:")
        return
    studying.at = (at[0], number)
    address = {LESSON: at[0], STEP: str(number)}
    if any(st.query_params.get(key) != told for key, told in address.items()):
        st.query_params.update(address)
    if wanted:
        _go(lesson, page, wanted)
    sheet.saw(lesson, number)
    with st.container(key="lesson_strip", gap="small"):
        _head(lesson, number, page)
        if not studying.folded:
            _body(lesson, number)


def _asked() -> tuple[str, int] | None:
    """Name and step of the lesson in the address; if a page was opened without them, those of the open lesson."""
    name = st.query_params.get(LESSON)
    before = session().studying.at
    if name is None:
        return before
    told = st.query_params.get(STEP, "")
    if told.isdecimal() and len(told) < 4:
        return name, int(told)
    return before if before is not None and before[0] == name else (name, 1)


def _found(name: str, number: int) -> tuple[Lesson, int]:
    """The lesson of that name, and the step of that number or the nearest one.

    Raises
    ------
    LessonError
        If there is no such lesson.
    """
    lesson = own.lesson(name)
    return lesson, min(max(number, 1), len(lesson.steps))


def _go(lesson: Lesson, page: str, wanted: str) -> None:
    """Open the page of the step, as its link does, unless it has none or waits for a prediction."""
    studying = session().studying
    name, number = studying.at or ("", 1)
    step = lesson.steps[number - 1]
    if not step.page or (wanted == "page" and lesson_question.is_to_be_predicted(lesson, number)):
        return
    path, query = link(name, lesson, number)
    elsewhere = not _is_open(step, page)
    studying.opened += 1
    studying.shown += wanted == "shown"
    follow(step.settings, elsewhere=elsewhere)
    session().link = Link()  # so that the page says which parts of it cannot be followed
    st.switch_page(path, query_params=query)


def _is_open(step: Step, page: str) -> bool:
    return step.page.rpartition("/")[2] == (page or "welcome")


def _head(lesson: Lesson, number: int, page: str) -> None:
    step, most = lesson.steps[number - 1], len(lesson.steps)
    studying = session().studying
    title = f"Lesson {lesson.number}: {lesson.title}" if lesson.number else lesson.title
    said = lesson_question.told(lesson, number)
    waits = lesson_question.is_to_be_predicted(lesson, number)
    with st.container(key="lesson_head", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{panels.plain(title)}**", width="content")
        view.show(
            f"{title}, step {number} of {most}",
            [(one.title, sheet.state_of(lesson, i)) for i, one in enumerate(lesson.steps, 1)],
            number,
            look="" if waits or not _is_open(step, page) else _selector(step.look_at),
            shown=studying.shown,
            hints=len(lesson_question.hints_taken(lesson, number)),
            said=f"Step {number} of {most}: {lesson_question.spoken(step.title)} – {said}".removesuffix(" – "),
        )
        if step.page and not waits:
            st.button("Show me", key="lesson_show", icon=":material/visibility:", on_click=_turn, args=(0, "shown"))
        st.button(
            "Back", key="lesson_back", icon=":material/arrow_back:", disabled=number == 1, on_click=_turn, args=(-1,)
        )
        if number < most:
            st.button("Next", key="lesson_next", icon=":material/arrow_forward:", on_click=_turn, args=(1,))
        else:
            st.button("Finish", key="lesson_finish", icon=":material/flag:", on_click=_leave, args=("course",))
        with_text = "Unfold" if studying.folded else "Fold"
        icon = ":material/expand_more:" if studying.folded else ":material/expand_less:"
        st.button(with_text, key="lesson_fold", icon=icon, type="tertiary", on_click=_fold)
        st.button("Leave", key="lesson_leave", icon=":material/close:", type="tertiary", on_click=_leave)


def _body(lesson: Lesson, number: int) -> None:
    step = lesson.steps[number - 1]
    if step.question is None:
        text = st.container(key="lesson_text")
    else:
        left, right = st.columns([6, 5], gap="medium")
        text = left.container(key="lesson_text")
        with right:
            lesson_question.ask(lesson, number)
    text.markdown(f"**{number}. {panels.plain(step.title)}**\n\n{step.text}")


def _selector(look_at: str) -> str:
    """The CSS selector of what a step looks at; Streamlit writes a widget's key as a class."""
    kind, _, key = look_at.partition(":")
    return f".st-key-{re.sub('[^a-zA-Z0-9_-]', '-', key)}" if kind == "key" else look_at


def _turn(by: int, wanted: str = "page") -> None:
    """Go that many steps on, for `on_click`; the step's page is opened unless its link is the same as before."""
    studying = session().studying
    if studying.at is None:
        return
    name = studying.at[0]
    lesson, before = _found(*studying.at)
    number = _found(name, before + by)[1]
    one, other = lesson.steps[before - 1], lesson.steps[number - 1]
    same = (one.page, one.settings) == (other.page, other.settings)
    studying.at = name, number
    studying.wanted = "" if same and wanted == "page" else wanted
    st.query_params[STEP] = str(number)


def _fold() -> None:
    studying = session().studying
    studying.folded = not studying.folded


def _leave(wanted: str = "") -> None:
    """End the lesson, for `on_click`; `wanted` "course" to go there."""
    studying = session().studying
    studying.at, studying.wanted = None, wanted
    if not wanted:  # in one go: each change of the address is a place that the browser's “Back” returns to
        loosen_address()
        st.query_params.from_dict({
            key: st.query_params.get_all(key) for key in st.query_params if key not in (LESSON, STEP)
        })
