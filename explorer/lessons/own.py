"""
A teacher's own lessons: those in the operator's folder, and those that were uploaded to this server.

EMBEDDING_EXPLORER_LESSONS names the folder.  An uploaded lesson is kept in the store under the first 16 digits of its
checksum, which are its name in a link. Everybody with the link has the lesson, and nobody can change it. It is kept as
long as a visitor's models, counted from the last time somebody opened it.
"""

import contextlib
import os
import re
import time
from functools import lru_cache
from pathlib import Path
from typing import Final

from explorer.errors import LessonError, VectorFileError
from explorer.files.store import contents, small_file, visitors
from explorer.files.store.work_folder import not_written
from explorer.lessons import course
from explorer.lessons.lesson import Lesson
from explorer.lessons.reading import MOST_BYTES, read

FOLDER: Final = "EMBEDDING_EXPLORER_LESSONS"
MOST_IN_FOLDER: Final = 100
MOST_KEPT: Final = 500
NAME: Final = re.compile(r"[0-9a-f]{16}")
TOUCHED_AFTER: Final = 600.0  # seconds; a lesson that is opened often is not touched each time


def name_of(lesson: Lesson) -> str:
    """The name of a lesson in a link: its key if it comes with the app, else the first digits of its checksum."""
    shipped = {one.key: one.checksum for one in course.lessons()}
    return lesson.key if shipped.get(lesson.key) == lesson.checksum else lesson.checksum[:16]


def lesson(name: str) -> Lesson:
    """The lesson of that name in a link: of the course, of the operator's folder, or uploaded.

    Raises
    ------
    LessonError
        If there is no such lesson, or it has been removed.
    """
    if NAME.fullmatch(name):
        for path in (_kept() / f"{name}.md", *_files_of_folder()):
            found = _opened(path)
            if found is not None and found.checksum[:16] == name:
                return found
        if name not in {one.key for one in course.lessons()}:
            raise LessonError(
                f"The lesson “{name}” is not on this server: it was removed, or never was here. Ask your teacher for a "
                "new link."
            )
    return course.lesson(name)


def of_folder() -> tuple[Lesson, ...]:
    """The lessons of the operator's folder that can be read, by the names of their files."""
    return tuple(found for path in _files_of_folder() if (found := _opened(path)) is not None)


def unreadable() -> tuple[str, ...]:
    """Names of the files in the operator's folder that are not lessons."""
    return tuple(path.name for path in _files_of_folder() if _opened(path) is None)


def keep(text: str | bytes, *, name: str = "The lesson") -> Lesson:
    """The lesson in `text`; it is stored, so that a link can name it.

    Raises
    ------
    LessonError
        If it is not a lesson, or the disk is full.
    """
    made = read(text, name=name)
    place = _kept()
    path = place / f"{made.checksum[:16]}.md"
    try:
        place.mkdir(parents=True, exist_ok=True)
        _make_room(place)
        small_file.replace(path, text if isinstance(text, bytes) else text.encode())
    except OSError as error:
        raise LessonError(not_written(error)) from None
    except VectorFileError as error:
        raise LessonError(str(error)) from None
    return made


def _kept() -> Path:
    return contents.folder() / "lessons"


def _make_room(place: Path) -> None:
    """Remove lessons that nobody has opened for as long as models are kept, and the oldest if there are too many."""
    before = time.time() - 3600 * visitors.hours()
    dated = sorted((_touched(path), path) for path in place.iterdir())
    for i, (touched, path) in enumerate(reversed(dated)):
        if i >= MOST_KEPT - 1 or (touched < before and not visitors.is_shared()):
            path.unlink(missing_ok=True)


def _files_of_folder() -> list[Path]:
    folder = os.environ.get(FOLDER)
    return sorted(Path(folder).glob("*.md"))[:MOST_IN_FOLDER] if folder else []


def _opened(path: Path) -> Lesson | None:
    """The lesson in a file, or None; an uploaded one counts as opened now."""
    try:
        status = path.stat()
        if status.st_size > MOST_BYTES:
            return None
        found = _read(path, status.st_mtime_ns, status.st_size)
        if found is not None and time.time() - status.st_mtime > TOUCHED_AFTER and path.parent == _kept():
            with contextlib.suppress(OSError):  # a store that can only be read
                os.utime(path)
    except OSError:
        return None
    return found


@lru_cache(maxsize=200)
def _read(path: Path, changed: int, size: int) -> Lesson | None:
    """The lesson in a file; read again only if the file's time or size has changed."""
    del changed, size
    try:
        return read(path.read_bytes(), name=path.name)
    except LessonError:
        return None


def _touched(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # removed meanwhile
        return time.time()
