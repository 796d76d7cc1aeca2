"""
Classifiers whose score is a sum over the words: one-hot words, or the mean of their vectors.

    naive Bayes            a word's weight for a class is log P(word | class), smoothed by alpha (McCallum and
                           Nigam 1998, the multinomial model); the prior is the share of the class
    logistic regression    on counts of words, or on the mean of vectors (scikit-learn's, L2 with inverse strength C)

A mean is linear too: w·(1/n) Σ v_i = Σ (w·v_i) / n, so the share of word i is w·v_i / n, exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from explorer.errors import SelectionError, SettingError
from explorer.tasks.classifier import softmax
from explorer.tasks.features import averages, counts, vocabulary_of, word_rows
from explorer.tasks.labelled import Labelled, Sentence, Sentences
from explorer.vectors.word_vectors import Floats, WordVectors

NEVER = -20.0  # score of a class without any sentence to learn from
CountMethod = Literal["naive Bayes", "logistic regression"]


@dataclass(frozen=True)
class CountSettings:
    """A classifier of one-hot words; `strength` is alpha of naive Bayes, C of logistic regression."""

    method: CountMethod = "naive Bayes"
    strength: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.strength <= 1e4:
            raise SettingError(f"The strength must lie above 0 and be 10,000 at most, not {self.strength:g}.")


@dataclass(frozen=True)
class AverageSettings:
    """Logistic regression on the mean of vectors, scaled to length 1 first if `unit`."""

    strength: float = 30.0
    unit: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.strength <= 1e4:
            raise SettingError(f"C must lie above 0 and be 10,000 at most, not {self.strength:g}.")


@dataclass(frozen=True, eq=False)
class CountClassifier:
    """Scores are the sum of the weights of the words, each as often as it occurs.

    Parameters
    ----------
    classes : tuple of C str
    columns : mapping
        Word of the sentences learned from -> row of `weights`.
    weights : (V, C) float64
    bias : (C,) float64
    """

    classes: tuple[str, ...]
    columns: Mapping[str, int]
    weights: Floats
    bias: Floats

    def scores(self, sentences: Sentences) -> Floats:
        """(N, C) score of each class."""
        return np.asarray(counts(sentences, self.columns) @ self.weights + self.bias)

    def shares(self, sentence: Sentence) -> Floats:
        """(n, C) what each word adds to the scores; 0 for a word outside the labelled sentences."""
        nothing = np.zeros(len(self.classes))
        return np.array([self.weights[self.columns[w]] if w in self.columns else nothing for w in sentence])


@dataclass(frozen=True, eq=False)
class AverageClassifier:
    """Scores are linear in the mean of the vectors of the known words.

    Parameters
    ----------
    classes : tuple of C str
    vectors : WordVectors
    weights : (D, C) float64
    bias : (C,) float64
    unit : bool
    """

    classes: tuple[str, ...]
    vectors: WordVectors
    weights: Floats
    bias: Floats
    unit: bool = True

    def scores(self, sentences: Sentences) -> Floats:
        """(N, C) score of each class."""
        return np.asarray(
            averages(sentences, self.vectors, unit=self.unit).astype(np.float64) @ self.weights + self.bias
        )

    def shares(self, sentence: Sentence) -> Floats:
        """(n, C) what each word adds to the scores: w·v / number of known words."""
        rows, known = word_rows(sentence, self.vectors, unit=self.unit)
        return np.asarray(rows.astype(np.float64) @ self.weights / max(1, int(known.sum())))


class OneStep:
    """A training of one step, for classifiers that are solved directly.

    Parameters
    ----------
    settings : CountSettings or AverageSettings
    learned : Labelled
    vectors : WordVectors, optional
        Not needed for one-hot words.

    Raises
    ------
    SelectionError
        If the mean of vectors is asked for without vectors.
    """

    steps = 1

    def __init__(
        self, settings: CountSettings | AverageSettings, learned: Labelled, vectors: WordVectors | None = None
    ) -> None:
        if isinstance(settings, AverageSettings) and vectors is None:
            raise SelectionError("The mean of vectors needs a model of word vectors; choose one.")
        self.settings, self.learned, self.vectors = settings, learned, vectors
        self.done = 0
        self._made: CountClassifier | AverageClassifier | None = None

    def step(self) -> float:
        """Fit it; the mean loss on what was learned from, in nats a sentence."""
        made, features = _fitted(self.settings, self.learned, self.vectors)
        self._made, self.done = made, 1
        scores = np.asarray(features @ made.weights + made.bias)
        right = softmax(scores)[np.arange(len(self.learned)), self.learned.labels]
        return float(-np.log(np.maximum(right, 1e-300)).mean())

    def classifier(self) -> CountClassifier | AverageClassifier:
        """The classifier, fitted now if it is not yet."""
        if self._made is None:
            self.step()
        assert self._made is not None  # step() has made it; for the type checker
        return self._made


def _fitted(
    settings: CountSettings | AverageSettings, learned: Labelled, vectors: WordVectors | None
) -> tuple[CountClassifier | AverageClassifier, Any]:
    """The classifier, and the features (N, F) it was fitted to."""
    C = len(learned.classes)
    if isinstance(settings, AverageSettings):
        assert vectors is not None  # checked by OneStep
        features = averages(learned.sentences, vectors, unit=settings.unit)
        weights, bias = _logistic(features, learned.labels, C, settings.strength)
        return AverageClassifier(learned.classes, vectors, weights, bias, settings.unit), features
    columns = vocabulary_of(learned.sentences)
    table = counts(learned.sentences, columns)
    if settings.method == "naive Bayes":
        weights, bias = _naive_bayes(table, learned.labels, C, settings.strength)
    else:  # 7 steps of Newton's method end nearer to the optimum than 100 of the usual solver, in a third of the time
        weights, bias = _logistic(table, learned.labels, C, settings.strength, solver="newton-cg")
    return CountClassifier(learned.classes, columns, weights, bias), table


def _naive_bayes(table: Any, labels: Any, C: int, alpha: float) -> tuple[Floats, Floats]:  # noqa: ANN401
    """(V, C) weights and (C,) biases from counts (N, V) and labels (N,)."""
    from sklearn.naive_bayes import MultinomialNB

    model = MultinomialNB(alpha=alpha).fit(table, labels)
    weights, bias = np.zeros((table.shape[1], C)), np.full(C, NEVER)
    weights[:, model.classes_] = model.feature_log_prob_.T
    bias[model.classes_] = model.class_log_prior_
    return weights, bias


def _logistic(
    table: Any,  # noqa: ANN401
    labels: Any,  # noqa: ANN401
    C: int,
    strength: float,
    solver: str = "lbfgs",
) -> tuple[Floats, Floats]:
    """(F, C) weights and (C,) biases from features (N, F) and labels (N,); `NEVER` for a class without any."""
    from sklearn.linear_model import LogisticRegression

    weights, bias = np.zeros((table.shape[1], C)), np.full(C, NEVER)
    present = np.unique(labels)
    bias[present] = 0
    if len(present) < 2:  # nothing to tell apart
        return weights, bias
    model = LogisticRegression(C=strength, max_iter=2000, solver=solver).fit(table, labels)
    if len(present) == 2:  # scikit-learn keeps the second class's weights alone
        weights[:, present[1]], bias[present[1]] = model.coef_[0], model.intercept_[0]
    else:
        weights[:, present], bias[present] = model.coef_.T, model.intercept_
    return weights, bias
