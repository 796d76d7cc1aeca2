"""
Hard debiasing: Bolukbasi et al. 2016, "Man is to computer programmer as woman is to homemaker?", section 6.

    neutralize   w' = w - w_B, then to length 1, for every word that is not specific to the direction
    equalize     the words of a set differ within B only, and lie as far from its middle each:
                 w' = ν + √(1 - ‖ν‖²) (w_B - μ_B) / ‖w_B - μ_B‖,  ν = μ - μ_B,  μ the mean of the set
    hard debias  neutralize, then equalize, then to length 1

with w_B the part of w within the subspace B of bias; with one direction g, as here, w_B = (w · g) g.

Ng's exercise exists in two versions, both in use; for man and woman in GloVe 50d:
"course, first" takes the vectors at their own length and divides by ‖w - ν - μ_B‖, the distance
of the whole word (∓0.7004 along g); "course, later" takes unit vectors, and the published answers
divide by ‖w_B - μ_B‖², which leaves the words longer than 1 (∓0.7174).  Forgetting to divide gives
∓0.0586, which is also found.  "paper" is the formula above (∓0.2387, as it was: one pair of unit
vectors already lies to either side of its own difference).
"""

from collections.abc import Iterator, Sequence
from typing import Literal, get_args

import numpy as np

from explorer.errors import SelectionError, SettingError
from explorer.judging.bias.debiasing.steps import Step, at_length_one, by_blocks, copied, derived
from explorer.judging.bias.direction import Direction
from explorer.progress import Report, parts, to_nobody
from explorer.vectors.typed_words import Pair
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

Equalize = Literal["paper", "course, first", "course, later"]
EQUALIZERS: tuple[Equalize, ...] = get_args(Equalize)
TAKEN_AND_COPIED = (3, 1)  # how long it takes to neutralize all rows, and to copy them for the next step, about


def neutralize(
    vectors: WordVectors, along: Direction, *, keep: Sequence[str] = (), report: Report = to_nobody
) -> WordVectors:
    """Unit vectors without their part along the direction; the words of `keep` are only scaled.

    Raises
    ------
    UnknownWordError
        If a word of `keep` is not in the vocabulary.
    """
    return derived(vectors, neutral_rows(vectors, along.vector[None], keep=keep, report=report))


def neutral_rows(
    vectors: WordVectors, within: Floats, *, keep: Sequence[str] = (), report: Report = to_nobody
) -> Floats:
    """(V, D) unit rows without their part in the space of orthonormal `within` (R, D); words of `keep` keep it.

    Raises
    ------
    UnknownWordError
        If a word of `keep` is not in the vocabulary.
    """

    def neutral(block: Floats) -> Floats:
        """(n, D) in one pass over each block, since memory takes most of the time."""
        before = np.einsum("ij,ij->i", block, block)
        block -= block @ within.T @ within
        after = np.einsum("ij,ij->i", block, block)
        gone = after <= 1e-12 * before  # nothing but the direction: what is left is rounding
        block /= np.sqrt(np.where(gone, np.inf, after))[:, None]
        return block

    matrix = by_blocks(vectors, neutral, report)
    matrix[vectors.rows(keep)] = unit_rows(vectors, keep)
    return matrix


def equalize(
    vectors: WordVectors,
    along: Direction,
    sets: Sequence[Pair],
    *,
    formula: Equalize = "paper",
    report: Report = to_nobody,
) -> WordVectors:
    """Vectors in which the two words of each set differ along the direction only, by the same amount to either side.

    "paper" takes and returns rows at length 1; "course, first" takes them as they are, "course, later" at length 1,
    and both return equalized words of other lengths.

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
    matrix = copied(vectors, report) if formula == "course, first" else at_length_one(vectors, report)
    equalize_rows(matrix, [vectors.rows(pair) for pair in sets], along.vector[None], sets, formula)
    return derived(vectors, matrix)


def equalize_rows(
    matrix: Floats, found: Sequence[Rows], within: Floats, sets: Sequence[Sequence[str]], formula: Equalize = "paper"
) -> None:
    """Equalize the rows of each set of `matrix` (V, D) in place, within the space of orthonormal `within` (R, D).

    Raises
    ------
    SelectionError
        If a word lies in the middle of its set within that space.
    """
    for rows, listed in zip(found, sets, strict=True):
        words = matrix[rows].astype(np.float64)  # (n, D)
        middle = words.mean(axis=0)
        rest = middle - middle @ within.T @ within  # ν
        apart = (words - middle) @ within.T  # (n, R), of a pair equal and opposite
        lengths = np.linalg.norm(apart, axis=1)
        if lengths.min() < 1e-9:
            raise SelectionError(_without_a_side(listed, int(lengths.argmin())))
        height = np.sqrt(np.abs(1 - rest @ rest))
        # The course first divided by the distance of the whole word from the middle, the paper by its part within B.
        scale = np.linalg.norm(words - middle, axis=1) if formula == "course, first" else lengths
        if formula == "course, later":
            scale = scale**2
        matrix[rows] = rest + height * (apart / scale[:, None]) @ within


def _without_a_side(listed: Sequence[str], at: int) -> str:
    if len(listed) == 2:
        return (
            f"“{listed[0]}” and “{listed[1]}” lie at the same place along the direction, so neither has a side. "
            "Leave them out."
        )
    return f"“{listed[at]}” lies in the middle of its set, {', '.join(listed)}, so it has no side. Leave the set out."


def hard_debias(
    vectors: WordVectors,
    along: Direction,
    sets: Sequence[Pair],
    *,
    keep: Sequence[str] = (),
    formula: Equalize = "paper",
    report: Report = to_nobody,
) -> Iterator[Step]:
    """Neutralize, then equalize, each as a step; words of `keep` and of `sets` are not neutralized.

    A set whose two words lie at the same place along the direction is refused as in `equalize`.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    specific = tuple(dict.fromkeys([*keep, *(word for pair in sets for word in pair)]))
    taking, copying = parts(report, TAKEN_AND_COPIED)
    neutral = neutralize(vectors, along, keep=specific, report=taking)
    yield Step("Neutralize", neutralized(vectors, specific), neutral)
    matrix = copied(neutral, copying)
    found = [vectors.rows(pair) for pair in sets]
    if formula == "course, first" and found:
        rows = np.unique(np.concatenate(found))
        matrix[rows] = vectors.matrix[rows]  # at their own length, as in this formula
    equalize_rows(matrix, found, along.vector[None], sets, formula)
    yield Step("Equalize", equalized(sets, formula), derived(vectors, matrix))


def neutralized(vectors: WordVectors, specific: Sequence[str]) -> str:
    """What neutralizing did, in one sentence."""
    return (
        f"Every vector is scaled to length 1, and {len(vectors) - len(specific):,} words lose their part along the "
        f"direction; {len(specific):,} that are about the difference by definition keep it."
    )


def equalized(sets: Sequence[Pair], formula: Equalize = "paper") -> str:
    """What equalizing did, in one sentence."""
    odd = "" if formula == "paper" else " By the formula of the course their length is not 1."
    return (
        f"The words of each of {len(sets):,} pairs are moved until they differ along the direction only, by the same "
        f"amount to either side: every neutral word is now as far from one as from the other.{odd}"
    )
