"""
One pair under the X-ray: every vector it touches, before and after.

Skip-gram with negative sampling (Mikolov et al. 2013, eq. 4): what each number was, and what the update made of
it.  A step may take one pair or many; with many, one of them is looked at, and the vectors after the step have
also been moved by the other pairs that share its words.
"""

from dataclasses import dataclass

import numpy as np

from explorer.training.lecture.pairs import Ids, Pairs
from explorer.training.lecture.sgns import SGNSStep, SGNSTrainer
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True, eq=False)
class OneUpdate:
    """A step, and one of its pairs.

    Parameters
    ----------
    step : SGNSStep
    pair : int
        Which of its B pairs is looked at.
    rate : float
    v_before, v_after : (D,)
        Of the centre word.
    u_before, u_after : (1 + K, D)
        Of the context word, then of the negatives. A word drawn twice has two equal rows, each
        after both updates.
    chance : (1 + K,)
        Probability with which the noise distribution draws each of these words.
    touched_in, touched_out : (N,) ids
        Rows of V_in and of V_out that have a gradient in the whole step; all others of the 2 V have none.
    """

    step: SGNSStep
    pair: int
    rate: float
    v_before: Floats
    v_after: Floats
    u_before: Floats
    u_after: Floats
    chance: Floats
    touched_in: Ids
    touched_out: Ids


def pairs_shown(pairs: Pairs) -> Ids:
    """(N,) numbers of the pairs of one centre: the one with the most pairs in the step, the first of several."""
    centres, first_pair, times = np.unique(pairs.centre_at, return_index=True, return_counts=True)
    at = int(centres[np.lexsort((first_pair, -times))[0]])
    return np.flatnonzero(pairs.centre_at == at)


def one_update(trainer: SGNSTrainer) -> OneUpdate:
    """Let `trainer` learn from the next pair of its text and record all of it.

    Raises
    ------
    DivergedError
        If the scores are no longer numbers; the vectors stay as they were before.
    """
    return watched_step(trainer, 1)


def watched_step(trainer: SGNSTrainer, B: int) -> OneUpdate:
    """Let `trainer` learn from the next B pairs of its text, and record what becomes of one of them.

    Raises
    ------
    DivergedError
        If the scores are no longer numbers; the vectors stay as they were before.
    """
    pairs = trainer.next_pairs(B)
    negative = trainer.draw_negatives(len(pairs))
    pair = int(pairs_shown(pairs)[0])
    centre = int(pairs.centre[pair])
    outputs = np.concatenate([pairs.context[pair : pair + 1], negative[pair]])  # (1 + K,)
    v_before, u_before = trainer.v_in[centre].copy(), trainer.v_out[outputs]
    rate = trainer.learning_rate
    step = trainer.learn(pairs, negative)
    return OneUpdate(
        step,
        pair,
        rate,
        v_before,
        trainer.v_in[centre].copy(),
        u_before,
        trainer.v_out[outputs],
        trainer.noise[outputs],
        np.unique(step.pairs.centre),
        np.unique(np.concatenate([step.pairs.context, step.negative[step.counted]])),
    )
