"""The course: its lessons in order, what each ends with, how far you are; and the paths of three other courses."""

import streamlit as st

from explorer.lessons import course, own
from explorer.lessons.paths import paths
from explorer.ui.screens.learn import course as views
from explorer.ui.shell import class_seat, onward, panels, visitor
from explorer.ui.shell.linked import linked

LESSONS = "Lessons"

panels.opening(
    "Course",
    "Ten minutes a lesson. Each sets the pages up for you, asks before it shows, and ends with something you made.",
)
lessons = course.lessons()
views.begin(lessons)
class_seat.offer()
parts = {LESSONS: None, **{path.title.partition(",")[0]: path for path in paths()}}
part = linked().segmented_control(
    "View", list(parts), default=LESSONS, required=True, key="course_view", label_visibility="collapsed"
)
chosen = parts[part]
st.header(chosen.title if chosen else LESSONS, anchor=False)
if chosen:
    views.path(chosen)
else:
    views.listed((*lessons, *own.of_folder()))
st.header("Hand it in", anchor=False)
views.hand_in()
st.caption(visitor.whose_answers())
onward.offer("pages/words/one_hot.py", "words as numbers", switch="course_view", views=parts)
