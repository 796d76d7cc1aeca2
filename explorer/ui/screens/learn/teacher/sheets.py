"""The sheets that students have handed in: how far each is, which question nobody gets right, all answers to one."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import streamlit as st

from explorer.errors import LessonError
from explorer.lessons import class_sheets, course, handed_in, own
from explorer.lessons.class_sheets import Asked
from explorer.lessons.lesson import Lesson
from explorer.lessons.sheet import Sheet
from explorer.text.names import visible
from explorer.ui.shell import panels

MOST_FILES = 200
VERDICTS = {True: "✓ right", False: "✕ not right", None: "kept"}


def show() -> None:
    """The view."""
    uploads = st.file_uploader(
        "Drop the sheets of your class",
        type=["html", "htm"],
        accept_multiple_files=True,
        key="sheets",
        max_upload_size=12,
    )
    st.caption(
        "Students save their sheet on the Course page. The files stay in this tab: this server keeps nothing of them."
    )
    found = _read(uploads[:MOST_FILES])
    if not found:
        return
    keys = class_sheets.lessons_of(found)
    st.markdown(f"**{len(found)} students.**")
    if not keys:
        st.info("None of them has opened a lesson yet.", icon=":material/info:")
        return
    known = _known(found)
    titles = {key: known[key].title if key in known else key for key in keys}
    key = st.selectbox("Lesson", keys, key="sheets_lesson", format_func=lambda key: visible(titles[key]))
    _lesson(found, key, known.get(key))
    st.download_button(
        "All answers as CSV",
        lambda: panels.as_csv(class_sheets.every_try(found)),
        "answers.csv",
        "text/csv",
        key="sheets_csv",
        on_click="ignore",
        icon=":material/table:",
    )


def _read(uploads: Sequence[Any]) -> list[Sheet]:
    """The sheets that can be read, one a student; a sentence about each of the others."""
    found, refused = [], []
    for upload in uploads:
        try:
            found.append(handed_in.read(upload.getvalue()))
        except LessonError as error:
            refused.append(f"{upload.name}: {error}")
    if refused:
        st.error("\n".join(f"- {panels.plain(one)}" for one in refused[:10]), icon=":material/error:")
    if len(refused) > 10:
        st.caption(f"And {len(refused) - 10} more files that are not sheets.")
    return class_sheets.one_of_each(found)


def _known(found: Sequence[Sheet]) -> dict[str, Lesson]:
    """The lessons of these sheets that are on this server, by key: in the version the sheets name, if it is here."""
    known = {lesson.key: lesson for lesson in (*own.of_folder(), *course.lessons())}
    for sheet in found:
        for key, checksum in sheet.checksums.items():
            if key in known and known[key].checksum == checksum:
                continue
            try:
                known[key] = own.lesson(checksum[:16])
            except LessonError:
                continue
    return known


def _lesson(found: Sequence[Sheet], key: str, lesson: Lesson | None) -> None:
    asked = class_sheets.questions(found, key, lesson)
    if (hard := class_sheets.hardest(asked)) is not None:
        nobody = "Nobody gets" if not hard.right else f"{hard.right} of {hard.answered} get"
        st.markdown(f"**{nobody} the question of step {hard.step} right.** {panels.plain(hard.ask)}")
    st.header("How far each student is", anchor=False)
    rows = [asdict(row) for row in class_sheets.students(found, key, lesson)]
    names = {
        "nickname": "Student", "done": "Steps done", "right": "Right", "tries": "Tries", "hints": "Hints",
        "minutes": "Minutes",
    }  # fmt: skip
    _table([{title: row[name] for name, title in names.items()} for row in rows], "sheets_students")
    st.header("Questions", anchor=False)
    _table([_row(one) for one in asked], "sheets_questions")
    if not any(one.answered for one in asked):
        return
    st.header("All answers to one question", anchor=False)
    by_step = {one.step: one for one in asked if one.answered}
    step = st.selectbox(
        "Question",
        list(by_step),
        list(by_step).index(hard.step) if hard is not None else 0,
        key=f"sheets_step {key}",
        format_func=lambda step: visible(f"{step}. {by_step[step].ask}"),
    )
    given = class_sheets.answers(found, key, step)
    _table(
        [
            {
                "Student": one.nickname, "First answer": one.first, "Last answer": one.last,
                "Verdict": VERDICTS[one.right], "Tries": one.tries, "Hints": one.hints,
            }
            for one in given
        ],
        "sheets_answers",
    )  # fmt: skip


def _row(one: Asked) -> dict[str, object]:
    return {
        "Step": one.step,
        "Question": one.ask,
        "Answered": one.answered,
        "Right": one.right if one.judged else None,
        "At the first try": one.right_at_once if one.judged else None,
        "Tries, median": one.tries,
        "Hints": one.hints,
    }


def _table(rows: list[dict[str, object]], key: str) -> None:
    minutes = {"Minutes": st.column_config.NumberColumn(format="%.0f")}
    st.dataframe(rows, hide_index=True, key=key, column_config=minutes)
