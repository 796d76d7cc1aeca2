"""
How fast a run goes while it plays: so many steps a second, or as fast as it can.
"""

import math
import time
from typing import Final

from explorer.errors import SettingError

SPEEDS: Final = (1, 5, 20, 100, 500, 2000, math.inf)  # steps a second
GATHERED: Final = 0.02  # seconds; steps closer together than this are taken in one go


class Pace:
    """When the next step is due, at `speed` steps a second."""

    def __init__(self) -> None:
        self.speed: float = 100
        self._due_at = 0.0

    def begin(self, speed: float | None = None) -> None:
        """Count from now, at another speed if one is given.

        Raises
        ------
        SettingError
            If `speed` is not one of `SPEEDS`.
        """
        if speed is not None and speed not in SPEEDS:
            raise SettingError(f"There is no speed of {speed:g} steps a second.")
        self.speed = self.speed if speed is None else speed
        self._due_at = time.monotonic()

    @property
    def is_due(self) -> bool:
        """Whether a step is to be taken now."""
        return self.speed == math.inf or time.monotonic() >= self._due_at

    def count_step(self) -> None:
        """A step was taken: the next is due a moment later."""
        if self.speed != math.inf:
            self._due_at += 1 / self.speed

    def wait(self) -> float:
        """Seconds until the next step is due."""
        if self.speed == math.inf:
            return 0.0
        if time.monotonic() - self._due_at > 0.25:  # too slow for this speed: do not try to catch up
            self._due_at = time.monotonic()
        next_step = max(0.0, self._due_at - time.monotonic())
        # Waking for each of many steps would cost more than the step.
        return max(next_step, GATHERED) if self.speed > 20 else next_step
