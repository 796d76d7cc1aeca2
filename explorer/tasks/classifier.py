"""The interface of every classifier of sentences, and of its training as it is watched."""

from typing import Literal, Protocol

import numpy as np

from explorer.errors import SettingError
from explorer.progress import Report, to_nobody
from explorer.tasks.labelled import Labelled, Sentence, Sentences
from explorer.vectors.word_vectors import Floats

Use = Literal["frozen", "learning on", "from scratch"]
USES: tuple[Use, ...] = ("frozen", "learning on", "from scratch")


def check_use(use: str) -> None:
    """Refuse what word vectors cannot become.

    Raises
    ------
    SettingError
        If it is not one of `USES`.
    """
    if use not in USES:
        raise SettingError(f"Word vectors are {', '.join(USES[:2])} or {USES[2]}, not “{use}”.")


class Classifier(Protocol):
    """A trained classifier; never changed after it is made."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The C classes, in the order of the columns of its scores."""

    def scores(self, sentences: Sentences) -> Floats:
        """(N, C) float64 score of each class before the softmax."""


class LinearClassifier(Classifier, Protocol):
    """A classifier whose scores are a sum over words, so that each word's share of them is exact."""

    @property
    def bias(self) -> Floats:
        """(C,) scores without any word."""

    def shares(self, sentence: Sentence) -> Floats:
        """(n, C) what each word adds to the scores; the sum over words and `bias` are the scores."""


class SmoothClassifier(Classifier, Protocol):
    """A classifier whose scores have a derivative by each word's vector."""

    def inputs(self, sentence: Sentence) -> Floats:
        """(n, D) the vector each word goes in with, zeros for an unknown one."""

    def slopes(self, sentence: Sentence) -> Floats:
        """(C, n, D) derivative of each class's score by the vector of each word."""


class Steps(Protocol):
    """Work that is done step by step."""

    @property
    def steps(self) -> int:
        """How many steps it takes."""

    @property
    def done(self) -> int:
        """How many it has taken."""

    def step(self) -> object:
        """Take one step."""


class Training(Steps, Protocol):
    """A training of a classifier."""

    def step(self) -> float:
        """Take one step; its mean loss in nats a sentence."""

    def classifier(self) -> Classifier:
        """The classifier as it is now."""


def run(work: Steps, report: Report = to_nobody) -> None:
    """Take all steps that are left; `report` is called before each and may raise to end the work."""
    while work.done < work.steps:
        report(work.done, work.steps)
        work.step()


def softmax(scores: Floats) -> Floats:
    """(N, C) probabilities from scores (N, C).

    >>> softmax(np.array([[0.0, 0.0], [1000.0, 0.0]])).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def probabilities(classifier: Classifier, sentences: Sentences) -> Floats:
    """(N, C) probability of each class."""
    return softmax(classifier.scores(sentences)) if sentences else np.zeros((0, len(classifier.classes)))


def margins(scores: Floats, number: int) -> Floats:
    """(N,) score of one class minus the mean score of the others (N, C): the log-odds if there are two classes.

    >>> margins(np.array([[0.2, 1.2], [0.0, 0.0]]), 1).round(6).tolist()
    [1.0, 0.0]
    """
    others = np.delete(scores, number, axis=1)
    return np.asarray(scores[:, number] - others.mean(axis=1))


def accuracy(classifier: Classifier, tested: Labelled) -> float:
    """Share of sentences whose class gets the highest score."""
    return float((classifier.scores(tested.sentences).argmax(axis=1) == tested.labels).mean())
