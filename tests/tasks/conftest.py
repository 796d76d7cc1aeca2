"""Labelled sentences and vectors small enough to check by eye."""

import numpy as np
import pytest

from explorer.tasks.labelled import Labelled
from explorer.vectors.word_vectors import WordVectors

WORDS = ("good", "great", "fine", "bad", "awful", "dull", "film", "story", "the", "Berlin")


@pytest.fixture
def films() -> Labelled:
    """Two classes; no positive sentence has “great” in it but one."""
    rows = [
        ("the good film", 1),
        ("good story", 1),
        ("great film", 1),
        ("the bad film", 0),
        ("awful awful story", 0),
        ("bad bad film", 0),
    ]
    labels = np.array([label for _, label in rows], dtype=np.intp)
    return Labelled("films", tuple(tuple(text.split()) for text, _ in rows), labels, ("negative", "positive"))


@pytest.fixture
def judgements() -> WordVectors:
    """Axis 0 is what one thinks of it, axis 1 is whether it is a thing."""
    matrix = [[2, 0], [2, 0.1], [1, 0.1], [-2, 0], [-2, 0.2], [-1, 0.1], [0, 1], [0.1, 1], [0, 0.1], [0.1, 3]]
    return WordVectors(WORDS, np.array(matrix, dtype=np.float32))
