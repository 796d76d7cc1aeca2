"""
A teacher's link as a lesson: pages with their settings, which controls are fixed or hidden, and a message.

Students could change a list of fixed controls in the address by hand. So the link names a lesson instead: one file,
kept on the server under its checksum.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from explorer.errors import LessonError
from explorer.lessons import pages
from explorer.lessons.reading import RESERVED

MOST_PAGES: Final = 20
NOT_SETTINGS: Final = (*RESERVED, "present", "class")  # names in an address that are about the visit, not the page
USUAL_TEXT: Final = "Set up by your teacher."
LONGEST_TEXT: Final = 3000
PREFIXED: Final = "(?:[a-z]+_?)?"  # some pages have a control twice, the second time under a longer name


@dataclass(frozen=True)
class Shown:
    """A page to open, with the values of its widgets as a link spells them."""

    page: str
    settings: dict[str, str] = field(hash=False)


@dataclass(frozen=True)
class Wish:
    """What a link should do: `fixed` are keys of settings, `hidden` any keys of controls.

    Raises
    ------
    LessonError
        If there is no page, or too many, or something is fixed that has no value.
    """

    title: str
    shown: tuple[Shown, ...]
    text: str = ""
    fixed: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    present: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.shown) <= MOST_PAGES:
            raise LessonError(f"A link opens between 1 and {MOST_PAGES} pages, not {len(self.shown)}.")
        for key in self.fixed:
            values = {one.settings[key] for one in self.shown if key in one.settings}
            if len(values) != 1:
                raise LessonError(f"“{key}” can be fixed at one value, not at {len(values)}.")


def of_address(address: str) -> Shown:
    """The page and the settings in an address that “Copy link” gave.

    Raises
    ------
    LessonError
        If it is not an address of this app.
    """
    try:
        parts = urlsplit(address.strip())
        told = parse_qsl(parts.query, max_num_fields=100)
    except ValueError:
        raise LessonError(f"“{address.strip()[:60]}” is not an address.") from None
    name = parts.path.rstrip("/").rpartition("/")[2]
    page = next((one for one in pages.pages() if one.rpartition("/")[2] == name), None)
    if page is None:
        raise LessonError(f"“{address.strip()[:60]}” is not a page of this app. Paste what “Copy link” gives.")
    return Shown(page, {key: value for key, value in told if key not in NOT_SETTINGS})


def controls(shown: Sequence[Shown]) -> list[str]:
    """Keys of the controls of these pages that a lesson can hide, by name."""
    found = {one for each in shown for one in _named(pages.names(each.page)) & _named(pages.keys(each.page))}
    return sorted(found - {*NOT_SETTINGS})


def _named(pattern: re.Pattern[str]) -> set[str]:
    """The names among the alternatives of a pattern, without alternatives that match many names."""
    every = (one.removeprefix(PREFIXED) for one in pattern.pattern.split("|"))
    return {re.sub(r"\\(.)", r"\1", one) for one in every if not re.search(r"(?<!\\)[.*+?(\[]", one)}


def written(wish: Wish) -> str:
    """The lesson's file, as a teacher would write it by hand."""
    every = {key: value for one in wish.shown for key, value in one.settings.items()}
    front = [
        "+++",
        'key = "link"',
        f"title = {_text(wish.title.strip() or 'Set up by your teacher')}",
        "minutes = 10",
        'aim = "Follow what your teacher has set up."',
        'makes = "What you find."',
        f"hidden = [{', '.join(map(_text, wish.hidden))}]",
        f"fixed = {_table({key: every[key] for key in wish.fixed})}",
        f"present = {str(wish.present).lower()}",
        "+++",
    ]
    said = wish.text.strip()[:LONGEST_TEXT] or USUAL_TEXT
    said = re.sub(r"^(#|\+\+\+|```)", r"\\\1", said, flags=re.MULTILINE)  # so that it begins neither a step nor a block
    for number, one in enumerate(wish.shown, 1):
        name = one.page.rpartition("/")[2].replace("_", " ").capitalize()
        front += [
            f"# {name}",
            "",
            "```step",
            f"page = {_text(one.page)}",
            f"settings = {_table(one.settings)}",
            "```",
            "",
            said if number == 1 else USUAL_TEXT,
            "",
        ]
    return "\n".join(front)


def _table(values: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{_text(key)} = {_text(value)}" for key, value in values.items()) + " }"


def _text(value: str) -> str:
    """A string of TOML, on one line."""
    return json.dumps(" ".join(value.split()) if "\n" not in value else value, ensure_ascii=False).replace("\x7f", "")
