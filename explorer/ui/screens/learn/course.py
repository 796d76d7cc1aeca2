"""The views of the page Course: the lessons one by one, and what other courses ask, question by question."""

from urllib.parse import parse_qsl

import streamlit as st

from explorer.lessons import course, own
from explorer.lessons.lesson import Lesson
from explorer.lessons.paths import Path
from explorer.ui.shell import lesson_strip, panels, sheet
from explorer.ui.shell.state import in_session

LISTED = (11, 4, 3)  # widths: title and what it ends with, how far the visitor is, the way in
ASKED = (6, 5)  # what a course asks, where it is done here


def begin(lessons: tuple[Lesson, ...]) -> None:
    """The way to the first step that is not done."""
    following = next((lesson for lesson in lessons if not sheet.done(lesson)), lessons[0])
    page, query = lesson_strip.link(following.key, following, sheet.next_step(following))
    verb = "Continue with" if sheet.mine().steps_seen else "Start with"
    with st.container(key="course_begin"):
        label = f"**{verb} lesson {following.number}: {panels.plain(following.title)}**"
        st.page_link(page, label=label, icon=":material/play_arrow:", query_params=query)


def listed(lessons: tuple[Lesson, ...]) -> None:
    """Each lesson with what it ends with, how far the visitor is, and the way in."""
    for lesson in lessons:
        name = own.name_of(lesson)
        with st.container(key=f"course_{name}", border=True):
            left, right, way = st.columns(LISTED, vertical_alignment="center", gap="medium")
            number = f"{lesson.number}. " if name == lesson.key else ""  # of those that come with the app
            left.markdown(f"**{number}{panels.plain(lesson.title)}**  \n{lesson.makes}")
            right.caption(sheet.standing(lesson))
            page, query = lesson_strip.link(name, lesson, sheet.next_step(lesson))
            way.page_link(page, label=sheet.way_in(lesson), icon=":material/arrow_forward:", query_params=query)


def path(one: Path) -> None:
    """What a course asks, each beside the step of a lesson or the page where it is done here."""
    st.markdown(one.about)
    with st.container(key="course_path", gap=None):
        for asked, key, where in one.steps:
            left, right = st.columns(ASKED, vertical_alignment="center", gap="medium")
            left.markdown(panels.plain(asked))
            if key:
                lesson, number = course.lesson(key), int(where)
                page, query = lesson_strip.link(key, lesson, number)
                label = f"Lesson {lesson.number}, step {number}: {panels.plain(lesson.steps[number - 1].title)}"
                done = number in sheet.mine().done(lesson)
                icon = ":material/check_circle:" if done else ":material/school:"
                right.page_link(page, label=label, icon=icon, query_params=query)
            else:
                link, _, settings = str(where).partition("?")
                right.page_link(f"pages/{link}.py", icon=":material/link:", query_params=dict(parse_qsl(settings)))


def hand_in() -> None:
    """The visitor's name on the sheet, and the sheet as a file."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            "Your name on the sheet", sheet.mine().nickname, key="lesson_name", max_chars=40, width=260
        )
        sheet.call_me(name)
        st.download_button(
            "Save my sheet",
            in_session(sheet.to_hand_in),
            file_name="my sheet.html",
            mime="text/html",
            key="save_sheet",
            icon=":material/download:",
            on_click="ignore",
            disabled=not sheet.mine().steps_seen,
            help="One file to read and to hand in: your answers and tries, with their times and settings.",
        )
