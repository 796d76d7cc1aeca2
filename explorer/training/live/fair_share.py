"""
A few threads that train for everybody, in turns.

However many visitors press Play, no more than `threads` of them are served at a time; each turn
is short, and shorter the more there are, so that thirty runs all move, only slower.  A run that
was just clicked on goes first.  Threads start when there is work and end when there is none.
"""

import heapq
import itertools
import os
import threading
import time
from typing import Protocol

ROUND = 0.08  # seconds in which everybody should have had a turn
LONGEST, SHORTEST = 0.02, 0.004  # seconds of a turn
IDLE = 5.0  # seconds a thread without work stays


class Turns(Protocol):
    """What can be trained in turns."""

    def advance(self, seconds: float) -> float | None:
        """Train for about that many seconds; how long until the next turn is due, None if nothing is left to do."""


class FairShare:
    """Gives turns to each run woken by `wake`, until its `advance` returns None."""

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or min(4, max(2, os.cpu_count() or 2))
        self._order = itertools.count()
        self._queue: list[tuple[float, int, Turns]] = []
        self._due: dict[Turns, float] = {}  # what is not in here waits for nothing
        self._in_turn: set[Turns] = set()
        self._called: set[Turns] = set()  # woken during their own turn
        self._leaving: set[Turns] = set()  # forgotten during their own turn
        self._alive = 0
        self._condition = threading.Condition()

    @property
    def alive(self) -> int:
        """The number of threads now."""
        return self._alive

    @property
    def crowd(self) -> int:
        """Runs that wait for a turn or have one."""
        return len(self._due) + len(self._in_turn)

    def wake(self, run: Turns) -> None:
        """Give `run` a turn as soon as possible."""
        with self._condition:
            if run in self._in_turn:
                self._called.add(run)
                return
            self._enqueue(run, 0.0)
            self._start_thread()
            self._condition.notify()

    def forget(self, run: Turns) -> None:
        """No more turns for `run`."""
        with self._condition:
            self._due.pop(run, None)
            self._called.discard(run)
            if run in self._in_turn:
                self._leaving.add(run)

    def _start_thread(self) -> None:
        if self._alive < min(self.threads, len(self._due) + len(self._in_turn)):
            self._alive += 1
            threading.Thread(target=self._serve, name="training", daemon=True).start()

    def _enqueue(self, run: Turns, due: float) -> None:
        self._due[run] = due
        heapq.heappush(self._queue, (due, next(self._order), run))

    def _take(self) -> Turns | None:
        """The next run whose turn has come; None after a while without any."""
        leave_at = time.monotonic() + IDLE
        while True:
            now = time.monotonic()
            while self._queue and self._due.get(self._queue[0][2]) != self._queue[0][0]:
                heapq.heappop(self._queue)  # forgotten, or enqueued again with another time
            if self._queue and self._queue[0][0] <= now:
                run = heapq.heappop(self._queue)[2]
                del self._due[run]
                self._in_turn.add(run)
                return run
            if not self._queue and now >= leave_at:
                return None
            self._condition.wait(min((self._queue[0][0] if self._queue else leave_at) - now, IDLE))

    def _serve(self) -> None:
        while True:
            with self._condition:
                run = self._take()
                if run is None:
                    self._alive -= 1
                    return
                everybody = self.crowd
            wanted, done = None, False
            try:
                wanted = run.advance(min(LONGEST, max(SHORTEST, ROUND * self.threads / everybody)))
                done = True
            finally:
                with self._condition:
                    self._in_turn.discard(run)
                    if run in self._called:
                        self._enqueue(run, 0.0)
                    elif wanted is not None and run not in self._leaving:
                        self._enqueue(run, time.monotonic() + wanted)
                    self._called.discard(run)
                    self._leaving.discard(run)
                    if not done:  # this thread dies of a bug in one run; the others go on
                        self._alive -= 1
                        self._start_thread()
