"""
What is in a zip, read in place: nothing is ever unpacked onto the disk, so a name like "../x" can do no harm.

A zip may hold one vector file or several (glove.6B.zip has four), the pair that the Embedding
Projector loads, or NumPy arrays, in which case it is an .npz.
"""

import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from explorer.errors import VectorFileError

WORD_LISTS: Final = ("metadata.tsv", "words.txt", "vocab.txt", "words.tsv", "labels.tsv", "tokenizer.json")
BOMB: Final = 60  # times its packed size that a member may claim; real vectors unpack to 2 to 4 times
MOST_MEMBERS: Final = 1000
MOST_LISTED: Final = 4 << 20  # bytes of the list of a zip's files
TAIL: Final = 65_557 + 20 + 56  # bytes at the end of a zip in which its end records stand


@dataclass(frozen=True)
class Member:
    """One file in a zip, with its size unpacked and packed in bytes."""

    name: str
    size: int
    packed: int


def members(path: Path | BinaryIO, name: str = "") -> list[Member]:
    """The files in a zip, which messages call `name`; empty if it is not a zip.

    Raises
    ------
    VectorFileError
        If the zip is damaged, or holds no file, or more files than vectors come in.
    """
    shown = name or Path(getattr(path, "name", "")).name
    if not zipfile.is_zipfile(path):
        return []
    _check_list(path, shown)
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, struct.error, OverflowError):
        raise VectorFileError(f"“{shown}” is a damaged zip; fetch it again.") from None
    if len(infos) > MOST_MEMBERS:
        raise VectorFileError(f"“{shown}” is a zip of {len(infos):,} files; vectors come in a few.")
    found = [
        Member(info.filename, info.file_size, info.compress_size)
        for info in infos
        if not info.is_dir() and not info.filename.startswith("__MACOSX/")
    ]
    if not found:
        raise VectorFileError(f"“{shown}” is a zip without a file of vectors in it.")
    for member in found:
        if member.size > 64 << 20 and member.size > BOMB * max(member.packed, 1):
            raise VectorFileError(
                f"“{member.name}” in “{shown}” unpacks to more than {BOMB} times its size, "
                "which no file of vectors does."
            )
    return found


def _check_list(path: Path | BinaryIO, shown: str) -> None:
    """Check the length of a zip's list of files before it is read: the end records give the length.

    Raises
    ------
    VectorFileError
        If it is longer than vectors need.
    """
    tail, size = _tail(path)
    claims = [
        (struct.unpack_from("<H", tail, place + 10)[0], struct.unpack_from("<I", tail, place + 12)[0])
        for place in _places(tail, b"PK\x05\x06", 22)
    ]
    claims += [struct.unpack_from("<QQ", tail, place + 32) for place in _places(tail, b"PK\x06\x06", 56)]
    files, listed = (max((claim[k] for claim in claims if claim[1] <= size), default=0) for k in (0, 1))
    if files > MOST_MEMBERS:
        raise VectorFileError(f"“{shown}” is a zip of {files:,} files; vectors come in a few.")
    if listed > MOST_LISTED:
        raise VectorFileError(
            f"“{shown}” is a zip whose list of files alone takes {listed >> 20:,} MB; vectors come in a few files."
        )


def _tail(path: Path | BinaryIO) -> tuple[bytes, int]:
    """The end of a file, and its size; an open file keeps its position."""
    if isinstance(path, Path):
        with path.open("rb") as file:
            return _tail(file)
    before = path.tell()
    size = path.seek(0, 2)
    path.seek(max(0, size - TAIL))
    tail = path.read(TAIL)
    path.seek(before)
    return tail, size


def _places(tail: bytes, mark: bytes, room: int) -> list[int]:
    """The places of `mark` in `tail` from which at least `room` bytes follow."""
    found, place = [], tail.find(mark)
    while place >= 0:
        if place + room <= len(tail):
            found.append(place)
        place = tail.find(mark, place + 1)
    return found


def is_npz(found: list[Member]) -> bool:
    """Whether the members of a zip are NumPy arrays."""
    return bool(found) and all(member.name.endswith(".npy") for member in found)


def choices(path: Path | BinaryIO) -> list[str]:
    """The names of the files in a zip that one must choose from; empty if there is nothing to choose.

    Raises
    ------
    VectorFileError
        As `members`.
    """
    found = members(path)
    names = [member.name for member in found if not _is_words(member.name)]
    return names if len(names) > 1 and not is_npz(found) else []


def chosen(found: list[Member], wanted: str | None, shown: str) -> tuple[Member, Member | None]:
    """The file with the vectors in a zip, and the one with their words if they are separate.

    Raises
    ------
    VectorFileError
        If the zip holds none, or several and none of them was chosen.
    """
    vectors = [member for member in found if not _is_words(member.name)]
    if wanted is not None:
        vectors = [member for member in vectors if member.name == wanted]
    if not vectors:
        raise VectorFileError(f"“{shown}” is a zip without a file of vectors in it.")
    if len(vectors) > 1:
        names = ", ".join(member.name for member in vectors[:6]) + (" …" if len(vectors) > 6 else "")
        raise VectorFileError(f"“{shown}” is a zip of {len(vectors)} files, one of which is to be chosen: {names}.")
    words = next((member for member in found if _is_words(member.name)), None)
    return vectors[0], words


def _is_words(name: str) -> bool:
    return Path(name).name.lower() in WORD_LISTS
