"""
Which word matched which: the cosine of two sentences, split into what each pair of words adds.

Both sentences are weighted means, so their cosine is a sum over pairs: with x_i and y_j what word i and word j add
to their sentence, cos = sum_ij x_i·y_j / (|x| |y|), exactly.
"""

from dataclasses import dataclass

import numpy as np

from explorer.tasks.features import word_rows
from explorer.tasks.labelled import Sentence
from explorer.tasks.search.by_meaning import MeaningIndex
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True, eq=False)
class Alignment:
    """Two sentences, compared word by word.

    Parameters
    ----------
    first, second : tuples of n and m words
    shares : (n, m) float64
        What each pair adds to the cosine; their sum is the cosine.
    cosines : (n, m) float64
        Cosine of the two words themselves; 0 if one is unknown.
    """

    first: Sentence
    second: Sentence
    shares: Floats
    cosines: Floats

    @property
    def cosine(self) -> float:
        """The cosine of the two sentences."""
        return float(self.shares.sum())

    @property
    def links(self) -> list[tuple[int, int, float]]:
        """Each word of the first that adds anything, the word of the second with which it adds most, and how much."""
        best = self.shares.argmax(axis=1) if self.shares.size else np.zeros(0, dtype=int)
        found = [(i, int(j), float(self.shares[i, j])) for i, j in enumerate(best)]
        return [link for link in found if link[2] > 0]


def aligned(index: MeaningIndex, first: Sentence, second: Sentence) -> Alignment:
    """Two sentences compared word by word, with the weights of the index; all shares are 0 if one has no known word."""
    left, right = (_brought(index, sentence) for sentence in (first, second))
    length = np.linalg.norm(left.sum(axis=0)) * np.linalg.norm(right.sum(axis=0))
    shares = left @ right.T / length if length else np.zeros((len(first), len(second)))
    rows = [word_rows(sentence, index.vectors)[0].astype(np.float64) for sentence in (first, second)]
    return Alignment(first, second, np.asarray(shares), np.asarray(rows[0] @ rows[1].T))


def _brought(index: MeaningIndex, sentence: Sentence) -> Floats:
    """(n, D) what each word adds to the sentence's vector, before that is scaled."""
    rows, _ = word_rows(sentence, index.vectors, unit=index.weighing.settings.unit)
    brought = rows.astype(np.float64) * index.weighing.of(sentence)[:, None]
    if index.component is not None:
        brought = brought - np.outer(brought @ index.component, index.component)
    return np.asarray(brought)
