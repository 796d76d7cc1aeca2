"""
Dates as people write them, to be written as 1979-05-03, character by character.

The task of the exercise on attention in Ng's course; the forms and the drawing are our own.  Dates are drawn evenly
from 1900 to 2099, each in one of a dozen forms; a day that is held out is held out in all of them.
"""

import calendar
import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.errors import SettingError
from explorer.sequence.inputs import Ids
from explorer.sequence.translator import Answered, Translator, TranslatorSettings, TranslatorTrainer
from explorer.vectors.word_vectors import Floats

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789 ,./-'"
DIGITS: Final = "0123456789-"
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)
LONGEST = 40  # characters of a date
MONTHS, DAYS = calendar.month_name, calendar.day_name


def _ordinal(n: int) -> str:
    return f"{n}{'th' if 11 <= n % 100 <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


FORMS: Final[tuple[Callable[[datetime.date], str], ...]] = (
    lambda d: f"{d.day} {MONTHS[d.month]} {d.year}",
    lambda d: f"{MONTHS[d.month]} {d.day}, {d.year}",
    lambda d: f"{DAYS[d.weekday()]}, {d.day} {MONTHS[d.month]} {d.year}",
    lambda d: f"{DAYS[d.weekday()]} {MONTHS[d.month]} {_ordinal(d.day)}, {d.year}",
    lambda d: f"{_ordinal(d.day)} of {MONTHS[d.month]} {d.year}",
    lambda d: f"{d.day} {MONTHS[d.month][:3]} {d.year}",
    lambda d: f"{MONTHS[d.month][:3]} {d.day} {d.year}",
    lambda d: f"{d.day}-{MONTHS[d.month][:3]}-{d.year}",
    lambda d: f"{DAYS[d.weekday()][:3]} {d.day} {MONTHS[d.month][:3]}. {d.year}",
    lambda d: f"{d.day:02}.{d.month:02}.{d.year}",  # with full stops the day comes first
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d.month}/{d.day}/{d.year}",  # with slashes the month comes first
    lambda d: f"{d.year}, {MONTHS[d.month]} {d.day}",
)


@dataclass(frozen=True, eq=False)
class Dates:
    """Dates as written, and in ISO form.

    Parameters
    ----------
    written : tuple of str
    iso : tuple of str
    """

    written: tuple[str, ...]
    iso: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.written)


def dates(n: int, held_out: int, *, seed: int) -> tuple[Dates, Dates]:
    """n dates to learn from and `held_out` dates of other days."""
    rng = np.random.default_rng(seed)
    days = (LAST - FIRST).days + 1
    order = rng.permutation(days)
    apart, rest = order[: days // 10], order[days // 10 :]
    return _drawn(rng.choice(rest, n), rng), _drawn(rng.choice(apart, held_out), rng)


def _drawn(numbers: Ids, rng: np.random.Generator) -> Dates:
    found = [FIRST + datetime.timedelta(days=int(number)) for number in numbers]
    forms = rng.integers(0, len(FORMS), len(found))
    written = (FORMS[form](day).lower() for form, day in zip(forms, found, strict=True))
    return Dates(tuple(written), tuple(day.isoformat() for day in found))


def letters_of(written: str) -> Ids:
    """(T,) ids of the characters of a date; capitals are read as small letters.

    Raises
    ------
    SettingError
        If it is empty, longer than 40 characters, or has a character in which no date is written.
    """
    text = " ".join(written.split()).lower()
    if not 1 <= len(text) <= LONGEST:
        raise SettingError(f"A date has 1 to {LONGEST} characters here, not {len(text)}.")
    strange = [letter for letter in text if letter not in LETTERS]
    if strange:
        raise SettingError(f"Dates are written in letters, digits and , . / - ' here; “{strange[0]}” is none of these.")
    return np.array([LETTERS.index(letter) for letter in text])


def _digits_of(iso: Sequence[str]) -> Ids:
    """(S, 10) ids of dates as 1979-05-03."""
    return np.array([[DIGITS.index(letter) for letter in one] for one in iso])


@dataclass(frozen=True)
class DateScore:
    """Shares of right characters (ten a date) and of dates that are right as a whole, for dates not learned from."""

    characters: float
    whole: float


def answered(translator: Translator, written: str) -> tuple[str, Answered]:
    """What a translator makes of a date, and how: weights (U, T) of attention, probabilities (U, 11).

    Raises
    ------
    SettingError
        If the date is empty, too long, or has a character in which no date is written.
    """
    found = translator.answers((letters_of(written),))[0]
    return "".join(DIGITS[i] for i in found.ids), found


class DateTrainer(TranslatorTrainer):
    """Trains a translator of dates, which writes its answers itself, letter by letter.

    Parameters
    ----------
    learned : Dates
    settings : TranslatorSettings
    """

    def __init__(self, learned: Dates, settings: TranslatorSettings) -> None:
        translator = Translator(settings, len(LETTERS), len(DIGITS), len("1979-05-03"))
        super().__init__(translator, tuple(map(letters_of, learned.written)), _digits_of(learned.iso))

    def score(self, others: Dates) -> DateScore:
        """How many characters, and how many dates, of those not learned from are right."""
        right = np.concatenate(list(self._right(others)))
        return DateScore(float(right.mean()), float(right.all(axis=1).mean()))

    def _right(self, others: Dates) -> Iterator[Floats]:
        """(B, 10) which characters are right, some dates at a time."""
        for first in range(0, len(others), 256):
            some = tuple(map(letters_of, others.written[first : first + 256]))
            said = np.array([answer.ids for answer in self.translator.answers(some)])
            yield said == _digits_of(others.iso[first : first + 256])
