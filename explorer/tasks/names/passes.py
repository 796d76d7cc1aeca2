"""What both window taggers share: passes of a scikit-learn classifier, and the likeliest tag of each word."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from explorer.tasks.labelled import Sentence, Sentences
from explorer.tasks.names.conll import Tagged, told_apart
from explorer.vectors.word_vectors import Floats, Rows


class Passing(Protocol):
    """Settings of a training by passes: how many there are."""

    @property
    def epochs(self) -> int:
        """Passes over all words."""
        ...


class Passes:
    """A classifier of scikit-learn as it learns the tags of words; a step is a pass over all of them or a part of one.

    A subclass makes the classifier.

    Parameters
    ----------
    settings : Passing
    learned : Tagged
    around : callable
        Maps words (n,), counted through all sentences, to their (n, F) features, dense or sparse.
    at_once : int
        Words of a step, about; if this is less than all words, a pass takes several steps.

    Raises
    ------
    SelectionError
        If there are not two tags to tell apart.
    """

    _model: Any  # a model that can learn on (`partial_fit`)

    def __init__(self, settings: Passing, learned: Tagged, around: Callable[[Rows], Any], *, at_once: int) -> None:
        self.tags = told_apart(learned)
        self._epochs = settings.epochs
        self._targets = np.array([tag for tags in learned.tags for tag in tags])
        self._around = around
        self._parts = -(-len(self._targets) // max(1, at_once))  # of a pass
        self._order = np.arange(len(self._targets))
        self._table = around(self._order) if self._parts == 1 else None
        self._rng = np.random.default_rng(0)
        self.done = 0

    @property
    def steps(self) -> int:
        """Parts of all passes."""
        return self._epochs * self._parts

    def step(self) -> None:
        """A pass over all words in a new order, or the next part of one if they are many."""
        table, part = self._table, self.done % self._parts
        if table is None and part == 0:
            self._order = self._rng.permutation(len(self._targets))
        some = np.array_split(self._order, self._parts)[part]
        table = self._around(some) if table is None else table
        self._model.partial_fit(table, self._targets[some], classes=self.tags)
        self.done += 1


def likeliest(tags: Sequence[str], scores: Floats, sentences: Sentences) -> list[Sentence]:
    """The tag of the highest of the scores (T, C) for each word of each sentence."""
    best = scores.argmax(axis=1)
    ends = np.cumsum([0, *map(len, sentences)])
    return [tuple(tags[i] for i in best[start:end]) for start, end in pairwise(ends)]
