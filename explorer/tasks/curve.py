"""
The learning curve: how right a classifier is by the number of labelled sentences it learned from.

Each draw is one order of all sentences, and a size takes its first n: sizes are nested in a draw, and all
contenders learn from the same sentences.  So contenders can be compared draw by draw, which removes the luck of
the draw that they share.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError, SettingError
from explorer.progress import Report, to_nobody
from explorer.tasks.contenders import Contender, trained
from explorer.tasks.intervals import student, wilson
from explorer.tasks.labelled import Labelled


@dataclass(frozen=True)
class CurveSettings:
    """Numbers of labels, how often each is drawn, and the seed of the first draw; all labels come last, once."""

    sizes: tuple[int, ...] = (20, 50, 100, 200, 500, 1000, 3000)
    draws: int = 5
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.sizes or min(self.sizes) < 2:
            raise SettingError("The numbers of labels must be 2 or more, like 20, 100, 1000.")
        if not 1 <= self.draws <= 100:
            raise SettingError(f"Each number of labels is drawn 1 to 100 times, not {self.draws}.")


@dataclass(frozen=True, eq=False)
class Point:
    """One contender, trained once; `right` (N,) is which of the tested sentences it judged rightly."""

    contender: str
    size: int
    draw: int
    right: NDArray[np.bool_]

    @property
    def accuracy(self) -> float:
        """Share of the tested sentences judged rightly."""
        return float(self.right.mean())


Right = NDArray[np.bool_]  # (N,) which of the tested sentences were judged rightly
Judge = Callable[[Contender, Labelled, Labelled, Report], Right]


def judged_rightly(contender: Contender, learned: Labelled, tested: Labelled, report: Report = to_nobody) -> Right:
    """(N,) which of the tested sentences the contender judges rightly after training, which `report` can end."""
    return np.asarray(trained(contender, learned, report).scores(tested.sentences).argmax(axis=1) == tested.labels)


@dataclass(frozen=True)
class Level:
    """Accuracy of a contender at one number of labels, with the interval of its mean over the draws."""

    contender: str
    size: int
    mean: float
    low: float
    high: float
    draws: int


@dataclass(frozen=True)
class Lead:
    """The lead of one contender over another in accuracy at one number of labels, with its interval."""

    size: int
    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0 or self.high < 0


def points(
    contenders: Sequence[Contender],
    learned: Labelled,
    tested: Labelled,
    settings: CurveSettings = CurveSettings(),
) -> Iterator[Point]:
    """The points of the curve as they are computed, the smallest sizes first.

    Raises
    ------
    SelectionError
        If there are no contenders, or fewer sentences than the smallest size.
    """
    curve = Curve(contenders, learned, tested, settings)
    while not curve.over:
        yield curve.next_point()


class Curve:
    """A learning curve that is shown while it is computed: `found` holds the points so far.

    `judge` trains and tests a contender; with a cached `judge`, nothing is trained twice.

    Raises
    ------
    SelectionError
        If there are no contenders, or fewer sentences than the smallest size.
    """

    def __init__(
        self,
        contenders: Sequence[Contender],
        learned: Labelled,
        tested: Labelled,
        settings: CurveSettings = CurveSettings(),
        judge: Judge = judged_rightly,
    ) -> None:
        sizes = [size for size in sorted(set(settings.sizes)) if size < len(learned)]
        if not contenders or not sizes:
            fewest = min(settings.sizes)
            raise SelectionError(
                f"A learning curve needs a classifier and more sentences than {fewest}, not {len(learned)}."
            )
        self.contenders = tuple(contenders)
        self.found: list[Point] = []
        self._learned, self._tested, self._judge = learned, tested, judge
        drawn = [(size, draw) for size in sizes for draw in range(settings.draws)] + [(len(learned), 0)]
        self._asked = [(one, size, draw) for size, draw in drawn for one in self.contenders]
        seeds = range(settings.seed, settings.seed + settings.draws)
        self._orders = [np.random.default_rng(seed).permutation(len(learned)) for seed in seeds]

    @property
    def over(self) -> bool:
        """Whether all points are computed."""
        return len(self.found) >= len(self._asked)

    @property
    def done(self) -> int:
        """Sentences learned from so far, counted in each training."""
        return sum(size for _, size, _ in self._asked[: len(self.found)])

    @property
    def total(self) -> int:
        """Sentences to be learned from in all."""
        return sum(size for _, size, _ in self._asked)

    def run(self, report: Report) -> None:
        """Compute all remaining points; `report` counts sentences learned from, and may raise to stop."""
        while not self.over:
            self.next_point(report)
        report(self.done, self.total)

    def next_point(self, report: Report = to_nobody) -> Point:
        """The next point, computed now; `report` counts over the whole curve, also while a classifier learns.

        A classifier that is half trained counts as half of its sentences.
        """
        contender, size, draw = self._asked[len(self.found)]
        before, total = self.done, self.total

        def told(done: int, of: int) -> None:
            report(before + (size * done // of if of else 0), total)

        told(0, size)
        right = self._judge(contender, self._learned.chosen(self._orders[draw][:size]), self._tested, told)
        self.found.append(Point(contender.name, size, draw, right))
        return self.found[-1]


def levels(found: Sequence[Point]) -> list[Level]:
    """Accuracy by contender and number of labels, in the order in which they first occur.

    The interval is Student's of the mean over the draws, or with a single draw Wilson's of the tested sentences.
    """
    grouped: dict[tuple[str, int], list[Point]] = {}
    for point in found:
        grouped.setdefault((point.contender, point.size), []).append(point)
    made = []
    for (contender, size), group in grouped.items():
        accuracies = [point.accuracy for point in group]
        if len(group) > 1:
            mean, low, high = student(accuracies)
        else:
            mean = accuracies[0]
            low, high = wilson(int(group[0].right.sum()), len(group[0].right))
        made.append(Level(contender, size, mean, low, high, len(group)))
    return made


def leads(found: Sequence[Point], ahead: str, behind: str) -> list[Lead]:
    """The lead of `ahead` over `behind` at each size that both have, compared within each draw.

    With a single draw the interval is that of the mean difference over the tested sentences.
    """
    by = {(point.contender, point.size, point.draw): point for point in found}
    made = []
    for size in sorted({point.size for point in found}):
        pairs = [
            (by[ahead, size, draw], by[behind, size, draw])
            for draw in sorted({point.draw for point in found})
            if (ahead, size, draw) in by and (behind, size, draw) in by
        ]
        if len(pairs) > 1:
            made.append(Lead(size, *student([a.accuracy - b.accuracy for a, b in pairs])))
        elif pairs:
            apart = pairs[0][0].right.astype(float) - pairs[0][1].right
            half = 1.96 * float(apart.std()) / math.sqrt(len(apart))
            made.append(Lead(size, float(apart.mean()), float(apart.mean()) - half, float(apart.mean()) + half))
    return made


def crossing(found: Sequence[Lead]) -> float | None:
    """The number of labels at which a lead is lost for good, interpolated on a log scale; None if it never is.

    >>> lost = crossing([Lead(100, 0.1, 0, 0), Lead(1000, -0.1, 0, 0)])
    >>> round(lost, 1) if lost else None
    316.2
    """
    last = next((i for i in range(len(found) - 1, -1, -1) if found[i].difference > 0), None)
    if last is None or last == len(found) - 1:
        return None
    before, after = found[last], found[last + 1]
    share = before.difference / (before.difference - after.difference)
    return float(before.size * (after.size / before.size) ** share)
