"""
All places of one word in a text: their vectors, the groups they fall into, and what the groups are called.

Groups are found from the mixed vectors (model and average side by side), which separated senses best where the right
senses are known.  For the picture a vector moves from type through average to model in one space of D numbers: its end
is "typed", the average with the words that fit best.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.context.groups import Labels, groups, names, silhouettes
from explorer.context.model import ContextModel, places_in
from explorer.context.place_vectors import PlaceVectors, place_vectors, unit
from explorer.context.sense_scores import centroids
from explorer.context.text_sample import TextSample, row_of
from explorer.errors import SelectionError
from explorer.vectors.word_vectors import Floats, WordVectors

REACH = 32
NAMES = 5  # words that name a group
EXAMPLES = 3


@dataclass(frozen=True, eq=False)
class WordPlaces:
    """A word at its places.

    Parameters
    ----------
    word : str
    total : int
        How often it occurs in the text.
    where : (N,)
        The places looked at.
    vectors : PlaceVectors
    of : (N,)
        The group of each place; group 0 is the largest.
    named : list of lists of str
        For each group, words that fit its places better than the others'.
    central : list of lists of int
        For each group, its most central places, as rows of `where`.
    apart : float
        Mean silhouette of the groups in [-1, 1], of the mixed vectors; 0 where there is one group.
    of_type : (k,)
        Cosine of the word's one type vector with the middle of each group, of the typed vectors.
    """

    word: str
    total: int
    where: NDArray[np.intp]
    vectors: PlaceVectors
    of: Labels
    named: list[list[str]]
    central: list[list[int]]
    apart: float
    of_type: Floats

    def on_the_way(self, way: float) -> WordVectors:
        """The places and, last, the word's own type vector; `way` goes from type (0) through average (1) to model (2).

        Raises
        ------
        SelectionError
            If `way` is 0, where all places have the same vector.
        """
        v = self.vectors
        if way <= 0:
            raise SelectionError("By type all places have the same vector: there is nothing to draw apart.")
        if way <= 1:
            rows = unit((1 - way) * v.type + way * v.average)
        else:
            rows = unit((2 - way) * v.average + (way - 1) * v.typed)
        words = [*(f"place {i + 1}" for i in range(len(rows))), self.word]
        return WordVectors(words, np.concatenate([rows, v.type[:1]]).astype(np.float32))


def word_places(model: ContextModel, sample: TextSample, word: str, k: int, *, most: int, seed: int = 0) -> WordPlaces:
    """Up to `most` places of a word in a text, in `k` groups.

    Raises
    ------
    SelectionError
        If it is too rare.
    UnknownWordError
        If the vectors do not know it.
    """
    row = row_of(model.types, sample, word)
    where, total = sample.where(row, most=most, seed=seed)
    vectors = place_vectors(model, places_in(sample.ids, where, reach=REACH))
    of = groups(vectors.mixed, k, seed=seed)
    central = []
    for group in range(int(of.max()) + 1):
        own = np.flatnonzero(of == group)
        near = vectors.mixed[own] @ vectors.mixed[own].mean(axis=0)
        central.append(own[np.argsort(-near)[:EXAMPLES]].tolist())
    named = names(model, vectors.contexts, of, n=NAMES) if len(central) > 1 else [[]]
    apart = float(silhouettes(vectors.mixed, of).mean()) if len(central) > 1 else 0.0
    of_type = centroids(vectors.typed, of) @ vectors.type[0]
    return WordPlaces(model.types.words[row], total, where, vectors, of, named, central, apart, of_type)


def nearest_places(rows: Floats, place: Floats, n: int) -> list[tuple[int, float]]:
    """The `n` rows of unit vectors (N, D) nearest to the unit vector (D,), with their cosines."""
    cosines = rows @ place
    return [(int(i), float(cosines[i])) for i in np.argsort(-cosines)[:n]]
