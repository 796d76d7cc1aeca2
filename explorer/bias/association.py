"""
Association tests: do two sets of words keep different company?

WEAT (Caliskan, Bryson and Narayanan 2017), for target sets X, Y and attribute sets A, B:

    s(w)  = mean over a of cos(w, a) - mean over b of cos(w, b)
    d     = (mean over x of s(x) - mean over y of s(y)) / sd of s over X and Y together
    p     = share of all splits of X and Y together into sets of these sizes whose statistic is
            at least the observed one

The mean of cosines with unit vectors is a cosine-like product with their mean, so s(w) = w · g
with one vector g, and a whole vocabulary is scored at once.  Whether sd divides by n - 1 (the
paper) or by n moves d by a few per cent; it is a setting here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Literal, get_args

import numpy as np

from explorer.bias.direction import unit_rows
from explorer.errors import SelectionError, SettingError
from explorer.vectors import Floats, Rows, WordVectors

Spread = Literal["sample", "population"]
SPREADS: tuple[Spread, ...] = get_args(Spread)
MOST_SPLITS = 200_000  # up to here p is exact; 8 + 8 words have 12,870 splits
PERMUTATIONS = 100_000


@dataclass(frozen=True, eq=False)
class Weat:
    """The outcome of a WEAT.

    Parameters
    ----------
    effect : float
        d, the difference of the means in standard deviations; in [-2, 2] for sets of equal size and population sd.
    statistic : float
        Sum of s over X less that over Y.
    p : float
        One-sided.
    exact : bool
        Whether p is over all splits.
    p_error : float
        Standard error of p where it was estimated; 0 where exact.
    of_x, of_y : (n,), (m,) float64
        s of each word.
    """

    effect: float
    statistic: float
    p: float
    exact: bool
    p_error: float
    of_x: Floats
    of_y: Floats


def weat(
    vectors: WordVectors,
    x: Sequence[str],
    y: Sequence[str],
    a: Sequence[str],
    b: Sequence[str],
    *,
    spread: Spread = "sample",
    seed: int = 0,
) -> Weat:
    """The WEAT of targets `x`, `y` and attributes `a`, `b`, all of which the vocabulary must have.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If a target set has fewer than two words, an attribute set none, the targets share a word,
        or all targets are associated alike.
    SettingError
        If `spread` is not one of `SPREADS`.
    """
    if spread not in SPREADS:
        raise SettingError(f"The standard deviation is that of a sample or of a population, not “{spread}”.")
    check_sets(x, y, a, b)
    towards = contrast(vectors, a, b)
    of_x, of_y = unit_rows(vectors, x) @ towards, unit_rows(vectors, y) @ towards
    p, exact, error = p_value(of_x, of_y, seed=seed)
    return Weat(effect_size(of_x, of_y, spread=spread), float(of_x.sum() - of_y.sum()), p, exact, error, of_x, of_y)


def contrast(vectors: WordVectors, a: Sequence[str], b: Sequence[str]) -> Floats:
    """(D,) g with s(w) = w · g for every unit vector w: mean of `a` less mean of `b`, each word at length 1.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    return np.asarray(unit_rows(vectors, a).mean(axis=0) - unit_rows(vectors, b).mean(axis=0))


def effect_size(of_x: Floats, of_y: Floats, *, spread: Spread = "sample") -> float:
    """Cohen's d of the associations (n,) and (m,): difference of means over the sd of all together.

    Raises
    ------
    SelectionError
        If all are associated alike, so that there is no spread to measure by.
    """
    deviation = np.std(np.concatenate([of_x, of_y]), ddof=1 if spread == "sample" else 0)
    if not deviation > 0:
        raise SelectionError("All these words are associated alike, so there is no spread to measure a difference by.")
    return float((of_x.mean() - of_y.mean()) / deviation)


