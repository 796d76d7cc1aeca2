"""The sheets of a class as tables: how far each student is, which questions are hard, all answers to one question."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from explorer.lessons.handed_in import EMPHASIS
from explorer.lessons.lesson import Lesson
from explorer.lessons.sheet import Sheet, Try


@dataclass(frozen=True)
class Student:
    """How far a student is in one lesson; `minutes` is the time from the first to the last answer."""

    nickname: str
    done: int
    right: int
    tries: int
    hints: int
    minutes: float


@dataclass(frozen=True)
class Asked:
    """How a class has answered one question.

    Of the students who `answered`, `right_at_once` were right at the first try; `tries` is the median of their tries;
    `judged` is whether the question has a right answer.
    """

    step: int
    ask: str
    judged: bool
    answered: int
    right: int
    right_at_once: int
    tries: float
    hints: int


@dataclass(frozen=True)
class Given:
    """What one student has answered to one question; `first` is their prediction."""

    nickname: str
    first: str
    last: str
    right: bool | None
    tries: int
    hints: int


def one_of_each(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets, only the latest one of each student; in the order of nicknames."""
    newest: dict[tuple[str, float], Sheet] = {}
    for sheet in sheets:
        student = sheet.nickname.casefold(), sheet.begun
        if student not in newest or _last(sheet) >= _last(newest[student]):
            newest[student] = sheet
    return sorted(newest.values(), key=lambda sheet: sheet.nickname.casefold())


def lessons_of(sheets: Sequence[Sheet]) -> list[str]:
    """Keys of the lessons that any student has opened, the one that most have opened first."""
    keys = [key for sheet in sheets for key in {*sheet.steps_seen, *(key for key, _ in sheet.tries)}]
    return sorted(set(keys), key=lambda key: (-keys.count(key), key))


def students(sheets: Sequence[Sheet], key: str, lesson: Lesson | None) -> list[Student]:
    """A row for each student."""
    rows = []
    for sheet in sheets:
        answered = {step: tries for (of, step), tries in sheet.tries.items() if of == key and tries}
        every = [one for tries in answered.values() for one in tries]
        times = [one.at for one in every]
        rows.append(
            Student(
                sheet.nickname,
                len(sheet.done(lesson)) if lesson is not None else len(sheet.steps_seen.get(key, ())),
                sum(_is_right(tries) for tries in answered.values()),
                len(every),
                sum(max(one.hints for one in tries) for tries in answered.values()),
                (max(times) - min(times)) / 60 if times else 0.0,
            )
        )
    return rows


def questions(sheets: Sequence[Sheet], key: str, lesson: Lesson | None) -> list[Asked]:
    """A row for each question, in their order."""
    known = lesson.questions if lesson is not None else {}
    steps = sorted({*known, *(step for sheet in sheets for of, step in sheet.tries if of == key)})
    rows = []
    for step in steps:
        answered = [tries for sheet in sheets if (tries := sheet.at(key, step))]
        judged = known[step].kind != "sentence" if step in known else _is_judged(answered)
        rows.append(
            Asked(
                step,
                EMPHASIS.sub(r"\1", known[step].ask) if step in known else "",
                judged,
                len(answered),
                sum(map(_is_right, answered)),
                sum(tries[0].right is True for tries in answered),
                statistics.median(map(len, answered)) if answered else 0.0,
                sum(max(one.hints for one in tries) for tries in answered),
            )
        )
    return rows


def hardest(asked: Sequence[Asked]) -> Asked | None:
    """The question with the smallest share of right answers; None if everybody has all right."""
    tried = [one for one in asked if one.judged and one.right < one.answered]
    return min(tried, key=lambda one: (one.right / one.answered, -one.answered), default=None)


def answers(sheets: Sequence[Sheet], key: str, step: int) -> list[Given]:
    """A row for each student who has answered the question of that step."""
    rows = []
    for sheet in sheets:
        if tries := sheet.at(key, step):
            last = next((one for one in reversed(tries) if one.right), tries[-1])
            hints = max(one.hints for one in tries)
            rows.append(Given(sheet.nickname, tries[0].given, last.given, last.right, len(tries), hints))
    return rows


def every_try(sheets: Sequence[Sheet]) -> dict[str, list[object]]:
    """All tries of all students as columns of a table."""
    names = ("student", "lesson", "lesson checksum", "step", "try", "answer", "right", "hints", "time (UTC)", "link")
    columns: dict[str, list[object]] = {name: [] for name in names}
    for sheet in sheets:
        for (key, step), tries in sorted(sheet.tries.items()):
            for number, one in enumerate(tries, 1):
                checksum = sheet.checksums.get(key, "")[:16]
                right = "" if one.right is None else "yes" if one.right else "no"
                row = (
                    sheet.nickname, key, checksum, step, number, one.given, right, one.hints, _time(one.at), one.link
                )  # fmt: skip
                for name, cell in zip(names, row, strict=True):
                    columns[name].append(cell)
    return columns


def _is_right(tries: Sequence[Try]) -> bool:
    return any(one.right for one in tries)


def _is_judged(answered: Sequence[Sequence[Try]]) -> bool:
    return any(one.right is not None for tries in answered for one in tries)


def _last(sheet: Sheet) -> float:
    return max((one.at for tries in sheet.tries.values() for one in tries), default=sheet.begun)


def _time(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(sep=" ", timespec="seconds").removesuffix("+00:00")
    except (OverflowError, ValueError, OSError):
        return ""
