"""
The changes made during a run, written so that they fit into a link and can be repeated.

Text, settings and seed determine every digit of a run only as long as nobody changes it.  Two
things can be changed: the learning rate, and whether a step takes a whole batch or, under the
X-ray, a single pair.  With these changes and their steps, every digit is determined again.
"""

import math
from dataclasses import dataclass
from typing import Final

from explorer.errors import SettingError

MOST_CHANGES: Final = 200
LAST_STEP: Final = 1_000_000
SINGLE, WHOLE = "single", "batch"


@dataclass(frozen=True)
class Change:
    """From the step after `step` on, another learning rate, or single pairs instead of batches (or batches again)."""

    step: int
    rate: float | None = None
    one_by_one: bool | None = None

    def __str__(self) -> str:
        what = f"{self.rate:.12g}" if self.rate is not None else SINGLE if self.one_by_one else WHOLE
        return f"{what}@{self.step}"


Course = tuple[Change, ...]


def state_after(course: Course, rate: float) -> tuple[float, bool]:
    """Learning rate, and whether steps are single pairs, after all changes of a run that began with `rate`."""
    one_by_one = False
    for change in course:
        rate = rate if change.rate is None else change.rate
        one_by_one = one_by_one if change.one_by_one is None else change.one_by_one
    return rate, one_by_one


def until(course: Course, step: int) -> Course:
    """The changes that affected the first `step` steps."""
    return tuple(change for change in course if change.step < step)


def written(course: Course) -> str:
    """The changes as text.

    >>> written((Change(1200, rate=0.01), Change(1300, one_by_one=True), Change(1320, one_by_one=False)))
    '0.01@1200,single@1300,batch@1320'
    """
    return ",".join(map(str, course))


def read(text: str) -> Course:
    """The changes that `text` describes, in the order of their steps.

    >>> read("single@20, 0.5 @ 10")
    (Change(step=10, rate=0.5, one_by_one=None), Change(step=20, rate=None, one_by_one=True))

    Raises
    ------
    SettingError
        If it is not of that form, or a value is out of range.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > MOST_CHANGES:
        raise SettingError(f"A run can be changed {MOST_CHANGES} times on its way, not {len(parts)} times.")
    return tuple(sorted((change_of(part) for part in parts), key=lambda change: change.step))


def step_of(text: str) -> int | None:
    """The step that `text` gives in digits, up to `LAST_STEP`; None if it is not such a number.

    >>> step_of("0012"), step_of("1000001"), step_of("-1")
    (12, None, None)
    """
    digits = text.lstrip("0") or "0"
    if not text.isdecimal() or len(digits) > len(str(LAST_STEP)):  # int() refuses numbers of thousands of digits
        return None
    return step if (step := int(digits)) <= LAST_STEP else None


def change_of(part: str) -> Change:
    """The change that a text such as “0.01@1200” or “single@1300” describes.

    Raises
    ------
    SettingError
        If it is not of that form, or a value is out of range.
    """
    what, _, when = (piece.strip() for piece in part.partition("@"))
    step = step_of(when)
    if step is None:
        raise SettingError(
            f"“{part[:40]}” is not a change of a run: write the new learning rate (or “{SINGLE}” or “{WHOLE}”), then @ "
            f"and a step up to {LAST_STEP:,}, such as 0.01@1200."
        )
    if what in {SINGLE, WHOLE}:
        return Change(step, one_by_one=what == SINGLE)
    try:
        rate = float(what)
    except ValueError:
        rate = math.nan
    if not 0 < rate <= 10:
        raise SettingError(
            f"“{part[:40]}” is not a change of a run: before the @ goes a learning rate above 0 and not above 10, or "
            f"“{SINGLE}” for single pairs, or “{WHOLE}” for whole batches again."
        )
    return Change(step, rate=rate)
