"""What a term on a page means: the glossary's sentence on hover, and the link to its entry."""

import html
import re
from typing import Final

from explorer.lessons import glossary
from explorer.ui.shell import panels

MARKED: Final = re.compile(r'data-term="([a-z0-9-]+)"(?: data-also="([^"]*)")?')


def meaning(key: str, *more: str) -> str:
    """The sentence of a term for the `help` of a widget, then the sentences `more`, and the link to its entry.

    Raises
    ------
    SelectionError
        If the glossary has no such term.
    """
    told = " ".join([glossary.term(key).about, *more])
    return f"{panels.plain(told)} [Glossary](glossary?term={key})"


def explained(page: str) -> str:
    """HTML in which each element with `data-term` gets the term's sentence, followed by its `data-also`.

    Raises
    ------
    SelectionError
        If the glossary has no such term.
    """

    def told(found: re.Match[str]) -> str:
        key, also = found.groups()
        sentence = html.escape(glossary.term(key).about)
        return f'data-term="{key}" data-explain="{sentence}{f" {also}" if also else ""}"'

    return MARKED.sub(told, page)
