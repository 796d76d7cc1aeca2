"""Whether an answer is right, and the reply to it."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from explorer.lessons.answers.computed import answer
from explorer.lessons.lesson import THEN, Literally, Question
from explorer.lessons.predicate import Predicate

RIGHT: Final = "Right."
WRONG: Final = "Not yet. Try again, or take a hint."
KEPT: Final = "Kept. There is no one right answer; read it again at the end."
MORE_DIGITS: Final = "That could be right. Give one more digit."
NO_NUMBER: Final = "Write a number, as 12 or 0.25."
NOTHING: Final = "There is no answer yet."
DIGITS: Final = 3  # needed for a number that is not whole, unless the question says how near is enough
NUMBER: Final = re.compile(r"([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,3}))?(%?)")


@dataclass(frozen=True)
class Marked:
    """Whether an answer is right (None if it is not judged or cannot be judged yet), and the reply."""

    right: bool | None
    reply: str


def mark(question: Question, given: str | Sequence[str]) -> Marked:
    """Whether `given` answers the question, and the reply to it.

    Parameters
    ----------
    question : Question
        Of any kind but `state`, which is for `reached`.
    given : str or sequence of str
        As it was typed or chosen; for an order, the choices from first to last, or one text with THEN between them.

    Raises
    ------
    LessonError
        If the lesson's own answer cannot be worked out.
    """
    said = given.strip() if isinstance(given, str) else tuple(one.strip() for one in given)
    if not said:
        return Marked(False, NOTHING)
    if question.kind == "sentence":
        return Marked(None, question.after or KEPT)
    if question.answer is None:
        return Marked(False, question.otherwise or WRONG)
    if question.kind == "number":
        return _number(question, said if isinstance(said, str) else said[0])
    right = answer(question.answer)
    if _matches(question, said, right):
        return Marked(True, question.after or RIGHT)
    return _wrong(question, (one.reply for one in question.wrong if _matches(question, said, answer(one.when))))


def reached(question: Question, observations: Mapping[str, object]) -> Marked:
    """Whether a page shows what the question asks for; None while the page has not reported all of it.

    Parameters
    ----------
    question : Question
        Of the kind `state`.
    observations : mapping
        What the page shows, by the names of `OBSERVED`.

    Raises
    ------
    LessonError
        If what the lesson asks for cannot be read.
    """
    holds = Predicate(question.reach).holds(observations)
    if holds:
        return Marked(True, question.after or RIGHT)
    if holds is None:
        return Marked(None, "The page has not shown this yet.")
    return _wrong(question, (one.reply for one in question.wrong if Predicate(str(one.when)).holds(observations)))


def numbers(text: str) -> tuple[tuple[float, int], ...]:
    """The numbers that `text` can mean, and how many decimal places each was given to; none if it is not a number.

    A comma can be a decimal comma or, where the digits allow it, separate thousands; a share may be a percentage or a
    fraction.

    >>> numbers("−0,25"), numbers("25 %"), numbers("1/4"), numbers("12,000")
    (((-0.25, 2),), ((0.25, 2),), ((0.25, 15),), ((12.0, 3), (12000.0, 0)))
    """
    plain = re.sub(r"[\s_'’]", "", text.replace("−", "-").replace("–", "-"))[:60]
    spellings = [plain.replace(",", ".")] if plain.count(",") <= 1 and not ("," in plain and "." in plain) else []
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?%?", plain):
        spellings.append(plain.replace(",", ""))
    found = [one for spelling in spellings if (one := _one_number(spelling)) is not None]
    return tuple(dict.fromkeys(found))


def _one_number(plain: str) -> tuple[float, int] | None:
    above, slash, below = plain.partition("/")
    if slash:
        parts = [_one_number(above), _one_number(below)]
        first, second = parts
        return (first[0] / second[0], 15) if first and second and second[0] and "/" not in below else None
    if (match := NUMBER.fullmatch(plain)) is None:
        return None
    sign, digits, power, per_cent = match.groups()
    shift = int(power or 0) - (2 if per_cent else 0)
    value = float(f"{sign}{digits}e{shift}")
    places = len(digits.partition(".")[2]) - shift
    return (value, places) if math.isfinite(value) else None


def tolerance(question: Question, right: float) -> float:
    """How far from `right` a number may be: as the question says, else half a unit of the last digit needed."""
    if question.within is not None:
        return question.within
    if right == round(right):
        return 0.0
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(right))) - DIGITS + 1)


def _number(question: Question, said: str) -> Marked:
    readings = numbers(said)
    if not readings:
        return Marked(False, NO_NUMBER)
    right = _as_number(question.answer or 0.0)
    within = tolerance(question, right)
    if any(_near(value, right, within) for value, _ in readings):
        return Marked(True, question.after or RIGHT)
    foreseen = [(_as_number(one.when), one.reply) for one in question.wrong]
    if exact := [reply for wrong, reply in foreseen if any(_near(value, wrong, within) for value, _ in readings)]:
        return _wrong(question, exact)
    rounded = [
        reply for wrong, reply in foreseen if any(_rounds_to(value, places, wrong) for value, places in readings)
    ]
    if any(_rounds_to(value, places, right) for value, places in readings):
        return Marked(False, MORE_DIGITS) if rounded else Marked(True, question.after or RIGHT)
    return _wrong(question, rounded)


def _near(value: float, right: float, within: float) -> bool:
    return abs(value - right) <= within + 1e-9 * max(1.0, abs(right))


def _rounds_to(value: float, places: int, right: float) -> bool:
    """Whether `right`, which is not whole, rounds to `value` at the typed number of places, two digits at least."""
    if right == round(right) or value == 0 or math.floor(math.log10(abs(value))) + places < 1:
        return False
    return abs(value - right) <= 0.5 * 10.0**-places * (1 + 1e-9)


def _as_number(value: Literally) -> float:
    known = answer(value)
    if isinstance(known, float | int):
        return float(known)
    readings = numbers(known) if isinstance(known, str) else ()
    return readings[0][0] if readings else math.nan


def _matches(question: Question, said: str | tuple[str, ...], known: Literally) -> bool:
    """Whether what was said is that word, that choice or that order."""
    if question.kind == "order":
        parts = said.split(THEN.strip()) if isinstance(said, str) else said
        return [_plain(one) for one in parts] == [_plain(one) for one in _texts(known)]
    one = said if isinstance(said, str) else said[0]
    if question.kind == "choice":
        return _plain(one) == _plain(chosen(question, known))
    return _plain(one) in {_plain(text) for text in _texts(known)}


def chosen(question: Question, known: Literally) -> str:
    """The choice that an answer names: by its text, by its number if all choices are numbers, else by its index."""
    if not isinstance(known, float | int):
        return _texts(known)[0]
    if all(numbers(choice) for choice in question.choices):
        return next((one for one in question.choices if _near(numbers(one)[0][0], known, 1e-6)), f"{known:g}")
    index = int(known)
    return question.choices[index] if index == known and 0 <= index < len(question.choices) else f"{known:g}"


def _texts(known: Literally) -> tuple[str, ...]:
    if isinstance(known, tuple):
        return known
    return (known,) if isinstance(known, str) else (f"{known:g}",)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _wrong(question: Question, replies: Iterable[str]) -> Marked:
    return Marked(False, next(iter(replies), "") or question.otherwise or WRONG)
