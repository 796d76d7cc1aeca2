"""
How far a word's places lie apart, layer by layer of a transformer (Ethayarajh 2019).

All states of a layer may point one way; so the mean cosine of places of different words is measured, too, and
subtracted.
"""

from dataclasses import dataclass

import numpy as np

from explorer.context.self_similarity import self_similarity
from explorer.context.text_sample import TextSample
from explorer.context.transformer.model import Transformer, words_of_pieces
from explorer.vectors.word_vectors import Floats

AROUND = 10  # words on each side that are read
PLACES = 20
OTHERS = 30  # places of different words


@dataclass(frozen=True, eq=False)
class ThroughLayers:
    """Measures of S = L + 1 layers; the first is the input vectors.

    Parameters
    ----------
    places, total : int
        How many places of the word were read, of how many.
    same : (S,)
        Self-similarity: mean cosine of the word at two of its places.
    different : (S,)
        Mean cosine of different words at places drawn at random.
    """

    places: int
    total: int
    same: Floats
    different: Floats

    @property
    def corrected(self) -> Floats:
        """(S,) self-similarity minus the mean cosine of different words."""
        return self.same - self.different


def through_layers(model: Transformer, sample: TextSample, row: int, *, seed: int = 0) -> ThroughLayers:
    """A word of a text, given by its row in the vectors that the text was read with, through all layers."""
    where, total = sample.where(row, most=PLACES, seed=seed)
    shuffled = np.random.default_rng(seed).permutation(len(sample))[: 40 * OTHERS]
    known = shuffled[(sample.ids[shuffled] >= 0) & (sample.ids[shuffled] != row)]
    _, first = np.unique(sample.ids[known], return_index=True)
    others = known[np.sort(first)[:OTHERS]]
    same, different = (
        np.stack([_states(model, sample, place) for place in places.tolist()]) for places in (where, others)
    )  # (N, S, D)
    layers = range(same.shape[1])
    return ThroughLayers(
        len(where),
        total,
        np.array([self_similarity(same[:, layer]) for layer in layers]),
        np.array([self_similarity(different[:, layer]) for layer in layers]),
    )


def _states(model: Transformer, sample: TextSample, place: int) -> Floats:
    """(S, D) of the word at a place, read with the words around it, or with as many as the model has room for."""
    for around in range(AROUND, -1, -1):
        begin = max(0, place - around)
        text = " ".join(sample.words[begin : place + around + 1])
        if len(model.pieces.pieces(text).names) <= model.most:
            break
    pieces, found = model.read(text)
    return words_of_pieces(pieces, found.states)[:, place - begin]
