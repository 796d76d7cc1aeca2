"""
Sentences found by meaning: each is the weighted mean of its words' vectors, nearness is the cosine.

    plain   every word counts alike
    idf     a word counts by ln((1 + N) / (1 + n)) + 1, if n of N sentences have it: rare words count more
    SIF     a word counts by a / (a + p), p its share of all words, and what all sentences have in common, their
            first principal component, is taken out: v <- v - u u'v (Arora, Liang and Ma 2017, algorithm 1)

All three are linear in the vectors of the words, so that what each pair of words adds to a cosine is known exactly.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from scipy.sparse import diags

from explorer.errors import SelectionError, SettingError
from explorer.progress import Report, to_nobody
from explorer.tasks.features import counts, rows_of, vocabulary_of, word_rows
from explorer.tasks.labelled import Sentence
from explorer.vectors.word_vectors import Floats, WordVectors

Weights = Literal["plain", "idf", "SIF"]
WEIGHTS: tuple[Weights, ...] = ("plain", "idf", "SIF")
BLOCK = 5000  # sentences at a time


@dataclass(frozen=True)
class MeaningSettings:
    """How the words of a sentence are weighed, the constant a of SIF, and whether a word's vector has length 1."""

    weights: Weights = "SIF"
    a: float = 1e-3
    unit: bool = True

    def __post_init__(self) -> None:
        if self.weights not in WEIGHTS:
            raise SettingError(f"Words are weighed plain, by idf or by SIF, not “{self.weights}”.")
        if not 1e-8 <= self.a <= 1:
            raise SettingError(f"The constant a of SIF lies between 0.00000001 and 1, not at {self.a:g}.")


SIF: Final = MeaningSettings()


@dataclass(frozen=True, eq=False)
class Weighing:
    """How much each word counts, as learned from N sentences.

    Parameters
    ----------
    settings : MeaningSettings
    sentences : int
        N.
    having : mapping of word to number of sentences that have it
    occurring : mapping of word to number of its occurrences
    """

    settings: MeaningSettings
    sentences: int
    having: Counter[str]
    occurring: Counter[str]

    @cached_property
    def total(self) -> int:
        """Occurrences of all words."""
        return self.occurring.total()

    def of(self, words: Sequence[str]) -> Floats:
        """(n,) weight of each word; a word that no sentence has counts as the rarest."""
        if self.settings.weights == "plain":
            return np.ones(len(words))
        if self.settings.weights == "idf":
            having = np.array([self.having[word] for word in words], dtype=np.float64)
            return np.asarray(np.log((1 + self.sentences) / (1 + having)) + 1)
        shares = np.array([self.occurring[word] for word in words], dtype=np.float64) / self.total
        return np.asarray(self.settings.a / (self.settings.a + shares))


@dataclass(frozen=True, eq=False)
class MeaningIndex:
    """Sentences that can be searched by meaning.

    Parameters
    ----------
    sentences : tuple of N sentences
    vectors : WordVectors
    weighing : Weighing
    component : (D,) float64 or None
        What all sentences have in common, at length 1; None without SIF.
    rows : (N, D) float32
        The sentences at length 1; zeros where no word is known.
    """

    sentences: tuple[Sentence, ...]
    vectors: WordVectors
    weighing: Weighing
    component: Floats | None
    rows: Floats

    def encoded(self, sentences: Sequence[Sentence]) -> Floats:
        """(n, D) float64 vectors of other sentences, with the same weights and without the same component."""
        means = _means(sentences, self.vectors, self.weighing)
        return means if self.component is None else means - np.outer(means @ self.component, self.component)

    def scores(self, query: Sentence) -> Floats:
        """(N,) float32 cosine of each sentence with the query.

        Raises
        ------
        SelectionError
            If the model knows no word of the query.
        """
        found = self.encoded([query])[0]
        length = np.linalg.norm(found)
        if not length:
            raise SelectionError(f"The model knows no word of “{' '.join(query)[:60]}”. Ask in other words.")
        return np.asarray(self.rows @ (found / length).astype(np.float32))


def meaning_index(
    sentences: Sequence[Sentence],
    vectors: WordVectors,
    settings: MeaningSettings = SIF,
    report: Report = to_nobody,
) -> MeaningIndex:
    """The sentences, made ready to be searched by meaning; `report` counts them.

    Raises
    ------
    SelectionError
        If there are none, or the model knows none of their words.
    """
    having = Counter(word for words in sentences for word in set(words))
    occurring = Counter(word for words in sentences for word in words)
    if not occurring:
        raise SelectionError("There are no sentences to search in.")
    weighing = Weighing(settings, len(sentences), having, occurring)
    means = np.empty((len(sentences), vectors.dim))
    for start in range(0, len(sentences), BLOCK):
        report(start, len(sentences))
        means[start : start + BLOCK] = _means(sentences[start : start + BLOCK], vectors, weighing)
    if not means.any():
        raise SelectionError("The model knows no word of these sentences. Choose another model or text.")
    component = None
    if settings.weights == "SIF":
        component = first_component(means)
        means -= np.outer(means @ component, component)
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    rows = (means / np.where(lengths < 1e-12, np.inf, lengths)).astype(np.float32)
    rows.setflags(write=False)
    return MeaningIndex(tuple(sentences), vectors, weighing, component, rows)


def first_component(means: Floats) -> Floats:
    """(D,) the direction of length 1 with the largest sum of squares of the rows (N, D), without centring.

    >>> first_component(np.array([[3.0, 0.0], [4.0, 0.1]])).round(2).tolist()
    [1.0, 0.02]
    """
    found = np.linalg.eigh(means.T @ means)[1][:, -1]
    return np.asarray(found * (1 if found[np.abs(found).argmax()] > 0 else -1))


def formula_of(sentence: Sentence, index: MeaningIndex) -> str:
    """The mean of a sentence as a formula of words, which Map and Words can draw; SIF's component is not taken out.

    A word that the model has only with a capital is written so.

    Raises
    ------
    SelectionError
        If the model knows no word of the sentence.
    """
    weights: dict[str, float] = {}
    for row, weight in zip(rows_of(sentence, index.vectors).tolist(), index.weighing.of(sentence), strict=True):
        if row >= 0:
            word = index.vectors.words[row]
            weights[word] = weights.get(word, 0.0) + float(weight)
    if not weights:
        raise SelectionError(f"The model knows no word of “{' '.join(sentence)[:60]}”.")
    total = sum(weights.values())
    quoted = {word: word.replace('"', '""') for word in weights}
    return " + ".join(f'{weight / total:.4f}*"{quoted[word]}"' for word, weight in weights.items())


def _means(sentences: Sequence[Sentence], vectors: WordVectors, weighing: Weighing) -> Floats:
    """(n, D) weighted sum of the vectors of the known words, divided by their number."""
    columns = vocabulary_of(sentences)
    rows, known = word_rows(list(columns), vectors, unit=weighing.settings.unit)
    table = counts(sentences, columns)
    many = table @ known
    weighted = (table @ diags(weighing.of(list(columns)))) @ rows.astype(np.float64)
    return np.asarray(weighted / np.where(many == 0, 1, many)[:, None])
