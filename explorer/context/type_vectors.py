"""
The vectors that a context model is built on: one for each word type, the same wherever the word occurs.

A context model reads these vectors and answers in their space, so it has no vectors of its own.  Words outside the
vocabulary have the id -1 and the vector of zeros.  In averages a word of share p counts a / (a + p) (smooth inverse
frequency: Arora, Liang and Ma 2017, a = 0.001), and the mean vector of all words is subtracted first.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.vectors.word_vectors import Floats, WordVectors

SMOOTHING = 1e-3  # a of the smooth inverse frequency
UNKNOWN = -1
Ids = NDArray[np.integer]


class TypeVectors:
    """Unit rows of word vectors with the counts of their words.

    Parameters
    ----------
    vectors : WordVectors
        Of at least two words, with counts.

    Raises
    ------
    SettingError
        If the vectors come without counts of their words.
    """

    def __init__(self, vectors: WordVectors, dtype: type[np.floating] = np.float32) -> None:
        if vectors.counts is None:
            raise SettingError(
                "These vectors come without the counts of their words, which a context model needs. "
                "The built-in Wikipedia vectors have them."
            )
        self.vectors = vectors
        self.words: Sequence[str] = vectors.words
        matrix = vectors.matrix.astype(dtype)
        self.unit: Floats = matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
        self.share: Floats = (vectors.counts / vectors.counts.sum()).astype(np.float64)
        self.mean: Floats = self.unit.mean(axis=0)

    def __len__(self) -> int:
        return len(self.words)

    @property
    def dim(self) -> int:
        """D."""
        return int(self.unit.shape[1])

    @property
    def fingerprint(self) -> str:
        """Identifies the vectors: a model names those it was trained on."""
        return self.vectors.fingerprint

    @cached_property
    def weights(self) -> Floats:
        """(V+1,) what a word counts in an average; the last, of unknown words, is 0."""
        weight = SMOOTHING / (SMOOTHING + self.share)
        return np.append(weight, 0).astype(self.unit.dtype)

    @cached_property
    def inputs(self) -> Floats:
        """(R, D), R = V + 1: what a network reads: rows of length √D / 2; the last, of unknown words, is zero."""
        rows = self.unit * self.unit.dtype.type(np.sqrt(self.dim) / 2)
        return np.concatenate([rows, np.zeros((1, self.dim), rows.dtype)])

    @cached_property
    def weighted(self) -> Floats:
        """(R, D), R = V + 1: what a word adds to an average: its weight times (its unit vector - the mean)."""
        rows = (self.unit - self.mean) * self.weights[:-1, None]
        return np.concatenate([rows, np.zeros((1, self.dim), rows.dtype)])

    @cached_property
    def centred(self) -> Floats:
        """(V, D) the type vectors, minus the mean of all, at length 1."""
        rows = self.unit - self.mean
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))

    def ids(self, words: Sequence[str]) -> NDArray[np.int32]:
        """(T,) ids of words, -1 where the vectors do not know one."""
        index = self.vectors.index
        return np.array([index.get(word, UNKNOWN) for word in words], np.int32)
