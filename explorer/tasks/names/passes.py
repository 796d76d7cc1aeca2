"""What both window taggers share: passes of a classifier of scikit-learn, and the likeliest tag of each word."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from explorer.tasks.labelled import Sentence, Sentences
from explorer.tasks.names.conll import Tagged, told_apart
from explorer.vectors.word_vectors import Floats


class Passing(Protocol):
    """Settings of a training by passes: how many there are."""

    @property
    def epochs(self) -> int:
        """Passes over all words."""
        ...


class Passes:
    """A classifier of scikit-learn as it learns the tags of words; a step is one pass over all of them.

    Who inherits from it makes the table and the classifier.

    Parameters
    ----------
    settings : Passing
    learned : Tagged

    Raises
    ------
    SelectionError
        If there are no two tags to tell apart.
    """

    _table: Any  # (T, F) numbers, dense or sparse: what is seen of each word of all sentences, one after the other
    _model: Any  # one that can learn on (`partial_fit`)

    def __init__(self, settings: Passing, learned: Tagged) -> None:
        self.tags = told_apart(learned)
        self._epochs = settings.epochs
        self._targets = np.array([tag for tags in learned.tags for tag in tags])
        self.done = 0

    @property
    def steps(self) -> int:
        """Passes over all words."""
        return self._epochs

    def step(self) -> None:
        """One pass over all words in a new order."""
        self._model.partial_fit(self._table, self._targets, classes=self.tags)
        self.done += 1


def likeliest(tags: Sequence[str], scores: Floats, sentences: Sentences) -> list[Sentence]:
    """The tag of the highest of the scores (T, C) for each word of each sentence."""
    best = scores.argmax(axis=1)
    ends = np.cumsum([0, *map(len, sentences)])
    return [tuple(tags[i] for i in best[start:end]) for start, end in pairwise(ends)]
