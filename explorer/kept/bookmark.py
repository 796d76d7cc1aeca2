"""A view of a page that a visitor keeps: its name, the page with its settings, and a small picture."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from explorer.errors import SettingError
from explorer.text.names import safe_name

LONGEST_NAME: Final = 80  # characters
LONGEST_LINK: Final = 8_000  # characters of all settings together
MOST_SETTINGS: Final = 80

Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bookmark:
    """One view.

    Parameters
    ----------
    key : str
        Identifies it among the visitor's views.
    name : str
        The reader's name for it.
    page : str
        Section and page: "train/watch".
    query : tuple of (key, value)
        The settings of its link.
    since : float
        When it was kept, in seconds since 1970, UTC.
    picture : bytes
        A small PNG; empty for none.
    """

    key: str
    name: str
    page: str
    query: Query
    since: float
    picture: bytes = b""


def new_key() -> str:
    """A key that no other view has."""
    return secrets.token_hex(8)


def name_of(name: str) -> str:
    """A name as it is kept.

    Raises
    ------
    SettingError
        If it is empty.
    """
    if not name.strip():
        raise SettingError(f"A name has 1 to {LONGEST_NAME} letters, not 0.")
    return safe_name(name, LONGEST_NAME)


def usual_name(title: str, query: Query) -> str:
    """A first name for a view: the page's title and as many settings of its link as there is room for.

    >>> usual_name("Race the objectives", (("race_view", "Huffman tree"), ("dim", "16")))
    'Race the objectives: Huffman tree, dim 16'
    """
    told = [value if key.endswith(("view", "part", "ask", "model", "method")) else f"{key} {value}"
            for key, value in query if len(value) <= 40]  # fmt: skip
    short, length = [], len(title)
    for one in told:
        length += len(one) + 2
        if length > LONGEST_NAME - 10:
            break
        short.append(one)
    return name_of(f"{title}: {', '.join(short)}" if short else title)


def checked_query(pairs: Iterable[tuple[str, str]]) -> Query:
    """The settings of a link.

    Raises
    ------
    SettingError
        If there are too many of them, or they are too long.
    """
    found = tuple((str(key), str(value)) for key, value in pairs)
    if len(found) > MOST_SETTINGS or sum(len(key) + len(value) for key, value in found) > LONGEST_LINK:
        raise SettingError(
            f"A kept view has a link of at most {MOST_SETTINGS} settings and {LONGEST_LINK:,} characters."
        )
    return found


def query_of(link: str) -> Query:
    """The settings of an address.

    Raises
    ------
    SettingError
        If it cannot be read, or has too many settings.
    """
    try:
        pairs = parse_qsl(urlsplit(link).query, keep_blank_values=True, max_num_fields=MOST_SETTINGS)
    except ValueError:
        pairs = [("", "")] * (MOST_SETTINGS + 1)
    return checked_query(pairs)


def known_page(page: str, pages: Collection[str]) -> str:
    """`page`, if it is one of `pages`.

    Raises
    ------
    SettingError
        If it is not.
    """
    if page not in pages:
        raise SettingError(f"“{page[:40]}” is not a page of this app.")
    return page
