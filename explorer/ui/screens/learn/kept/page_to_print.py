"""The report: chosen views and entries of the log as one page to print, made when it is asked for."""

import time
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from explorer.kept.report import Shown, report
from explorer.training.live.experiment import versions
from explorer.ui.shell import kept, streamlit_private


def choose() -> None:
    """What goes into it, and the button that saves it."""
    shelf = kept.mine()
    if not shelf.views and not shelf.log:
        st.caption("Once views are kept or something is in the log, it can be put into a report here.")
        return
    views = {view.key: view for view in shelf.views}
    entries = {one.key: one for one in shelf.log}
    left, right = st.columns(2, gap="large")
    chosen = left.multiselect(
        "Views", list(views), default=list(views)[-4:], format_func=lambda key: views[key].name, key="report_views"
    )
    picked = right.multiselect(
        "Entries of the log",
        list(entries),
        default=list(entries)[:2],
        format_func=lambda key: f"{entries[key].name}, {dict(entries[key].figures).get('steps', entries[key].kind)}",
        key="report_log",
    )
    title = left.text_input("Title", "Report", key="report_title", max_chars=120)
    note = right.text_area("Your words", key="report_note", max_chars=5_000, height=100)
    pages = streamlit_private.pages()
    shown = []
    for view in (views[key] for key in chosen):
        url, name = pages[view.page]
        shown.append(Shown(view, name, _address(url, view.query)))
    made = partial(report, title or "Report", note or "", shown, [entries[key] for key in picked], versions())
    st.download_button(
        "Save the report",
        partial(made, now=time.time()),
        "report.html",
        "text/html",
        key="report_file",
        icon=":material/print:",
        on_click="ignore",
        help="One HTML page with pictures, settings, seeds, figures, checksums and versions; print it, or send it.",
    )


def _address(url: str, query: tuple[tuple[str, str], ...]) -> str:
    """The address of a page on this server, made from the address of the open page by replacing that page's name."""
    root = (st.context.url or "").partition("?")[0].rstrip("/").removesuffix("/kept")
    return f"{root}/{url}?{urlencode(query)}" if query else f"{root}/{url}"
