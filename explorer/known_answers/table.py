"""All known answers, by topic; those of the visitor's own models last."""

from collections.abc import Sequence

from explorer.known_answers import counting, fairness, layouts, learning, models, sequences, space, trainers
from explorer.known_answers.answers import Check
from explorer.vectors.word_vectors import WordVectors


def checks(own: Sequence[WordVectors] = ()) -> list[Check]:
    """Every check that needs no download, and those for which `own` has a matching pretrained model."""
    return [
        *learning.checks(),
        *trainers.checks(),
        *counting.checks(),
        *space.checks(),
        *layouts.checks(),
        *sequences.checks(),
        *fairness.checks(),
        *models.checks(own),
    ]
