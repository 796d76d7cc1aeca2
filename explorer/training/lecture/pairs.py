"""
The pairs a skip-gram model learns from, in the order of the text.

A window slides over the words that survive subsampling; each centre word is
paired with every word in its window.  With dynamic windows, the reach is drawn
again for each centre from 1 to `window`, so that near words count more
(word2vec.c; Mikolov et al. 2013, "Efficient estimation", section 3.2).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.errors import TextError
from explorer.text.corpus import Corpus

BLOCK = 4096  # words cut into pairs at a time
MOST_EMPTY_BLOCKS = 1000  # blocks in a row without a pair, before we say that there are none

Ids = NDArray[np.integer]
Block = tuple[Ids, Ids, Ids]  # where centres and contexts stand, and the words seen up to each centre


@dataclass(frozen=True, eq=False)
class Pairs:
    """Centre and context words and their places in the text.

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
        Probability that each word survives subsampling.
    rng : Generator
    """
    first = 0
    while first < corpus.sentences:
        centre_at, context_at, first = block_pairs(corpus, first, window=window, dynamic=dynamic, keep=keep, rng=rng)
        yield centre_at, context_at


def block_pairs(
    corpus: Corpus, first: int, *, window: int, dynamic: bool, keep: NDArray[np.floating], rng: np.random.Generator
) -> tuple[Ids, Ids, int]:
    """Positions (P,) of centres and (P,) of contexts in the block from sentence `first`, and the next block's first.

    The other parameters are those of `epoch_blocks`, `keep` (V,) among them.
    """
    last = int(np.searchsorted(corpus.offsets, corpus.offsets[first] + BLOCK, side="left"))
    last = min(max(last, first + 1), corpus.sentences)
    start, stop = corpus.offsets[first], corpus.offsets[last]
    at = np.arange(start, stop)
    sentence = np.repeat(np.arange(first, last), np.diff(corpus.offsets[first : last + 1]))
    survives = rng.random(len(at)) < keep[corpus.tokens[start:stop]]
    at, sentence = at[survives], sentence[survives]
    reach = rng.integers(1, window + 1, len(at)) if dynamic else np.full(len(at), window)
    centre, context = window_pairs(sentence, reach)
    return at[centre], at[context], last


def with_blocks(waiting: Block, next_block: Callable[[], Block], B: int, sample: float) -> Block:
    """What waits of a block, followed by as many whole blocks as it takes to have `B` examples.

    Raises
    ------
    TextError
        If subsampling with the threshold `sample` leaves hardly an example.
    """
    parts, found, without = [waiting], len(waiting[0]), 0
    while found < B:
        part = next_block()
        parts.append(part)
        found += len(part[0])
        without = 0 if len(part[0]) else without + 1
        if without == MOST_EMPTY_BLOCKS:
            raise TextError(
                f"Subsampling with threshold {sample:g} drops nearly every word of this text: "
                "raise the threshold, or turn subsampling off with 0."
            )
    if len(parts) == 1:
        return waiting
    centre_at, context_at, seen = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return centre_at, context_at, seen


@dataclass(frozen=True, eq=False)
class ReadingPlace:
    """How far a stream has read its text: the current block, and how many of its pairs were handed out.

    Parameters
    ----------
    epoch, sentence : int
        How often the text had been read, and the block's first sentence.
    centre_at : int
        Position of the last centre handed out; -1 if none of this block was.
    given : int
        How many of that centre's pairs were handed out.
    drawn : mapping
        State of the random generator before the block was drawn.
    """

    epoch: int
    sentence: int
    centre_at: int
    given: int
    drawn: Mapping[str, Any]


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

    def __init__(self, corpus: Corpus, *, window: int, dynamic: bool, sample: float, rng: np.random.Generator) -> None:
        self.corpus = corpus
        self.sample = sample
        self._window, self._dynamic, self._rng = window, dynamic, rng
        self._keep = corpus.vocabulary.keep_probability(sample)
        self._next = (0, 0)  # epoch and first sentence of the block to come
        # the same of the current block, and the state it was drawn from
        self._begun = (0, 0, rng.bit_generator.state)
        nothing: Ids = np.empty(0, np.intp)
        self._centres = nothing  # (P,) of the current block
        self._waiting = (nothing, nothing, nothing)  # centres, contexts, words seen; each (P,)

    def _next_block(self) -> Block:
        epoch, first = self._next
        self._begun = (epoch, first, self._rng.bit_generator.state)
        self._centres, contexts, last = block_pairs(
            self.corpus, first, window=self._window, dynamic=self._dynamic, keep=self._keep, rng=self._rng
        )
        self._next = (epoch, last) if last < self.corpus.sentences else (epoch + 1, 0)
        return self._centres, contexts, epoch * len(self.corpus.tokens) + self._centres + 1

    @property
    def place(self) -> ReadingPlace:
        """How far the stream has read."""
        given = len(self._centres) - len(self._waiting[0])
        if not given:
            return ReadingPlace(*self._begun[:2], -1, 0, self._begun[2])
        centre_at = int(self._centres[given - 1])
        before = int(np.searchsorted(self._centres, centre_at))
        return ReadingPlace(*self._begun[:2], centre_at, given - before, self._begun[2])

    def go_to(self, place: ReadingPlace, *, redraw: bool = False) -> None:
        """Continue from the place of another stream of the same text, with its random state unless `redraw`.

        With the same settings, the pairs are those that followed there; with another window or subsampling, they begin
        at the same word.
        """
        self._next = (place.epoch, place.sentence)
        if not redraw:
            self._rng.bit_generator.state = place.drawn
        block = self._next_block()
        first, last = np.searchsorted(block[0], place.centre_at), np.searchsorted(block[0], place.centre_at, "right")
        skipped = int(min(first + place.given, last))
        self._waiting = (block[0][skipped:], block[1][skipped:], block[2][skipped:])

    def take(self, B: int) -> Pairs:
        """The next `B` pairs of the text; after the last sentence the first follows.

        Raises
        ------
        TextError
            If subsampling leaves hardly a pair to learn from.
        """
        centre_at, context_at, seen = with_blocks(self._waiting, self._next_block, B, self.sample)
        self._waiting = (centre_at[B:], context_at[B:], seen[B:])
        tokens = self.corpus.tokens
        centre_at, context_at = centre_at[:B].copy(), context_at[:B].copy()  # who keeps them does not keep the block
        return Pairs(tokens[centre_at], tokens[context_at], centre_at, context_at, int(seen[B - 1]))
