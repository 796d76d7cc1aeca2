"""What a visitor keeps besides models: views of pages, and the log; in the store, or in this visit only."""

import base64
import binascii
import time
from collections.abc import Callable
from typing import Final

import streamlit as st

from explorer.errors import SettingError, VectorFileError
from explorer.files.store import kept_texts, visitors
from explorer.kept import bookmark, png, shelf
from explorer.kept.bookmark import Bookmark
from explorer.kept.shelf import Shelf
from explorer.ui.shell import panels, streamlit_private, visitor
from explorer.ui.shell.state import held_by, session

NAME: Final = "kept"  # of the file in the visitor's folder


def mine() -> Shelf:
    """The views and the log of the visitor whose page is running."""
    visit = session()
    if visit.kept is None:
        visit.kept = _stored() or Shelf()
    return visit.kept


def change(changed: Callable[[Shelf], Shelf]) -> None:
    """Apply `changed` to the newest state, which another tab may have added to, and keep the result.

    Raises
    ------
    SettingError
        If the change is not possible; nothing is changed then.
    """
    visit = session()
    visit.kept = changed(_stored() or mine())
    if visitor_key := visitor.keeper():
        try:
            kept_texts.write(visitor_key, NAME, shelf.to_json(visit.kept), reader=_read)
        except VectorFileError:  # the visit still has it
            st.toast("This could not be kept on this server; it lasts as long as this visit.")


def keep_view() -> Bookmark | None:
    """The view that the browser has just sent with its picture, after keeping it; for a callback."""
    told = getattr(held_by("page"), "keep", None)
    if not isinstance(told, dict):
        return None
    visit = session()
    number = str(told.get("number", ""))[:40]
    seen = visit.link_of_seen
    link = seen() if seen is not None else str(told.get("link", ""))
    page, title = page_open()
    try:
        query = bookmark.query_of(link)
        name, picture = bookmark.usual_name(title, query), _picture(told.get("picture"))
        view = Bookmark(bookmark.new_key(), name, page, query, time.time(), picture)
        change(lambda kept: kept.with_view(view))
    except SettingError as error:
        visit.kept_told = (number, False)
        st.toast(panels.plain(str(error)))
        return None
    visit.kept_told = (number, True)
    return view


def whose() -> str:
    """A sentence on who sees what is kept here, and for how long."""
    if not visitor.keeper():
        return "They last as long as this visit: save them as a file to bring them back."
    return (
        "Nobody else sees them. They stay on this server until you remove them or have not come back for "
        f"{visitors.hours():g} hours."
    )


def page_open() -> tuple[str, str]:
    """Section and page of the page that is open, and its title."""
    known = streamlit_private.pages()
    return next((path, title) for path, (url, title) in known.items() if url == (session().link.page or ""))


def _picture(sent: object) -> bytes:
    """The picture that a browser sent; empty if it is unusable, because a view can be kept without one."""
    try:
        content = base64.b64decode(str(sent or "")[: 2 * png.MOST_BYTES], validate=True)
        return png.checked(content) if content else b""
    except (binascii.Error, ValueError, SettingError):
        return b""


def _stored() -> Shelf | None:
    visitor_key = visitor.keeper()
    return kept_texts.read_by(_read, visitor_key, NAME) if visitor_key else None


def _read(text: str) -> Shelf | None:
    try:
        return shelf.from_json(text, streamlit_private.pages())
    except SettingError:  # of another version, or damaged
        return None
