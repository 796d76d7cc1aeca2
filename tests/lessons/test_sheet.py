"""The sheet of a student: kept, written, read back, and never trusted."""

import json
from functools import cache
from pathlib import Path

import pytest

from explorer.errors import LessonError
from explorer.lessons import sheet
from explorer.lessons.lesson import Lesson
from explorer.lessons.reading import read
from explorer.lessons.sheet import Sheet, Try, from_json, to_json

TEMPLATE = Path(sheet.__file__).parent / "template.md"


@cache
def lesson() -> Lesson:
    return read(TEMPLATE.read_bytes(), name="template.md")


def filled() -> Sheet:
    kept = Sheet(nickname="Ada <b>", begun=1.5, versions={"app": "1"})
    kept = kept.with_try(lesson(), 1, Try("4,1", False, 10.0, 0, "train/watch?seed=1"))
    kept = kept.with_try(lesson(), 1, Try("4.16", True, 20.0, 1))
    kept = kept.with_try(lesson(), 4, Try("the → her → king", True, 30.0))
    return kept.with_try(lesson(), 6, Try("I saw “it”.", None, 40.0)).with_seen(lesson(), 2)


def test_a_sheet_comes_back_as_it_was_written() -> None:
    assert from_json(to_json(filled())) == filled()
    assert from_json(to_json(filled()).encode()) == filled()
    assert from_json(to_json(Sheet())) == Sheet()


def test_a_step_is_done_when_its_question_is_answered_rightly_or_kept() -> None:
    assert filled().done(lesson()) == (1, 4, 6)
    assert filled().steps_seen["my-lesson"] == (1, 2, 4, 6)
    assert filled().checksums == {"my-lesson": lesson().checksum}
    assert filled().with_try(lesson(), 2, Try("no", False, 50.0)).done(lesson()) == (1, 4, 6)


def test_of_very_many_tries_the_first_and_the_last_are_kept() -> None:
    kept = Sheet()
    for i in range(300):
        kept = kept.with_try(lesson(), 1, Try("x" * 5000 if i == 299 else str(i), False, float(i)))
    tries = kept.at("my-lesson", 1)
    assert len(tries) == sheet.MOST_TRIES
    assert (tries[0].given, tries[1].given, len(tries[-1].given)) == ("0", "201", sheet.LONGEST_GIVEN)
    assert from_json(to_json(kept)) == kept


def changed(**values: object) -> str:
    return json.dumps(json.loads(to_json(filled())) | values)


def answered(**values: object) -> str:
    one = {"given": "x", "right": True, "at": 1, "hints": 0, "link": ""} | values
    return changed(lessons={"a": {"checksum": "", "seen": [1], "answers": {"1": [one]}}})


HOSTILE = {
    "nothing": "",
    "not JSON": "{",
    "not text": b"\xff\xfe\x00",
    "a list": "[]",
    "another format": changed(format="other"),
    "another version": changed(version=2),
    "huge": " " * (sheet.MOST_BYTES + 1),
    "nested deeply": "[" * 100_000,
    "a number of 10,000 digits": '{"format": ' + "1" * 10_000 + "}",
    "NaN": to_json(filled()).replace("1.5", "NaN"),
    "infinite": to_json(filled()).replace("1.5", "1e999"),
    "a name that is a list": changed(nickname=["Ada"]),
    "a name of a thousand letters": changed(nickname="A" * 1000),
    "lessons as a list": changed(lessons=[]),
    "too many lessons": changed(lessons={f"a{i}": {} for i in range(101)}),
    "a lesson with a path": changed(lessons={"../a": {"checksum": "", "seen": [], "answers": {}}}),
    "a step that is no number": changed(lessons={"a": {"checksum": "", "seen": ["1"], "answers": {}}}),
    "a step of 10 million": changed(lessons={"a": {"checksum": "", "seen": [10_000_000], "answers": {}}}),
    "an answer to no step": changed(lessons={"a": {"checksum": "", "seen": [1], "answers": {"x": []}}}),
    "step ²": changed(lessons={"a": {"checksum": "", "seen": [1], "answers": {"²": []}}}),
    "right as a word": answered(right="yes"),
    "hints below 0": answered(hints=-1),
    "a time in words": answered(at="now"),
    "true for a time": answered(at=True),
    "an answer of a million letters": answered(given="x" * 1_000_000),
    "an answer that is a table": answered(given={"a": 1}),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_sheet_is_told_in_a_sentence(text: str | bytes) -> None:
    with pytest.raises(LessonError, match=r"sheet"):
        from_json(text)
