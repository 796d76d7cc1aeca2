"""The entries of the glossary as the reader sees them: one that a link asked for, and the list by letters."""

from itertools import groupby
from urllib.parse import urlencode

import streamlit as st

from explorer.lessons.glossary import Term, terms
from explorer.ui.shell import panels, streamlit_private
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill

ALL = "All"


def choose() -> tuple[str, str]:
    """What is searched for, and the letter."""
    letters = list(dict.fromkeys(one.letter for one in terms()))
    sought = linked().text_input(
        "Search",
        key="find",
        max_chars=60,
        placeholder="a term, a symbol, or a word of its sentence",
        icon=":material/search:",
    )
    letter = linked().segmented_control("Letter", [ALL, *letters], default=ALL, required=True, key="letter")
    return (sought or "").strip(), "" if letter == ALL else letter


def one_term(asked: Term) -> None:
    """The term that the link asked for, and the way to the view that shows it."""
    with st.container(border=True):
        st.header(panels.plain(asked.name), anchor=False)
        st.markdown(panels.plain(asked.about))
        st.caption(_told(asked))
        with st.container(horizontal=True, vertical_alignment="center"):
            _, title = streamlit_private.pages()[asked.page]
            st.page_link(
                f"pages/{asked.page}.py",
                label=f"See it on {title}",
                icon=":material/visibility:",
                query_params=dict(asked.view),
            )
            st.button("Close", key="close_term", type="tertiary", icon=":material/close:", on_click=_close)


def _close() -> None:
    st.query_params.pop("term", None)


def listed(found: tuple[Term, ...], sought: str) -> None:
    """The terms found; by letters if nothing is searched for."""
    if not found:
        st.info("No term has this name, and no sentence has these words.", icon=":material/search_off:")
        st.button("Show all terms", key="all_terms", on_click=fill, kwargs={"find": "", "letter": ALL})
        return
    pages = streamlit_private.pages()
    if sought:
        st.caption(f"{len(found)} of {len(terms())} terms.")
        st.markdown("\n".join(_row(one, pages) for one in found))
        return
    for letter, those in groupby(found, key=lambda one: one.letter):
        st.header(letter, anchor=False)
        st.markdown("\n".join(_row(one, pages) for one in those))


def _row(one: Term, pages: dict[str, tuple[str, str]]) -> str:
    """A line of the list, in Markdown: the name leads to the entry, the page's title to where the term is shown."""
    also = f" ({', '.join(map(panels.plain, one.also))})" if one.also else ""
    url, title = pages[one.page]
    place = f"{url}?{urlencode(one.view)}" if one.view else url
    source = f" *{panels.plain(one.source)}*" if one.source else ""
    return (
        f"- **[{panels.plain(one.name)}](glossary?term={one.key})**{also}: {panels.plain(one.about)}{source} "
        f"→ [{panels.plain(title)}]({place})"
    )


def _told(one: Term) -> str:
    also = f"Also: {', '.join(one.also)}." if one.also else ""
    return panels.plain(" ".join(filter(None, [also, f"Source: {one.source}." if one.source else ""])))
