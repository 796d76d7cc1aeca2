"""
The windows that CBOW learns from: the words around a centre, kept together.

Unlike pairs.py: a centre with four words around it is one example, not four.  Which words survive
and how far each window reaches is drawn in the same way (Mikolov et al. 2013, "Efficient
estimation of word representations in vector space", section 3.1).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from explorer.text.corpus import Corpus
from explorer.training.lecture.pairs import Block, Ids, epoch_blocks, with_blocks


@dataclass(frozen=True, eq=False)
class Windows:
    """Centre words and the words around each, and their places in the text.

    Parameters
    ----------
    centre : (B,) ids
    context : (B, C) ids
        Padded to the widest window, C; each has at least one word.
    inside : (B, C) bool
        False in the padding.
    centre_at : (B,) positions in `Corpus.tokens`
    context_at : (B, C) positions; -1 in the padding
    words_seen : int
        Words of the text read so far, all epochs together.
    """

    centre: Ids
    context: Ids
    inside: NDArray[np.bool_]
    centre_at: Ids
    context_at: Ids
    words_seen: int

    def __len__(self) -> int:
        return len(self.centre)


def gather(centre_at: Ids, context_at: Ids, width: int) -> tuple[Ids, Ids]:
    """(m,) different centres and their (m, width) contexts, -1 where there are fewer, of pairs (P,) in order.

    >>> gather(np.array([0, 1, 1]), np.array([1, 0, 2]), 2)
    (array([0, 1]), array([[ 1, -1],
           [ 0,  2]]))
    """
    first = np.flatnonzero(np.diff(centre_at, prepend=-1))  # where a new centre begins
    sizes = np.diff(first, append=len(centre_at))
    windows = np.full((len(first), width), -1)
    windows[np.repeat(np.arange(len(first)), sizes), np.arange(len(centre_at)) - np.repeat(first, sizes)] = context_at
    return centre_at[first], windows


class WindowStream:
    """Endless windows of a corpus, epoch after epoch, `B` at a time; the parameters are those of `PairStream`."""

    def __init__(self, corpus: Corpus, *, window: int, dynamic: bool, sample: float, rng: np.random.Generator) -> None:
        self.corpus = corpus
        self.sample = sample
        self._width = 2 * window
        self._keep = corpus.vocabulary.keep_probability(sample)
        self._blocks = self._all_epochs(window, dynamic, rng)
        nothing: Ids = np.empty(0, np.intp)
        no_window: Ids = np.empty((0, self._width), np.intp)
        self._waiting = (nothing, no_window, nothing)

    def _all_epochs(self, window: int, dynamic: bool, rng: np.random.Generator) -> Iterator[Block]:
        for epoch in count():
            read_before = epoch * len(self.corpus.tokens)
            for centre_at, context_at in epoch_blocks(
                self.corpus, window=window, dynamic=dynamic, keep=self._keep, rng=rng
            ):
                centres, contexts = gather(centre_at, context_at, self._width)
                yield centres, contexts, read_before + centres + 1

    def take(self, B: int) -> Windows:
        """The next `B` windows of the text; after the last sentence the first follows.

        Raises
        ------
        TextError
            If subsampling leaves hardly a window to learn from.
        """
        centre_at, context_at, seen = with_blocks(self._waiting, self._blocks.__next__, B, self.sample)
        self._waiting = (centre_at[B:], context_at[B:], seen[B:])
        centre_at, context_at = centre_at[:B], context_at[:B]
        widest = int((context_at >= 0).sum(axis=1).max())
        context_at = context_at[:, :widest]
        tokens = self.corpus.tokens
        inside = context_at >= 0
        context = np.where(inside, tokens[context_at], 0)
        return Windows(tokens[centre_at], context, inside, centre_at, context_at, int(seen[B - 1]))
