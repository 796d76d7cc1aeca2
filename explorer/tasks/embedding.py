"""The input vectors of words in a network: learned from the labels, else the model's own, else none."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError
from explorer.tasks.classifier import Use
from explorer.tasks.features import word_rows
from explorer.tasks.labelled import Sentence
from explorer.vectors.word_vectors import Floats, WordVectors


@dataclass(frozen=True, eq=False)
class Embedding:
    """The input vectors of words.

    Parameters
    ----------
    columns : mapping
        Word of the sentences learned from -> row of `learned`.
    learned, before : (V, D) float32
        Their vectors as they are now and as they were at the start.
    vectors : WordVectors or None
        The model in which words outside the labelled sentences are looked up; None from scratch.
    """

    columns: Mapping[str, int]
    learned: Floats
    before: Floats
    vectors: WordVectors | None

    def rows(self, words: Sentence) -> tuple[Floats, NDArray[np.bool_]]:
        """(n, D) vectors and (n,) whether there is one: the learned ones, else the model's."""
        if self.vectors is None:
            rows, known = np.zeros((len(words), self.learned.shape[1]), np.float32), np.zeros(len(words), dtype=bool)
        else:
            rows, known = word_rows(words, self.vectors)
        for i, word in enumerate(words):
            if word in self.columns:
                rows[i] = self.learned[self.columns[word]]
                known[i] = True
        return rows, known

    def inputs(self, words: Sentence) -> Floats:
        """(n, D) the vector each word goes in with, zeros for an unknown one."""
        return self.rows(words)[0]


def beginning(
    words: Sentence, use: Use, vectors: WordVectors | None, *, dim: int, rng: np.random.Generator
) -> tuple[Floats, NDArray[np.bool_]]:
    """(V, D) float32 initial vectors, and (V,) which words have one.

    Vectors that learn on begin at zero if the model has none, and learn from there.

    Raises
    ------
    SelectionError
        If vectors are needed and none are given.
    """
    if use == "from scratch":
        return rng.normal(0, 0.1, (len(words), dim)).astype(np.float32), np.ones(len(words), dtype=bool)
    if vectors is None:
        raise SelectionError("Vectors that are frozen or learn on come from a model of word vectors; choose one.")
    rows, known = word_rows(words, vectors)
    return rows, known if use == "frozen" else np.ones(len(words), dtype=bool)
