"""
Turns: how long work of many visitors shares a few processors.

All work that has begun makes progress, only slower. A task that has had its turn for `SLICE` seconds passes it on at
its next report if others wait; sooner if many do, so that each has a turn within a `ROUND`. It keeps the turn a little
longer, up to `KEPT` seconds, until it has told its visitor something new: where many wait, a turn for each of five
reports that read the same would be five rounds without a word. The next turn goes to the visitor with the fewest turns
now, then to the one who has had the least time: turns are shared among visitors, however many tabs and tasks each has.
A new visitor begins level with the others. A task that only waits, for a spectator or for another's result, does so
`aside`. Nobody waits longer than `PATIENCE` for a task that does not report: then one more works at the same time, and
the system shares the processors.
"""

import os
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

SLICE: Final = 0.3  # seconds of a turn while others wait
KEPT: Final = 0.6  # most seconds of one in which nothing new was told
ROUND: Final = 1.0  # seconds in which each task has a turn, if all report often enough
PATIENCE: Final = 1.0  # most seconds that a task waits for a turn: a round
GLANCE: Final = 0.25  # seconds between two looks at work under way
LONGEST_GLANCE: Final = 1.0


class Turns:
    """A few turns at a time; safe to use from any thread."""

    def __init__(self, at_once: int | None = None) -> None:
        self._free = self._at_once = at_once or max(2, os.cpu_count() or 2)
        self._waiting: list[Place] = []  # in the order in which they came
        self._used: dict[Hashable, float] = {}  # seconds, of visitors who have work here
        self._present: dict[Hashable, int] = {}
        self._held: dict[Hashable, int] = {}
        self._lock = threading.Lock()

    @property
    def crowd(self) -> int:
        """Pieces of work that wait for a turn."""
        return len(self._waiting)

    @property
    def slice(self) -> float:
        """Seconds of a turn at the moment."""
        return min(SLICE, ROUND * self._at_once / (len(self._waiting) + 1))

    @property
    def glance(self) -> float:
        """Seconds between two looks at work under way, longer the more wait: to draw how far it is takes time too."""
        return min(LONGEST_GLANCE, GLANCE * (1 + self.crowd / 4))

    def look_again(self) -> None:
        """Check again who waits; some may have given up."""
        with self._lock:
            for place in self._waiting:
                place._called.notify()

    def _call_next(self) -> None:
        """Wake the one whose turn it is, and nobody else: in a crowd, to wake all for each turn is itself work."""
        if self._free > 0 and self._waiting:
            self._next()._called.notify()

    def _next(self) -> "Place":
        return min(self._waiting, key=lambda one: (self._held.get(one.whose, 0), self._used.get(one.whose, 0.0)))


class Place:
    """The place of one piece of work among all.

    Parameters
    ----------
    whose : hashable
        The visitor it is done for.
    gave_up : callable
        Whether nobody wants the work any more; then it stops waiting.
    """

    def __init__(self, turns: Turns, whose: Hashable, gave_up: Callable[[], bool]) -> None:
        self.whose = whose
        self._turns, self._gave_up = turns, gave_up
        self._since: float | None = None  # when its turn began; None without one
        self._called = threading.Condition(turns._lock)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The calling thread gets a turn as soon as there is one, and passes it on now and then by `pass_on`."""
        turns = self._turns
        with turns._lock:
            level = min(turns._used.values(), default=0.0)
            turns._used.setdefault(self.whose, level)
            turns._present[self.whose] = turns._present.get(self.whose, 0) + 1
        token = _PLACE.set(self)
        try:
            self._take()
            yield
        finally:
            _PLACE.reset(token)
            self._give()
            with turns._lock:
                turns._present[self.whose] -= 1
                if not turns._present[self.whose]:
                    del turns._present[self.whose], turns._used[self.whose]

    def pass_on(self, *, news: bool = True) -> bool:
        """Let others have a turn first, if they wait and this turn has lasted long enough; whether they had one.

        `news`: whether the work has told its visitor something new since its turn began.
        """
        since = self._since
        least = self._turns.slice if news else KEPT
        if since is None or not self._turns._waiting or time.monotonic() - since < least:
            return False
        self._give()
        self._take()
        return True

    def _take(self) -> None:
        turns, deadline = self._turns, time.monotonic() + PATIENCE
        with turns._lock:
            turns._waiting.append(self)
            while not (turns._free > 0 and turns._next() is self):
                if self._gave_up() or (left := deadline - time.monotonic()) <= 0:
                    break
                self._called.wait(left)
            turns._waiting.remove(self)
            if not self._gave_up():
                turns._free -= 1
                turns._held[self.whose] = turns._held.get(self.whose, 0) + 1
                self._since = time.monotonic()
            turns._call_next()  # there may be one more

    def _give(self) -> None:
        turns = self._turns
        with turns._lock:
            since, self._since = self._since, None
            if since is None:
                return
            turns._used[self.whose] += time.monotonic() - since
            turns._free += 1
            turns._held[self.whose] -= 1
            if not turns._held[self.whose]:
                del turns._held[self.whose]
            turns._call_next()


_PLACE: Final[ContextVar[Place | None]] = ContextVar("place", default=None)


@contextmanager
def aside() -> Iterator[None]:
    """Give a thread's turn to others while it only waits; nothing changes for a thread without a place."""
    place = _PLACE.get()
    if place is None or place._since is None:
        yield
        return
    place._give()
    try:
        yield
    finally:
        place._take()
