"""
How sure a score of bias is: with other words, with other pairs, and compared with unrelated words.

A score is a number computed from lists of vectors.  Somebody chose these lists, so

    over words, over pairs   the lists are drawn again with replacement (Efron 1979), the score is computed again,
                             and the draws give a confidence interval in one of two ways, both corrected for
                             short lists (Hesterberg 2015, "What teachers should know about the bootstrap"); n is
                             the shortest list and t Student's with n - 1 degrees of freedom:
        "Student"            score ± t √(n / (n - 1)) sd of the draws, which is Student's interval of a mean
        "percentiles"        between the quantile Φ(-t √(n / (n - 1))) of the draws and its complement; for effect
                             sizes and correlations, whose symmetric interval would hold impossible scores
    by chance                random words of similar frequency replace those that are tested

Lists of fewer than three words are not drawn again: there is nothing to choose from.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import numpy as np

from explorer.errors import SelectionError
from explorer.vectors.unit import of_length_one
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

List = Sequence[str] | Sequence[float]  # words, or numbers that belong to the words of another list
Unit = tuple[int, ...]  # places of the lists whose words belong together and are drawn together
LEVEL = 0.95
DRAWS = 500


@dataclass(frozen=True)
class Score:
    """A measure of bias as a number of lists, and what is known about it.

    Parameters
    ----------
    name, asks, convention : str
        What it is called, the question it answers, and how exactly it is computed here.
    even : float
        Its value where there is no bias.
    least, most : float
        Its smallest and largest possible values; intervals end there at the latest.
    by : str
        How its intervals are made from the draws.
    of : function
        The score from rows (n, D) of each list, in their order.
    words, pairs : tuple of units
        What is drawn again for the interval over words, and over pairs; empty if there is nothing to draw.
    strangers : tuple of int
        The lists that random words replace.
    unit : bool
        Whether vectors are taken at length 1.
    """

    name: str
    of: Callable[..., float]
    words: tuple[Unit, ...]
    pairs: tuple[Unit, ...] = ()
    strangers: Unit = (0, 1)
    even: float = 0.0
    least: float = -np.inf
    most: float = np.inf
    by: Literal["Student", "percentiles"] = "Student"
    asks: str = ""
    convention: str = ""
    unit: bool = True


@dataclass(frozen=True)
class Interval:
    """A confidence interval of a score, of this `level`: for the score of all the words that the lists represent."""

    low: float
    high: float
    level: float = LEVEL


@dataclass(frozen=True, eq=False)
class Doubt:
    """A score, and how sure it is.

    Parameters
    ----------
    value : float
    over_words, over_pairs : Interval or None
        None if the score has no such lists, or none of at least three words.
    by_chance : (draws,) float64
        The score of random words of similar frequency.
    """

    value: float
    over_words: Interval | None
    over_pairs: Interval | None
    by_chance: Floats

    @property
    def usual(self) -> Interval:
        """Where the scores of random words lie, without the most extreme ones."""
        low, high = np.quantile(self.by_chance, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return Interval(float(low), float(high))

    @property
    def beyond(self) -> float:
        """Share of random words whose score is at least as far from their median as this one, in [0, 1]."""
        middle = np.median(self.by_chance)
        return float((np.abs(self.by_chance - middle) >= abs(self.value - middle)).mean())


def doubt(
    score: Score,
    vectors: WordVectors,
    lists: Sequence[List],
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> Doubt:
    """The score of these lists, its intervals, and the scores of random words.

    A list may also hold numbers that belong to the words of another, as the share of women in an occupation.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If a list is empty, or the score cannot be computed from these lists.
    """
    if not all(len(part) for part in lists):
        raise SelectionError(
            "One of the lists has no word that is in this model. Choose other words, or another model."
        )
    rows = [rows_of(vectors, part, unit=score.unit) for part in lists]
    value = score.of(*rows)
    over_words, over_pairs = (
        interval(score, rows, units, draws=draws, seed=seed) for units in (score.words, score.pairs)
    )
    return Doubt(value, over_words, over_pairs, scores_by_chance(score, vectors, lists, draws=draws, seed=seed))


def interval(
    score: Score,
    lists: Sequence[Floats],
    units: Sequence[Unit],
    *,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = 0,
) -> Interval | None:
    """Confidence interval of the score of lists (n, D), the `units` drawn again; None if none has three words."""
    drawn = [unit for unit in units if len(lists[unit[0]]) > 2]
    scores = scores_redrawn(score, lists, drawn, draws=draws, seed=seed)
    if not len(scores):
        return None
    from scipy.special import ndtr, stdtrit

    n = min(len(lists[unit[0]]) for unit in drawn)
    reach = float(stdtrit(n - 1, (1 + level) / 2) * np.sqrt(n / (n - 1)))  # in standard deviations
    if score.by == "percentiles":
        tail = float(ndtr(-reach))
        low, high = np.quantile(scores, [tail, 1 - tail])
    else:
        value, deviation = score.of(*lists), np.std(scores, ddof=1)
        low, high = value - reach * deviation, value + reach * deviation
    return Interval(max(score.least, float(low)), min(score.most, float(high)), level)


def scores_redrawn(
    score: Score, lists: Sequence[Floats], units: Sequence[Unit], *, draws: int = DRAWS, seed: int = 0
) -> Floats:
    """(at most draws,) the score with the `units` of lists (n, D) drawn again; draws without a score are left out."""
    generator = np.random.default_rng(seed)
    found: list[float] = []
    for _ in range(draws if units else 0):
        again = list(lists)
        for unit in units:
            n = min(len(lists[place]) for place in unit)
            chosen = generator.integers(0, n, n)
            for place in unit:
                again[place] = lists[place].take(chosen, axis=0)
        with suppress(SelectionError):  # a draw that repeats a single word has no spread to measure by
            found.append(score.of(*again))
    return np.array(found)


def scores_by_chance(
    score: Score,
    vectors: WordVectors,
    lists: Sequence[List],
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> Floats:
    """(draws,) the score with random words of similar frequency in place of those that are tested.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    generator = np.random.default_rng(seed)
    rows = [rows_of(vectors, part, unit=score.unit) for part in lists]
    strangers = {
        place: random_rows(vectors, [str(word) for word in lists[place]], draws, generator)  # (draws, n)
        for place in score.strangers
    }
    found: list[float] = []
    for draw in range(draws):
        for place, drawn in strangers.items():
            rows[place] = _vectors_at(vectors, drawn[draw], unit=score.unit)
        with suppress(SelectionError):
            found.append(score.of(*rows))
    return np.array(found)


def random_rows(vectors: WordVectors, words: Sequence[str], draws: int, generator: np.random.Generator) -> Rows:
    """(draws, n) random rows to replace n words: each from half to twice the rank of its word.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    ranks = vectors.rows(words) + 1
    low, high = ranks // 2, np.minimum(ranks * 2 + 10, len(vectors))
    drawn: Rows = generator.integers(low, high, size=(draws, len(ranks)))
    return drawn


def rows_of(vectors: WordVectors, part: List, *, unit: bool = True) -> Floats:
    """(n, D) float64 vectors of words, at length 1 if `unit`; numbers become rows (n, 1).

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    words = [word for word in part if isinstance(word, str)]
    if len(words) < len(part):
        return np.array(part, dtype=np.float64)[:, None]
    return _vectors_at(vectors, vectors.rows(words), unit=unit)


def _vectors_at(vectors: WordVectors, rows: Rows, *, unit: bool) -> Floats:
    found = vectors.matrix[rows].astype(np.float64)
    return of_length_one(found) if unit else found
