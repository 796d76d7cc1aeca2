"""Answers about a text before anything is learned: its windows and pairs, what is dropped, what is drawn as noise."""

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from explorer.errors import LessonError, UnknownWordError
from explorer.lessons.answers.numbers import packaged_text
from explorer.training.lecture.pairs import window_pairs
from explorer.training.lessons import reading
from explorer.training.lessons.reading import Reading

WIDEST: Final = 100


def window_pair_count(words: int, window: int) -> float:
    """How many pairs a window that reaches `window` words to each side makes of a sentence of `words` words.

    >>> window_pair_count(words=5, window=2)
    14.0

    Raises
    ------
    LessonError
        If the sentence or the window is not between 1 and `WIDEST` words.
    """
    if not (1 <= words <= WIDEST and 1 <= window <= WIDEST):
        raise LessonError(f"A sentence and a window have between 1 and {WIDEST} words, not {words} and {window}.")
    centre, _ = window_pairs(np.zeros(words, int), np.full(words, window))
    return float(len(centre))


def sentence_length(sentence: int = 1, text: str = "royals") -> float:
    """How many words a sentence has; sentences are counted from 1."""
    return float(len(_read(sentence, text).ids))


def pairs_of_sentence(sentence: int = 1, window: int = 2, text: str = "royals", sides: int = 2) -> float:
    """How many pairs a sentence gives; with `sides` = 1 only those whose context is to the right."""
    seen = _read(sentence, text, window)
    return float(len(seen.centre) if sides == 2 else np.count_nonzero(seen.context > seen.centre))


def pairs_without_ends(sentence: int = 1, window: int = 2, text: str = "royals") -> float:
    """How many pairs a sentence would give if every window were full: a mistake, as the first and last are not."""
    return 2 * window * sentence_length(sentence, text)


def contexts_of(word: str, sentence: int = 1, window: int = 2, text: str = "royals") -> tuple[str, ...]:
    """The words in the window of a word of a sentence, in the order of the text."""
    seen = _read(sentence, text, window)
    at = _places(seen, word, text)[0]
    return tuple(packaged_text(text).vocabulary.words[seen.ids[place]] for place in seen.contexts_of(at))


def pair_chance(apart: int, window: int) -> float:
    """Chance that two words at this distance become a pair, when the reach is drawn from 1 to `window`.

    Raises
    ------
    LessonError
        If the distance or the window is not between 1 and `WIDEST` words.
    """
    if not (1 <= apart <= WIDEST and 1 <= window <= WIDEST):
        raise LessonError(f"A distance and a window are between 1 and {WIDEST} words, not {apart} and {window}.")
    sentence = np.zeros(apart + 1, int)
    paired = 0
    for reach in range(1, window + 1):  # each as likely as any other
        centre, context = window_pairs(sentence, np.full(apart + 1, reach))
        paired += int(((centre == 0) & (context == apart)).any())
    return paired / window


def by_pair_chance(
    word: str, words: tuple[str, ...], sentence: int = 1, text: str = "royals", backwards: bool = False
) -> tuple[str, ...]:
    """The words by their chance to become a context of `word` in a dynamic window, the likeliest first."""
    seen = _read(sentence, text)
    at = _places(seen, word, text)[0]
    apart = {one: min(abs(place - at) for place in _places(seen, one, text)) for one in words}
    ranked = sorted(words, key=lambda one: -pair_chance(apart[one], len(seen.ids)))
    return tuple(ranked[::-1] if backwards else ranked)


def keep_chance(word: str, t: float, text: str = "royals") -> float:
    """Chance that an occurrence of a word survives subsampling with threshold t, as word2vec has it."""
    return float(packaged_text(text).vocabulary.keep_probability(t)[_row(word, text)])


def keep_chance_of_the_paper(word: str, t: float, text: str = "royals") -> float:
    """The same chance in the paper's form, √(t/f) (Mikolov et al. 2013, eq. 5); the word2vec program adds t/f."""
    return min(1.0, math.sqrt(t / share_of_text(word, text)))


def share_of_text(word: str, text: str = "royals") -> float:
    """Share of the words of a text that are this word."""
    counts = packaged_text(text).vocabulary.counts
    return float(counts[_row(word, text)] / counts.sum())


def most_dropped(t: float, text: str = "royals") -> str:
    """The word whose occurrences are least likely to survive subsampling."""
    vocabulary = packaged_text(text).vocabulary
    return vocabulary.words[int(vocabulary.keep_probability(t).argmin())]


def share_left(t: float, text: str = "royals") -> float:
    """Share of a text that survives subsampling, on average."""
    return reading.expected_share(packaged_text(text), t)


def noise_chance(word: str, exponent: float = 0.75, text: str = "royals") -> float:
    """Chance that a negative is this word, when words are drawn by counts to the power of the exponent."""
    return float(packaged_text(text).vocabulary.noise(exponent)[_row(word, text)])


def drawn_against_share(word: str, exponent: float = 0.75, text: str = "royals") -> str:
    """How often a word is drawn as a negative compared with its share of the text, in the words of a choice."""
    drawn, share = noise_chance(word, exponent, text), share_of_text(word, text)
    if math.isclose(drawn, share, rel_tol=1e-6):
        return "just as often"
    return "more often" if drawn > share else "less often"


def labelled_rows(negatives: int, label: int | None = None) -> float:
    """How many rows one pair has in a labelled table with that many negatives; or only its rows of one label."""
    rows = reading.labelled(packaged_text("royals"), 0, k=negatives, exponent=0.75, seed=1)
    return float(sum(label is None or one == label for _, one in rows))


def _read(sentence: int, text: str, window: int = 1) -> Reading:
    corpus = packaged_text(text)
    if not (1 <= sentence <= corpus.sentences and 1 <= window <= WIDEST):
        raise LessonError(f"There are sentences 1 to {corpus.sentences:,} and windows of 1 to {WIDEST} words.")
    return reading.read(corpus, sentence - 1, window=window, dynamic=False, sample=0.0, seed=1)


def _places(seen: Reading, word: str, text: str) -> list[int]:
    places = np.flatnonzero(seen.ids == _row(word, text)).tolist()
    if not places:
        raise LessonError(f"“{word[:40]}” is not in that sentence.")
    return places


def _row(word: str, text: str) -> int:
    row = packaged_text(text).vocabulary.index.get(word)
    if row is None:
        raise UnknownWordError(word)
    return row


ANSWERS: Final[tuple[Callable[..., float | str | tuple[str, ...]], ...]] = (
    window_pair_count, sentence_length, pairs_of_sentence, pairs_without_ends, contexts_of, pair_chance, by_pair_chance,
    keep_chance, keep_chance_of_the_paper, share_of_text, most_dropped, share_left, noise_chance, drawn_against_share,
    labelled_rows,
)  # fmt: skip
