"""A teacher's own lessons: found by their checksum, bounded, and gone when nobody opens them."""

import os
import time
from pathlib import Path

import pytest

from explorer.errors import LessonError
from explorer.lessons import course, own

WRITTEN = """+++
key = "mine"
title = "Mine"
minutes = 5
aim = "Try."
makes = "Nothing."
+++
# Only step

Read this.
"""


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    monkeypatch.delenv(own.FOLDER, raising=False)
    monkeypatch.delenv("EMBEDDING_EXPLORER_SHARED", raising=False)
    return tmp_path / "store"


def test_a_kept_lesson_is_found_by_its_name() -> None:
    made = own.keep(WRITTEN)
    assert own.name_of(made) == made.checksum[:16]
    assert own.lesson(made.checksum[:16]) == made
    assert own.keep(WRITTEN.encode()).checksum == made.checksum, "kept twice, it is one"
    with pytest.raises(LessonError, match="Line 4: "):
        own.keep(WRITTEN.replace("minutes = 5", "minutes = -5"))


def test_lessons_of_the_course_are_found_too() -> None:
    for one in course.lessons():
        assert own.lesson(one.key) == one
        assert own.name_of(one) == one.key
    with pytest.raises(LessonError):
        own.lesson("no-such-lesson")


@pytest.mark.parametrize("name", ["0123456789abcdef", "../../etc/passwd", "", "A" * 16, "0" * 17])
def test_what_is_not_there_is_said(name: str) -> None:
    with pytest.raises(LessonError, match=r"is not on this server|There is no lesson"):
        own.lesson(name)


def test_a_file_under_a_name_that_is_not_its_own_is_not_opened(store: Path) -> None:
    made = own.keep(WRITTEN)
    path = store / "lessons" / f"{made.checksum[:16]}.md"
    path.write_text(WRITTEN.replace("Read this", "Read that"), encoding="utf-8")
    with pytest.raises(LessonError, match="is not on this server"):
        own.lesson(made.checksum[:16])


def test_what_nobody_opens_goes(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, opened = own.keep(WRITTEN), own.keep(WRITTEN.replace("Mine", "Mine too"))
    ago = time.time() - 3600 * 25
    for lesson in (old, opened):
        os.utime(store / "lessons" / f"{lesson.checksum[:16]}.md", (ago, ago))
    assert own.lesson(opened.checksum[:16]) == opened, "which gives it another day"
    newest = own.keep(WRITTEN.replace("Mine", "Newest"))
    assert own.lesson(newest.checksum[:16]) == newest
    assert own.lesson(opened.checksum[:16]) == opened
    with pytest.raises(LessonError, match="is not on this server"):
        own.lesson(old.checksum[:16])
    monkeypatch.setattr(own, "MOST_KEPT", 2)
    os.utime(store / "lessons" / f"{opened.checksum[:16]}.md", (time.time() - 60, time.time() - 60))
    own.keep(WRITTEN.replace("Mine", "One more"))
    assert len(list((store / "lessons").iterdir())) == 2
    assert own.lesson(newest.checksum[:16]) == newest


def test_the_operators_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert own.of_folder() == ()
    (tmp_path / "lessons").mkdir()
    monkeypatch.setenv(own.FOLDER, str(tmp_path / "lessons"))
    (tmp_path / "lessons" / "a.md").write_text(WRITTEN, encoding="utf-8")
    (tmp_path / "lessons" / "b.md").write_text("# no lesson", encoding="utf-8")
    (tmp_path / "lessons" / "c.txt").write_text(WRITTEN, encoding="utf-8")
    (mine,) = own.of_folder()
    assert mine.title == "Mine"
    assert own.lesson(mine.checksum[:16]) == mine
    assert own.unreadable() == ("b.md",)
    changed = WRITTEN.replace("Mine", "Mine, mended")
    (tmp_path / "lessons" / "a.md").write_text(changed, encoding="utf-8")
    assert own.of_folder()[0].title == "Mine, mended"
