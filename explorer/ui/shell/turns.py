"""
Turns: how long work of many visitors shares a few processors.

All work that has begun makes progress, only slower. A task that has had its turn for `SLICE` seconds passes it on at
its next report if others wait; sooner if many do, so that each has a turn within a `ROUND`. It keeps the turn a little
longer, up to `KEPT` seconds, until it has told its visitor something new: where many wait, a turn for each of five
reports that read the same would be five rounds without a word. The next turn goes to the visitor with the fewest turns
now, then to one who has had none for longer than a `ROUND`, then to the one who has had the least time: turns are
shared among visitors, however many tabs and tasks each has. A new visitor begins level with the others. A task that
only waits, for a spectator or for another's result, does so `aside`. Work that nobody looks at, as its visitor is on
another page, goes on where nobody waits for what is looked at, or every `RARELY`; that is no turn of its visitor, who
waits for another. Work whose result other visitors wait for has its turns as if it were theirs.

Only a task that has not reported for its `patience` loses its turn to the next: it goes on beside it, and at its next
report it waits like all. That others have waited long is no reason to let them go ahead: with twenty threads at work at
once each needs a tenth of a second only to get Python's interpreter, also those that draw pages and answer clicks. For
the same reason there is one turn at a time where more than `MANY` wait: two tasks lost more time in waiting for each
other's Python than they gained by a second processor.
"""

import math
import os
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

SLICE: Final = 0.3  # seconds of a turn while others wait
KEPT: Final = 0.3  # most seconds of one in which nothing new was told
ROUND: Final = 0.35  # seconds in which each task has a turn, if all report often enough
PATIENCE: Final = 0.3  # seconds without a report after which a task loses its turn
UNSEEN: Final = 8.0  # seconds since its visitor last saw how far it is, after which work can wait
RARELY: Final = 20.0  # most seconds that it waits then, if turns come that soon
MANY: Final = 4  # pieces of work that wait, beyond which one has a turn at a time
GLANCE: Final = 0.25  # seconds between two looks at work under way
LONGEST_GLANCE: Final = 0.4


class Turns:
    """A few turns at a time; safe to use from any thread.

    Parameters
    ----------
    at_once : int, optional
        Turns at a time while few wait; as many as there are processors, and at least two, if not given.
    patience : float, optional
        Seconds without a report after which a task loses its turn.
    """

    def __init__(self, at_once: int | None = None, patience: float | None = None) -> None:
        self._at_once = at_once or max(2, os.cpu_count() or 2)
        self._patience = PATIENCE if patience is None else patience
        self._waiting: list[Place] = []  # in the order in which they came
        self._working: list[Place] = []  # those that have a turn
        self._used: dict[Hashable, float] = {}  # seconds, of visitors who have work here
        self._served: dict[Hashable, float] = {}  # when their last turn ended
        self._present: dict[Hashable, int] = {}
        self._held: dict[Hashable, int] = {}
        self._lock = threading.Lock()

    @property
    def crowd(self) -> int:
        """Pieces of work that wait for a turn."""
        return len(self._waiting)

    @property
    def at_once(self) -> int:
        """Turns at a time at the moment."""
        return self._at_once if len(self._waiting) <= MANY else 1

    @property
    def slice(self) -> float:
        """Seconds of a turn at the moment."""
        now = time.monotonic()
        return min(SLICE, ROUND * self.at_once / (sum(one.is_seen(now) for one in self._waiting) + 1))

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
        if self._waiting and self._has_room():
            self._next()._called.notify()

    def _has_room(self) -> bool:
        return len(self._working) < self.at_once

    def _next(self) -> "Place":
        now = time.monotonic()

        def rank(one: Place) -> tuple[bool, int, float, float]:
            can_wait = not one.is_seen(now) and now - one._came < RARELY
            waited = now - (one._came if one.is_lent(now) else self._served.get(one.whose, one._came))
            late = waited if waited > ROUND else 0.0
            held = 0 if one.is_lent(now) else self._held.get(one.whose, 0)
            return can_wait, held, -late, self._used.get(one.whose, 0.0)

        return min(self._waiting, key=rank)

    def _until_mute(self) -> float:
        """Seconds until a turn may be taken from a task that has not reported, if it does not; call it with the lock.

        It is taken in this call if the time has come.
        """
        if not self._working:
            return self._patience
        mute = min(self._working, key=lambda one: one._heard)
        left = mute._heard + self._patience - time.monotonic()
        if left <= 0:
            mute._end_turn()
            mute._was_mute = True
        return left


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
        self.seen_at = time.monotonic()  # when its visitor last looked at the work
        self._lent_at = -math.inf  # when a visitor last looked who waits for the same result
        self._came = 0.0  # when it began to wait
        self._since: float | None = None  # when its turn began; None without one
        self._heard = 0.0  # when it last reported in its turn
        self._was_mute = False  # so that it lost its turn
        self._called = threading.Condition(turns._lock)

    def is_seen(self, now: float) -> bool:
        """Whether the visitor looks at the work: whether the page that shows how far it is was drawn lately."""
        return now - self.seen_at < UNSEEN

    def lend_sight(self, other: "Place") -> None:
        """Note that `other` waits for the result of this work: its visitor looks at it, and waits like any other."""
        self.seen_at = max(self.seen_at, other.seen_at)
        if other.whose != self.whose:
            self._lent_at = max(self._lent_at, other.seen_at)

    def is_lent(self, now: float) -> bool:
        """Whether another visitor than its own looks at it."""
        return now - self._lent_at < UNSEEN

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
                    turns._served.pop(self.whose, None)

    def pass_on(self, *, news: bool = True) -> bool:
        """Let others have a turn first, if they wait and this turn has lasted long enough; whether they had one.

        `news`: whether the work has told its visitor something new since its turn began; if somebody looks.
        """
        since, self._heard = self._since, time.monotonic()
        if self._was_mute:
            self._take()
            return True
        least = KEPT if not news and self.is_seen(self._heard) else self._turns.slice
        if since is None or not self._turns._waiting or self._heard - since < least:
            return False
        self._give()
        self._take()
        return True

    def _take(self) -> None:
        turns = self._turns
        with turns._lock:
            self._was_mute = False
            self._came = time.monotonic()
            turns._waiting.append(self)
            while not (self._gave_up() or self._is_next()):
                left = turns._until_mute()
                if not self._is_next():
                    turns._call_next()  # a turn may just have been taken from a task
                    self._called.wait(max(left, 0.01))
            turns._waiting.remove(self)
            if not self._gave_up():
                turns._held[self.whose] = turns._held.get(self.whose, 0) + 1
                self._since = self._heard = time.monotonic()
                turns._working.append(self)
            turns._call_next()  # there may be one more turn

    def _is_next(self) -> bool:
        return self._turns._has_room() and self._turns._next() is self

    def _give(self) -> None:
        with self._turns._lock:
            if self._since is not None:
                self._end_turn()
                self._turns._call_next()

    def _end_turn(self) -> None:
        """End its turn; call it with the lock."""
        turns, now = self._turns, time.monotonic()
        assert self._since is not None
        turns._used[self.whose] += now - self._since
        if self.is_seen(now):
            turns._served[self.whose] = now
        self._since = None
        turns._working.remove(self)
        turns._held[self.whose] -= 1
        if not turns._held[self.whose]:
            del turns._held[self.whose]


_PLACE: Final[ContextVar[Place | None]] = ContextVar("place", default=None)


def place_of_thread() -> Place | None:
    """The place of the work that the calling thread does."""
    return _PLACE.get()


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
