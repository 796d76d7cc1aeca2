"""A link that opens pages as a teacher has set them up, with controls fixed or hidden, kept as a lesson."""

from typing import Final

import streamlit as st

from explorer.errors import LessonError
from explorer.files import library
from explorer.lessons import link_lesson, own, pages
from explorer.lessons.link_lesson import Shown, Wish
from explorer.text import corpus
from explorer.ui.screens.learn.teacher import links
from explorer.ui.shell import panels, reader_errors, streamlit_private

HERE, PASTED = "Choose here", "Paste addresses"
AS_IS: Final = "As the page has it"
FIRST: Final = "train/watch"


def show() -> None:
    """The view."""
    way = st.segmented_control("Which pages", [HERE, PASTED], default=HERE, key="link_from", required=True)
    with reader_errors.shown(stop=False):
        shown = (_chosen(),) if way == HERE else _pasted()
        settings = sorted({key for one in shown for key in one.settings})
        left, right = st.columns(2, gap="medium")
        fixed = left.multiselect(
            "Fixed: drawn, and cannot be changed",
            settings,
            default=settings,
            key=f"link_fixed {' '.join(settings)}",
            help="Students see these values and cannot change them, whatever they do with the link.",
        )
        hidden = right.multiselect(
            "Hidden: not drawn",
            [key for key in link_lesson.controls(shown) if key not in fixed],
            key=f"link_hidden {' '.join(one.page for one in shown)}",
            help="The names are those in a link. What the page shows stays; a hidden control has the page's own value.",
        )
        left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
        title = left.text_input("Title", key="link_title", max_chars=100, placeholder="Set up by your teacher")
        present = right.toggle("Open as for a projector", key="link_present", help="Large, and without the controls.")
        text = st.text_area(
            "What students read above the page", key="link_text", height=100, max_chars=link_lesson.LONGEST_TEXT
        )
        if st.button("Make the link", key="make_link", type="primary", icon=":material/link:") and shown:
            wish = Wish(title or "", shown, text or "", tuple(fixed), tuple(hidden), present=present)
            written = link_lesson.written(wish)
            links.show(own.keep(written), written)


def _chosen() -> Shown:
    """A page with its text, model and seed, as far as it has them."""
    every = pages.pages()
    row = st.columns(3, gap="small")
    titles = {page: _named(page) for page in every}
    page = row[0].selectbox("Page", every, every.index(FIRST), key="link_page", format_func=titles.__getitem__)
    takes = pages.names(page)
    settings = {}
    given = {"text": [text.title for text in corpus.packaged()], "model": [library.BUILT_IN_NAME, library.FAMOUS_NAME]}
    for key, names in given.items():  # a page trains on a text, or shows a model
        if takes.fullmatch(key):
            settings[key] = row[1].selectbox(key.capitalize(), [AS_IS, *names], key=f"link_{key}_of_page")
    if takes.fullmatch("seed"):
        seed = row[2].number_input("Seed", 0, 2**31 - 1, None, key="link_seed", placeholder=AS_IS)
        if seed is not None:
            settings["seed"] = str(seed)
    return Shown(page, {key: value for key, value in settings.items() if value != AS_IS})


def _pasted() -> tuple[Shown, ...]:
    """The pages of the addresses that were pasted, each in the state it was copied in.

    Raises
    ------
    LessonError
        If one is not an address of this app.
    """
    text = st.text_area(
        "Addresses, one a line",
        key="link_addresses",
        height=110,
        max_chars=20_000,
        placeholder="Set a page up as you want it, press “Copy link” there, and paste it here.",
    )
    shown = tuple(link_lesson.of_address(line) for line in text.splitlines() if line.strip())
    if len(shown) > link_lesson.MOST_PAGES:
        raise LessonError(f"A link opens at most {link_lesson.MOST_PAGES} pages, not {len(shown)}.")
    for one in shown:
        told = ", ".join(f"{key} = {value}" for key, value in one.settings.items()) or "as it opens"
        st.caption(panels.plain(f"{_named(one.page)}: {told}"))
    return shown


def _named(page: str) -> str:
    section, _, name = page.partition("/")
    _, title = streamlit_private.pages().get(page, ("", name.replace("_", " ")))
    return f"{section.capitalize()}: {title}"
