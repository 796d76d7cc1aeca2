"""What is handed in: nothing in it is lost or runs, and no hostile file gets in; and the class as tables."""

import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from explorer.errors import LessonError
from explorer.lessons import class_sheets, handed_in, reading
from explorer.lessons.lesson import Lesson
from explorer.lessons.sheet import Sheet, Try, to_json

WRITTEN = """+++
key = "two-questions"
title = "Two questions & more"
minutes = 10
aim = "Try."
makes = "Nothing."
+++
# One

```question
kind = "number"
ask = "What is 6 *times* 7 < 50?"
answer = 42
```

# Two

```question
kind = "word"
ask = "Which word?"
answer = "king"
```

# Three

```question
kind = "sentence"
ask = "Why?"
```
"""
HOSTILE = "</script><script>alert(1)</script><!-- & \u2028 “ü” \\u003c"


@pytest.fixture
def lesson() -> Lesson:
    return reading.read(WRITTEN, name="two.md")


def sheet_of(lesson: Lesson, name: str, *tries: tuple[int, str, bool | None, float, int]) -> Sheet:
    sheet = Sheet(name, 1_700_000_000.0, versions={"explorer": "1"})
    for step, given, right, minutes, hints in tries:
        one = Try(given, right, 1_700_000_000.0 + 60 * minutes, hints, "train/watch?seed=1")
        sheet = sheet.with_try(lesson, step, one)
    return sheet


