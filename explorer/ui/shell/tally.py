"""
Counts for the operator since the server began: work by page and how it ended, and refusals.

They contain nothing about a visitor: no name of a file or word, no key.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

Outcome = Literal["done", "refused", "stopped", "broken"]  # "refused": with a sentence for the visitor
Refusal = Literal["job", "run", "socket"]
BOUNDS: Final = (0.25, 1.0, 5.0, 30.0, 120.0, 600.0)  # seconds


@dataclass
class Times:
    """A histogram of times: `counts` has one count per bound of BOUNDS, and one for longer times."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one more time, in seconds."""
        self.counts[sum(seconds > bound for bound in BOUNDS)] += 1
        self.seconds += seconds


class Tally:
    """Counts; safe to use from any thread."""

    def __init__(self) -> None:
        self._jobs: dict[tuple[str, Outcome], Times] = {}
        self._refusals: Counter[Refusal] = Counter()
        self._lock = threading.Lock()

    def job(self, page: str, outcome: Outcome, seconds: float) -> None:
        """Count a job of that page, as "explore/map", that has ended after that many seconds of work."""
        with self._lock:
            self._jobs.setdefault((page, outcome), Times()).add(seconds)

    def refused(self, what: Refusal) -> None:
        """Count a visitor who was told that the server has no room."""
        with self._lock:
            self._refusals[what] += 1

    def jobs(self) -> Iterator[tuple[str, Outcome, Times]]:
        """Page, outcome and times of all jobs that have ended."""
        with self._lock:
            held = [(*key, Times([*times.counts], times.seconds)) for key, times in sorted(self._jobs.items())]
        yield from held

    def refusals(self) -> Iterator[tuple[Refusal, int]]:
        """What was refused, and how often."""
        with self._lock:
            held = sorted(self._refusals.items())
        yield from held


TALLY: Final = Tally()
