"""
Attention with nothing learned: the words of a sentence look at each other by their one vectors alone.

    α = softmax(x xᵀ / √D)        y = α x

This is scaled dot-product attention (Vaswani et al. 2017, equation 1) with q = k = v = x, x the word vectors.  A word
takes most from itself and from words like it; order makes no difference, as nothing says where a word is.
"""

from dataclasses import dataclass

import numpy as np

from explorer.context.transformer.encoder import softmax
from explorer.context.words import words_of
from explorer.errors import SelectionError
from explorer.vectors.word_vectors import Floats, WordVectors

LONGEST = 24  # words


@dataclass(frozen=True, eq=False)
class Looked:
    """Words that looked at each other.

    Parameters
    ----------
    words, unknown : tuple of str
        The words that the vectors know, in order, and those left out.
    vectors : (T, D)
    scores, attention : (T, T)
        x xᵀ / √D, and its softmax: what each word (row) takes from each (column); rows sum to 1.
    """

    words: tuple[str, ...]
    unknown: tuple[str, ...]
    vectors: Floats
    scores: Floats
    attention: Floats

    @property
    def mixed(self) -> Floats:
        """(T, D) the vectors that come out."""
        return np.asarray(self.attention @ self.vectors)

    def kept(self, place: int) -> float:
        """Cosine of the vector that comes out at a place with the word's own."""
        own, new = self.vectors[place], self.mixed[place]
        return float(own @ new / max(np.linalg.norm(own) * np.linalg.norm(new), 1e-12))


def looked(vectors: WordVectors, sentence: str) -> Looked:
    """The words of a sentence, looking at each other.

    Raises
    ------
    SelectionError
        If it has fewer than two known words, or too many to be shown.
    """
    written = [word.text for word in words_of(sentence)]
    words = tuple(word for word in written if word in vectors.index)
    if not 2 <= len(words) <= LONGEST:
        raise SelectionError(
            f"Give a sentence of 2 to {LONGEST} words that the built-in vectors know; this one has {len(words)}."
        )
    x = np.asarray(vectors.matrix[vectors.rows(words)], np.float32)
    scores = x @ x.T / np.float32(np.sqrt(x.shape[1]))
    unknown = tuple(dict.fromkeys(word for word in written if word not in vectors.index))
    return Looked(words, unknown, x, scores, softmax(scores))
