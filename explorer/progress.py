"""How far work is: that of several parts told as one whole, and from its own pace how long the rest takes."""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

Report = Callable[[int, int], None]  # how much is done, of how much (0 while that is not known); may raise to end it
FINE: Final = 10_000  # that a whole is told in, so that a hundredth of it moves too
MEMORY: Final = 20.0  # seconds after which what was measured counts e times less: parts of a whole differ in pace
SOONEST: Final = 1.0  # seconds of work by which its pace is judged, if they did a hundredth of it
LATEST: Final = 5.0  # and if they did less
SUDDEN: Final = 20.0  # times the pace of all others, from which a share counts as found done and not as worked for


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


@dataclass(frozen=True)
class Pace:
    """A share of some work, and the seconds in which it was done."""

    seconds: float = 0.0
    gained: float = 0.0

    def __add__(self, other: "Pace") -> "Pace":
        return Pace(self.seconds + other.seconds, self.gained + other.gained)

    def times(self, weight: float) -> "Pace":
        """Both counted so much."""
        return Pace(weight * self.seconds, weight * self.gained)

    def is_sudden(self, usual: "Pace") -> bool:
        """Whether it is much faster than the usual pace."""
        return self.gained * usual.seconds > SUDDEN * usual.gained * self.seconds > 0

    def late_by(self, usual: "Pace") -> float:
        """Seconds more than the share takes at the usual pace; all seconds if that is not known."""
        return self.seconds - (usual.seconds / usual.gained * self.gained if usual.gained > 0 else 0.0)


@dataclass(frozen=True)
class Seen:
    """A report: when it came, the share done by then, and the pace of late, apart from its longest gap and leap."""

    at: float
    share: float
    usual: Pace = Pace()
    leap: Pace = Pace()
    gap: Pace = Pace()
    gap_lasted: float = 0.0  # seconds, however long ago


class Forecast:
    """How long the rest of some work takes on this computer, judged by the pace at which its own reports came.

    What was done before the first report tells nothing of the pace: it may have been found done; nor does a single leap
    later, where the result of another's work is waited for. Nor does a single long gap, such as a wait for others or a
    first compilation: the gap latest by the pace of all others is left out, so that several gaps count as the pace that
    they are. One thread reports, any other may read.

    Parameters
    ----------
    now : callable
        Seconds of a clock.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._first: Seen | None = None
        self._last: Seen | None = None

    def report(self, done: int, total: int) -> None:
        """Note how much is done, of how much (0: not known); less than half of what was done: another part begins."""
        last = self._last
        if not total:
            self._first = self._last = None
        elif last is None or done / total < last.share / 2:
            self._first = self._last = Seen(self._now(), done / total)
        elif done / total != last.share:  # while it stands still, its pace is not known to be slower yet
            share, now = done / total, self._now()
            kept = math.exp((last.at - now) / MEMORY)
            usual, leap, gap = (pace.times(kept) for pace in (last.usual, last.leap, last.gap))
            new, lasted = Pace(now - last.at, share - last.share), last.gap_lasted
            if new.late_by(usual) > gap.late_by(usual):
                new, gap, lasted = gap, new, new.seconds
            if new.is_sudden(usual + gap):
                new, leap = leap, new
            self._last = Seen(now, share, usual + new, leap, gap, lasted)

    @property
    def seconds(self) -> float:
        """Seconds from the first report to the last that told something new."""
        return self._last.at - self._first.at if self._first is not None and self._last is not None else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds that the rest takes at the pace of late, fewer as time goes by; None while it is too early to say."""
        first, last = self._first, self._last
        if first is None or last is None:
            return None
        if self.seconds < (SOONEST if last.share - first.share >= 0.01 else LATEST):
            return None
        enough = last.at - first.at - last.gap_lasted >= SOONEST and last.usual.gained > 0
        pace = last.usual if enough else last.usual + last.gap
        if pace.gained <= 0:
            return None
        return max(0.0, pace.seconds / pace.gained * (1 - last.share) - (self._now() - last.at))


def duration(seconds: float) -> str:
    """A time as exact as an estimate of it is.

    >>> [duration(seconds) for seconds in (6, 43, 89, 90, 1000, 5400)]
    ['5 s', '45 s', '90 s', '2 minutes', '17 minutes', '2 hours']
    """
    if seconds < 90:
        return f"{5 * round(seconds / 5)} s"
    return f"{round(seconds / 60)} minutes" if seconds < 5400 else f"{round(seconds / 3600)} hours"


def room_again(seconds_left: Iterable[float | None]) -> str:
    """When there may be room for one more task, judged by the time that each one now at work still needs, if known.

    >>> [room_again(left) for left in ([3, 90], [41], [None], [150, None])]
    ['in 10 seconds', 'in 50 seconds', 'in a minute', 'in 3 minutes']
    """
    seconds = min((left for left in seconds_left if left is not None), default=60.0)
    if seconds <= 50:
        return f"in {max(10, 10 * math.ceil(seconds / 10))} seconds"
    return "in a minute" if seconds <= 60 else f"in {math.ceil(seconds / 60)} minutes"
