"""
The loss of a run from its first step to its last, in bounded memory.

Each point of the curve stands for `width` steps.  When the curve is full, neighbouring
points are merged and the width doubles, so that a run of a million steps takes as much
room as one of a thousand and its beginning is never lost.
"""

import math
from array import array
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.vectors.word_vectors import Floats

CAPACITY: Final = 1024  # points kept; even


@dataclass(frozen=True, eq=False)
class Curve:
    """A `LossHistory` as it was at one moment; it never changes.

    Parameters
    ----------
    line : int
        Counts the curves of a run: a new number means that the curve before is no longer valid.
    first : int
        The step at which the curve begins.
    width : int
        Steps that a point stands for.
    points : (3, N) float32
        Mean loss of a point's steps, running mean after them, held-out loss (NaN where it was not measured), in nats
        per pair; read-only.
    latest, latest_held_out : float
        Running mean and held-out loss now; NaN before there is any.
    """

    line: int
    first: int
    width: int
    points: Floats
    latest: float
    latest_held_out: float

    def at(self, step: int) -> tuple[float, float]:
        """Running mean and held-out loss at `step`, to the width of a point; NaN before there was any."""
        until = min(-(-(step - self.first) // self.width), self.points.shape[1])
        if until <= 0:
            return math.nan, math.nan
        held_out = self.points[2, :until]
        known = held_out[~np.isnan(held_out)]
        return float(self.points[1, until - 1]), float(known[-1]) if len(known) else math.nan


class LossHistory:
    """Losses in nats per pair, one point for every `width` steps.

    `means` holds the mean loss of the steps of a point, `smoothed` an exponential mean with a
    memory of about `memory` steps, `held_out` the loss on pairs never trained on (NaN where it was
    not measured).
    """

    def __init__(self, memory: int = 50) -> None:
        self.width = 1
        self.means = array("f")
        self.smoothed = array("f")
        self.held_out = array("f")
        self.latest_held_out = math.nan
        self._memory = memory
        self._decay = 1 - 1 / memory
        self._weighted = self._weight = 0.0
        self._sum, self._steps, self._held = 0.0, 0, math.nan

    def __len__(self) -> int:
        return len(self.means)

    @property
    def latest(self) -> float:
        """The smoothed loss now; NaN before the first step."""
        return self._weighted / self._weight if self._weight else math.nan

    def add(self, loss: float) -> None:
        """Add the loss of one step.

        The exponential mean is divided by its total weight, so that it starts at the first loss and
        not at 0 (the bias correction of Kingma and Ba 2015).

        >>> history = LossHistory(memory=2)
        >>> for loss in (4.0, 1.0):
        ...     history.add(loss)
        >>> list(history.means), list(history.smoothed)  # (0.5 * 4 + 1) / (0.5 + 1)
        ([4.0, 1.0], [4.0, 2.0])
        """
        self._weighted = self._decay * self._weighted + loss
        self._weight = self._decay * self._weight + 1
        self._sum += loss
        self._steps += 1
        if self._steps == self.width:
            self.means.append(self._sum / self._steps)
            self.smoothed.append(self.latest)
            self.held_out.append(self._held)
            self._sum, self._steps, self._held = 0.0, 0, math.nan
            if len(self.means) == CAPACITY:
                self._merge()

    def add_held_out(self, loss: float) -> None:
        """Record the loss on held-out pairs, measured after the last step."""
        self.latest_held_out = loss
        if self._steps == 0 and self.held_out:
            self.held_out[-1] = loss
        else:
            self._held = loss

    def curve(self, line: int, first: int) -> Curve:
        """A copy of the history as it is now: the curve number `line` of a run, which begins at step `first`."""
        points = np.array([self.means, self.smoothed, self.held_out], dtype=np.float32)  # (3, N)
        points.setflags(write=False)
        return Curve(line, first, self.width, points, self.latest, self.latest_held_out)

    def cut(self, steps: int) -> "LossHistory":
        """The history of the first `steps` steps, to the width of a point."""
        shorter = LossHistory(self._memory)
        points = steps // self.width
        shorter.width = self.width
        shorter.means, shorter.smoothed = self.means[:points], self.smoothed[:points]
        shorter.held_out = self.held_out[:points]
        known = [value for value in shorter.held_out if not math.isnan(value)]
        shorter.latest_held_out = known[-1] if known else math.nan
        if points:  # the mean goes on as if all earlier losses had equalled it
            shorter._weight, shorter._weighted = self._memory, self._memory * shorter.smoothed[-1]
        return shorter

    def _merge(self) -> None:
        self.means = array("f", ((a + b) / 2 for a, b in zip(self.means[::2], self.means[1::2], strict=True)))
        self.smoothed = self.smoothed[1::2]
        self.held_out = array(
            "f",
            (a if math.isnan(b) else b for a, b in zip(self.held_out[::2], self.held_out[1::2], strict=True)),
        )
        self.width *= 2
