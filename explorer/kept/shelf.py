"""
What one visitor keeps besides their models: views and the log; bounded in size, and written as one JSON text.

The visitor can download the same text as a file and bring it back, so it is read like a stranger's file.
"""

import base64
import json
import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from explorer.errors import SettingError
from explorer.kept import png
from explorer.kept.bookmark import LONGEST_LINK, Bookmark, checked_query, known_page, name_of
from explorer.kept.record import KINDS, LONGEST, MOST_ROWS, Pairs, Record
from explorer.text.names import visible

FORMAT: Final = "Embedding Explorer, kept 1"
MOST_VIEWS: Final = 60
MOST_RECORDS: Final = 120
MOST_PICTURES: Final = 30  # of the log; older entries lose theirs
MOST_CHARACTERS: Final = 3_900_000  # of a file
LATEST: Final = 4_102_444_800.0  # the year 2100, in seconds since 1970

T = TypeVar("T")


@dataclass(frozen=True)
class Shelf:
    """Views, the oldest first, and the log, the newest entry first."""

    views: tuple[Bookmark, ...] = ()
    log: tuple[Record, ...] = ()

    def with_view(self, view: Bookmark) -> "Shelf":
        """The shelf with one more view.

        Raises
        ------
        SettingError
            If there are as many as can be kept.
        """
        if len(self.views) >= MOST_VIEWS:
            raise SettingError(f"At most {MOST_VIEWS} views can be kept; remove one on the page Kept first.")
        return replace(self, views=(*self.views, view))

    def without_view(self, key: str) -> "Shelf":
        """The shelf without the view of that key."""
        return replace(self, views=tuple(view for view in self.views if view.key != key))

    def renamed(self, key: str, name: str) -> "Shelf":
        """The shelf with another name for a view.

        Raises
        ------
        SettingError
            If the name is empty.
        """
        name = name_of(name)
        views = (replace(view, name=name) if view.key == key else view for view in self.views)
        return replace(self, views=tuple(views))

    def with_record(self, record: Record) -> "Shelf":
        """The shelf with this entry in the log. It replaces one of the same key or content, and keeps its picture."""
        same = [one for one in self.log if one.key == record.key or _content(one) == _content(record)]
        if not record.picture:
            record = replace(record, picture=next((one.picture for one in same if one.picture), b""))
        rest = [one for one in self.log if one not in same]
        log = [record, *rest][:MOST_RECORDS]
        pictured = {one.key for one in [one for one in log if one.picture][:MOST_PICTURES]}
        return replace(self, log=tuple(one if one.key in pictured else replace(one, picture=b"") for one in log))

    def without_records(self, keys: Collection[str]) -> "Shelf":
        """The shelf without the log entries of these keys."""
        return replace(self, log=tuple(one for one in self.log if one.key not in keys))

    def joined(self, other: "Shelf") -> "Shelf":
        """The shelf with all of another that it lacks.

        Raises
        ------
        SettingError
            If these are too many views.
        """
        here = {(view.name, view.page, view.query) for view in self.views}
        joined = self
        for view in other.views:
            if (view.name, view.page, view.query) not in here:
                joined = joined.with_view(view)
        known = {one.key for one in self.log}
        for one in reversed([one for one in other.log if one.key not in known]):
            joined = joined.with_record(one)
        return replace(joined, log=tuple(sorted(joined.log, key=lambda one: -one.since)))


def _content(one: Record) -> tuple[object, ...]:
    """A key shared by entries with the same settings and digits; unique for an entry without a checksum."""
    return (one.kind, one.name, one.settings, one.seed, one.checksum or one.key)


def to_json(shelf: Shelf) -> str:
    """The text of a shelf."""
    views = [_told(view) for view in shelf.views]
    return json.dumps({"format": FORMAT, "views": views, "log": [_told(one) for one in shelf.log]}, ensure_ascii=False)


