"""The sheet of one student: every answer with its time and its question; written as JSON and read back."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from explorer.errors import LessonError
from explorer.lessons.lesson import Lesson
from explorer.lessons.reading import KEY, MOST_STEPS

FORMAT: Final = "embedding-explorer-sheet"
VERSION: Final = 1
MOST_BYTES: Final = 4_000_000
MOST_LESSONS: Final = 100
MOST_TRIES: Final = 100  # per question; of more tries, the first and the last ones are kept
LONGEST_GIVEN: Final = 2000  # characters
LONGEST_NICKNAME: Final = 40

Place = tuple[str, int]  # a lesson's key and the number of a step, from 1


@dataclass(frozen=True)
class Try:
    """One answer.

    Parameters
    ----------
    given : str
        What was typed or chosen; for an order, its parts with THEN between them.
    right : bool, optional
        None where it is not judged.
    at : float
        Seconds since 1970, UTC.
    hints : int
        How many hints had been taken.
    link : str
        The page and its settings at that moment, as in its link: `train/watch?seed=1&text=royals`.
    """

    given: str
    right: bool | None
    at: float
    hints: int = 0
    link: str = ""


@dataclass(frozen=True)
class Sheet:
    """What one student has done.

    Parameters
    ----------
    nickname : str
    begun : float
        Seconds since 1970, UTC.
    tries : dict
        Every answer to each question, from the first to the last.
    steps_seen : dict
        Numbers of the steps that were opened, by the lesson's key.
    checksums : dict
        Of each lesson's text, by its key.
    versions : dict
        Of the app and of what it runs on, by name.
    """

    nickname: str = ""
    begun: float = 0.0
    tries: dict[Place, tuple[Try, ...]] = field(default_factory=dict, hash=False)
    steps_seen: dict[str, tuple[int, ...]] = field(default_factory=dict, hash=False)
    checksums: dict[str, str] = field(default_factory=dict, hash=False)
    versions: dict[str, str] = field(default_factory=dict, hash=False)

    def with_try(self, lesson: Lesson, step: int, one: Try) -> "Sheet":
        """This sheet and one more answer at a step."""
        place = (lesson.key, step)
        before = self.tries.get(place, ())
        if len(before) >= MOST_TRIES:
            before = (before[0], *before[-(MOST_TRIES - 2) :])
        kept = replace(one, given=one.given[:LONGEST_GIVEN], link=one.link[:LONGEST_GIVEN])
        return replace(self.with_seen(lesson, step), tries={**self.tries, place: (*before, kept)})

    def with_seen(self, lesson: Lesson, step: int) -> "Sheet":
        """This sheet with that step marked as opened."""
        seen = tuple(sorted({*self.steps_seen.get(lesson.key, ()), step}))
        return replace(
            self,
            steps_seen={**self.steps_seen, lesson.key: seen},
            checksums={**self.checksums, lesson.key: lesson.checksum},
        )

    def at(self, lesson: str, step: int) -> tuple[Try, ...]:
        """All answers at that step, from the first to the last."""
        return self.tries.get((lesson, step), ())

    def done(self, lesson: Lesson) -> tuple[int, ...]:
        """Numbers of the steps that are done: opened, and their question, if any, answered rightly.

        A sentence, or any answer in an exam, only has to be given.
        """
        done = []
        for step in self.steps_seen.get(lesson.key, ()):
            question = lesson.questions.get(step)
            tries = self.at(lesson.key, step)
            if question is None or any(one.right or one.right is None or lesson.exam for one in tries):
                done.append(step)
        return tuple(step for step in done if step <= len(lesson.steps))


def to_json(sheet: Sheet) -> str:
    """The sheet as JSON, lesson by lesson."""
    keys = sorted({*sheet.steps_seen, *(key for key, _ in sheet.tries)})
    lessons = {
        key: {
            "checksum": sheet.checksums.get(key, ""),
            "seen": list(sheet.steps_seen.get(key, ())),
            "answers": {
                str(step): [
                    {"given": t.given, "right": t.right, "at": t.at, "hints": t.hints, "link": t.link} for t in tries
                ]
                for (lesson, step), tries in sorted(sheet.tries.items())
                if lesson == key
            },
        }
        for key in keys
    }
    whole = {"format": FORMAT, "version": VERSION, "nickname": sheet.nickname, "begun": sheet.begun}
    return json.dumps({**whole, "versions": sheet.versions, "lessons": lessons}, ensure_ascii=False, indent=1)


def from_json(text: str | bytes) -> Sheet:
    """The sheet that `to_json` wrote.

    Raises
    ------
    LessonError
        If it is anything else, or larger than a sheet can be.
    """
    if len(text) > MOST_BYTES:
        raise LessonError(f"A sheet has at most {MOST_BYTES:,} bytes; this has {len(text):,}.")
    try:
        whole = json.loads(text, parse_constant=_no_number)
        _expect(isinstance(whole, dict) and whole.get("format") == FORMAT, "it is not marked as one")
        _expect(whole.get("version") == VERSION, f"it is of version {str(whole.get('version'))[:20]}, not {VERSION}")
        return _sheet(whole)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise LessonError("This is not a sheet of answers: it is not JSON as the app writes it.") from None
    except ValueError as error:
        raise LessonError(f"This is not a sheet of answers: {error}.") from None


def _sheet(whole: Mapping[str, Any]) -> Sheet:
    tries: dict[Place, tuple[Try, ...]] = {}
    seen, checksums = dict[str, tuple[int, ...]](), dict[str, str]()
    lessons = _table(whole.get("lessons"), "lessons", MOST_LESSONS)
    for key, told in lessons.items():
        _expect(KEY.fullmatch(key) is not None, f"“{key[:40]}” is not a lesson's key")
        lesson = _table(told, key, 10)
        checksums[key] = _text(lesson.get("checksum"), "checksum", 64)
        seen[key] = tuple(_step(step) for step in _list(lesson.get("seen"), "seen", MOST_STEPS))
        for step, given in _table(lesson.get("answers"), "answers", MOST_STEPS).items():
            _expect(step.isdecimal() and len(step) < 4, f"“{step[:20]}” is not a step")
            tries[key, _step(int(step))] = tuple(_try(one) for one in _list(given, "answers", MOST_TRIES))
    versions = _table(whole.get("versions"), "versions", 40)
    return Sheet(
        nickname=_text(whole.get("nickname"), "nickname", LONGEST_NICKNAME),
        begun=_number(whole.get("begun"), "begun"),
        tries=tries,
        steps_seen=seen,
        checksums=checksums,
        versions={name[:60]: _text(version, "versions", 200) for name, version in versions.items()},
    )


def _try(told: object) -> Try:
    one = _table(told, "an answer", 10)
    right, hints = one.get("right"), one.get("hints")
    _expect(right is None or isinstance(right, bool), "“right” is true, false or null")
    _expect(isinstance(hints, int) and not isinstance(hints, bool) and 0 <= hints <= 100, "“hints” is a small number")
    return Try(
        given=_text(one.get("given"), "given", LONGEST_GIVEN),
        right=right,
        at=_number(one.get("at"), "at"),
        hints=hints or 0,
        link=_text(one.get("link"), "link", LONGEST_GIVEN),
    )


def _step(value: object) -> int:
    _expect(isinstance(value, int) and not isinstance(value, bool), "a step is a whole number")
    step = value if isinstance(value, int) else 0
    _expect(1 <= step <= MOST_STEPS, f"a step is a number from 1 to {MOST_STEPS}")
    return step


def _table(value: object, name: str, most: int) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > most:
        raise ValueError(f"“{name[:40]}” is not as the app writes it")
    return value


def _list(value: object, name: str, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise ValueError(f"“{name}” is not as the app writes it")
    return value


def _text(value: object, name: str, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise ValueError(f"“{name}” is a text of at most {most:,} characters")
    return value


def _number(value: object, name: str) -> float:
    if (
        not isinstance(value, int | float)
        or isinstance(value, bool)
        or not 0 <= value < 1e12
        or not math.isfinite(value)
    ):
        raise ValueError(f"“{name}” is a number of seconds since 1970")
    return float(value)


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not a number")
