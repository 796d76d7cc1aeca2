"""
The pairs a skip-gram model learns from, in the order of the text.

A window slides over the words that survive subsampling; each centre word is
paired with every word in its window.  With dynamic windows, the reach is drawn
anew for each centre from 1 to `window`, so that near words count more
(word2vec.c; Mikolov et al. 2013, "Efficient estimation", section 3.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.corpus import Corpus

BLOCK = 4096  # words cut into pairs at a time

Ids = NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Centre and context words and where in the text they stand.

    Parameters
    ----------
    centre, context : (B,) ids
    centre_at, context_at : (B,) positions in `Corpus.tokens`
    words_seen : int
        Words of the text read so far, all epochs together, up to the last of these centres.
    """

    centre: Ids
    context: Ids
    centre_at: Ids
    context_at: Ids
    words_seen: int

    def __len__(self) -> int:
        return len(self.centre)


def window_pairs(sentence: Ids, reach: Ids) -> tuple[Ids, Ids]:
    """(P,) positions of centres and (P,) positions of contexts, for words of one or several sentences.

    Parameters
    ----------
    sentence : (n,)
        Number of the sentence each word belongs to; windows do not cross sentences.
    reach : (n,)
        How far each centre's window reaches to either side.

    >>> window_pairs(np.array([0, 0, 0, 1]), np.array([1, 1, 1, 1]))
    (array([0, 1, 1, 2]), array([1, 0, 2, 1]))
    """
    n = len(sentence)
    position = np.arange(n)
    farthest = int(reach.max(initial=0))
    shifts = np.concatenate([np.arange(-farthest, 0), np.arange(1, farthest + 1)])
    other = position[:, None] + shifts  # (n, 2 reach)
    inside = (other >= 0) & (other < n) & (np.abs(shifts) <= reach[:, None])
    inside &= sentence[np.clip(other, 0, max(n - 1, 0))] == sentence[:, None]
    centre, column = np.nonzero(inside)  # row by row: in the order of the text
    return centre, centre + shifts[column]


def epoch_blocks(
    corpus: Corpus, *, window: int, dynamic: bool, keep: NDArray[np.floating], rng: np.random.Generator
) -> Iterator[tuple[Ids, Ids]]:
    """Positions (P,) of centres and (P,) of contexts in `corpus.tokens`, about `BLOCK` words at a time.

    Parameters
    ----------
    corpus : Corpus
    window : int
    dynamic : bool
        Draw each centre's reach from 1..window; otherwise it is `window`.
    keep : (V,)
        Probability of each word to survive subsampling.
    rng : Generator
    """
    first = 0
    while first < corpus.sentences:
        last = int(np.searchsorted(corpus.offsets, corpus.offsets[first] + BLOCK, side="left"))
        last = min(max(last, first + 1), corpus.sentences)
        start, stop = corpus.offsets[first], corpus.offsets[last]
        at = np.arange(start, stop)
        sentence = np.repeat(np.arange(first, last), np.diff(corpus.offsets[first : last + 1]))
        survives = rng.random(len(at)) < keep[corpus.tokens[start:stop]]
        at, sentence = at[survives], sentence[survives]
        reach = rng.integers(1, window + 1, len(at)) if dynamic else np.full(len(at), window)
        centre, context = window_pairs(sentence, reach)
        yield at[centre], at[context]
        first = last


class PairStream:
    """Endless pairs of a corpus, epoch after epoch, `B` at a time.

    Parameters
    ----------
    corpus : Corpus
    window : int
    dynamic : bool
    sample : float
        Subsampling threshold; 0 keeps every word.
    rng : Generator
        Draws which words survive and how far windows reach.
    """

    def __init__(
        self, corpus: Corpus, *, window: int, dynamic: bool, sample: float, rng: np.random.Generator
    ) -> None:
        self.corpus = corpus
        self.epoch = 0
        self._keep = corpus.vocabulary.keep_probability(sample)
        self._blocks = self._all_epochs(window, dynamic, rng)
        self._centre_at, self._context_at = np.empty(0, np.intp), np.empty(0, np.intp)

    def _all_epochs(self, window: int, dynamic: bool, rng: np.random.Generator) -> Iterator[tuple[Ids, Ids]]:
        while True:
            for block in epoch_blocks(self.corpus, window=window, dynamic=dynamic, keep=self._keep, rng=rng):
                yield block
            self.epoch += 1

    def take(self, B: int) -> Pairs:
        """The next `B` pairs of the text; after the last sentence the first follows."""
        centres, contexts, found = [self._centre_at], [self._context_at], len(self._centre_at)
        while found < B:
            centre_at, context_at = next(self._blocks)
            centres.append(centre_at)
            contexts.append(context_at)
            found += len(centre_at)
        centre_at, context_at = np.concatenate(centres), np.concatenate(contexts)
        self._centre_at, self._context_at = centre_at[B:], context_at[B:]
        tokens = self.corpus.tokens
        return Pairs(
            tokens[centre_at[:B]],
            tokens[context_at[:B]],
            centre_at[:B],
            context_at[:B],
            self.epoch * len(tokens) + int(centre_at[B - 1]) + 1,
        )
