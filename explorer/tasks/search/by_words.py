"""
Sentences found by the words they share with the question; only spelling counts.

    TF-IDF   cosine of counts times ln((1 + N) / (1 + n)) + 1 (Salton and Buckley 1988; scikit-learn's form)
    BM25     sum over the words of the question of idf f (k + 1) / (f + k (1 - b + b l / mean l)), f times in a sentence
             of l words, with idf = ln(1 + (N - n + 0.5) / (n + 0.5)) (Robertson and Zaragoza 2009, eq. 3.15)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

from explorer.errors import SelectionError, SettingError
from explorer.tasks.features import counts, vocabulary_of
from explorer.tasks.labelled import Sentence
from explorer.vectors.word_vectors import Floats

Rule = Literal["TF-IDF", "BM25"]
RULES: tuple[Rule, ...] = ("TF-IDF", "BM25")


@dataclass(frozen=True)
class WordSettings:
    """The rule that weighs shared words, and BM25's constants."""

    rule: Rule = "BM25"
    k: float = 1.2
    b: float = 0.75

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise SettingError(f"Shared words are weighed by {RULES[0]} or {RULES[1]}, not by “{self.rule}”.")
        if not (0 <= self.k <= 10 and 0 <= self.b <= 1):
            raise SettingError(f"BM25 takes k from 0 to 10 and b from 0 to 1, not {self.k:g} and {self.b:g}.")


BM25: Final = WordSettings()


@dataclass(frozen=True, eq=False)
class WordIndex:
    """Sentences that can be searched by their words.

    Parameters
    ----------
    sentences : tuple of N sentences
    settings : WordSettings
    columns : mapping
        Word -> column of `weights`.
    weights : (N, V) sparse
        The weight of each word in each sentence, stored by columns.
    idf : (V,) float64
        Of TF-IDF; ones for BM25, whose weights already contain it.
    """

    sentences: tuple[Sentence, ...]
    settings: WordSettings
    columns: Mapping[str, int]
    weights: csc_matrix
    idf: Floats

    def scores(self, query: Sentence) -> Floats:
        """(N,) score of each sentence, 0 where it shares no word with the query.

        Raises
        ------
        SelectionError
            If no sentence has any word of the query.
        """
        asked = counts([query], self.columns)
        if not asked.nnz:
            raise SelectionError(f"No sentence has a word of “{' '.join(query)[:60]}”.")
        times = asked.data * self.idf[asked.indices] if self.settings.rule == "TF-IDF" else asked.data
        found = np.asarray(self.weights[:, asked.indices] @ times)
        return found / np.linalg.norm(times) if self.settings.rule == "TF-IDF" else found


def word_index(sentences: Sequence[Sentence], settings: WordSettings = BM25) -> WordIndex:
    """The sentences, made ready to be searched by their words.

    Raises
    ------
    SelectionError
        If there are none.
    """
    columns = vocabulary_of(sentences)
    if not columns:
        raise SelectionError("There are no sentences to search in.")
    table = counts(sentences, columns)
    if settings.rule == "TF-IDF":
        weights, idf = _tf_idf(table)
    else:
        weights, idf = _bm25(table, settings), np.ones(len(columns))
    return WordIndex(tuple(sentences), settings, columns, csc_matrix(weights), idf)


def _tf_idf(table: csr_matrix) -> tuple[Any, Floats]:
    """(N, V) sparse weights from counts (N, V), each row of length 1, and (V,) idf."""
    from sklearn.feature_extraction.text import TfidfTransformer

    transformer = TfidfTransformer()
    return transformer.fit_transform(table), np.asarray(transformer.idf_)


def _bm25(table: csr_matrix, settings: WordSettings) -> csr_matrix:
    """(N, V) sparse weights from counts (N, V)."""
    N = table.shape[0]
    having = np.bincount(table.indices, minlength=table.shape[1])
    idf = np.log(1 + (N - having + 0.5) / (having + 0.5))
    lengths = np.asarray(table.sum(axis=1)).ravel()
    slope = settings.k * (1 - settings.b + settings.b * lengths / lengths.mean())
    f, row = table.data, np.repeat(np.arange(N), np.diff(table.indptr))
    return csr_matrix((idf[table.indices] * f * (settings.k + 1) / (f + slope[row]), table.indices, table.indptr))
