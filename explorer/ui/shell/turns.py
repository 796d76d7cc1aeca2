"""
Turns: how long work of many visitors shares a few processors.

All work that has begun moves, only slower.  Whoever is at work passes the turn on, at its next report, once it has had
it for `SLICE` seconds and somebody else waits.  The next turn is for the visitor who has the fewest of them now, then
for the one who has had the least time: it is visitors that share, however many tabs and tasks each has.  Who comes
new begins level with the others.  Who merely waits, for an eye or for what another works out, does so `aside`.
Nobody waits longer than `PATIENCE` for one who does not report: then there is one more at work, and the system shares.
"""

import os
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

SLICE: Final = 0.3  # seconds of a turn while somebody else waits
PATIENCE: Final = 2.0  # seconds that anybody waits for a turn


class Turns:
    """A few turns at a time; safe to use from any thread."""

    def __init__(self, at_once: int | None = None) -> None:
        self._free = at_once or max(2, os.cpu_count() or 2)
        self._waiting: list[Place] = []  # in the order in which they came
        self._used: dict[Hashable, float] = {}  # seconds, of visitors who have work here
        self._present: dict[Hashable, int] = {}
        self._held: dict[Hashable, int] = {}
        self._changed = threading.Condition()

    @property
    def crowd(self) -> int:
        """Pieces of work that wait for a turn."""
        return len(self._waiting)

    def look_again(self) -> None:
        """Somebody who waits may have given up."""
        with self._changed:
            self._changed.notify_all()

    def _next(self) -> "Place":
        return min(self._waiting, key=lambda one: (self._held.get(one.whose, 0), self._used.get(one.whose, 0.0)))


class Place:
    """The place of one piece of work among all.

    Parameters
    ----------
    whose : hashable
        The visitor it is done for.
    gave_up : callable
        Whether nobody wants the work any more: then it waits no longer.
    """

    def __init__(self, turns: Turns, whose: Hashable, gave_up: Callable[[], bool]) -> None:
        self.whose = whose
        self._turns, self._gave_up = turns, gave_up
        self._since: float | None = None  # when its turn began; None without one

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The thread that enters has a turn as soon as there is one, and now and then passes it on by `pass_on`."""
        turns = self._turns
        with turns._changed:
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
            with turns._changed:
                turns._present[self.whose] -= 1
                if not turns._present[self.whose]:
                    del turns._present[self.whose], turns._used[self.whose]

    def pass_on(self) -> None:
        """Let others have a turn first, if they wait and this one has lasted."""
        since = self._since
        if since is not None and self._turns._waiting and time.monotonic() - since >= SLICE:
            self._give()
            self._take()

    def _take(self) -> None:
        turns, deadline = self._turns, time.monotonic() + PATIENCE
        with turns._changed:
            turns._waiting.append(self)
            while not (turns._free > 0 and turns._next() is self):
                if self._gave_up() or (left := deadline - time.monotonic()) <= 0:
                    break
                turns._changed.wait(left)
            turns._waiting.remove(self)
            if not self._gave_up():
                turns._free -= 1
                turns._held[self.whose] = turns._held.get(self.whose, 0) + 1
                self._since = time.monotonic()
            turns._changed.notify_all()  # there may be one more, for the next

    def _give(self) -> None:
        turns = self._turns
        with turns._changed:
            since, self._since = self._since, None
            if since is None:
                return
            turns._used[self.whose] += time.monotonic() - since
            turns._free += 1
            turns._held[self.whose] -= 1
            if not turns._held[self.whose]:
                del turns._held[self.whose]
            turns._changed.notify_all()


_PLACE: Final[ContextVar[Place | None]] = ContextVar("place", default=None)


@contextmanager
def aside() -> Iterator[None]:
    """While a thread merely waits, its turn is for others; nothing changes for a thread that has no place."""
    place = _PLACE.get()
    if place is None or place._since is None:
        yield
        return
    place._give()
    try:
        yield
    finally:
        place._take()
