"""A classifier's answers to sentences of known class: confusion, confident mistakes, and where it errs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.tasks.classifier import Classifier, probabilities
from explorer.tasks.features import unknown_share
from explorer.tasks.intervals import wilson
from explorer.tasks.labelled import Labelled, Sentence
from explorer.vectors.word_vectors import Floats, WordVectors

LENGTHS = (0, 6, 11, 16, 21, 31)  # number of words at which a group begins
SHARES = (0.0, 1e-9, 0.05, 0.1, 0.2)  # of unknown words


@dataclass(frozen=True, eq=False)
class Verdicts:
    """A classifier's answers to N sentences.

    Parameters
    ----------
    tested : Labelled
    chances : (N, C) float64
        Probability of each class.
    """

    tested: Labelled
    chances: Floats

    @cached_property
    def predicted(self) -> NDArray[np.intp]:
        """(N,) number of the likeliest class."""
        return np.asarray(self.chances.argmax(axis=1), dtype=np.intp)

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """(N,) whether that class is the sentence's own."""
        return np.asarray(self.predicted == self.tested.labels)

    @property
    def accuracy(self) -> float:
        """Share judged rightly."""
        return float(self.right.mean())

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval of the accuracy."""
        return wilson(int(self.right.sum()), len(self.right))

    @cached_property
    def confusion(self) -> NDArray[np.intp]:
        """(C, C) numbers of sentences of class i that were taken for class j."""
        C = len(self.tested.classes)
        table = np.zeros((C, C), dtype=np.intp)
        np.add.at(table, (self.tested.labels, self.predicted), 1)
        return table


@dataclass(frozen=True)
class Mistake:
    """A sentence taken for another class; `chance` is how sure the classifier was of that."""

    row: int
    sentence: Sentence
    truth: str
    predicted: str
    chance: float


@dataclass(frozen=True)
class Slice:
    """Accuracy on the sentences of one group, with its 95% interval."""

    name: str
    sentences: int
    accuracy: float
    low: float
    high: float


def judged(classifier: Classifier, tested: Labelled) -> Verdicts:
    """A classifier's answers to sentences of known class."""
    return Verdicts(tested, probabilities(classifier, tested.sentences))


def mistakes(verdicts: Verdicts, *, truth: str | None = None, predicted: str | None = None) -> list[Mistake]:
    """The sentences judged wrongly, the surest first; only those of one class, or taken for one, if given."""
    classes = verdicts.tested.classes
    found = [
        Mistake(
            int(row),
            verdicts.tested.sentences[row],
            classes[verdicts.tested.labels[row]],
            classes[verdicts.predicted[row]],
            float(verdicts.chances[row].max()),
        )
        for row in np.flatnonzero(~verdicts.right)
    ]
    asked = [m for m in found if truth in (None, m.truth) and predicted in (None, m.predicted)]
    return sorted(asked, key=lambda mistake: -mistake.chance)


def by_length(verdicts: Verdicts) -> list[Slice]:
    """Accuracy by the number of words."""
    names = [f"{a} to {b - 1}" if b else f"{a} and more" for a, b in zip(LENGTHS, (*LENGTHS[1:], 0), strict=True)]
    names[0] = f"up to {LENGTHS[1] - 1}"
    return _slices(verdicts, len, LENGTHS, names)


def by_unknown(verdicts: Verdicts, vectors: WordVectors) -> list[Slice]:
    """Accuracy by the share of words without a vector in the model."""
    names = ["none", "up to 5%", "5 to 10%", "10 to 20%", "20% and more"]
    return _slices(verdicts, lambda sentence: unknown_share(sentence, vectors), SHARES, names)


def _slices(
    verdicts: Verdicts, measure: Callable[[Sentence], float], starts: Sequence[float], names: Sequence[str]
) -> list[Slice]:
    """The non-empty groups, each from its start up to the next group's."""
    group = np.searchsorted(starts, [measure(s) for s in verdicts.tested.sentences], side="right") - 1
    found = []
    for number, name in enumerate(names):
        right = verdicts.right[group == number]
        if len(right):
            found.append(Slice(name, len(right), float(right.mean()), *wilson(int(right.sum()), len(right))))
    return found
