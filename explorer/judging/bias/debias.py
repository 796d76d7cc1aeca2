"""
Taking a direction out of word vectors, one step at a time; every function returns new vectors.

Bolukbasi et al. 2016, section 6:

    neutralize   w' = w - (w · g) g, then to length 1, for every word that is not specific to the direction
    equalize     the words of a set differ along g only, and by the same amount to either side:
                 w' = ν + √(1 - ‖ν‖²) (w_g - μ_g) / ‖w_g - μ_g‖,  ν = μ - μ_g,  μ the mean of the set
    hard debias  neutralize, then equalize, then to length 1

Ng's exercise has been through two versions, both at large; for man and woman in GloVe 50d:
"course, first" takes the vectors at their own length and divides by ‖w - ν - μ_g‖, the distance
of the whole word (∓0.7004 along g); "course, later" takes unit vectors, and the published answers
divide by ‖w_g - μ_g‖², which leaves the words longer than 1 (∓0.7174).  Forgetting to divide
gives ∓0.0586, which circulates too.  "paper" is the formula above (∓0.2387, as it was: one pair
of unit vectors already lies to either side of its own difference).
Linear projection (Dev and Phillips 2019) takes the direction out of every word, specific or not.
INLP (Ravfogel et al. 2020) trains a classifier of the two sides, takes its direction out, and
repeats until no classifier is left that does better than chance.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from explorer.errors import SelectionError, SettingError
from explorer.judging.bias.direction import Direction, Method, direction, unit_rows
from explorer.judging.bias.logistic import logistic_regression
from explorer.judging.bias.residual import most_biased
from explorer.vectors.typed_words import Pair
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

Equalize = Literal["paper", "course, first", "course, later"]
EQUALIZERS: tuple[Equalize, ...] = get_args(Equalize)
Way = Literal["hard debias", "neutralize", "equalize", "linear projection", "INLP"]
WAYS: tuple[Way, ...] = get_args(Way)
DONE: dict[Way, str] = {  # what a model is called to which it was done
    "hard debias": "hard debiased",
    "neutralize": "neutralized",
    "equalize": "equalized",
    "linear projection": "projected",
    "INLP": "after INLP",
}
BLOCK = 512  # rows; as float64 of 300 numbers they stay in the cache of a processor
TRAINED_ON = 500  # words a side that INLP learns from
Report = Callable[[int, int], None]  # rows done, of how many


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
        To equalize; hard debias and equalize only.
    keep : tuple of str
        Words specific to the direction, which keep it; hard debias and neutralize only.
    formula : str
        How sets are equalized: one of `EQUALIZERS`.
    """

    pairs: tuple[Pair, ...]
    way: Way = "hard debias"
    method: Method = "PCA of pairs"
    sets: tuple[Pair, ...] = ()
    keep: tuple[str, ...] = ()
    formula: Equalize = "paper"

    def __post_init__(self) -> None:
        if self.way not in WAYS:
            raise SettingError(
                f"A direction is taken out by {', '.join(WAYS[:-1])} or {WAYS[-1]}, not by “{self.way}”."
            )
        if self.way == "equalize" and not self.sets:
            raise SettingError("Equalizing needs pairs to equalize, both words of which the model has.")


@dataclass(frozen=True, eq=False)
class Step:
    """One step of a debiasing: what was done, in one sentence, and the vectors after it.

    Parameters
    ----------
    title, sentence : str
    vectors : WordVectors
    taken : (R, D) float64 or None
        Orthonormal directions that the step has taken out of `vectors` for the few words that are looked at;
        a step between two others need not hold a model of its own.
    """

    title: str
    sentence: str
    vectors: WordVectors
    taken: Floats | None = None

    def rows(self, words: Sequence[str]) -> Floats:
        """(N, D) vectors of words after this step, at length 1.

        Raises
        ------
        UnknownWordError
            If a word is not in the vocabulary.
        """
        rows = self.vectors.matrix[self.vectors.rows(words)].astype(np.float64)
        if self.taken is not None:
            rows -= rows @ self.taken.T @ self.taken
        _to_length_one(rows)
        return rows


