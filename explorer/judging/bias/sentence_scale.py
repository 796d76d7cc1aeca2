"""
A scale along a direction: words that say nothing lie at 0, and a pair spans from -1 to 1.

The cosine 0 is not the middle: frequent words as a whole lie to one side of many directions.  Here 0 is
the mean cosine b of function words (the, of, and), which say nothing of the difference, and 1 is half
the distance between the mean m₁ of the pairs' first words and the mean m₂ of their second:

    place(w) = (cos(w, g) - b) / ((m₁ - m₂) / 2)
"""

from dataclasses import dataclass

import numpy as np

from explorer.judging.bias import word_sets
from explorer.judging.bias.direction import Direction, Place
from explorer.text.function_words import function_words
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import Floats, WordVectors

FEWEST = 10  # function words; a model of another language has fewer, and its most frequent words replace them


@dataclass(frozen=True)
class Scale:
    """Where 0 lies, and how long 1 is.

    Parameters
    ----------
    second, middle, first : float
        Mean cosines of the pairs' second words, of function words, and of the pairs' first words.
    of : tuple of str
        The function words.
    """

    second: float
    middle: float
    first: float
    of: tuple[str, ...]

    def place(self, cosine: float) -> float:
        """Where a cosine lies on the scale."""
        return 2 * (cosine - self.middle) / (self.first - self.second)

    def scaled(self, place: Place) -> Place:
        """The same place and its usual range, on the scale."""
        values = (self.place(cosine) for cosine in (place.cosine, place.middle, place.low, place.high))
        return Place(place.word, *values)


def sentence_scale(vectors: WordVectors, along: Direction) -> Scale:
    """The scale of a direction."""
    about = {*(word for pair in along.pairs for word in pair), *word_sets.specific_words().words}
    plain = [word for word in vectors.words if word in function_words() and word not in about]
    if len(plain) < FEWEST:
        plain = [word for word in vectors.words[:100] if word not in about]
    middle = float(_cosines(vectors, along, plain).mean()) if plain else 0.0
    first, second = (float(_cosines(vectors, along, [pair[side] for pair in along.pairs]).mean()) for side in (0, 1))
    return Scale(second, middle, first, tuple(plain))


def _cosines(vectors: WordVectors, along: Direction, words: list[str]) -> Floats:
    return np.asarray(unit_rows(vectors, words) @ along.vector)
