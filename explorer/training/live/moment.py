"""What watchers see of a run in training: a copy of everything, so that no reader ever sees half an update."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from explorer.training.lecture.sgns import Place, SGNSStep
from explorer.training.lessons.one_update import OneUpdate
from explorer.training.live.checkpoints import Checkpoint
from explorer.training.live.course import Course
from explorer.training.live.history import Curve
from explorer.vectors.word_vectors import Floats

Matrix = Literal["v", "u", "mean", "both"]
MATRICES: Final[tuple[Matrix, ...]] = get_args(Matrix)


@dataclass(frozen=True, eq=False)
class Moment:
    """One moment of a run.

    Parameters
    ----------
    number : int
        Counts the moments of a run, also over a reset.
    steps_done : int
    epoch : float
        How many times the text has been read.
    last : SGNSStep or None
        The newest step; None before the first.
    update : OneUpdate or None
        The newest step under the X-ray, if it was recorded.
    v_in, v_out : (V, D) float32
        Copies; read-only.
    place : Place
        The place of training in the text and in its random numbers.
    course : Course
        The changes made on the way.
    curve : Curve
        The losses up to here; beyond `steps_done` if training diverged and was taken back.
    kept : tuple of Checkpoint
        The checkpoints to which the run can go back, the first step first.
    trouble : str
        Why training stopped by itself, as a sentence; empty if it did not.
    """

    number: int
    steps_done: int
    epoch: float
    last: SGNSStep | None
    update: OneUpdate | None
    v_in: Floats
    v_out: Floats
    place: Place
    course: Course
    curve: Curve
    kept: tuple[Checkpoint, ...]
    trouble: str = ""

    @property
    def rates(self) -> list[tuple[int, float]]:
        """Steps at which the learning rate was changed, each with the new one."""
        return [(change.step, change.rate) for change in self.course if change.rate is not None]


@dataclass(frozen=True)
class Standing:
    """What a run is about to do; an order changes this at once, before the next moment.

    `pending` steps are ordered and not yet done, which takes `seconds_left` (None: too early to say); `still` says
    that the newest moment shows the newest step and that no other will follow by itself; `speed` is in steps a second.
    """

    playing: bool
    pending: int
    still: bool
    speed: float
    rate: float
    seconds_left: float | None = None


Seen = Moment | Checkpoint


def chosen_rows(seen: Seen, matrix: Matrix, rows: slice | list[int] | None = None) -> Floats:
    """(N, D) vectors v, u, or their means, or (N, 2 D) both, v and then u; of all words or of some."""
    chosen = slice(None) if rows is None else rows
    match matrix:
        case "v":
            return seen.v_in[chosen]
        case "u":
            return seen.v_out[chosen]
        case "mean":
            return (seen.v_in[chosen] + seen.v_out[chosen]) / 2
    return np.concatenate([seen.v_in[chosen], seen.v_out[chosen]], axis=1)
