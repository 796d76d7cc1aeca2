"""
RAN-Debias, repulsion-attraction-neutralization: Kumar, Bhotia, Kumar and Chakraborty 2020, "Nurse is closer to woman
than surgeon?", section 4.

A debiased word still has words of its side as neighbours.  So each word w that is not about the
difference by definition gets its own vector u, which minimises (equations 4 to 7)

    F(u) = λ₁ F_r + λ₂ F_a + λ₃ F_n
    F_r  = mean over S of |cos(u, v)|        repulsion from the neighbours v in S, which the direction makes alike
    F_a  = |cos(u, w) - 1| / 2               attraction to where the word was
    F_n  = |cos(u, g)|                       neutralization

S holds those of the 100 nearest words whose indirect bias β(w, v) is above 0.05 (`other_measures`), and
λ = 1/8, 6/8, 1/8.  These are also the numbers of the authors' code (TimeTraveller-San/RAN-Debias, config.ini and
RANDebias.py), which looks at 200 neighbours and repels from the first 100 of them above that bound.  It treats a
list of words chosen beforehand; here all words are treated except those that are kept.  The authors minimise F by
Adam, 300 steps of rate 0.01 from where the word was.  But F depends only on the direction of u, and with unit
vectors

    F(u) = λ₂/2 - min over z in Z of u · (λ₂/2 w - z),   Z = {λ₁/|S| Σ t_v v + λ₃ t g,  all t in [-1, 1]},

so the least F is at u = r / ‖r‖ with r = λ₂/2 w - z for the z of Z that makes r shortest: every t is
1 or -1, the sign of its cosine, unless that cosine is 0.  For nearly all words the signs are those
of w's own cosines; for the others r is found by bounded least squares.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.judging.bias.debiasing.steps import derived
from explorer.judging.bias.direction import Direction
from explorer.progress import Report, to_nobody
from explorer.vectors.unit import of_length_one, unit_rows
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

REPULSION, ATTRACTION, NEUTRALIZATION = 1 / 8, 6 / 8, 1 / 8
NEIGHBOURS = 100
LEAST_INDIRECT = 0.05
AMONG = 10_000  # frequent words that are repelled from each other; all are compared with all
REPELLED_AT_ONCE = 64  # words, with their cosines with all of those
BLOCK = 512  # of the other words at a time


@dataclass(frozen=True, eq=False)
class Repelled:
    """What repulsion, attraction and neutralization made.

    Parameters
    ----------
    vectors : WordVectors
    repelled : int
        Words that had neighbours to be repelled from.
    from_each : float
        Of how many neighbours, on average over those.
    """

    vectors: WordVectors
    repelled: int
    from_each: float


def repulsion_attraction_neutralization(
    vectors: WordVectors,
    along: Direction,
    *,
    keep: Sequence[str] = (),
    among: int = AMONG,
    report: Report = to_nobody,
) -> Repelled:
    """The vector of least F for every word, at length 1; words of `keep` are only scaled.

    Words after the first `among` of the vocabulary are repelled from no word.

    Raises
    ------
    UnknownWordError
        If a word of `keep` is not in the vocabulary.
    """
    frequent = _unit(vectors, slice(0, among))
    on_it = frequent.astype(np.float64) @ along.vector
    matrix = np.empty(vectors.matrix.shape, dtype=np.float32)
    counts = np.zeros(len(frequent), dtype=np.intp)
    starts = [*range(0, len(frequent), REPELLED_AT_ONCE), *range(len(frequent), len(matrix), BLOCK)]
    for start, stop in zip(starts, [*starts[1:], len(matrix)], strict=True):
        report(start, len(matrix))
        words = _unit(vectors, slice(start, stop)).astype(np.float64)
        near, indirect = np.empty((len(words), 0), dtype=np.intp), np.empty((len(words), 0), dtype=np.bool_)
        if start < len(frequent):
            near, indirect = to_repel(frequent, on_it, start, stop)
            counts[start:stop] = indirect.sum(axis=1)
        matrix[start:stop] = least(words, frequent, near, indirect, along.vector)
    matrix[vectors.rows(keep)] = unit_rows(vectors, keep)
    counts[[row for row in vectors.rows(keep) if row < len(counts)]] = 0
    found = counts[counts > 0]
    return Repelled(derived(vectors, matrix), len(found), float(found.mean()) if len(found) else 0.0)


def _unit(vectors: WordVectors, rows: slice) -> Floats:
    """(n, D) float32 rows at length 1, without keeping those of all words."""
    norms = vectors.norms[rows, None]
    return np.asarray(vectors.matrix[rows] / np.where(norms == 0, 1, norms))


def to_repel(frequent: Floats, on_it: Floats, start: int, stop: int) -> tuple[Rows, NDArray[np.bool_]]:
    """(n, k) nearest of the unit rows `frequent` (V, D) to those from `start` to `stop`, and whether to repel each.

    `on_it` (V,) are their cosines with the direction; a neighbour is repelled if the indirect bias of the two,
    (v · w - cos(v⊥, w⊥)) / v · w, is above `LEAST_INDIRECT`.
    """
    likeness = frequent[start:stop] @ frequent.T  # (n, V)
    likeness[np.arange(stop - start), np.arange(start, stop)] = -np.inf
    k = min(NEIGHBOURS, len(frequent) - 1)
    near = np.argpartition(-likeness, k - 1, axis=1)[:, :k]
    like = np.take_along_axis(likeness, near, axis=1).astype(np.float64)
    on, off = on_it[start:stop, None] * on_it[near], 1 - on_it**2
    heights = np.sqrt(np.maximum(off[start:stop, None] * off[near], 1e-12))
    return near, np.asarray((like > 0) & (like - (like - on) / heights > LEAST_INDIRECT * like))


def least(words: Floats, others: Floats, near: Rows, repelled: NDArray[np.bool_], g: Floats) -> Floats:
    """(n, D) unit vectors of least F for unit rows `words` (n, D), each repelled from some rows of `others` (V, D).

    Those are the rows `near` (n, k) where `repelled` (n, k).
    """
    from scipy.sparse import csr_array

    counts = repelled.sum(axis=1)
    columns, of = near[repelled], np.repeat(np.arange(len(words)), counts)
    shares = np.repeat(REPULSION / np.maximum(counts, 1), counts)
    pushed = csr_array((shares, (of, columns)), shape=(len(words), len(others)))
    left = ATTRACTION / 2 * words - pushed @ others
    on_it = left @ g
    left -= np.outer(np.clip(on_it, -NEUTRALIZATION, NEUTRALIZATION), g)
    signs = np.einsum("ij,ij->i", left[of], others[columns])
    for row in np.unique(of[signs < 0]):  # repelled beyond a right angle, where |cos| would grow again
        left[row] = _shortest(words[row], others[near[row][repelled[row]]], g)
    return of_length_one(left)


def _shortest(word: Floats, repelled: Floats, g: Floats) -> Floats:
    """(D,) the shortest λ₂/2 w - z: least squares with every t between -1 and 1."""
    from scipy.optimize import lsq_linear

    across = np.column_stack([REPULSION / len(repelled) * repelled.T, NEUTRALIZATION * g]).astype(np.float64)
    t = lsq_linear(across, ATTRACTION / 2 * word, bounds=(-1, 1), method="bvls", tol=1e-12).x
    return np.asarray(ATTRACTION / 2 * word - across @ t)
