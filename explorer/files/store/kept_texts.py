"""
Texts that are kept with a visitor beside their models, such as the sheet of their answers: one small file each.

They live as long as the visitor's other things: what nobody has opened for `visitors.hours` is swept away.
"""

import contextlib
import os
from pathlib import Path
from typing import Final

from explorer.errors import VectorFileError
from explorer.files.store import contents, small_file, visitors

MOST_BYTES: Final = 4_000_000  # of one text


def read(visitor: str, name: str, place: Path | None = None) -> str | None:
    """The text of that name, whose time begins again; None if there is none."""
    path = _path(visitor, name, place)
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return text


def write(visitor: str, name: str, text: str, place: Path | None = None) -> None:
    """Keep a text under that name in place of the one before.

    Raises
    ------
    VectorFileError
        If it is too large, or the disk is full.
    """
    encoded = text.encode("utf-8")
    if len(encoded) > MOST_BYTES:
        raise VectorFileError(f"This is {len(encoded):,} bytes; at most {MOST_BYTES:,} can be kept.")
    small_file.replace(_path(visitor, name, place), encoded)


def _path(visitor: str, name: str, place: Path | None) -> Path:
    return visitors.folder_of(visitor, place or contents.folder()) / f"{name}.json"
