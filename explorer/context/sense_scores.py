"""
How well vectors of places tell senses apart: with examples (nearest centroid) and without (k-means).

Accuracy, macro F1 (the mean of the F1 of the senses, so a rare sense counts as much as a frequent one) and the adjusted
Rand index (Hubert and Arabie 1985), each with an interval from places drawn again with replacement (bootstrap).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.context.groups import Labels, groups
from explorer.context.place_vectors import unit
from explorer.vectors.word_vectors import Floats

DRAWS = 400
Measure = Callable[[Labels, Labels], float]


@dataclass(frozen=True)
class Estimate:
    """A score with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class SenseScore:
    """One system on one word: `said` (M,) are the senses it gave the places that were not examples."""

    said: Labels
    accuracy: Estimate
    macro_f1: Estimate
    ari: Estimate


def centroids(rows: Floats, sense: Labels) -> Floats:
    """(k, D) mean directions of examples (N, D) of senses 0 to k - 1."""
    return unit(np.stack([rows[sense == k].mean(axis=0) for k in range(int(sense.max()) + 1)]))


def nearest(rows: Floats, centres: Floats) -> Labels:
    """(M,) the sense whose centroid (k, D) is nearest to each row (M, D)."""
    return np.asarray((rows @ centres.T).argmax(axis=1))


def accuracy(truth: Labels, said: Labels) -> float:
    """Share of senses (M,) that are right."""
    return float((truth == said).mean())


def macro_f1(truth: Labels, said: Labels) -> float:
    """Mean F1 of the senses that occur among senses (M,)."""
    found = []
    for sense in np.unique(truth):
        right = ((truth == sense) & (said == sense)).sum()
        found.append(2 * right / ((truth == sense).sum() + (said == sense).sum()))
    return float(np.mean(found))


def adjusted_rand(truth: Labels, said: Labels) -> float:
    """Agreement of two groupings (M,) about which pairs belong together: 1 all, 0 as many as by chance."""
    table = np.zeros((int(truth.max()) + 1, int(said.max()) + 1))
    np.add.at(table, (truth, said), 1)
    pairs = [float((n * (n - 1) / 2).sum()) for n in (table, table.sum(axis=1), table.sum(axis=0))]
    both, by_chance = pairs[0], pairs[1] * pairs[2] / max(len(truth) * (len(truth) - 1) / 2, 1)
    most = (pairs[1] + pairs[2]) / 2
    return 1.0 if most == by_chance else (both - by_chance) / (most - by_chance)


def estimate(measure: Measure, truth: Labels, said: Labels, *, seed: int = 0) -> Estimate:
    """The measure of senses (M,), and the middle 95% of it over places drawn again with replacement."""
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(DRAWS):
        rows = rng.integers(len(truth), size=len(truth))
        drawn.append(measure(truth[rows], said[rows]))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(measure(truth, said), float(low), float(high))


def score(rows: Floats, sense: Labels, examples: Floats, example_sense: Labels) -> SenseScore:
    """One system: places (M, D) of known senses (M,), judged by examples (N, D) of senses (N,) and by k-means."""
    said = nearest(rows, centroids(examples, example_sense))
    return judge(sense, said, groups(rows, int(example_sense.max()) + 1))


def judge(sense: Labels, said: Labels, found: Labels) -> SenseScore:
    """Senses (M,) against what was said (M,) with examples, and against the groups (M,) found without."""
    return SenseScore(
        said,
        estimate(accuracy, sense, said),
        estimate(macro_f1, sense, said),
        estimate(adjusted_rand, sense, found),
    )
