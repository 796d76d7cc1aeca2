"""The class wall: opened with one click, shown on the projector, closed when the teacher ends it."""

from urllib.parse import urlsplit

import streamlit as st

from explorer.lessons import course
from explorer.lessons.wall import LIFE
from explorer.ui.canvas.wall import view
from explorer.ui.canvas.wall.classes import CLASSES
from explorer.ui.screens.learn.teacher import links
from explorer.ui.shell import class_seat, panels, reader_errors, several, visitor
from explorer.ui.shell.streamlit_private import visit

ALONE = ("localhost", "127.0.0.1", "::1")  # names by which only this machine reaches itself


def show() -> None:
    """The view."""
    token = CLASSES.opened_by(_owner())
    seen = CLASSES.seen(token) if token is not None else None
    if token is None or seen is None:
        _opening()
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            "pages/learn/teacher.py",
            label="For the projector (key P)",
            icon=":material/present_to_all:",
            query_params={"room": "Class wall", panels.PRESENT: "1"},
        )
        st.button(
            "End the class", key="end_class", icon=":material/stop_circle:", on_click=CLASSES.close, args=(token,)
        )
    place = urlsplit(links.base())
    link = f"{links.base()}/course?{class_seat.CODE}={seen.code}"
    typed = link.partition("://")[2] if several.are_there() else f"{place.netloc}{place.path}/course"
    view.show(token, typed, link)
    if place.hostname in ALONE:
        st.caption(
            f"You have opened this page as {place.hostname}, which only this machine can open. Open it under this "
            "machine's address in your network, so that the QR code leads students here."
        )


def _opening() -> None:
    st.markdown(
        "Open a class and show the wall on the projector. Students join with the code and a nickname. The wall "
        "then shows who is at which step, how many tries it took and who is stuck; the maps of those who train, and "
        "all their losses as one band: the spread over seeds, made by the class itself."
    )
    if several.classes_are_elsewhere():
        st.info(several.BY_ADDRESS, icon=":material/dns:")
        st.link_button(
            "Open this page by its address", f"{links.base()}/teacher?room=Class+wall", icon=":material/open_in_new:"
        )
        return
    titles = ["", *(f"{lesson.number}. {lesson.title}" for lesson in course.lessons())]
    lesson = st.selectbox(
        "Lesson", titles, key="class_lesson", format_func=lambda title: title or "Any", help="What the wall announces."
    )
    if st.button("Open a class", key="open_class", type="primary", icon=":material/groups:"):
        with reader_errors.shown(stop=False):
            CLASSES.open(_owner(), lesson)
            st.rerun()
    st.caption(
        "Nothing of a class is stored: it is in memory, and forgotten when you end it, or after "
        f"{LIFE / 3600:.0f} hours."
    )


def _owner() -> str:
    """Whose class it is: this browser's, so that a reload finds it again; without cookies, this tab's."""
    return visitor.browser() or visit()
