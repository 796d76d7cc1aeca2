"""
Texts that are kept for a visitor besides their models, such as their answer sheet: one small file each.

They are kept as long as the visitor's models: what nobody has opened for `visitors.hours` is removed.
"""

import contextlib
import os
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

from explorer.errors import VectorFileError
from explorer.files.store import contents, small_file, visitors

MOST_BYTES: Final = 4_000_000  # of one text
MOST_ASIDE: Final = 3  # texts of other versions
ASIDE: Final = re.compile(r"-[0-9a-f]{12}")
T = TypeVar("T")


def read(visitor: str, name: str, place: Path | None = None) -> str | None:
    """The text of that name, whose time begins again; None if there is none."""
    return _text_of(_path(visitor, name, place))


def read_by(reader: Callable[[str], T | None], visitor: str, name: str, place: Path | None = None) -> T | None:
    """The text of that name as `reader` reads it, or one that was set aside for this version; None if it reads none."""
    path = _path(visitor, name, place)
    for one in (path, *_aside(path)):
        text = _text_of(one)
        if text is not None and (made := reader(text)) is not None:
            return made
    return None


def write(
    visitor: str,
    name: str,
    text: str,
    place: Path | None = None,
    *,
    reader: Callable[[str], object | None] = lambda text: text,
) -> None:
    """Keep a text under that name in place of the one before.

    If `reader` cannot read the one before, another version of this app may have written it for the same visitor: it is
    set aside, where that version finds it again.

    Raises
    ------
    VectorFileError
        If it is too large, or the disk is full.
    """
    encoded = text.encode("utf-8")
    if len(encoded) > MOST_BYTES:
        raise VectorFileError(f"This is {len(encoded):,} bytes; at most {MOST_BYTES:,} can be kept.")
    path = _path(visitor, name, place)
    before = _text_of(path)
    if before is not None and reader(before) is None:
        digest = sha256(before.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        small_file.replace(path.with_name(f"{name}-{digest}.json"), before.encode("utf-8"))
        for old in _aside(path)[MOST_ASIDE:]:
            old.unlink(missing_ok=True)
    small_file.replace(path, encoded)


def _aside(path: Path) -> list[Path]:
    """Texts that were set aside, the newest first."""
    found = [other for other in path.parent.glob(f"{path.stem}-*.json") if ASIDE.fullmatch(other.stem, len(path.stem))]
    return sorted(found, key=_changed, reverse=True)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # removed meanwhile
        return 0.0


def _text_of(path: Path) -> str | None:
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return text


def _path(visitor: str, name: str, place: Path | None) -> Path:
    return visitors.folder_of(visitor, place or contents.folder()) / f"{name}.json"
