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

from explorer.errors import SelectionError, SettingError
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import Floats, WordVectors

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
        Sum of s over X minus that over Y.
    p : float
        One-sided.
    exact : bool
        Whether p counts all splits.
    of_x, of_y : (n,), (m,) float64
        s of each word.
    """

    effect: float
    statistic: float
    p: float
    exact: bool
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
    p, exact = p_value(of_x, of_y, seed=seed)
    return Weat(effect_size(of_x, of_y, spread=spread), float(of_x.sum() - of_y.sum()), p, exact, of_x, of_y)


def contrast(vectors: WordVectors, a: Sequence[str], b: Sequence[str]) -> Floats:
    """(D,) g with s(w) = w · g for every unit vector w: the mean of `a` minus the mean of `b`, each word at length 1.

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


def p_value(of_x: Floats, of_y: Floats, *, seed: int = 0) -> tuple[float, bool]:
    """One-sided p of the difference between (n,) and (m,), and whether it is exact.

    Up to `MOST_SPLITS`, all splits are counted; beyond, random splits are drawn and the observed one is added.
    """
    pooled = np.concatenate([of_x, of_y])
    n = len(of_x)
    observed = of_x.sum() - 1e-12 * np.abs(pooled).sum()  # equal sums may differ in the last digit
    if comb(len(pooled), n) <= MOST_SPLITS:
        chosen = np.array(list(combinations(range(len(pooled)), n)))  # (splits, n)
        return float((pooled[chosen].sum(axis=1) >= observed).mean()), True
    generator = np.random.default_rng(seed)
    at_least = 0
    for _ in range(PERMUTATIONS // 10_000):
        shuffled = generator.permuted(np.broadcast_to(pooled, (10_000, len(pooled))), axis=1)
        at_least += int((shuffled[:, :n].sum(axis=1) >= observed).sum())
    return (at_least + 1) / (PERMUTATIONS + 1), False


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
    return wefat(*(unit_rows(vectors, group) for group in (words, a, b)), spread=spread)


def wefat(rows: Floats, a: Floats, b: Floats, *, spread: Spread = "sample") -> Floats:
    """(N,) WEFAT scores of rows (N, D) with attributes (n, D) and (m, D), all at length 1.

    Raises
    ------
    SelectionError
        If a row is equally near to all attributes, so that it has no spread to measure by.
    """
    with_a, with_b = rows @ a.T, rows @ b.T
    deviation = np.std(np.hstack([with_a, with_b]), axis=1, ddof=1 if spread == "sample" else 0)
    if not deviation.all():
        raise SelectionError("A word is equally near to all attributes, so there is no spread to measure it by.")
    return np.asarray((with_a.mean(axis=1) - with_b.mean(axis=1)) / deviation)


def check_sets(x: Sequence[str], y: Sequence[str], a: Sequence[str], b: Sequence[str]) -> None:
    """Refuse sets that a test can say nothing about.

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


def pearson(first: Floats, second: Sequence[float] | Floats) -> float:
    """Linear correlation of values (N,) with others, in [-1, 1].

    Raises
    ------
    SelectionError
        If there are fewer than three values, or one side does not vary.
    """
    sides = (np.asarray(side, dtype=np.float64) for side in (first, second))
    one, other = (values - values.mean() if len(values) > 2 else np.zeros(0) for values in sides)
    if not (one.any() and other.any()):
        raise SelectionError("A correlation needs at least three words that differ; too few are in this model.")
    found = one @ other / (np.linalg.norm(one) * np.linalg.norm(other))  # `corrcoef` takes four times as long for few
    return float(min(1.0, max(-1.0, found)))  # rounding leaves some just beyond
