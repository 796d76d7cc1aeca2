"""
Taking a direction out of word vectors, one step at a time; every function returns new vectors.

Bolukbasi et al. 2016, section 6:

    neutralize   w' = w - (w · g) g, then to length 1, for every word that is not specific to the direction
    equalize     the words of a set differ along g only, and by the same amount to either side:
                 w' = ν + √(1 - ‖ν‖²) (w_g - μ_g) / ‖w_g - μ_g‖,  ν = μ - μ_g,  μ the mean of the set
    hard debias  neutralize, then equalize, then to length 1

Published variants of equalize: "course" divides by the distance of each word to the middle as
Ng's exercise first had it, and works on vectors that are not unit; "paper" is the formula above.
Linear projection (Dev and Phillips 2019) takes the direction out of every word, specific or not.
INLP (Ravfogel et al. 2020) trains a classifier of the two sides, takes its direction out, and
repeats until no classifier is left that does better than chance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from explorer.bias.direction import Direction, Method, direction, unit_rows
from explorer.bias.logistic import logistic_regression
from explorer.bias.residual import most_biased
from explorer.bias.word_sets import Pair
from explorer.errors import SelectionError, SettingError
from explorer.vectors import Floats, Provenance, Rows, WordVectors

Equalize = Literal["paper", "course"]
EQUALIZERS: tuple[Equalize, ...] = get_args(Equalize)
Way = Literal["hard debias", "linear projection", "INLP"]
WAYS: tuple[Way, ...] = get_args(Way)
BLOCK = 2048
TRAINED_ON = 500  # words a side that INLP learns from


@dataclass(frozen=True)
class DebiasSettings:
    """What is taken out, and how.

    Parameters
    ----------
    way : str
        One of `WAYS`.
    pairs : tuple of pairs
        What the direction is made of, by `method`.
    sets : tuple of pairs
        To equalize; hard debias only.
    keep : tuple of str
        Words specific to the direction, which keep it; hard debias only.
    """

    pairs: tuple[Pair, ...]
    way: Way = "hard debias"
    method: Method = "PCA of pairs"
    sets: tuple[Pair, ...] = ()
    keep: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.way not in WAYS:
            raise SettingError(
                f"A direction is taken out by {', '.join(WAYS[:-1])} or {WAYS[-1]}, not by “{self.way}”."
            )


@dataclass(frozen=True)
class Step:
    """One step of a debiasing: what was done, in one sentence, and the vectors after it."""

    title: str
    sentence: str
    vectors: WordVectors


def neutralize(vectors: WordVectors, along: Direction, *, keep: Sequence[str] = ()) -> WordVectors:
    """Unit vectors without their part along the direction, but for the words of `keep`, which are only scaled.

    Raises
    ------
    UnknownWordError
        If a word of `keep` is not in the vocabulary.
    """
    kept = vectors.rows(keep)
    matrix = _unit(vectors)
    specific = matrix[kept]
    _project_out(matrix, along.vector[None, :])
    _to_length_one(matrix)
    matrix[kept] = specific
    return _derived(vectors, matrix, "neutralized")


def equalize(
    vectors: WordVectors, along: Direction, sets: Sequence[Pair], *, formula: Equalize = "paper"
) -> WordVectors:
    """Vectors in which the two words of each set differ along the direction only, by the same amount to either side.

    With "paper" rows are taken and returned at length 1; "course" takes them as they are.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If the two words of a set lie at the same place along the direction.
    SettingError
        If the formula is not one of `EQUALIZERS`.
    """
    if formula not in EQUALIZERS:
        raise SettingError(f"Equalize by the formula of the paper or of the course, not “{formula}”.")
    matrix = _unit(vectors) if formula == "paper" else vectors.matrix.copy()
    _equalize(matrix, [vectors.rows(pair) for pair in sets], along.vector, sets, formula)
    return _derived(vectors, matrix, "equalized")


def _equalize(matrix: Floats, found: Sequence[Rows], g: Floats, sets: Sequence[Pair], formula: Equalize) -> None:
    """Equalize the rows of each pair of `matrix` (V, D) in place.

    Raises
    ------
    SelectionError
        If the two words of a set lie at the same place along the direction.
    """
    for rows, pair in zip(found, sets, strict=True):
        words = matrix[rows].astype(np.float64)  # (2, D)
        middle = words.mean(axis=0)
        rest = middle - (middle @ g) * g  # ν
        apart = (words - middle) @ g  # (2,), equal and opposite
        if np.abs(apart).max() < 1e-9:
            raise SelectionError(
                f"“{pair[0]}” and “{pair[1]}” lie at the same place along the direction, so neither has a side. "
                "Leave them out."
            )
        height = np.sqrt(np.abs(1 - rest @ rest))
        # The course divides by the distance of the whole word from the middle, the paper by its part along g.
        scale = np.abs(apart) if formula == "paper" else np.linalg.norm(words - rest - (middle @ g) * g, axis=1)
        matrix[rows] = rest + (height * apart / scale)[:, None] * g


def hard_debias(
    vectors: WordVectors, along: Direction, sets: Sequence[Pair], *, keep: Sequence[str] = ()
) -> Iterator[Step]:
    """Neutralize, then equalize, each as a step; words of `keep` and of `sets` are not neutralized.

    A set of which the two words lie at the same place along the direction is refused as in `equalize`.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    specific = tuple(dict.fromkeys([*keep, *(word for pair in sets for word in pair)]))
    yield Step("Before", "The vectors as they are.", vectors)
    neutral = neutralize(vectors, along, keep=specific)
    yield Step(
        "Neutralize",
        f"Every vector is scaled to length 1, and {len(vectors) - len(specific):,} words lose their part along the "
        f"direction; {len(specific):,} that are about the difference by definition keep it.",
        neutral,
    )
    matrix = neutral.matrix.copy()
    _equalize(matrix, [vectors.rows(pair) for pair in sets], along.vector, sets, "paper")
    yield Step(
        "Equalize",
        f"The words of each of {len(sets):,} pairs are moved until they differ along the direction only, by the same "
        "amount to either side: every neutral word is now as far from the one as from the other.",
        _derived(vectors, matrix, "hard debiased"),
    )