def p_value(of_x: Floats, of_y: Floats, *, seed: int = 0) -> tuple[float, bool, float]:
    """One-sided p of the difference between (n,) and (m,): its value, whether it is exact, and its standard error.

    All splits are counted up to `MOST_SPLITS`; beyond, random ones are drawn, with the observed one among them.
    """
    pooled = np.concatenate([of_x, of_y])
    n = len(of_x)
    observed = of_x.sum() - 1e-12 * np.abs(pooled).sum()  # equal sums may differ in the last digit
    if comb(len(pooled), n) <= MOST_SPLITS:
        chosen = np.array(list(combinations(range(len(pooled)), n)))  # (splits, n)
        return float((pooled[chosen].sum(axis=1) >= observed).mean()), True, 0.0
    generator = np.random.default_rng(seed)
    at_least = 0
    for _ in range(PERMUTATIONS // 10_000):
        shuffled = generator.permuted(np.broadcast_to(pooled, (10_000, len(pooled))), axis=1)
        at_least += int((shuffled[:, :n].sum(axis=1) >= observed).sum())
    p = (at_least + 1) / (PERMUTATIONS + 1)
    return p, False, float(np.sqrt(p * (1 - p) / PERMUTATIONS))


def word_associations(
    vectors: WordVectors, words: Sequence[str], a: Sequence[str], b: Sequence[str], *, spread: Spread = "sample"
) -> Floats:
    """(N,) WEFAT score of each word: s(w) over the sd of its cosines with all attributes (Caliskan et al. 2017).

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If an attribute set is empty.
    """
    if not a or not b:
        raise SelectionError("An attribute set has no word that is in this model.")
    rows = unit_rows(vectors, words)
    with_a, with_b = rows @ unit_rows(vectors, a).T, rows @ unit_rows(vectors, b).T
    deviation = np.std(np.hstack([with_a, with_b]), axis=1, ddof=1 if spread == "sample" else 0)
    return np.asarray((with_a.mean(axis=1) - with_b.mean(axis=1)) / deviation)


@dataclass(frozen=True)
class Interval:
    """Where a score would lie had other words been chosen, with `level` of the draws inside."""

    low: float
    high: float
    level: float


def bootstrap_mean(values: Floats, *, level: float = 0.95, draws: int = 2000, seed: int = 0) -> Interval:
    """Interval for the mean of values (N,), the words drawn again with replacement (Efron 1979).

    Bootstrap-t: each draw is measured in its own standard errors, since the plain percentiles
    of the drawn means hold the truth too seldom where words are few.

    Raises
    ------
    SelectionError
        If there are fewer than three values, or all are equal.
    """
    n = len(values)
    error = float(np.std(values, ddof=1) / np.sqrt(n)) if n > 2 else 0.0
    if not error > 0:
        raise SelectionError("An interval needs at least three words that differ in what is measured.")
    drawn = values[np.random.default_rng(seed).integers(0, n, (draws, n))]
    errors = np.std(drawn, axis=1, ddof=1) / np.sqrt(n)
    t = (drawn.mean(axis=1) - values.mean())[errors > 0] / errors[errors > 0]
    low, high = np.quantile(t, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(values.mean() - high * error), float(values.mean() - low * error), level)


def bootstrap_weat(
    vectors: WordVectors,
    x: Sequence[str],
    y: Sequence[str],
    a: Sequence[str],
    b: Sequence[str],
    *,
    spread: Spread = "sample",
    level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> Interval:
    """Percentile interval of the effect size, the words of all four sets drawn again with replacement.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    generator = np.random.default_rng(seed)
    targets = unit_rows(vectors, [*x, *y])
    with_a, with_b = targets @ unit_rows(vectors, a).T, targets @ unit_rows(vectors, b).T  # (n + m, |A|), (n + m, |B|)
    effects = []
    for _ in range(draws):
        of_all = _resampled_mean(with_a, generator) - _resampled_mean(with_b, generator)
        of_x = of_all[generator.integers(0, len(x), len(x))]
        of_y = of_all[len(x) + generator.integers(0, len(y), len(y))]
        deviation = np.std(np.concatenate([of_x, of_y]), ddof=1 if spread == "sample" else 0)
        if deviation > 0:
            effects.append((of_x.mean() - of_y.mean()) / deviation)
    low, high = np.quantile(effects, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), level)


def effects_of_random_words(
    vectors: WordVectors,
    x: Sequence[str],
    y: Sequence[str],
    a: Sequence[str],
    b: Sequence[str],
    *,
    spread: Spread = "sample",
    draws: int = 1000,
    seed: int = 0,
) -> Floats:
    """(draws,) effect sizes with random words of like frequency in the place of `x` and `y`.

    The stand-in of a word comes from the rows between half and twice its rank.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    generator = np.random.default_rng(seed)
    towards = contrast(vectors, a, b)
    ranks = vectors.rows([*x, *y]) + 1
    low, high = ranks // 2, np.minimum(ranks * 2 + 10, len(vectors))
    rows: Rows = generator.integers(low, high, size=(draws, len(ranks)))
    unique, inverse = np.unique(rows, return_inverse=True)
    norms = vectors.norms[unique]
    of_rows = (vectors.matrix[unique] @ towards / np.where(norms == 0, 1, norms))[inverse].reshape(rows.shape)
    of_x, of_y = of_rows[:, : len(x)], of_rows[:, len(x) :]
    deviation = np.std(of_rows, axis=1, ddof=1 if spread == "sample" else 0)
    return np.asarray((of_x.mean(axis=1) - of_y.mean(axis=1)) / np.where(deviation == 0, 1, deviation))


def check_sets(x: Sequence[str], y: Sequence[str], a: Sequence[str], b: Sequence[str]) -> None:
    """Refuse sets that a test says nothing about.

    Raises
    ------
    SelectionError
        As said in `weat`.
    """
    for name, words, least in (
        ("first target", x, 2),
        ("second target", y, 2),
        ("first attribute", a, 1),
        ("second attribute", b, 1),
    ):
        if len(words) < least:
            raise SelectionError(
                f"The {name} set has {len(words)} of its words in this model; the test needs at least {least}."
            )
    for name, first, second in (("target", x, y), ("attribute", a, b)):
        if both := sorted(set(first) & set(second)):
            raise SelectionError(f"“{both[0]}” is in both {name} sets; a word can be on one side only.")


def _resampled_mean(table: Floats, generator: np.random.Generator) -> Floats:
    """(N,) means of the columns of a table (N, K) drawn again with replacement."""
    times = np.bincount(generator.integers(0, table.shape[1], table.shape[1]), minlength=table.shape[1])
    return np.asarray(table @ times / table.shape[1])


def pearson(first: Floats, second: Sequence[float]) -> float:
    """Linear correlation of values (N,) with others, in [-1, 1].

    Raises
    ------
    SelectionError
        If there are fewer than three values, or one side does not vary.
    """
    other = np.asarray(second, dtype=np.float64)
    if len(first) < 3 or not (np.std(first) > 0 and np.std(other) > 0):
        raise SelectionError("A correlation needs at least three words that differ; too few are in this model.")
    return float(np.corrcoef(first, other)[0, 1])
