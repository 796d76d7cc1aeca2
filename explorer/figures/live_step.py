"""
One step of training as arrays: the running text, the pair table, and one update under the X-ray.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from explorer.text.corpus import Corpus
from explorer.training.lecture.pairs import Ids
from explorer.training.lecture.sgns import SGNSStep
from explorer.training.lessons.one_update import OneUpdate, pairs_shown
from explorer.vectors.word_vectors import Floats

CENTRE, CONTEXT, ENDS = 1, 2, 4  # marks of a word in the running text; ENDS: last of its sentence
MOST_ROWS: Final = 36  # of the pair table
AROUND: Final = 16  # words of the text to each side of the centre


def step_arrays(corpus: Corpus, step: SGNSStep) -> dict[str, NDArray[Any]]:
    """The words (N,) around the centre of `pairs_shown` with their marks, and the table of its pairs."""
    same = pairs_shown(step.pairs)
    at = int(step.pairs.centre_at[same[0]])
    first, last = max(at - AROUND, 0), min(at + AROUND + 1, len(corpus.tokens))
    marks = np.zeros(last - first, np.uint8)
    marks[at - first] = CENTRE
    contexts = step.pairs.context_at[same] - first
    marks[contexts[(contexts >= 0) & (contexts < len(marks))]] |= CONTEXT
    ends = corpus.offsets[1:] - 1
    inside = ends[np.searchsorted(ends, first) : np.searchsorted(ends, last)]
    marks[inside - first] |= ENDS
    rows, values = table(step, same)
    return {
        "strip": corpus.tokens[first:last],
        "marks": marks,
        "strip_at": np.array([at - first], np.int32),
        "rows": rows.ravel(),
        "values": values.ravel(),
    }


def table(step: SGNSStep, same: Ids) -> tuple[NDArray[np.int32], Floats]:
    """Rows of the pair table for the pairs (N,): each true pair and under it its negatives.

    (R, 3) int32 of input word, output word, and target (+ 2 if the row counts); and (R, 3) float32 of score, sigmoid,
    error.
    """
    rows: list[tuple[int, int, int]] = []
    values: list[tuple[float, float, float]] = []
    for pair in same[: max(1, MOST_ROWS // (1 + step.negative.shape[1]))]:
        centre = int(step.pairs.centre[pair])
        rows.append((centre, int(step.pairs.context[pair]), 1 + 2))
        values.append((float(step.score[pair]), float(step.sigmoid[pair]), float(step.error[pair])))
        for k, word in enumerate(step.negative[pair]):
            rows.append((centre, int(word), 2 * int(step.counted[pair, k])))
            values.append((
                float(step.score_negative[pair, k]),
                float(step.sigmoid_negative[pair, k]),
                float(step.error_negative[pair, k]),
            ))
    return np.array(rows, np.int32), np.array(values, np.float32)


def update_arrays(update: OneUpdate) -> dict[str, NDArray[Any]]:
    """The vectors of one update, flat (N,): centre before and after, outputs likewise; chances; rows touched."""
    return {
        "x_v": np.concatenate([update.v_before, update.v_after]).astype(np.float32),
        "x_u": np.concatenate([update.u_before.ravel(), update.u_after.ravel()]).astype(np.float32),
        "x_chance": update.chance.astype(np.float32),
        "x_touched_v": update.touched_in.astype(np.int32),
        "x_touched_u": update.touched_out.astype(np.int32),
    }
