"""
The learning curve: how well each checkpoint of one training does, against the words it had read.

Scored by the rank correlation of cosines with human ratings (`evaluation`), with its bootstrap interval; a
checkpoint whose vocabulary lacks the words is left out.  A curve that has flattened says that more of the
same text will not help; one that still rises says that the training was short.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from explorer.errors import SelectionError
from explorer.judging import evaluation
from explorer.judging.rating_files import RatedPair
from explorer.progress import Report, to_nobody
from explorer.vectors.word_vectors import WordVectors

FEW = 10  # pairs; with fewer, a correlation says next to nothing
STORED = Path(__file__).parents[2] / "data" / "words" / "learning_curve.json"


@dataclass(frozen=True, eq=False)
class Stage:
    """A training at one moment: the model, and the words it had read until then, repetitions counted."""

    vectors: WordVectors
    words_seen: int


class Point(NamedTuple):
    """The score of one stage: Spearman in [-1, 1], its 95% interval, and how many pairs it is made from."""

    words_seen: int
    spearman: float
    low: float
    high: float
    pairs: int


def learning_curve(
    stages: Sequence[Stage], pairs: Sequence[RatedPair], report: Report = to_nobody
) -> tuple[Point, ...]:
    """The score of every stage on a set of rated pairs, in their order; `report` counts stages.

    Raises
    ------
    SelectionError
        If the vocabulary has both words of fewer than ten pairs.
    """
    found = []
    for done, stage in enumerate(stages):
        report(done, len(stages))
        try:
            score = evaluation.word_similarity(stage.vectors, pairs)
        except SelectionError:
            continue  # as before training, when all vectors may be equal; too few words are refused below
        if len(score.pairs) >= FEW:
            found.append(
                Point(stage.words_seen, score.spearman, *evaluation.interval(score, draws=200), len(score.pairs))
            )
    if not found:
        known = sum(pair.first in stages[0].vectors and pair.second in stages[0].vectors for pair in pairs)
        raise SelectionError(
            f"The text of this run has both words of {known} of the {len(pairs)} pairs; {FEW} are needed for a curve. "
            "Choose another set, or train on another text."
        )
    return tuple(found)


@cache
def stored() -> dict[str, tuple[Point, ...]]:
    """The curves of the built-in model's recipe by set of ratings, one point an epoch, as measured in training."""
    content = json.loads(STORED.read_text(encoding="utf-8"))
    return {name: tuple(Point(*point) for point in points) for name, points in content["curves"].items()}
