"""What a page says, as its reader sees it: without the backslashes that keep words from being read as Markdown."""

from collections.abc import Iterable
from typing import Any


def said(elements: Iterable[Any]) -> list[str]:
    """The text of captions, errors or paragraphs of a page under test."""
    return [element.value.replace("\\", "") for element in elements]