def neutralize(
    vectors: WordVectors, along: Direction, *, keep: Sequence[str] = (), report: Report | None = None
) -> WordVectors:
    """Unit vectors without their part along the direction, but for the words of `keep`, which are only scaled.

    Raises
    ------
    UnknownWordError
        If a word of `keep` is not in the vocabulary.
    """
    matrix = np.empty(vectors.matrix.shape, dtype=np.float32)
    for start in range(0, len(matrix), BLOCK):  # one pass, while a block is at hand: most of the time goes to memory
        if report is not None:
            report(start, len(matrix))
        block = vectors.matrix[start : start + BLOCK].astype(np.float64)  # in float32 a part of 1e-8 would stay behind
        before = np.einsum("ij,ij->i", block, block)
        block -= np.outer(block @ along.vector, along.vector)
        after = np.einsum("ij,ij->i", block, block)
        gone = after <= 1e-12 * before  # nothing but the direction: what is left is rounding
        block /= np.sqrt(np.where(gone, np.inf, after))[:, None]
        matrix[start : start + BLOCK] = block
    kept = vectors.rows(keep)
    matrix[kept] = unit_rows(vectors, keep)
    return _derived(vectors, matrix)


def equalize(
    vectors: WordVectors, along: Direction, sets: Sequence[Pair], *, formula: Equalize = "paper"
) -> WordVectors:
    """Vectors in which the two words of each set differ along the direction only, by the same amount to either side.

    With "paper" rows are taken and returned at length 1; "course, first" takes them as they are, "course, later" at
    length 1, and neither returns the equalized words at length 1.

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
        raise SettingError(f"Pairs are equalized by the formula called {' or '.join(EQUALIZERS)}, not “{formula}”.")
    matrix = vectors.matrix.copy() if formula == "course, first" else _unit(vectors)
    _equalize(matrix, [vectors.rows(pair) for pair in sets], along.vector, sets, formula)
    return _derived(vectors, matrix)


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
        # The course first divided by the distance of the whole word from the middle, the paper by its part along g.
        scale = np.linalg.norm(words - middle, axis=1) if formula == "course, first" else np.abs(apart)
        if formula == "course, later":
            scale = scale**2
        matrix[rows] = rest + (height * apart / scale)[:, None] * g


def hard_debias(
    vectors: WordVectors,
    along: Direction,
    sets: Sequence[Pair],
    *,
    keep: Sequence[str] = (),
    formula: Equalize = "paper",
    report: Report | None = None,
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
    neutral = neutralize(vectors, along, keep=specific, report=report)
    yield Step(
        "Neutralize",
        f"Every vector is scaled to length 1, and {len(vectors) - len(specific):,} words lose their part along the "
        f"direction; {len(specific):,} that are about the difference by definition keep it.",
        neutral,
    )
    matrix = neutral.matrix.copy()
    found = [vectors.rows(pair) for pair in sets]
    if formula == "course, first" and found:
        rows = np.unique(np.concatenate(found))
        matrix[rows] = vectors.matrix[rows]  # at their own length, as this formula has them
    _equalize(matrix, found, along.vector, sets, formula)
    yield Step("Equalize", _equalized(sets, formula), _derived(vectors, matrix))


def _equalized(sets: Sequence[Pair], formula: Equalize) -> str:
    odd = "" if formula == "paper" else " By the formula of the course their length is not 1."
    return (
        f"The words of each of {len(sets):,} pairs are moved until they differ along the direction only, by the same "
        f"amount to either side: every neutral word is now as far from the one as from the other.{odd}"
    )


def linear_projection(vectors: WordVectors, along: Direction, *, report: Report | None = None) -> WordVectors:
    """Every vector without its part along the direction, at the length that is left (Dev and Phillips 2019)."""
    matrix = vectors.matrix.astype(np.float32).copy()
    _project_out(matrix, along.vector[None, :], report)
    return _derived(vectors, matrix)


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
    vectors: WordVectors,
    first: Sequence[str],
    second: Sequence[str],
    *,
    most: int = 20,
    seed: int = 0,
    report: Report | None = None,
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
    _project_out(matrix, directions, report)
    return Nullspace(_derived(vectors, matrix), directions, np.array(accuracies))


def steps(
    vectors: WordVectors, settings: DebiasSettings, report: Report | None = None
) -> tuple[Direction, tuple[Step, ...]]:
    """The direction, and the vectors before and after each step of taking it out.

    `report` is called with the words done so far and their number.

    Raises
    ------
    UnknownWordError, SelectionError
        As the steps themselves do.
    """
    along = direction(vectors, settings.pairs, settings.method)
    if settings.way == "hard debias":
        done = hard_debias(vectors, along, settings.sets, keep=settings.keep, formula=settings.formula, report=report)
        return along, tuple(done)
    before = Step("Before", "The vectors as they are.", vectors)
    if settings.way == "neutralize":
        neutral = neutralize(vectors, along, keep=settings.keep, report=report)
        sentence = (
            f"Every vector is scaled to length 1, and {len(vectors) - len(settings.keep):,} words lose their part "
            f"along the direction; {len(settings.keep):,} that are about the difference by definition keep it."
        )
        return along, (before, Step("Neutralize", sentence, neutral))
    if settings.way == "equalize":
        level = equalize(vectors, along, settings.sets, formula=settings.formula)
        return along, (before, Step("Equalize", _equalized(settings.sets, settings.formula), level))
    if settings.way == "linear projection":
        sentence = f"The part along the direction is taken from all {len(vectors):,} words, whatever they mean."
        return along, (before, Step("Project", sentence, linear_projection(vectors, along, report=report)))
    n = min(TRAINED_ON, len(vectors) // 8)
    return along, (before, *_rounds(vectors, inlp(vectors, *most_biased(vectors, along, n), report=report), n))


def _rounds(vectors: WordVectors, done: Nullspace, n: int) -> Iterator[Step]:
    """One step a round of INLP; only the last holds a model of its own."""
    rounds = len(done.directions)
    for r, (before, after) in enumerate(zip(done.accuracies[:-1], done.accuracies[1:], strict=True), start=1):
        sentence = f"The direction of that classifier is taken from all words too; a new one reaches {after:.0%}."
        if r == 1:
            sentence = (
                f"A classifier tells the {n:,} words of either side apart: {before:.0%} right on words held out. Its "
                f"direction is taken from all words, and a new classifier reaches {after:.0%}."
            )
        if r < rounds:
            yield Step(f"Round {r}", sentence, vectors, done.directions[:r])
        else:
            yield Step(f"Round {r}", f"{sentence} That is no better than chance.", done.vectors)
    if not rounds:
        sentence = "No classifier tells the sides apart better than chance, so there is nothing to take out."
        yield Step("Nothing", sentence, done.vectors)


def _unit(vectors: WordVectors) -> Floats:
    norms = np.where(vectors.norms == 0, 1, vectors.norms)
    return np.asarray(vectors.matrix / norms[:, None], dtype=np.float32)


def _project_out(matrix: Floats, directions: Floats, report: Report | None = None) -> None:
    """Take the parts along orthonormal directions (R, D) out of the rows of `matrix` (V, D), in place."""
    for start in range(0, len(matrix), BLOCK):
        if report is not None:
            report(start, len(matrix))
        block = matrix[start : start + BLOCK].astype(np.float64)  # in float32 a part of 1e-8 would stay behind
        matrix[start : start + BLOCK] = block - block @ directions.T @ directions


def _to_length_one(matrix: Floats) -> None:
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix /= np.where(norms == 0, 1, norms)


def _derived(vectors: WordVectors, matrix: Floats) -> WordVectors:
    """The same words with the rows (V, D) of `matrix`."""
    return WordVectors(vectors.words, matrix, vectors.counts, by_frequency=vectors.by_frequency)
