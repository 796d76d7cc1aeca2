"""
Sentences as rows of numbers: counts of words, or the mean of their vectors.

The mean is the oldest sentence vector ("bag of vectors"; Landauer and Dumais 1997, eq. 1).  Published figures
of it differ because protocols do: here a word's vector has length 1 unless told otherwise, words without a
vector are left out of the mean, and a sentence without any known word is the zero vector.
"""

from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from explorer.sequence.batches import Ragged
from explorer.tasks.labelled import Sentence, Sentences
from explorer.vectors.unit import of_length_one
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

Over = Literal["known", "all"]


def vocabulary_of(sentences: Sentences) -> dict[str, int]:
    """Word -> column, in the order in which they first occur."""
    return {word: i for i, word in enumerate(dict.fromkeys(chain.from_iterable(sentences)))}


def counts(sentences: Sentences, columns: Mapping[str, int]) -> csr_matrix:
    """(N, V) how often each word of `columns` occurs in each sentence; other words are not counted."""
    ends = np.cumsum([0, *map(len, sentences)])
    words = chain.from_iterable(sentences)
    at = np.fromiter(map(columns.get, words, repeat(-1)), dtype=np.intp, count=int(ends[-1]))
    known = at >= 0
    before = np.concatenate([[0], np.cumsum(known)])  # how many known words come before each
    table = csr_matrix((np.ones(before[-1]), at[known], before[ends]), shape=(len(sentences), len(columns)))
    table.sum_duplicates()
    return table


def columns_of(sentences: Sequence[Sequence[str]], columns: Mapping[str, int]) -> Ragged:
    """The column of each word of N sentences, all of which `columns` has: N times (n,)."""
    lengths = [*map(len, sentences)]
    found = map(columns.__getitem__, chain.from_iterable(sentences))
    return Ragged(np.fromiter(found, dtype=np.intp, count=sum(lengths)), lengths)


def rows_of(words: Sequence[str], vectors: WordVectors) -> Rows:
    """(n,) row of each word in the model, -1 if it has none; in the model a word may be written with a capital.

    >>> rows_of(["film", "paris", "x"], WordVectors(("film", "Paris"), np.eye(2, dtype=np.float32))).tolist()
    [0, 1, -1]
    """
    found = np.fromiter(map(vectors.index.get, words, repeat(-1)), dtype=np.intp, count=len(words))
    for i in np.flatnonzero(found < 0).tolist():
        found[i] = vectors.index.get(words[i].capitalize(), -1)
    return found


def as_the_model_writes(word: str, vectors: WordVectors) -> str:
    """The word in lower case or with a capital, whichever the model has; as it is given if the model has neither.

    >>> as_the_model_writes("paris", WordVectors(("film", "Paris"), np.eye(2, dtype=np.float32)))
    'Paris'
    """
    (row,) = rows_of([word], vectors).tolist()
    return vectors.words[row] if row >= 0 else word


def word_rows(words: Sequence[str], vectors: WordVectors, *, unit: bool = True) -> tuple[Floats, NDArray[np.bool_]]:
    """(n, D) float32 vector of each word, at length 1 if `unit`, zeros if unknown; (n,) whether it is known."""
    rows = rows_of(words, vectors)
    known = rows >= 0
    found = np.zeros((len(rows), vectors.dim), dtype=np.float32)
    found[known] = vectors.matrix[rows[known]]
    return of_length_one(found) if unit else found, known


def averages(sentences: Sentences, vectors: WordVectors, *, unit: bool = True, over: Over = "known") -> Floats:
    """(N, D) float32 mean of the vectors of each sentence's words.

    Parameters
    ----------
    unit : bool
        Whether each word's vector is scaled to length 1 first.
    over : "known" or "all"
        Divide by the number of known words, or of all words (so that an unknown word counts as zeros).
    """
    columns = vocabulary_of(sentences)
    rows, known = word_rows(list(columns), vectors, unit=unit)
    table = counts(sentences, columns)
    many = table @ known if over == "known" else table.sum(axis=1).A1
    mean = (table @ rows) / np.where(many == 0, 1, many)[:, None]
    return np.asarray(mean, dtype=np.float32)


def unknown_share(sentence: Sentence, vectors: WordVectors) -> float:
    """Share of the words of a sentence without a vector in the model, in [0, 1]."""
    return float((rows_of(sentence, vectors) < 0).mean()) if sentence else 0.0
