"""The course: its lessons in their order, what each ends in, and how far one is."""

import streamlit as st

from explorer.lessons import course
from explorer.ui.shell import class_seat, lesson_strip, onward, panels, sheet, visitor
from explorer.ui.shell.state import in_session

WIDTHS = (11, 4, 3)  # title and what it ends in, how far one is, the way in

panels.opening(
    "Course",
    "Ten minutes a lesson. Each drives the pages for you, asks before it shows, and ends in something you made.",
)
lessons = course.lessons()
begun = [lesson for lesson in lessons if sheet.mine().steps_seen.get(lesson.key)]
following = next((lesson for lesson in lessons if not sheet.done(lesson)), lessons[0])
page, query = lesson_strip.link(following.key, following, sheet.next_step(following))
with st.container(key="course_begin"):
    label = f"Continue: {following.title}" if begun else f"Start with lesson {following.number}: {following.title}"
    st.page_link(page, label=f"**{panels.plain(label)}**", icon=":material/play_arrow:", query_params=query)
class_seat.offer()

st.header("Lessons", anchor=False)
for lesson in lessons:
    with st.container(key=f"course_{lesson.key}", border=True):
        left, right, way = st.columns(WIDTHS, vertical_alignment="center", gap="medium")
        left.markdown(f"**{lesson.number}. {panels.plain(lesson.title)}**  \n{lesson.makes}")
        right.caption(sheet.standing(lesson))
        page, query = lesson_strip.link(lesson.key, lesson, sheet.next_step(lesson))
        way.page_link(page, label=sheet.way_in(lesson), icon=":material/arrow_forward:", query_params=query)
st.header("Hand it in", anchor=False)
with st.container(horizontal=True, vertical_alignment="bottom"):
    name = st.text_input("Your name on the sheet", sheet.mine().nickname, key="lesson_name", max_chars=40, width=260)
    sheet.call_me(name)
    st.download_button(
        "Save my sheet",
        in_session(sheet.to_hand_in),
        file_name="my sheet.html",
        mime="text/html",
        key="save_sheet",
        icon=":material/download:",
        on_click="ignore",
        disabled=not begun,
        help="One file to read and to hand in: your answers and tries, with their times and settings.",
    )
st.caption(visitor.whose_answers())
onward.offer("pages/words/one_hot.py", "words as numbers")
