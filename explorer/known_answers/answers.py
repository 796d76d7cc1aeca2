"""
What a known answer is, and how it is checked: nothing obtained is ever stored.

Each `Check` holds what its source says must come out and a function that computes it now, with
the same code that the pages use.  Sources: CS224N's assignments, the papers named in each row,
arithmetic by hand, and other programs (scikit-learn, SciPy; gensim where its figure is stated).
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Value = float | str | tuple[float, ...]
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Check:
    """One thing that is known.

    Parameters
    ----------
    topic, name, source : str
    expected : number, text, or tuple of numbers
    compute : function without arguments
        Gives what this code obtains, of the kind of `expected`.
    is_long : bool
        `compute` takes some seconds, and a report that it calls between their parts.
    tolerance : float
        The largest difference allowed, of the worst number; 0 asks for equality.
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
    """What a check gave; `seconds` is how long it took."""

    topic: str
    name: str
    expected: Value
    obtained: Value
    tolerance: float
    passed: bool
    source: str
    seconds: float


def answer(check: Check, report: Report | None = None) -> Answer:
    """The check, done now; `report` is called between parts of a long one, and may end it by raising."""
    start = time.perf_counter()
    obtained = check.compute(report) if check.is_long else check.compute()
    seconds = time.perf_counter() - start
    passed = agree(check.expected, obtained, check.tolerance)
    return Answer(check.topic, check.name, check.expected, obtained, check.tolerance, passed, check.source, seconds)


def answers(checks: Sequence[Check], report: Report | None = None) -> list[Answer]:
    """All checks, done now, in their order; `report` is called with how many are done, of how many."""
    done: list[Answer] = []

    def told(*_: int) -> None:
        if report is not None:
            report(len(done), len(checks))

    for check in checks:
        told()
        done.append(answer(check, told))
    return done


def agree(expected: Value, obtained: Value, tolerance: float) -> bool:
    """Whether two values are the same text, or as many numbers that differ by `tolerance` at most.

    >>> agree(0.5, 0.5004, 1e-3), agree((1.0, 2.0), (1.0,), 1.0), agree("queen", "king", 0.0)
    (True, False, False)
    """
    if isinstance(expected, str) or isinstance(obtained, str):
        return expected == obtained
    left, right = np.atleast_1d(expected), np.atleast_1d(obtained)
    return left.shape == right.shape and bool((np.abs(left - right) <= tolerance).all())
