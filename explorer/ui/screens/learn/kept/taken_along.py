"""All that is kept as one file, to save and to read back."""

from functools import partial

import streamlit as st

from explorer.errors import SettingError
from explorer.kept import shelf
from explorer.ui.shell import kept, reader_errors, streamlit_private

MEGABYTES = 4  # of a file


def file() -> None:
    """The button that saves the file, and the field that reads one."""
    save, bring = st.columns(2, gap="large")
    save.markdown("Views and log as one file (JSON), with their pictures: for another computer, or a colleague.")
    save.download_button(
        "Save as a file",
        partial(shelf.to_json, kept.mine()),
        "kept.json",
        "application/json",
        key="kept_file",
        icon=":material/save:",
        on_click="ignore",
    )
    with bring:
        given = st.file_uploader(
            "Bring a file back; what is here already stays", ["json"], key="kept_upload", max_upload_size=MEGABYTES
        )
        if given is not None and st.button("Add what it holds", key="kept_add", icon=":material/add:"):
            with reader_errors.shown(stop=False):
                told = shelf.from_json(_text(given.getvalue()), streamlit_private.pages())
                kept.change(lambda mine: mine.joined(told))
                st.rerun()


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise SettingError("This file is not text: it was not saved on the page Kept.") from None
