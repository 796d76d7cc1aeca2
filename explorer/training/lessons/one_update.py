"""
One pair under the X-ray: every vector it touches, before and after.

Skip-gram with negative sampling (Mikolov et al. 2013, eq. 4) with a single pair a step:
what each number was, and what the update made of it.
"""

from dataclasses import dataclass

import numpy as np

from explorer.training.lecture.sgns import SGNSStep, SGNSTrainer
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True, eq=False)
class OneUpdate:
    """A step of a single pair.

    Parameters
    ----------
    step : SGNSStep
        Its arrays have B = 1.
    rate : float
    v_before, v_after : (D,)
        Of the centre word.
    u_before, u_after : (1 + K, D)
        Of the context word, then of the negatives. A word drawn twice has two equal rows, each
        after both updates.
    chance : (1 + K,)
        Probability with which the noise distribution draws each of these words.
    """

    step: SGNSStep
    rate: float
    v_before: Floats
    v_after: Floats
    u_before: Floats
    u_after: Floats
    chance: Floats


def one_update(trainer: SGNSTrainer) -> OneUpdate:
    """Let `trainer` learn from the next pair of its text and record all of it.

    Raises
    ------
    DivergedError
        If the scores are no longer numbers; the vectors stay as they were before.
    """
    pairs = trainer.next_pairs(1)
    negative = trainer.draw_negatives(1)
    centre = int(pairs.centre[0])
    outputs = np.concatenate([pairs.context, negative[0]])  # (1 + K,)
    v_before, u_before = trainer.v_in[centre].copy(), trainer.v_out[outputs]
    rate = trainer.learning_rate
    step = trainer.learn(pairs, negative)
    return OneUpdate(
        step,
        rate,
        v_before,
        trainer.v_in[centre].copy(),
        u_before,
        trainer.v_out[outputs],
        trainer.noise[outputs],
    )