def linear_projection(vectors: WordVectors, along: Direction) -> WordVectors:
    """Every vector without its part along the direction, at the length that is left (Dev and Phillips 2019)."""
    matrix = vectors.matrix.astype(np.float32).copy()
    _project_out(matrix, along.vector[None, :])
    return _derived(vectors, matrix, "projected")


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
        Of each classifier on the words held out, before its direction was taken out; the last found nothing to take.
    """

    vectors: WordVectors
    directions: Floats
    accuracies: Floats


def inlp(
    vectors: WordVectors, first: Sequence[str], second: Sequence[str], *, most: int = 20, seed: int = 0
) -> Nullspace:
    """Take out the directions by which a classifier tells the two lists apart, until it does so no better than chance.

    A fifth of the words is held out to judge each classifier by.

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
    for _ in range(min(most, vectors.dim) + 1):
        weights, bias = logistic_regression(rows[trained], labels[trained], c=10.0)
        accuracies.append(float(((rows[held_out] @ weights + bias > 0) == labels[held_out]).mean()))
        if accuracies[-1] <= chance or len(found) == min(most, vectors.dim - 1):
            break
        for known in found:
            weights -= (weights @ known) * known
        found.append(weights / np.linalg.norm(weights))
        rows = rows - np.outer(rows @ found[-1], found[-1])
    directions = np.array(found).reshape(-1, vectors.dim)
    matrix = vectors.matrix.copy()
    _project_out(matrix, directions)
    return Nullspace(_derived(vectors, matrix, "after INLP"), directions, np.array(accuracies))


def steps(vectors: WordVectors, settings: DebiasSettings) -> tuple[Direction, tuple[Step, ...]]:
    """The direction, and the vectors before and after each step of taking it out.

    Raises
    ------
    UnknownWordError, SelectionError
        As the steps themselves do.
    """
    along = direction(vectors, settings.pairs, settings.method)
    if settings.way == "hard debias":
        return along, tuple(hard_debias(vectors, along, settings.sets, keep=settings.keep))
    before = Step("Before", "The vectors as they are.", vectors)
    if settings.way == "linear projection":
        sentence = f"The part along the direction is taken from all {len(vectors):,} words, whatever they mean."
        return along, (before, Step("Project", sentence, linear_projection(before.vectors, along)))
    n = min(TRAINED_ON, len(vectors) // 8)
    first, second = most_biased(vectors, along, n)
    done = inlp(before.vectors, first, second)
    sentence = (
        f"{len(done.directions)} directions are taken from all words, one after the other, until a classifier tells "
        f"the {n} words of either side apart no better than chance ({done.accuracies[0]:.0%} before, "
        f"{done.accuracies[-1]:.0%} after)."
    )
    return along, (before, Step("INLP", sentence, done.vectors))


def _unit(vectors: WordVectors) -> Floats:
    norms = np.where(vectors.norms == 0, 1, vectors.norms)
    return np.asarray(vectors.matrix / norms[:, None], dtype=np.float32)


def _project_out(matrix: Floats, directions: Floats) -> None:
    """Take the parts along orthonormal directions (R, D) out of the rows of `matrix` (V, D), in place."""
    for start in range(0, len(matrix), BLOCK):
        block = matrix[start : start + BLOCK].astype(np.float64)  # in float32 a part of 1e-8 would stay behind
        matrix[start : start + BLOCK] = block - block @ directions.T @ directions


def _to_length_one(matrix: Floats) -> None:
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix /= np.where(norms == 0, 1, norms)


def _derived(vectors: WordVectors, matrix: Floats, what: str) -> WordVectors:
    origin = Provenance(
        "derived", f"{vectors.name}, {what}.", vectors.provenance.licence, vectors.provenance.by_frequency
    )
    return WordVectors(f"{vectors.name}, {what}", vectors.words, matrix, origin, vectors.counts)
