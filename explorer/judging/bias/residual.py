"""
What is left after debiasing: Gonen and Goldberg 2019, "Lipstick on a pig".

Words that leaned to one side before still lie together after: they fall into the same clusters, a
classifier still tells their sides, and their neighbours still lean as they did. All words are
chosen by the vectors before, and all measures are taken on the vectors after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from explorer.errors import SelectionError
from explorer.judging.bias.clusters import alignment
from explorer.judging.bias.direction import Direction
from explorer.judging.bias.logistic import logistic_regression
from explorer.progress import Report, parts, to_nobody
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import Floats, WordVectors

FOLDS = 5
BLOCK = 4096  # words whose vectors, as float64, are held at a time
AMONG = 50_000  # words of the vocabulary from which the most biased are chosen, as in the paper


def most_biased(
    vectors: WordVectors, along: Direction, n: int, *, leave_out: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """The `n` words furthest to either side of the direction, of the first `AMONG` of the vocabulary.

    As in the paper, words with a capital, a digit or a mark, and those of more than 20 letters, are left out.

    Raises
    ------
    SelectionError
        If there are fewer than 2 n words to choose from.
    """
    excluded = set(leave_out)
    words = [w for w in vectors.words[:AMONG] if w.isalpha() and w == w.lower() and len(w) <= 20 and w not in excluded]
    if not 1 <= n <= len(words) // 2:
        raise SelectionError(f"{n:,} words a side were asked for; this model has {len(words) // 2:,} to give.")
    cosines = [unit_rows(vectors, words[i : i + BLOCK]) @ along.vector for i in range(0, len(words), BLOCK)]
    order = np.argsort(-np.concatenate(cosines), kind="stable")
    return [words[i] for i in order[:n]], [words[i] for i in order[: -n - 1 : -1]]


@dataclass(frozen=True)
class Residual:
    """How well the sides of formerly biased words can still be told; chance is 0.5 for the first two.

    Parameters
    ----------
    clustering : float
        Share of words in the cluster of their side, of two clusters found without looking at the sides.
    classifier : float
        Accuracy of a linear classifier on words it was not trained on.
    neighbours : float
        Correlation of a word's former projection with how far its present neighbours lean.
    """

    clustering: float
    classifier: float
    neighbours: float


def residual(
    before: WordVectors,
    after: WordVectors,
    along: Direction,
    first: Sequence[str],
    second: Sequence[str],
    *,
    seed: int = 0,
    report: Report = to_nobody,
) -> Residual:
    """The three measures on `after`, for words that leaned to the first and to the second side `before`.

    `report` hears how much is done, and may end the work by raising.

    Raises
    ------
    SelectionError
        If a side has fewer than ten words.
    UnknownWordError
        If a word is not in one of the vocabularies.
    """
    if min(len(first), len(second)) < 10:
        raise SelectionError("What remains is judged by at least ten words a side.")
    rows = unit_rows(after, [*first, *second])
    sides = np.repeat([1.0, 0.0], [len(first), len(second)])
    former = unit_rows(before, [*first, *second]) @ along.vector
    grouping, telling = parts(report, (1, 2))
    return Residual(
        clustering=alignment(rows, sides, seed=seed, report=grouping),
        classifier=cross_validated(rows, sides, seed=seed, report=telling),
        neighbours=_neighbours_lean(rows, sides, former),
    )


def cross_validated(rows: Floats, sides: Floats, *, seed: int = 0, report: Report = to_nobody) -> float:
    """Accuracy of logistic regression on rows (N, D) with sides (N,) of 0 and 1, judged fold by fold.

    `report` counts folds, again and again while one is learned from, and may end the work by raising.
    """
    fold = np.random.default_rng(seed).permutation(len(rows)) % FOLDS
    right = np.zeros(len(rows), dtype=bool)
    for held_out in range(FOLDS):
        test = fold == held_out
        weights, bias = logistic_regression(rows[~test], sides[~test], c=10.0, told=partial(report, held_out, FOLDS))
        right[test] = (rows[test] @ weights + bias > 0) == sides[test]
    return float(right.mean())


def _neighbours_lean(rows: Floats, sides: Floats, former: Floats, *, k: int = 100) -> float:
    """Correlation of former projections (N,) with the share of each word's k nearest that leaned to the first side."""
    k = min(k, len(rows) // 4)
    like = rows @ rows.T
    np.fill_diagonal(like, -np.inf)
    near = np.argpartition(-like, k - 1, axis=1)[:, :k]
    share = sides[near].mean(axis=1)
    return float(np.corrcoef(former, share)[0, 1]) if share.std() > 0 else 0.0