def from_json(text: str, pages: Collection[str]) -> Shelf:
    """The shelf of a text; `pages` are the pages of this app, the only ones that a view may open.

    Raises
    ------
    SettingError
        If it is not such a text, is too long, or has a wrong value in it; says which.
    """
    if len(text) > MOST_CHARACTERS:
        raise SettingError(f"A file of what is kept has at most {MOST_CHARACTERS:,} characters, not {len(text):,}.")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise SettingError("This is not a file of what was kept here: it was not saved on the page Kept.")
    shelf = Shelf()
    for number, entry in enumerate(_entries(told, "views"), 1):
        shelf = shelf.with_view(_whole(_view, entry, pages, f"View {number}"))
    for number, entry in reversed(list(enumerate(_entries(told, "log"), 1))):
        shelf = shelf.with_record(_whole(_record, entry, pages, f"Entry {number} of the log"))
    return shelf


def _told(entry: Bookmark | Record) -> dict[str, Any]:
    return {**vars(entry), "picture": base64.b64encode(entry.picture).decode()}


def _entries(told: dict[str, Any], name: str) -> list[Any]:
    """The entries of that name.

    Raises
    ------
    SettingError
        If they are not a list, or too many.
    """
    found, most = told.get(name), {"views": MOST_VIEWS, "log": MOST_RECORDS}[name]
    if not isinstance(found, list) or len(found) > most:
        raise SettingError(f"A file of what is kept has a list “{name}” of at most {most} entries.")
    return found


def _whole(read: Callable[[Any, Collection[str]], T], entry: object, pages: Collection[str], where: str) -> T:
    """What `read` makes of an entry.

    Raises
    ------
    SettingError
        If the entry cannot be read; says where it is in the file.
    """
    try:
        return read(entry, pages)
    except SettingError as error:
        raise SettingError(f"{where} of this file: {error}") from None
    except (LookupError, TypeError, ValueError, ArithmeticError):
        raise SettingError(f"{where} of this file is incomplete or damaged.") from None


def _view(told: Any, pages: Collection[str]) -> Bookmark:  # noqa: ANN401 - whatever a file holds
    page = known_page(told["page"], pages)
    key, name = _text(told["key"], 64), name_of(_text(told["name"], LONGEST))
    return Bookmark(key, name, page, checked_query(_pairs(told["query"])), _time(told["since"]), _picture(told))


def _record(told: Any, pages: Collection[str]) -> Record:  # noqa: ANN401 - whatever a file holds
    page, seed = _text(told["page"], LONGEST), told["seed"]
    if told["kind"] not in KINDS or not (seed is None or type(seed) is int):
        raise ValueError
    return Record(
        _text(told["key"], 64),
        told["kind"],
        name_of(_text(told["name"], LONGEST)),
        _rows(told["settings"]),
        _rows(told["figures"]),
        _time(told["since"]),
        seed,
        visible(_text(told["checksum"], 64)),
        known_page(page, pages) if page else "",
        checked_query(_pairs(told["query"])),
        _picture(told),
    )


def _text(told: object, longest: int) -> str:
    if not isinstance(told, str) or len(told) > longest:
        raise ValueError
    return told


def _pairs(told: Iterable[Any]) -> Pairs:
    return tuple((_text(key, LONGEST_LINK), _text(value, LONGEST_LINK)) for key, value in told)


def _rows(told: Iterable[Any]) -> Pairs:
    rows = [(visible(key)[:LONGEST], visible(value)[:LONGEST]) for key, value in _pairs(told)]
    return tuple(rows[:MOST_ROWS])


def _time(told: object) -> float:
    if isinstance(told, bool) or not isinstance(told, int | float) or not math.isfinite(told):
        raise ValueError
    return min(max(float(told), 0.0), LATEST)


def _picture(told: Any) -> bytes:  # noqa: ANN401 - whatever a file holds
    content = base64.b64decode(_text(told["picture"], 2 * png.MOST_BYTES), validate=True)
    return png.checked(content) if content else b""
