"""
INLP: Ravfogel et al. 2020, "Null it out: guarding protected attributes by iterative nullspace projection".

Train a classifier of the two sides, take its direction out of every word, and repeat until no
classifier is left that does better than chance: w' = P w, with P the projection onto what is
orthogonal to all classifiers found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from explorer.errors import SelectionError
from explorer.judging.bias.debiasing.steps import Step, derived, projected_out
from explorer.judging.bias.logistic import logistic_regression
from explorer.progress import Report, parts, to_nobody
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import Floats, WordVectors

ALIKE: Final = (
    1_000_000  # words from which a direction is taken in the time in which all classifiers are trained, about
)


@dataclass(frozen=True, eq=False)
class Nullspace:
    """What INLP did.

    Parameters
    ----------
    vectors : WordVectors
        With all directions taken out.
    directions : (R, D) float64
        Orthonormal.
    accuracies : (R + 1,) float64
        Of each classifier on the words held out, before its direction was taken out; the last one found no direction.
    """

    vectors: WordVectors
    directions: Floats
    accuracies: Floats


def inlp(
    vectors: WordVectors,
    first: Sequence[str],
    second: Sequence[str],
    *,
    most: int = 20,
    seed: int = 0,
    report: Report = to_nobody,
) -> Nullspace:
    """Take out the directions by which classifiers tell the two lists apart, until one is no better than chance.

    A fifth of the words is held out to judge each classifier by.  `report` hears how much is done at most, and may
    end the work by raising.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If a list has fewer than ten words, too few to hold some out.
    """
    for name, words in (("first", first), ("second", second)):
        if len(words) < 10:
            raise SelectionError(f"The {name} list has {len(words)} of its words in this model; ten are needed.")
    rows = unit_rows(vectors, [*first, *second])
    labels = np.repeat([1.0, 0.0], [len(first), len(second)])
    order = np.random.default_rng(seed).permutation(len(rows))
    held_out, trained = order[: len(rows) // 5], order[len(rows) // 5 :]
    chance = max(labels[held_out].mean(), 1 - labels[held_out].mean())
    found: list[Floats] = []
    accuracies = []
    learning, taking = parts(report, (1, len(vectors) / ALIKE))
    tries = min(most, vectors.dim) + 1
    for number in range(tries):
        told = partial(learning, number, tries)
        weights, bias = logistic_regression(rows[trained], labels[trained], c=10.0, told=told)
        accuracies.append(float(((rows[held_out] @ weights + bias > 0) == labels[held_out]).mean()))
        if accuracies[-1] <= chance or len(found) == min(most, vectors.dim - 1):
            break
        for known in found:
            weights -= (weights @ known) * known
        found.append(weights / np.linalg.norm(weights))
        rows = rows - np.outer(rows @ found[-1], found[-1])
    directions = np.array(found).reshape(-1, vectors.dim)
    return Nullspace(derived(vectors, projected_out(vectors, directions, taking)), directions, np.array(accuracies))


def rounds(vectors: WordVectors, done: Nullspace, n: int) -> Iterator[Step]:
    """One step a round, learned from `n` words a side; only the last step holds its own model."""
    last = len(done.directions)
    for r, (before, after) in enumerate(zip(done.accuracies[:-1], done.accuracies[1:], strict=True), start=1):
        sentence = f"The direction of that classifier is taken from all words too; a new one reaches {after:.0%}."
        if r == 1:
            sentence = (
                f"A classifier tells the {n:,} words of either side apart: {before:.0%} right on words held out. Its "
                f"direction is taken from all words, and a new classifier reaches {after:.0%}."
            )
        if r < last:
            yield Step(f"Round {r}", sentence, vectors, done.directions[:r])
        else:
            yield Step(f"Round {r}", f"{sentence} That is no better than chance.", done.vectors)
    if not last:
        sentence = "No classifier tells the sides apart better than chance, so there is nothing to take out."
        yield Step("Nothing", sentence, done.vectors)
