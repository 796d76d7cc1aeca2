"""
What a known answer is, and how it is checked: results are never stored.

Each `Check` holds the result that its source gives and a function that computes it now, with the
same code that the pages use.  Sources: CS224N's assignments, the papers named in each row,
arithmetic by hand, and other programs (scikit-learn, SciPy; gensim where its figure is stated).
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.progress import Report, parts, to_nobody

Value = float | str | tuple[float, ...]
LONG = 30  # a check that says how far it is takes about as much as so many others


@dataclass(frozen=True)
class Check:
    """One thing that is known.

    Parameters
    ----------
    topic, name, source : str
    expected : number, text, or tuple of numbers
    compute : function without arguments
        Gives this code's result, of the kind of `expected`.
    is_long : bool
        Whether `compute` takes some seconds; it then gets a report, which it calls between its parts.
    tolerance : float
        The largest difference allowed in any number; 0 asks for equality.
    """

    topic: str
    name: str
    expected: Value
    compute: Callable[..., Value]
    tolerance: float
    source: str
    is_long: bool = False


@dataclass(frozen=True)
class Answer:
    """The result of a check; `seconds` is how long it took."""

    topic: str
    name: str
    expected: Value
    obtained: Value
    tolerance: float
    passed: bool
    source: str
    seconds: float


def answer(check: Check, report: Report = to_nobody) -> Answer:
    """The answer, computed now; `report` is called between parts of a long check, and may end it by raising."""
    start = time.perf_counter()
    obtained = check.compute(report) if check.is_long else check.compute()
    seconds = time.perf_counter() - start
    passed = agree(check.expected, obtained, check.tolerance)
    return Answer(check.topic, check.name, check.expected, obtained, check.tolerance, passed, check.source, seconds)


def answers(checks: Sequence[Check], report: Report = to_nobody) -> list[Answer]:
    """The answers to all checks, in order, computed now; `report` hears how much of all is done."""
    done = []
    for check, told in zip(checks, reports(checks, report), strict=True):
        told(0, 1)
        done.append(answer(check, told))
    return done


def reports(checks: Sequence[Check], report: Report) -> list[Report]:
    """A report for each check, of which `report` hears how much of all is done."""
    return parts(report, [LONG if check.is_long else 1 for check in checks])


def agree(expected: Value, obtained: Value, tolerance: float) -> bool:
    """Whether two values are the same text, or as many numbers that differ by `tolerance` at most.

    >>> agree(0.5, 0.5004, 1e-3), agree((1.0, 2.0), (1.0,), 1.0), agree("queen", "king", 0.0)
    (True, False, False)
    """
    if isinstance(expected, str) or isinstance(obtained, str):
        return expected == obtained
    left, right = np.atleast_1d(expected), np.atleast_1d(obtained)
    return left.shape == right.shape and bool((np.abs(left - right) <= tolerance).all())
