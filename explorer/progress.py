"""How far work is that has several parts, told as one whole: each part is given a report of its own."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final

Report = Callable[[int, int], None]  # how much is done, of how much (0 while that is not known); may raise to end it
FINE: Final = 10_000  # that a whole is told in, so that a hundredth of it moves too


def parts(report: Report, costs: Sequence[float]) -> list[Report]:
    """A report for each part of the work, of which `report` hears as `FINE` parts of the whole.

    A part takes as much of the whole as its cost, of any unit, has of all `costs`.

    >>> told: list[tuple[int, int]] = []
    >>> first, second = parts(lambda done, total: told.append((done, total)), [1, 3])
    >>> first(1, 2), second(0, 9), second(9, 9)
    (None, None, None)
    >>> told
    [(1250, 10000), (2500, 10000), (10000, 10000)]
    """
    whole = sum(costs)

    def part(before: float, cost: float) -> Report:
        def told(done: int, total: int) -> None:
            share = done / total if total else 0.0
            report(round(FINE * (before + cost * share) / whole), FINE)

        return told

    return [part(end - cost, cost) for end, cost in zip(accumulate(costs), costs, strict=True)]


def to_nobody(done: int, total: int) -> None:
    """A report that nobody hears."""
