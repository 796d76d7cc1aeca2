"""A teacher's own lesson: written here or given as a file, checked with line numbers, previewed, kept, linked."""

from pathlib import Path
from typing import Any, Final

import streamlit as st

from explorer import lessons
from explorer.errors import LessonError, Problem
from explorer.lessons import check, own, reading
from explorer.lessons.lesson import Lesson
from explorer.lessons.reading import MOST_BYTES
from explorer.ui.screens.learn.teacher import links
from explorer.ui.shell import panels, reader_errors
from explorer.ui.shell.state import fill, held_by, session

FOLDER: Final = Path(lessons.__path__[0])
TEXT: Final = "own_lesson"  # key of the field


def show() -> None:
    """The view."""
    template = (FOLDER / "template.md").read_text(encoding="utf-8")
    st.markdown("Write the lesson below, or drop its file. It is plain text; **Check** says what is wrong, and where.")
    desk, beside = st.columns([3, 2], gap="medium")
    with desk:
        st.file_uploader(
            "A lesson's file", type=["md", "txt"], key="lesson_file", max_upload_size=1, on_change=_take_file
        )
        if held_by(TEXT) is None:
            fill(**{TEXT: template})
        text = st.text_area("The lesson", key=TEXT, height=520, max_chars=MOST_BYTES, persist_state="session")
        with st.container(horizontal=True):
            checked = st.button("Check", key="check_lesson", type="primary", icon=":material/rule:")
            kept = st.button("Keep it and make its link", key="keep_lesson", icon=":material/link:")
            st.download_button(
                "Download",
                text,
                "lesson.md",
                key="lesson_md",
                on_click="ignore",
                type="tertiary",
                icon=":material/download:",
            )
            st.button("Begin with the template", key="template", type="tertiary", on_click=_begin, args=(template,))
        if session().not_read:
            st.error(panels.plain(session().not_read), icon=":material/error:")
    with beside:
        _verdict(text, checked=checked, kept=kept)
        with st.expander("How a lesson is written", icon=":material/help:"):
            st.markdown(_guidance())
    _on_this_server()


def _verdict(text: str, *, checked: bool, kept: bool) -> None:
    """What is wrong with the lesson, or its link and what it looks like."""
    try:
        lesson = reading.read(text, name="The lesson")
        problems = check.problems(lesson) if checked or kept else ()
    except LessonError as error:
        _listed(error.problems, text)
        return
    if problems:
        _listed(problems, text)
    elif checked or kept:
        steps, questions = len(lesson.steps), len(lesson.questions)
        st.success(f"Nothing is wrong with it: {steps} steps, {questions} questions.", icon=":material/check:")
    if kept and not problems:
        with reader_errors.shown(stop=False):
            links.show(own.keep(text))
    _preview(lesson)


def _listed(problems: tuple[Problem, ...], text: str) -> None:
    """Each problem, with the line it is in."""
    lines = text.splitlines()
    many = "One thing" if len(problems) == 1 else f"{len(problems)} things"
    st.error(f"{many} must be corrected.", icon=":material/error:")
    for one in problems[:20]:
        line = lines[one.line - 1].strip()[:80] if 0 < one.line <= len(lines) else ""
        where = f"**Line {one.line}.** " if one.line else ""
        st.markdown(f"{where}{panels.plain(one.sentence)}" + (f"  \n{panels.plain(line)}" if line else ""))
    if len(problems) > 20:
        st.caption(f"And {len(problems) - 20} more.")


def _preview(lesson: Lesson) -> None:
    st.header("Preview", anchor=False)
    st.markdown(f"**{panels.plain(lesson.title)}** · {lesson.minutes} minutes  \n{panels.plain(lesson.aim)}")
    for number, step in enumerate(lesson.steps, 1):
        with st.expander(f"{number}. {panels.plain(step.title)}", expanded=number == 1):
            if step.page:
                settings = ", ".join(f"{key} = {value}" for key, value in step.settings.items())
                st.caption(panels.plain(f"Line {step.line} · on {step.page}" + (f" · {settings}" if settings else "")))
            st.markdown(step.text)
            if (question := step.question) is not None:
                st.markdown(f":material/help: {question.ask}")
                for choice in question.choices:
                    st.markdown(f"- {panels.plain(choice)}")
                st.caption(f"{question.kind} · foreseen answers: {len(question.wrong)} · hints: {len(question.hints)}")


def _on_this_server() -> None:
    """The lessons of the operator's folder."""
    found, broken = own.of_folder(), own.unreadable()
    if not found and not broken:
        return
    st.header("Lessons of this server", anchor=False)
    for lesson in found:
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.markdown(f"**{panels.plain(lesson.title)}** · {panels.plain(lesson.aim)}")
        with right:
            links.way_in(lesson)
    if broken:
        names = ", ".join(map(panels.plain, broken))
        st.caption(f"In the folder of this server, but not readable as lessons: {names}. Drop one here to see why.")


def _guidance() -> str:
    """The page of guidance, without its own heading."""
    return (FOLDER / "README.md").read_text(encoding="utf-8").partition("\n")[2]


def _begin(template: str) -> None:
    fill(**{TEXT: template})


def _take_file() -> None:
    """Put the file that was dropped into the field, for `on_change`."""
    upload: Any = held_by("lesson_file")
    session().not_read = ""
    if upload is None:
        return
    content = upload.getvalue()
    try:
        fill(**{TEXT: content.decode("utf-8-sig").replace("\r\n", "\n")})
    except UnicodeDecodeError:
        session().not_read = "This file is not text in UTF-8. Save the lesson as plain text in UTF-8."
