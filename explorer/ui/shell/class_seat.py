"""
A student's seat in a class: how they join, and what their page reports to the class wall.

This server reports to the wall, from the sheet of answers and the live run that it keeps for the student; the browser
is not asked. It reports the nickname, the step, and which answers are right, but never what was answered.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from explorer.errors import LessonError
from explorer.lessons.lesson import Lesson
from explorer.lessons.wall import LONGEST_NAME, Mark
from explorer.ui.canvas.wall.classes import CLASSES
from explorer.ui.shell import lesson_strip, panels, several, sheet, visitor
from explorer.ui.shell.state import held_by, session
from explorer.ui.shell.streamlit_private import visit

CODE: Final = "class"  # name in a link
LETTERS: Final = {"right": "r", "wrong": "w", "answered": "a"}  # states of a step on the wall


def show() -> None:
    """Show the form to join if the link names a class that the visitor is not in. Call it before the page is drawn."""
    code = st.query_params.get(CODE)
    if code is not None and _member() is None:
        with st.container(key="class_way_in"):
            _way_in(code)


def offer() -> None:
    """Show the form to join a class, or for a member what the class sees, and the way out."""
    member = _member()
    if member is not None:
        code, name = member
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/groups: You are in class **{code}** as **{panels.plain(name)}**.", width="content")
            st.button("Leave the class", key="class_leave", type="tertiary", on_click=_leave)
        st.caption(
            "The class wall shows your nickname, your step, which answers are right after how many tries, and your "
            "live run. It does not show what you answered, and it is forgotten when the class ends."
        )
    elif st.query_params.get(CODE) is None:
        with st.expander("Join a class", icon=":material/groups:"):
            _way_in("")


@contextmanager
def told() -> Iterator[None]:
    """Run a page, and then report to the wall where its visitor is."""
    try:
        yield
    finally:
        _tell()


def _way_in(code: str) -> None:
    with st.form("class_join", border=bool(code)):
        left, right = st.columns(2, gap="small")
        left.text_input("Class code", code[:12], key="class_code", max_chars=12, help="Your teacher shows it.")
        right.text_input("Nickname", key="class_nickname", max_chars=LONGEST_NAME, help="It can be any name.")
        st.form_submit_button("Join the class", key="class_in", type="primary", on_click=_join)
        if session().not_joined:
            st.error(panels.plain(session().not_joined), icon=":material/error:")


def _join() -> None:
    state = session()
    code, name = (str(held_by(key) or "") for key in ("class_code", "class_nickname"))
    try:
        state.seat = CLASSES.join(code, name, browser=visitor.browser(), visit=visit())
        state.not_joined = ""
        st.query_params.pop(CODE, None)
    except LessonError as error:
        state.not_joined = str(error)
        if several.classes_are_elsewhere():
            state.not_joined += " If the code is right, open the link of the class: it is on another server."


def _leave() -> None:
    CLASSES.leave(_seat())
    session().seat = ""


def _seat() -> str:
    """The seat of this visit, or the one that its browser had before a reload; empty without one."""
    state = session()
    if not state.seat:
        state.seat = CLASSES.seat_of(visitor.browser()) or ""
    return state.seat


def _member() -> tuple[str, str] | None:
    """The code of the class and the nickname in it."""
    return CLASSES.member(seat) if (seat := _seat()) else None


def _tell() -> None:
    state = session()
    if (seat := _seat()) and not CLASSES.tell(seat, _mark(state.run_token or ""), visit=visit()):
        state.seat = ""


def _mark(run: str) -> Mark:
    found = lesson_strip.current()
    if found is None:
        return Mark(run=run)
    lesson, step = found
    return Mark(lesson.title, step, _steps(lesson), len(sheet.tries(lesson, step)), run)


def _steps(lesson: Lesson) -> str:
    states = (sheet.state_of(lesson, number) for number in range(1, len(lesson.steps) + 1))
    return "".join(LETTERS.get(state, "-") for state in states)
