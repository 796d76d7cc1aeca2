"""
A tagger that looks through a window: each word's tag from the words around it, by a linear classifier.

Collobert et al. 2011, "Natural language processing (almost) from scratch", the window approach, without hidden units.
Of each place of the window it sees the word (as one of the words learned from, as its vector, or both) and how it is
written: with a capital, in capitals only, with a digit, as a sign.  The classifier is logistic regression by stochastic
gradient descent, one against all, with averaged weights (scikit-learn's SGDClassifier).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.sparse import csr_matrix

from explorer.errors import SelectionError, SettingError
from explorer.tasks.features import vocabulary_of, word_rows
from explorer.tasks.labelled import Sentence, Sentences
from explorer.tasks.names.conll import Tagged, told_apart
from explorer.tasks.names.passes import Passes, Texts, likeliest
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

Sees = Literal["words", "vectors", "both"]
SEES: tuple[Sees, ...] = ("words", "vectors", "both")
MOST_REACH = 5  # words to each side
NUMBERS_AT_ONCE = 4_000_000  # of features, made at a time
WORK_AT_ONCE = 60_000_000  # products of one step of the training, roughly
FLAGS = ("a capital", "capitals only", "a digit", "a sign")


@dataclass(frozen=True)
class WindowSettings:
    """A window tagger: what it sees of a word, words to each side, L2 penalty alpha, passes, and the seed."""

    sees: Sees = "both"
    reach: int = 2
    penalty: float = 1e-5
    epochs: int = 10
    seed: int = 0

    def __post_init__(self) -> None:
        if self.sees not in SEES:
            raise SettingError(f"A window sees {', '.join(SEES[:2])} or {SEES[2]}, not “{self.sees}”.")
        if not 0 <= self.reach <= MOST_REACH:
            raise SettingError(f"A window reaches 0 to {MOST_REACH} words to each side, not {self.reach}.")
        if not (0 < self.penalty <= 1 and 1 <= self.epochs <= 500):
            raise SettingError(f"A penalty of 0 to 1 and 1 to 500 passes, not {self.penalty:g} and {self.epochs}.")


@dataclass(frozen=True, eq=False)
class WindowTagger:
    """A trained window tagger.

    Parameters
    ----------
    settings : WindowSettings
    tags : tuple of C str
    columns : mapping
        Word, in lower case -> its column in each place of the window; empty if it sees vectors alone.
    vectors : WordVectors or None
    weights : (F, C) float64
    bias : (C,) float64
    """

    settings: WindowSettings
    tags: tuple[str, ...]
    columns: Mapping[str, int]
    vectors: WordVectors | None
    weights: Floats
    bias: Floats

    def scores(self, sentences: Sentences) -> Floats:
        """(T, C) score of each tag for each word of all sentences, in order."""
        found = windows(sentences, self.settings.reach, self.columns, self.vectors)
        return found.scored(lambda table: np.asarray(table @ self.weights + self.bias), len(self.tags))

    def chances(self, sentence: Sentence) -> Floats:
        """(n, C) probability of each tag, the logistic of each score, scaled to sum to 1."""
        found = 1 / (1 + np.exp(-np.clip(self.scores([sentence]), -500, 500)))
        return np.asarray(found / found.sum(axis=1, keepdims=True))

    def tagged(self, sentences: Sentences) -> list[Sentence]:
        """The likeliest tag of each word of each sentence."""
        return likeliest(self.tags, self.scores(sentences), sentences) if any(sentences) else [() for _ in sentences]

    def shares(self, sentence: Sentence, at: int, tag: str) -> Floats:
        """(n,) what each word adds to the score of `tag` for the word `at`; their sum and the bias are the score."""
        reach = self.settings.reach
        row = features([sentence], reach, self.columns, self.vectors)[[at]].toarray()[0]
        by_feature = row * self.weights[:, self.tags.index(tag)]
        return by_place(by_feature, len(sentence), at, reach, len(self.columns), self.vectors)


class WindowTraining(Passes):
    """A window tagger as it learns; a step is a pass over all words, or the table or the learning of a part of one.

    Parameters
    ----------
    settings : WindowSettings
    learned : Tagged
    vectors : WordVectors, optional
        Not needed if it sees words alone.

    Raises
    ------
    SelectionError
        If it needs vectors and has none, or there are not two tags to tell apart.
    """

    def __init__(self, settings: WindowSettings, learned: Tagged, vectors: WordVectors | None = None) -> None:
        from sklearn.linear_model import SGDClassifier

        if settings.sees != "words" and vectors is None:
            raise SelectionError("A window that sees vectors needs a model of word vectors; choose one.")
        self.settings = settings
        lower = [tuple(word.lower() for word in words) for words in learned.sentences]
        self._columns = {} if settings.sees == "vectors" else vocabulary_of(lower)
        self._vectors = None if settings.sees == "words" else vectors
        found = windows(learned.sentences, settings.reach, self._columns, self._vectors)
        at_once = WORK_AT_ONCE // (found.numbers * len(told_apart(learned)))
        super().__init__(settings, learned, found.around, at_once=at_once)
        self._model = SGDClassifier(
            loss="log_loss",
            alpha=settings.penalty,
            average=True,
            random_state=np.random.RandomState(settings.seed),
        )

    def _learn(self, table: Any, targets: Texts, piece: int) -> None:  # noqa: ANN401  a sparse matrix
        del piece  # to learn from fewer words at a time changes the order in which scikit-learn takes them
        self._model.partial_fit(table, targets, classes=self.tags)

    def tagger(self) -> WindowTagger:
        """The tagger as it is now."""
        weights, bias = self._model.coef_.T, self._model.intercept_
        if len(self.tags) == 2:  # scikit-learn keeps only the second tag's weights
            weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
        return WindowTagger(self.settings, self.tags, self._columns, self._vectors, weights.copy(), bias.copy())


@dataclass(frozen=True, eq=False)
class Windows:
    """The windows around each of T words, through all sentences; their features are made for some words at a time.

    Parameters
    ----------
    places : (T, P)
        The word in each place of the window, T if there is none.
    flags : (T + 1, 4) float64
        How each word is written.
    column : (T + 1,) or None
        Of each word among those learned from, -1 for another word; None if words are not seen.
    columns : int
        Words learned from.
    ids, rows : (T + 1,) and (U + 1, D) float32, or None
        The vector of each word.
    """

    places: Rows
    flags: Floats
    column: Rows | None
    columns: int
    ids: Rows | None
    rows: Floats | None

    def __len__(self) -> int:
        return len(self.places)

    @property
    def numbers(self) -> int:
        """The most features that are not 0 around a word."""
        width = self.flags.shape[1] + (self.column is not None) + (0 if self.rows is None else self.rows.shape[1])
        return int(self.places.shape[1] * width)

    def around(self, some: Rows) -> Any:  # noqa: ANN401  a sparse matrix
        """(n, F) features of each place of the window around the words `some` (n,): how written, word, vector."""
        places = self.places[some]
        n, reached = places.shape
        numbers = [self.flags[places].reshape(n, -1)]
        width = numbers[0].shape[1]
        columns = [np.broadcast_to(np.arange(width), (n, width))]
        if self.column is not None:
            found = self.column[places]
            numbers.append(np.ones(found.shape))
            columns.append(np.where(found >= 0, width + np.arange(reached) * self.columns + found, -1))
            width += reached * self.columns
        if self.rows is not None and self.ids is not None:
            numbers.append(self.rows[self.ids[places]].reshape(n, -1))
            dim = numbers[-1].shape[1]
            columns.append(np.broadcast_to(np.arange(width, width + dim), (n, dim)))
            width += dim
        column = np.hstack(columns, dtype=np.int32)
        stored = column >= 0  # zeros too: to look for them would take longer
        ends = np.append(0, stored.sum(axis=1).cumsum()).astype(np.int32)
        return csr_matrix((np.hstack(numbers)[stored], column[stored], ends), shape=(n, width))

    def scored(self, score: Callable[[Any], Floats], width: int) -> Floats:
        """(T, width) `score` of the features around all words, some at a time."""
        size = max(1, NUMBERS_AT_ONCE // self.numbers)
        some = [np.arange(first, min(first + size, len(self))) for first in range(0, len(self), size)]
        return np.concatenate([score(self.around(part)) for part in some]) if some else np.zeros((0, width))


def windows(sentences: Sentences, reach: int, columns: Mapping[str, int], vectors: WordVectors | None) -> Windows:
    """The windows around the words of all sentences, which reach so many words to each side."""
    lengths = [len(words) for words in sentences]
    words = [word for sentence in sentences for word in sentence]
    flags = np.array([*(written(word) for word in words), [False] * len(FLAGS)], dtype=np.float64)
    lower = [word.lower() for word in words]
    column = np.array([*(columns.get(word, -1) for word in lower), -1]) if columns else None
    ids = rows = None
    if vectors is not None:
        distinct = vocabulary_of([tuple(lower)])
        rows, _ = word_rows(list(distinct), vectors)
        rows = np.vstack([rows, np.zeros((1, vectors.dim), dtype=np.float32)])  # the last row is for a missing word
        ids = np.array([*(distinct[word] for word in lower), len(distinct)])
    return Windows(_neighbours(lengths, reach), flags, column, len(columns), ids, rows)


def features(sentences: Sentences, reach: int, columns: Mapping[str, int], vectors: WordVectors | None) -> Any:  # noqa: ANN401  a sparse matrix
    """(T, F) the window around each word of all sentences: how each place is written, its word, its vector."""
    found = windows(sentences, reach, columns, vectors)
    return found.around(np.arange(len(found)))


def _neighbours(lengths: Sequence[int], reach: int) -> Rows:
    """(T, P) the word in each place of the window around each word; T beyond the sentence's ends."""
    total = sum(lengths)
    sentence = np.repeat(np.arange(len(lengths)), lengths)
    near = np.arange(total)[:, None] + np.arange(-reach, reach + 1)
    inside = (near >= 0) & (near < total)
    same = sentence[np.clip(near, 0, max(0, total - 1))] == sentence[:, None] if total else inside
    return np.asarray(np.where(inside & same, near, total), dtype=np.intp)


def written(word: str) -> list[bool]:
    """How a word is written, one number for each of `FLAGS`."""
    return [word[:1].isupper(), word.isupper(), any(c.isdigit() for c in word), not word[:1].isalnum()]


def by_place(by_feature: Floats, n: int, at: int, reach: int, V: int, vectors: WordVectors | None) -> Floats:
    """(n,) for each word of a sentence the sum over the features (F,) of its place in the window around word `at`."""
    widths = [len(FLAGS), V, vectors.dim if vectors is not None else 0]
    places = 2 * reach + 1
    sums, start = np.zeros(places), 0
    for width in widths:
        sums += by_feature[start : start + places * width].reshape(places, width).sum(axis=1)
        start += places * width
    found = np.zeros(n)
    first, last = max(0, at - reach), min(n, at + reach + 1)
    found[first:last] = sums[first - at + reach : last - at + reach]
    return found
