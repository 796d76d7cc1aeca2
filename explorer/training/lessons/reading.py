"""
One sentence as training reads it: what subsampling leaves, how far windows reach, which pairs come out.

The functions are those of training (pairs.py, vocabulary.py; Mikolov et al. 2013); the passage is
short enough to show every draw.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.text.corpus import Corpus
from explorer.training.lecture.pairs import Ids, window_pairs
from explorer.vectors.word_vectors import Floats

LONGEST = 60  # words of a passage


@dataclass(frozen=True, eq=False)
class Reading:
    """A sentence of n words, of which m survive.

    Parameters
    ----------
    ids : (n,)
    keep : (n,)
        Probability that each survives.
    kept : (n,) bool
    reach : (n,)
        How far the window of each reaches, counted in words that survive; 0 where it was dropped.
    centre, context : (P,) positions in the sentence
        The pairs, in the order of the text.
    """

    ids: Ids
    keep: Floats
    kept: NDArray[np.bool_]
    reach: Ids
    centre: Ids
    context: Ids

    def contexts_of(self, at: int) -> list[int]:
        """Positions of the words in the window of position `at`."""
        return [int(place) for place in self.context[self.centre == at]]

    def until(self, at: int) -> int:
        """How many pairs there are once the window has slid to position `at`."""
        return int((self.centre <= at).sum())


def read(corpus: Corpus, sentence: int, *, window: int, dynamic: bool, sample: float, seed: int) -> Reading:
    """How sentence number `sentence` is read, with the draws of `seed`; at most its first 60 words."""
    rng = np.random.default_rng([seed, sentence])
    ids = corpus.sentence(sentence)[:LONGEST]
    keep = corpus.vocabulary.keep_probability(sample)[ids]
    kept = rng.random(len(ids)) < keep
    at = np.flatnonzero(kept)
    drawn = rng.integers(1, window + 1, len(at)) if dynamic else np.full(len(at), window)
    centre, context = window_pairs(np.zeros(len(at), int), drawn)
    reach = np.zeros(len(ids), int)
    reach[at] = drawn
    return Reading(ids, keep, kept, reach, at[centre], at[context])


def labelled(corpus: Corpus, context: int, *, k: int, exponent: float, seed: int) -> list[tuple[int, int]]:
    """What SGNS is asked about one pair: the context word with label 1, then k drawn words with label 0."""
    noise = corpus.vocabulary.noise(exponent)
    drawn = np.random.default_rng(seed).choice(len(noise), size=k, p=noise / noise.sum())
    return [(context, 1), *((int(word), 0) for word in drawn)]


def expected_share(corpus: Corpus, sample: float) -> float:
    """Share of the text that survives subsampling, on average, in [0, 1]."""
    counts = corpus.vocabulary.counts
    return float((counts * corpus.vocabulary.keep_probability(sample)).sum() / counts.sum())


def spread(V: int, n: int) -> list[int]:
    """Up to n ranks from the most frequent to the rarest of V words, closer together at the top."""
    return [int(rank) for rank in np.unique(np.geomspace(1, V, n).astype(int) - 1)]
