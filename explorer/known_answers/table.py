"""All known answers, by topic; those of the visitor's own models last."""

from collections.abc import Sequence
from pathlib import Path

from explorer.known_answers import (
    context,
    counting,
    fairness,
    layouts,
    learning,
    models,
    sequences,
    space,
    trainers,
    transformers,
    uses,
)
from explorer.known_answers.answers import Check
from explorer.vectors.model import Model


def checks(own: Sequence[Model] = (), files: Sequence[Path] = ()) -> list[Check]:
    """Every check that needs no download, and those whose model in `own`, or file of sentences, is recognised."""
    return [
        *learning.checks(),
        *trainers.checks(),
        *counting.checks(),
        *space.checks(),
        *layouts.checks(),
        *sequences.checks(),
        *context.checks(),
        *transformers.checks(),
        *fairness.checks(),
        *uses.checks(files),
        *models.checks(own),
    ]
