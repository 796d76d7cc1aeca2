"""The link of a lesson: to copy, to open, and its file to download."""

from urllib.parse import urlencode

import streamlit as st

from explorer.files.store import visitors
from explorer.lessons import own
from explorer.lessons.lesson import Lesson
from explorer.ui.shell import lesson_strip


def show(lesson: Lesson, text: str = "") -> None:
    """The link of a lesson that is kept here; `text` is its file."""
    page, query = lesson_strip.link(own.name_of(lesson), lesson, 1)
    st.markdown("**The link.** Everybody who opens it gets this lesson, and nobody can change the lesson behind it.")
    st.code(
        f"{base()}/{page.rpartition('/')[2].removesuffix('.py')}?{urlencode(query)}", language=None, wrap_lines=True
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        way_in(lesson)
        if text:
            name = f"lesson-{lesson.checksum[:8]}.md"
            st.download_button(
                "The lesson's file",
                text,
                name,
                key="link_md",
                on_click="ignore",
                type="tertiary",
                icon=":material/download:",
            )
    kept = (
        "until there are too many"
        if visitors.is_shared()
        else f"until nobody has opened it for {visitors.hours():g} hours"
    )
    st.caption(f"It is kept on this server {kept}. Its file brings it back under the same link.")


def way_in(lesson: Lesson) -> None:
    """The way to its first step."""
    page, query = lesson_strip.link(own.name_of(lesson), lesson, 1)
    st.page_link(page, label="Open it", icon=":material/open_in_new:", query_params=query)


def base() -> str:
    """The address of the app, without a page."""
    return str(st.context.url or "").partition("?")[0].rstrip("/").rpartition("/")[0]
