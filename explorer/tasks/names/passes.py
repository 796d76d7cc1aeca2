"""What both window taggers share: passes over all words by scikit-learn, and the likeliest tag of each word."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from explorer.tasks.labelled import Sentence, Sentences
from explorer.tasks.names.conll import Tagged, told_apart
from explorer.vectors.word_vectors import Floats, Rows

Texts = NDArray[np.str_]


class Passing(Protocol):
    """Settings of a training by passes: how many there are."""

    @property
    def epochs(self) -> int:
        """Passes over all words."""


class Passes(ABC):
    """A classifier of scikit-learn as it learns the tags of words; a step is a piece of a pass over all of them.

    A pass over many words is made in parts. A step makes the table of a part or learns from a piece of it; a subclass
    says how many pieces there are and how to learn from one.

    Parameters
    ----------
    settings : Passing
    learned : Tagged
    around : callable
        Maps words (n,), counted through all sentences, to their (n, F) features, dense or sparse.
    at_once : int
        Words of a part, about; if this is less than all words, a pass takes several parts.

    Raises
    ------
    SelectionError
        If there are not two tags to tell apart.
    """

    def __init__(self, settings: Passing, learned: Tagged, around: Callable[[Rows], Any], *, at_once: int) -> None:
        self.tags = told_apart(learned)
        self._epochs = settings.epochs
        self._targets = np.array([tag for tags in learned.tags for tag in tags])
        self._around = around
        self._parts = -(-len(self._targets) // max(1, at_once))  # of a pass
        self._order = self._some = np.arange(len(self._targets))
        self._table = around(self._order) if self._parts == 1 else None
        self._rng = np.random.default_rng(0)
        self.done = 0

    @property
    def steps(self) -> int:
        """Tables and pieces of all parts of all passes."""
        return self._epochs * self._parts * (self._tables + self._pieces)

    @property
    def _tables(self) -> int:
        """How many are made for a part; one of all words is made once, before the first step."""
        return int(self._parts > 1)

    @property
    def _pieces(self) -> int:
        """In how many pieces a part is learned from."""
        return 1

    @abstractmethod
    def _learn(self, table: Any, targets: Texts, piece: int) -> None:  # noqa: ANN401  a matrix, dense or sparse
        """Learn the tags (n,) of words with the features `table` (n, F): the piece of that number."""

    def step(self) -> None:
        """The table of the next words in a new order, or the next piece of what is learned from them."""
        each = self._tables + self._pieces
        part, number = divmod(self.done % (self._parts * each), each)
        if number < self._tables:
            if part == 0:
                self._order = self._rng.permutation(len(self._targets))
            self._some = np.array_split(self._order, self._parts)[part]
            self._table = self._around(self._some)
        else:
            self._learn(self._table, self._targets[self._some], number - self._tables)
        self.done += 1


def likeliest(tags: Sequence[str], scores: Floats, sentences: Sentences) -> list[Sentence]:
    """The tag of the highest of the scores (T, C) for each word of each sentence."""
    best = scores.argmax(axis=1)
    ends = np.cumsum([0, *map(len, sentences)])
    return [tuple(tags[i] for i in best[start:end]) for start, end in pairwise(ends)]
