"""
Sentences on what a link asked for but did not get.

Widgets with `bind="query-params"` take their value from the link.  If that value is out of range or unknown, Streamlit
corrects the address without a word, and the visitor would believe in a setting that is not in use.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from explorer.ui.shell import panels
from explorer.ui.shell.state import Link, held_by, session, spelled

if TYPE_CHECKING:
    from explorer.ui.shell.streamlit_private import DeltaGenerator

LONGEST = 60  # characters of a link's value that are repeated on the page


@contextmanager
def watched(page: str) -> Iterator[None]:
    """Run a page; above it, say which parts of the link it could not follow, until another value is chosen.

    `page` is the page's own name in the address.
    """
    held = session().link
    if held.page != page:  # in later runs the address holds the widgets' values before the last click
        asked = {key: st.query_params.get_all(key) for key in st.query_params}
        held = session().link = Link(page, asked)
    held.ruled, held.takes, held.waits = {}, {}, False
    above = st.container(key="link_told")
    yield  # a page that stops early, to wait for work or to show an error, reports only when it reaches its end
    _tell(held, above)


def _tell(held: Link, above: "DeltaGenerator") -> None:
    held.corrected = {key: one for key, one in held.corrected.items() if held_by(key) == one[1]}
    for key, texts in held.asked.items():
        shown = [held.ruled[key]] if key in held.ruled else spelled(key)
        if shown is not None and not _same(texts, shown):
            held.corrected[key] = (", ".join(texts), held_by(key))
    held.asked = {key: texts for key, texts in held.asked.items() if held.waits and spelled(key) is None}
    sentences = [
        " ".join(filter(None, [_sentence(key, text, held.ruled.get(key)), _takes(held, key)]))
        for key, (text, _) in held.corrected.items()
    ]
    if len(sentences) > 1:
        sentences = ["Not all of this link can be followed here:\n" + "\n".join(f"- {one}" for one in sentences)]
    for told in sentences:
        above.info(told, icon=":material/link_off:")


def _sentence(key: str, text: str, ruled: str | None) -> str:
    asked = panels.plain(text if len(text) <= LONGEST else text[:LONGEST] + " …")
    if ruled is not None:
        return f"The lesson sets {panels.plain(key)} = “{panels.plain(ruled)}” here; the link asks for “{asked}”."
    shown = panels.plain(", ".join(spelled(key) or []) or "none")
    if key == "model":
        return f"“{asked}” in the link is not among your models; showing {shown}. Import it on the Models page."
    return f"The link asks for {panels.plain(key)} = “{asked}”, which is not possible here; this page shows {shown}."


def _takes(held: Link, key: str) -> str:
    """A sentence on the values that the control of that key takes, if it declares them and no lesson sets it."""
    return "" if key in held.ruled or key not in held.takes else panels.plain(held.takes[key])


def _same(asked: list[str], shown: list[str]) -> bool:
    """Whether two spellings mean one value: 1 and 1.0, TRUE and True."""
    if len(asked) != len(shown):
        return False
    return all(_number(one) == _number(other) for one, other in zip(asked, shown, strict=True))


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text.strip().casefold()
