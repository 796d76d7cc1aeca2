"""
Double hard debiasing: Wang et al. 2020, "Double-hard debias: tailoring word embeddings for gender bias mitigation".

Word frequency lies in a few of the directions along which all words vary most, and distorts the
direction of gender.  Algorithm 1 finds the one that hides it best, and takes it out first:

    w̃  = w - μ                                   μ the mean of all words
    u₁ … u_d                                      principal components of all w̃
    for each i:  w' = w̃ - (u_iᵀ w) u_i             of the most biased words, and hard debias those;
                 s_i = share of them that two clusters (k-means) put with their own side
    k  = the i of the least s_i
    w' = w̃ - (u_kᵀ w) u_k                         of all words, and hard debias (`hard`) those

As in the authors' code (uvavision/Double-Hard-Debias) the first 20 components are tried.  It judges them by the
1,000 words of each side with the most extreme cos(w, he) - cos(w, she).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.judging.bias.clusters import alignment
from explorer.judging.bias.debiasing.hard import hard_debias
from explorer.judging.bias.debiasing.steps import Step, by_blocks, derived
from explorer.judging.bias.direction import Direction, direction, line
from explorer.progress import Report, parts, to_nobody
from explorer.vectors.typed_words import Pair
from explorer.vectors.unit import of_length_one
from explorer.vectors.word_vectors import Floats, WordVectors

TRIED = 20  # components
BLOCK = 4096  # rows whose products are summed at a time
ALIKE = 400_000  # words whose axes are found in the time in which all components are tried, about


@dataclass(frozen=True, eq=False)
class Purified:
    """Vectors without their mean and without the component that hides the bias best.

    Parameters
    ----------
    vectors : WordVectors
    component : int
        The one taken out; along component 0 all words vary most.
    found : (n,) float64
        For each component tried, the share of biased words that two clusters put with their own side without it.
    """

    vectors: WordVectors
    component: int
    found: Floats


def purified(
    vectors: WordVectors,
    along: Direction,
    first: Sequence[str],
    second: Sequence[str],
    *,
    report: Report = to_nobody,
) -> Purified:
    """The vectors of all words before they are hard debiased, by the most biased words `first` and `second`.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If the differences of the pairs cancel once a component is taken out.
    """
    V = len(vectors)
    looking, trying, taking = parts(report, (V / ALIKE, 1, V / (4 * ALIKE)))
    middle, components = principal_axes(vectors, looking)
    ends = [vectors.matrix[vectors.rows(side)].astype(np.float64) for side in zip(*along.pairs, strict=True)]
    biased = vectors.matrix[vectors.rows([*first, *second])].astype(np.float64)
    sides = np.repeat([1.0, 0.0], [len(first), len(second)])
    found = []
    tried = components[:TRIED]
    for axis, told in zip(tried, parts(trying, [1.0] * len(tried)), strict=True):
        told(0, 1)
        without = [of_length_one(rows - middle - np.outer(rows @ axis, axis)) for rows in (*ends, biased)]
        g = line(without[0], without[1], along.method)
        found.append(alignment(of_length_one(without[2] - np.outer(without[2] @ g, g)), sides, report=told))
    k = int(np.argmin(found))
    axis = components[k]
    matrix = by_blocks(vectors, lambda block: np.asarray(block - middle - np.outer(block @ axis, axis)), taking)
    return Purified(derived(vectors, matrix), k, np.array(found))


def double_hard_debias(
    vectors: WordVectors,
    along: Direction,
    first: Sequence[str],
    second: Sequence[str],
    sets: Sequence[Pair],
    *,
    keep: Sequence[str] = (),
    report: Report = to_nobody,
) -> Iterator[Step]:
    """Take out the mean and one component, then neutralize and equalize, each as a step.

    Raises
    ------
    UnknownWordError, SelectionError
        As `purified` and `hard_debias` do.
    """
    purifying, debiasing = parts(report, (3, 1))
    pure = purified(vectors, along, first, second, report=purifying)
    yield Step(
        "Purify",
        f"All words lose their mean and component {pure.component + 1} of those along which they vary most. Of the "
        f"first {len(pure.found)}, taking out this one makes hard debiasing hide the sides best: two clusters then "
        f"find the side of {pure.found.min():.0%} of {len(first) + len(second):,} words, without another one up to "
        f"{pure.found.max():.0%}.",
        pure.vectors,
    )
    anew = direction(pure.vectors, along.pairs, along.method)
    yield from hard_debias(pure.vectors, anew, sets, keep=keep, report=debiasing)


def principal_axes(vectors: WordVectors, report: Report = to_nobody) -> tuple[Floats, Floats]:
    """(D,) the mean of all words, and (D, D) the axes along which they vary about it, the widest first.

    `report` counts words, and may end the work by raising.
    """
    total, products = np.zeros(vectors.dim), np.zeros((vectors.dim, vectors.dim))
    for start in range(0, len(vectors), BLOCK):
        report(start, len(vectors))
        block = vectors.matrix[start : start + BLOCK].astype(np.float64)
        total += block.sum(axis=0)
        products += block.T @ block
    middle = total / len(vectors)
    axes = np.linalg.eigh(products / len(vectors) - np.outer(middle, middle))[1]
    return middle, np.ascontiguousarray(axes.T[::-1])
