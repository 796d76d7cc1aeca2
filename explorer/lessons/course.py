"""The lessons that come with the app, in their order."""

from functools import cache
from pathlib import Path
from typing import Final

from explorer.errors import LessonError
from explorer.lessons.lesson import Lesson
from explorer.lessons.reading import read

FOLDER: Final = Path(__file__).parents[1] / "data" / "lessons"


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons of the course, by their numbers."""
    found = [read(path.read_bytes(), name=path.name) for path in sorted(FOLDER.glob("*.md"))]
    return tuple(sorted(found, key=lambda lesson: (lesson.number or 0, lesson.key)))


def lesson(key: str) -> Lesson:
    """The lesson of that key.

    Raises
    ------
    LessonError
        If the course has no such lesson.
    """
    for one in lessons():
        if one.key == key:
            return one
    raise LessonError(f"There is no lesson “{key[:60]}”. The lessons are: {', '.join(one.key for one in lessons())}.")
