"""
Earlier states of a run: dense at its beginning, ever sparser later.

Most happens in the first thousand steps, so the distance between checkpoints is a share of the
steps done.  If they take too much memory, the one whose neighbours are relatively nearest is
dropped.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.training.lecture.sgns import Place, SGNSStep
from explorer.training.live.course import Course
from explorer.vectors.word_vectors import Floats

SPACING: Final = 1.08  # from one checkpoint to the next
MEMORY: Final = 16 * 2**20  # bytes for the checkpoints of a run
FEWEST, MOST = 6, 56  # with the first text and the settings of the page these take 2.3 MB
LARGEST: Final = 1000.0


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """
    Both matrices (V, D) after `step` steps, read-only, and the smoothed loss then (NaN before the first step).

    `place` is the place of training in the text and in its random numbers: with it, a run that continues from here
    gives the digits of one that never stopped.  `course` lists the changes made before, `last` is the step that led
    here (None before the first).
    """

    step: int
    v_in: Floats
    v_out: Floats
    loss: float
    place: Place | None = None
    course: Course = ()
    last: SGNSStep | None = None


class Checkpoints:
    """The checkpoints of one run by step; the first is always kept, and the one at `always` once it is reached."""

    def __init__(self, bytes_each: int, *, always: int | None = None) -> None:
        self.always = always
        self.capacity = min(MOST, max(FEWEST, MEMORY // max(bytes_each, 1)))
        self.kept: tuple[Checkpoint, ...] = ()  # replaced as a whole, so readers of the old ones are safe

    @property
    def steps(self) -> list[int]:
        """The steps to which a run can go back."""
        return [checkpoint.step for checkpoint in self.kept]

    def is_due(self, step: int) -> bool:
        """Whether enough has happened since the last checkpoint."""
        return (
            not self.kept
            or step == self.always
            or step >= max(self.kept[-1].step + 1, math.floor(self.kept[-1].step * SPACING))
        )

    def add(self, checkpoint: Checkpoint) -> None:
        """Add a checkpoint that is later than all others."""
        kept = (*self.kept, checkpoint)
        if len(kept) > self.capacity:
            nearness = [
                math.inf if at.step == self.always else math.log((after.step + 1) / (before.step + 1))
                for before, at, after in zip(kept[:-2], kept[1:-1], kept[2:], strict=True)
            ]
            dropped = 1 + nearness.index(min(nearness))
            kept = (*kept[:dropped], *kept[dropped + 1 :])
        self.kept = kept

    def hold(self, checkpoint: Checkpoint) -> None:
        """Keep this checkpoint until another is held."""
        self.always = checkpoint.step
        others = [kept for kept in self.kept if kept.step != checkpoint.step]
        self.kept = tuple(sorted([*others, checkpoint], key=lambda kept: kept.step))

    def at(self, step: int) -> Checkpoint:
        """The last checkpoint that is not later than `step`."""
        return not_later(self.kept, step)

    def last_good(self) -> Checkpoint:
        """The last checkpoint whose components have a reasonable size; the first if none has."""
        good = [kept for kept in self.kept if is_reasonable(kept.v_in) and is_reasonable(kept.v_out)]
        return good[-1] if good else self.kept[0]

    def cut(self, step: int) -> None:
        """Forget those later than `step`."""
        self.kept = tuple(checkpoint for checkpoint in self.kept if checkpoint.step <= step)


def not_later(kept: tuple[Checkpoint, ...], step: int) -> Checkpoint:
    """The last of the checkpoints that is not later than `step`; the first if all are."""
    earlier = [checkpoint for checkpoint in kept if checkpoint.step <= step]
    return earlier[-1] if earlier else kept[0]


def is_reasonable(matrix: Floats) -> bool:
    """Whether all components of a matrix (V, D) are numbers of at most `LARGEST`; trained ones stay below 20."""
    return bool(np.abs(matrix).max(initial=0) <= LARGEST)  # False also for NaN
