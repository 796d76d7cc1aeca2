"""
Groups of words that lie in the same direction, named by their most central words.

Spherical k-means: Dhillon and Modha 2001, "Concept decompositions for large sparse text data
using clustering": each word belongs to the centre with the largest cosine, each centre is the
mean direction of its words.  It works in the full space and not on the map, because a map makes
some of its clusters itself.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.progress import Report, parts, to_nobody
from explorer.projection.space import Space
from explorer.vectors.unit import of_length_one
from explorer.vectors.word_vectors import Floats

RESTARTS = 4
ROUNDS = 50
IN_NONE = "not in any cluster"
MOST = 20_000  # words from which the centres are found; the others join the nearest cluster


@dataclass(frozen=True, eq=False)
class Clusters:
    """Which cluster each word is in.

    Parameters
    ----------
    of : (N,) int
        Clusters count from 0, the largest first.
    names : tuple of str
        Of each cluster, its most central words.
    loose : bool
        Whether the last cluster is not a cluster, but the words outside all clusters.
    """

    of: NDArray[np.intp]
    names: tuple[str, ...]
    loose: bool = False


def clusters(space: Space, k: int, *, report: Report = to_nobody) -> Clusters:
    """At most `k` clusters of the words of `space`: the best of a few starts, by the cosines to the centres.

    `report` hears how much is done if all rounds are needed, and may end the work by raising.
    """
    rows = np.asarray(space.rows - space.rows.mean(axis=0) if space.metric == "cosine" else space.rows)
    rows = of_length_one(rows)
    rng = np.random.default_rng(1)
    learned = rows if len(rows) <= MOST else rows[np.sort(rng.choice(len(rows), MOST, replace=False))]
    found = [spherical(learned, min(k, len(rows)), rng, told) for told in parts(report, [1.0] * RESTARTS)]
    of, centres, _ = max(found, key=lambda one: one[2])
    if len(rows) > MOST:
        of = (rows @ centres.T).argmax(axis=1)
    return in_order(space, rows, centres, of)


def in_order(space: Space, rows: Floats, centres: Floats, of: NDArray[np.intp], *, loose: bool = False) -> Clusters:
    """The clusters `of` (N,) words, the largest first, named by the `rows` (N, D) nearest to their `centres` (C, D).

    With `loose`, words numbered C are in no cluster, and come last.
    """
    counts = np.bincount(of, minlength=len(centres))[: len(centres)]
    order = np.argsort(-counts, kind="stable")
    order = order[counts[order] > 0]
    place = np.full(len(centres) + 1, len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    names = tuple(_name(space, rows @ centres[c], of == c) for c in order)
    return Clusters(place[of], (*names, *([IN_NONE] if loose else [])), loose)


def with_joined(found: Clusters, space: Space) -> Clusters:
    """The clusters (N,) of the first words of `space`, and for each further word the cluster of the nearest of them."""
    n = len(found.of)
    if len(space) == n:
        return found
    first, more = space.rows[:n], space.rows[n:]
    apart = (first * first).sum(axis=1) - 2 * more @ first.T
    return replace(found, of=np.concatenate([found.of, found.of[apart.argmin(axis=1)]]))


def spherical(
    rows: Floats, k: int, rng: np.random.Generator, report: Report = to_nobody
) -> tuple[NDArray[np.intp], Floats, float]:
    """(N,) clusters, their (k, D) centres, and the sum of the cosines of words with their centre.

    `report` hears how much is done if all rounds are needed, and may end the work by raising.
    """
    spreading, going = parts(report, (1, 4))
    centres = _spread(rows, k, rng, spreading)
    of = np.full(len(rows), -1, dtype=np.intp)
    for done in range(ROUNDS):
        going(done, ROUNDS)
        nearness = rows @ centres.T  # (N, k)
        last, of = of, nearness.argmax(axis=1)
        if (of == last).all():
            break
        sums = np.stack([rows[of == c].sum(axis=0) for c in range(k)])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.where(lengths > 0, lengths, 1), centres)
    return of, centres, float(nearness.max(axis=1).sum())


def _spread(rows: Floats, k: int, rng: np.random.Generator, report: Report) -> Floats:
    """(k, D) rows far from each other, drawn in proportion to 1 - cosine to the nearest so far (k-means++, 2007)."""
    chosen = [int(rng.integers(len(rows)))]
    apart = np.full(len(rows), np.inf)
    for done in range(k - 1):
        report(done, k)
        apart = np.minimum(apart, np.maximum(1 - rows @ rows[chosen[-1]], 0))
        total = apart.sum()
        odds = apart / total if total > 0 else None
        chosen.append(int(rng.choice(len(rows), p=odds)))
    return rows[chosen].copy()


def _name(space: Space, nearness: Floats, inside: NDArray[np.bool_]) -> str:
    """The three words that are nearest to the centre, more frequent ones (earlier rows) preferred a little."""
    rows = np.flatnonzero(inside)
    rank = np.log(2 + len(inside)) - np.log(2 + rows)
    best = rows[np.argsort(-nearness[rows] * (1 + 0.15 * rank), kind="stable")[:3]]
    return ", ".join(space.words[row] for row in best)
