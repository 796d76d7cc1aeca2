"""What can be seen of a run in training: a copy of everything, so that no reader ever meets half an update."""

from dataclasses import dataclass

from explorer.training.lecture.sgns import Place, SGNSStep
from explorer.training.lessons.one_update import OneUpdate
from explorer.training.live.course import Course
from explorer.vectors.word_vectors import Floats


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
        The newest step under the X-ray, if the run goes pair by pair.
    v_in, v_out : (V, D) float32
        Copies; read-only.
    place : Place
        Where training stands in the text and in its random numbers.
    course : Course
        What was changed on the way.
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
    trouble: str = ""
