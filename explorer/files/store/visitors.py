"""
Which visitor has which models of the store: each visitor has a folder, with a small file for each of their models.

The store holds content once, without a name; a visitor's file holds the name and the origin.  A visitor is known by a
key that only their browser and this server have, and their folder by a hash of it.  What has not been opened for some
time is removed, and its content goes with the last file that names it.  On a server that is shared
(EMBEDDING_EXPLORER_SHARED=1, for a class) all visitors are one, and only its operator removes anything.
"""

import contextlib
import hashlib
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from explorer.files.store import contents, small_file
from explorer.vectors.model import Provenance

EVERYBODY: Final = "everybody"
HOURS: Final = 24.0
STARTED: Final = time.time() - time.monotonic()  # the clock's time when the monotonic clock began


@dataclass(frozen=True)
class Kept:
    """A model on a visitor's shelf: its name, its content's key in the store, where it comes from, since when."""

    name: str
    key: str
    provenance: Provenance
    since: float = 0.0


def is_shared() -> bool:
    """Whether all visitors of this server have one shelf: EMBEDDING_EXPLORER_SHARED=1."""
    return os.environ.get("EMBEDDING_EXPLORER_SHARED") == "1"


def hours() -> float:
    """How long a model is kept that nobody opens: EMBEDDING_EXPLORER_KEEP_HOURS, by default 24."""
    return float(os.environ.get("EMBEDDING_EXPLORER_KEEP_HOURS", HOURS))


def shelf_of(visitor: str, place: Path | None = None) -> list[Kept]:
    """The models of a visitor, the oldest first; their time begins again."""
    place = place or contents.folder()
    _sweep(place)
    found = []
    for path in _files(folder_of(visitor, place)):
        kept = _read(path)
        if kept is not None and contents.entry(kept.key, place) is not None:
            found.append(kept)
            with contextlib.suppress(OSError):
                os.utime(path)
    return sorted(found, key=lambda kept: kept.since)


def keep(visitor: str, kept: Kept, place: Path | None = None) -> None:
    """Put a model on a visitor's shelf, or change what is said of it there.

    Raises
    ------
    VectorFileError
        If the disk is full.
    """
    place = place or contents.folder()
    path = folder_of(visitor, place) / f"{kept.key}.json"
    before = _read(path)
    since = before.since if before else time.time()
    told = {"name": kept.name, "provenance": kept.provenance.as_dict(), "since": since}
    small_file.replace(path, json.dumps(told, ensure_ascii=False).encode())


def let_go(visitor: str, key: str, place: Path | None = None) -> None:
    """Take a model off a visitor's shelf; its content goes too, if it is on no other."""
    place = place or contents.folder()
    (folder_of(visitor, place) / f"{key}.json").unlink(missing_ok=True)
    if not list((place / "visitors").glob(f"*/{key}.json")):
        contents.delete(key, place)


def _sweep(place: Path) -> None:
    """Remove what nobody has opened for `hours`: entries of shelves, then content that is on no shelf."""
    if is_shared():
        return
    held = set()
    for path in _files(place / "visitors"):
        if _is_over(path):
            path.unlink(missing_ok=True)
        else:
            held.add(path.stem)
    for path in place.glob("*.safetensors"):
        if path.stem not in held and _is_over(path):
            contents.delete(path.stem, place)
    for path in place.glob("visitors/*/*.part"):  # of a server that ended while it wrote
        if _is_over(path):
            path.unlink(missing_ok=True)
    for folder in place.glob("visitors/*"):
        with contextlib.suppress(OSError):  # it is not empty
            folder.rmdir()


def folder_of(visitor: str, place: Path) -> Path:
    """The folder of a visitor in the store at `place`; it need not be there yet."""
    whose = EVERYBODY if is_shared() else hashlib.sha256(visitor.encode()).hexdigest()[:32]
    return place / "visitors" / whose


def bytes_of_all(place: Path) -> int:
    """Bytes of what all visitors keep besides the content of models."""
    total = 0
    for path in _files(place / "visitors"):
        with contextlib.suppress(OSError):  # removed meanwhile
            total += path.stat().st_size
    return total


def _files(place: Path) -> list[Path]:
    return sorted(place.rglob("*.json"))


def _read(path: Path) -> Kept | None:
    """What a file of a shelf says; None if it is gone or damaged."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Kept(str(told["name"]), path.stem, Provenance.from_dict(told["provenance"]), float(told["since"]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _is_over(path: Path) -> bool:
    """Whether nobody has opened a file for `hours`, by the clock and by the time that has passed since the start.

    A clock that is set wrong, and then right, must not make all that was kept look old.
    """
    try:
        touched = path.stat().st_mtime
    except OSError:  # removed meanwhile
        return False
    steady = STARTED + time.monotonic()
    return min(time.time(), steady) - touched > 3600 * hours()
