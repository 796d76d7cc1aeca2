"""
Words, how often they occur, and the two distributions word2vec makes of that.

Mikolov et al. 2013, "Distributed representations of words and phrases and their
compositionality", sections 2.2 (noise distribution) and 2.3 (subsampling).  The
paper keeps a word with probability sqrt(t/f); the authors' program uses sqrt(t/f) + t/f, and so do
gensim and this app.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError, TextError


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of a text, most frequent first.

    Parameters
    ----------
    words : tuple of str, length V
    counts : (V,) int64
        Occurrences of each word; read-only.
    dropped : int
        Different words left out because they were too rare or too many.
    """

    words: tuple[str, ...]
    counts: NDArray[np.int64]
    dropped: int = 0

    def __post_init__(self) -> None:
        self.counts.setflags(write=False)

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def index(self) -> dict[str, int]:
        """Word -> id."""
        return {word: i for i, word in enumerate(self.words)}

    @property
    def total(self) -> int:
        """Occurrences of all words of the vocabulary: the T of f(w) = count / T."""
        return int(self.counts.sum())

    def keep_probability(self, sample: float) -> NDArray[np.float64]:
        """(V,) probability that an occurrence survives subsampling with threshold `sample`.

        keep = min(1, sqrt(t / f) + t / f) with f the word's share of the text and t = `sample`;
        0 turns subsampling off.

        >>> Vocabulary(("the", "cat"), np.array([99, 1])).keep_probability(0.01).round(4).tolist()
        [0.1106, 1.0]

        Raises
        ------
        SettingError
            If `sample` is negative or 1 and more.
        """
        if not 0 <= sample < 1:
            raise SettingError(f"The subsampling threshold must lie between 0 (off) and 1, not at {sample:g}.")
        if sample == 0:
            return np.ones(len(self))
        ratio = sample * self.total / self.counts  # t / f
        return np.minimum(1.0, np.sqrt(ratio) + ratio)

    def noise(self, exponent: float = 0.75) -> NDArray[np.float64]:
        """(V,) probability that a word is drawn as a negative: counts ** exponent, summing to 1.

        1 is the unigram distribution, 0 the uniform one.

        >>> Vocabulary(("a", "b"), np.array([16, 1])).noise().round(4).tolist()
        [0.8889, 0.1111]
        """
        weights = self.counts.astype(np.float64) ** exponent
        return np.asarray(weights / weights.sum())


def count_words(tokens: Iterable[str], *, min_count: int = 1, max_size: int | None = None) -> Vocabulary:
    """The words that occur at least `min_count` times, at most `max_size` of them, most frequent first.

    Words of equal count are sorted by spelling, so that the same text always gives the same ids.

    >>> count_words("to be or not to be".split(), min_count=2).words
    ('be', 'to')

    Raises
    ------
    SettingError
        If `min_count` or `max_size` is below 1.
    TextError
        If no word is left.
    """
    if min_count < 1:
        raise SettingError(f"A word must occur at least once to be counted: min count is 1 or more, not {min_count}.")
    if max_size is not None and max_size < 1:
        raise SettingError(f"The vocabulary must hold at least 1 word, not {max_size}.")
    return vocabulary_of(Counter(tokens), min_count=min_count, max_size=max_size)


def vocabulary_of(counts: Counter[str], *, min_count: int = 1, max_size: int | None = None) -> Vocabulary:
    """The vocabulary of words already counted, under the rules of `count_words`.

    Raises
    ------
    TextError
        If no word is left.
    """
    if not counts:
        raise TextError("The text has no words in it.")
    frequent = sorted((item for item in counts.items() if item[1] >= min_count), key=lambda item: (-item[1], item[0]))
    kept = frequent[:max_size]
    if not kept:
        most, times = counts.most_common(1)[0]
        raise TextError(
            f"No word occurs {min_count} times: the most frequent, “{most[:40]}”, occurs {times}. "
            f"Lower the minimum count to {times} or less."
        )
    words, numbers = zip(*kept, strict=True)
    return Vocabulary(words, np.array(numbers, dtype=np.int64), dropped=len(counts) - len(kept))
