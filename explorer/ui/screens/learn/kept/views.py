"""The views a visitor keeps: each with its picture, to be opened, renamed, removed."""

import time

import streamlit as st

from explorer.kept.bookmark import LONGEST_NAME, Bookmark
from explorer.kept.shelf import MOST_VIEWS
from explorer.ui.shell import kept, panels, reader_errors, streamlit_private

ACROSS = 4  # views in a row


def shown() -> None:
    """All of them, the newest first."""
    views = kept.mine().views[::-1]
    if not views:
        st.info(
            "Nothing is kept yet. On any page press **Keep this view**, at the upper right: the page with all its "
            "settings then appears here.",
            icon=":material/bookmark:",
        )
        return
    st.caption(f"{len(views)} of at most {MOST_VIEWS}. {kept.whose()}")
    for first in range(0, len(views), ACROSS):
        for column, view in zip(st.columns(ACROSS), views[first : first + ACROSS], strict=False):
            with column.container(border=True, height="stretch"):
                _card(view)


def _card(view: Bookmark) -> None:
    title = streamlit_private.pages()[view.page][1]
    if view.picture:
        st.image(view.picture, width="stretch", alt=f"What was seen: {view.name}")
    st.markdown(panels.plain(view.name))
    st.caption(panels.plain(f"{title} · {time.strftime('%d %b %Y, %H:%M', time.gmtime(view.since))} UTC"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            f"pages/{view.page}.py", label="Open", icon=":material/open_in_new:", query_params=list(view.query)
        )
        with st.popover("Change", type="tertiary"):
            with st.form(f"rename_{view.key}", border=False), reader_errors.shown(stop=False):
                name = st.text_input("Name", view.name, key=f"name_{view.key}", max_chars=LONGEST_NAME)
                if st.form_submit_button("Rename", key=f"renamed_{view.key}"):
                    kept.change(lambda shelf: shelf.renamed(view.key, name or ""))
                    st.rerun()
            st.button(
                "Remove",
                key=f"remove_{view.key}",
                icon=":material/delete:",
                on_click=kept.change,
                args=(lambda shelf: shelf.without_view(view.key),),
            )