class Text(HTMLParser):
    """The elements of a page, and its text but for what is in scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.text = ""
        self._within = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser names it
        self.elements.append(tag)
        self._within = tag

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser names it
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within not in ("script", "style"):
            self.text += data


def test_a_sheet_comes_back_as_it_was(lesson: Lesson) -> None:
    sheet = sheet_of(
        lesson, HOSTILE[:40], (1, HOSTILE, False, 1, 0), (1, "42", True, 2, 1), (3, "Because & so", None, 3, 0)
    )
    page = handed_in.as_html(sheet, [lesson])
    assert handed_in.read(page.encode()) == sheet
    assert handed_in.read(page.replace("\n", "\r\n").encode("utf-8-sig")) == sheet, "as Windows may save it"


def test_what_was_typed_is_text(lesson: Lesson) -> None:
    sheet = sheet_of(lesson, "<img src=x>", (1, HOSTILE, False, 1, 0))
    page = Text(handed_in.as_html(sheet, [lesson]))
    assert page.elements.count("script") == 1, "the JSON alone"
    assert "img" not in page.elements
    assert HOSTILE in page.text
    assert "Answers of <img src=x>" in page.text
    assert "What is 6 times 7 < 50?" in page.text
    assert "Two questions & more" in page.text


def test_the_file_can_be_read_without_the_app(lesson: Lesson) -> None:
    sheet = sheet_of(lesson, "Ana", (1, "41", False, 1, 0), (1, "42", True, 2, 1))
    page = handed_in.as_html(sheet, [lesson])
    text = re.sub(r"\s+", " ", Text(page).text)
    for part in (
        "Answers of Ana",
        "1 of 3 steps done",
        "41 not right · 2023-11-14 22:14:20 UTC · train/watch?seed=1",
        "42 right",
        lesson.checksum[:16],
        "explorer 1",
    ):
        assert part in text, part
    assert "http" not in page.replace("http-equiv", ""), "nothing is loaded from elsewhere"
    inside = json.loads(re.search(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)[1])
    assert inside["nickname"] == "Ana"


def test_another_version_of_a_lesson_is_told(lesson: Lesson) -> None:
    sheet = sheet_of(lesson, "Ana", (1, "42", True, 1, 0))
    changed = reading.read(WRITTEN.replace("Which word?", "Which?"), name="two.md")
    assert "another version of this lesson" not in handed_in.as_html(sheet, [lesson])
    assert "another version of this lesson" in handed_in.as_html(sheet, [changed])
    assert "This lesson is not known here" in handed_in.as_html(sheet, [])


def _page(inside: str) -> bytes:
    return f'{handed_in.OPENING}{hashlib.sha256(inside.encode()).hexdigest()}">{inside}</script>'.encode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This is not a sheet of answers, or not a whole one."),
        (b"\xff\xfe\x00", "This is not a sheet of answers: it is not text in UTF-8."),
        (b"<html>" + b"a" * 13_000_000, "A sheet has at most 12 MB; this has 13 MB."),
        (_page("[" * 100_000), "it is not JSON as the app writes it"),
        (_page("{}"), "it is not marked as one"),
        (_page(to_json(Sheet("Ana")).replace('"Ana"', "5")), "“nickname” is a text"),
    ],
)
def test_hostile_files_get_sentences(content: bytes, sentence: str) -> None:
    with pytest.raises(LessonError, match=re.escape(sentence)):
        handed_in.read(content)


def test_a_changed_or_cut_sheet_is_refused(lesson: Lesson) -> None:
    page = handed_in.as_html(sheet_of(lesson, "Ana", (1, "41", False, 1, 0)), [lesson]).encode()
    with pytest.raises(LessonError, match="was changed after it was saved"):
        handed_in.read(page.replace(b'"right": false', b'"right": true'))
    with pytest.raises(LessonError, match="not a whole one"):
        handed_in.read(page[:-60])


def test_a_class_as_tables(lesson: Lesson) -> None:
    ana = sheet_of(lesson, "Ana", (1, "42", True, 0, 0), (2, "queen", False, 3, 1), (3, "So", None, 5, 0))
    bo = sheet_of(lesson, "Bo", (1, "41", False, 0, 0), (1, "42", True, 1, 2), (2, "man", False, 2, 0))
    cy = sheet_of(lesson, "Cy")
    sheets = class_sheets.one_of_each([bo, sheet_of(lesson, "ana"), ana, cy])
    assert [sheet.nickname for sheet in sheets] == ["Ana", "Bo", "Cy"], "the later of two sheets of Ana"
    key = lesson.key
    assert class_sheets.lessons_of(sheets) == [key]
    standing = {row.nickname: row for row in class_sheets.students(sheets, key, lesson)}
    assert (standing["Ana"].done, standing["Ana"].right, standing["Ana"].tries, standing["Ana"].minutes) == (
        2,
        1,
        3,
        5.0,
    )
    assert (standing["Bo"].done, standing["Bo"].right, standing["Bo"].hints) == (1, 1, 2)
    assert (standing["Cy"].tries, standing["Cy"].minutes) == (0, 0.0)
    first, second, third = class_sheets.questions(sheets, key, lesson)
    assert (first.answered, first.right, first.right_at_once, first.tries) == (2, 2, 1, 1.5)
    assert (second.answered, second.right, second.hints) == (2, 0, 1)
    assert not third.judged
    assert class_sheets.hardest([first, second, third]) == second
    assert class_sheets.hardest([first, third]) is None
    given = class_sheets.answers(sheets, key, 1)
    assert [(one.nickname, one.first, one.last, one.right, one.tries) for one in given] == [
        ("Ana", "42", "42", True, 1),
        ("Bo", "41", "42", True, 2),
    ]
    table = class_sheets.every_try(sheets)
    assert len(table["answer"]) == 6
    assert table["student"].count("Bo") == 3
    assert table["time (UTC)"][0] == "2023-11-14 22:13:20"


def test_a_lesson_that_is_not_known_here_is_shown_by_its_steps(lesson: Lesson) -> None:
    sheets = [sheet_of(lesson, "Ana", (2, "king", True, 0, 0))]
    (asked,) = class_sheets.questions(sheets, lesson.key, None)
    assert (asked.step, asked.ask, asked.judged, asked.right) == (2, "", True, 1)
    assert class_sheets.students(sheets, lesson.key, None)[0].done == 1
