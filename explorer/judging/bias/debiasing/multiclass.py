"""
Hard debiasing of several groups at once: Manzini, Lim, Tsvetkov and Black 2019, "Black is to criminal as Caucasian
is to police", section 3.

Where Bolukbasi et al. 2016 (`hard`) have pairs and one direction, here a defining set names every
group, as (synagogue, church, mosque), and the bias is a space of several directions:

    μ_i = mean of set i;   C = Σ_i Σ_{w in set i} (w - μ_i)(w - μ_i)ᵀ / |set i|
    B   = the first k principal axes of C
    neutralize   w' = (w - w_B) / ‖w - w_B‖
    equalize     w' = ν + √(1 - ‖ν‖²) (w_B - μ_B) / ‖w_B - μ_B‖

n groups differ in n - 1 ways, so k = n - 1 here; with pairs k = 1, and the method is hard debiasing.
The authors' code (TManzini/DebiasMulticlassWordEmbedding) takes k = 1 unless told otherwise, does not
divide by |set i|, which is the same for sets of one size, and neutralizes the words of its own tests only.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from explorer.errors import SelectionError
from explorer.judging.bias.debiasing.hard import TAKEN_AND_COPIED, equalize_rows, neutral_rows
from explorer.judging.bias.debiasing.steps import Step, copied, derived
from explorer.progress import Report, parts, to_nobody
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import Floats, WordVectors


def bias_subspace(vectors: WordVectors, sets: Sequence[Sequence[str]]) -> tuple[Floats, Floats]:
    """(k, D) orthonormal axes in which the groups differ, from sets of one word for each group; and their shares.

    The shares (k,) are of the variance within the sets; if they sum to 1, the k axes hold all of it.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If there are no sets, a set has one word, or the words of each set have the same vector.
    """
    if not sets or min(map(len, sets)) < 2:
        raise SelectionError(
            "No set has a word of two groups or more in this model, so there is nothing in which they differ. "
            "Choose other sets."
        )
    spread = []
    for listed in sets:
        rows = unit_rows(vectors, listed)
        spread.append((rows - rows.mean(axis=0)) / np.sqrt(len(rows)))
    _, singular, axes = np.linalg.svd(np.concatenate(spread), full_matrices=False)
    variances = singular**2
    if not variances.sum() > 1e-12:
        raise SelectionError("The words of every set have the same vector, so the groups do not differ.")
    k = min(max(map(len, sets)) - 1, int((variances > 1e-12 * variances.sum()).sum()))
    return axes[:k], variances[:k] / variances.sum()


def disjoint(sets: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The sets without a word of an earlier set, since a word can be equalized only once.

    >>> disjoint([("black", "white"), ("black", "caucasian"), ("africa", "europe")])
    [('black', 'white'), ('africa', 'europe')]
    """
    taken: list[Sequence[str]] = []
    for listed in sets:
        if not any(word in other for other in taken for word in listed):
            taken.append(listed)
    return taken


def multiclass_hard_debias(
    vectors: WordVectors,
    sets: Sequence[Sequence[str]],
    *,
    keep: Sequence[str] = (),
    report: Report = to_nobody,
) -> Iterator[Step]:
    """Neutralize, then equalize, each as a step; words of `keep` and of `sets` are not neutralized.

    Raises
    ------
    UnknownWordError, SelectionError
        As `bias_subspace` does; and if a word lies in the middle of its set.
    """
    within, shares = bias_subspace(vectors, sets)
    specific = tuple(dict.fromkeys([*keep, *(word for listed in sets for word in listed)]))
    taking, copying = parts(report, TAKEN_AND_COPIED)
    neutral = derived(vectors, neutral_rows(vectors, within, keep=specific, report=taking))
    axes = "one direction holds" if len(within) == 1 else f"{len(within)} directions hold"
    yield Step(
        "Neutralize",
        f"The groups differ in several ways; {axes} {shares.sum():.0%} of their differences. Every vector is scaled to "
        f"length 1, and {len(vectors) - len(specific):,} words lose their part in all of them; {len(specific):,} keep "
        "it.",
        neutral,
    )
    matrix, level = copied(neutral, copying), disjoint(sets)
    equalize_rows(matrix, [vectors.rows(listed) for listed in level], within, level)
    yield Step(
        "Equalize",
        f"The words of each of {len(level):,} sets are moved until they differ within those directions only, all as "
        "far from their middle: every neutral word is now as far from the word of one group as from that of another.",
        derived(vectors, matrix),
    )
