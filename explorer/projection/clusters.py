"""
Groups of words that lie in the same direction, or at the same place, named by their most central words.

Spherical k-means: Dhillon and Modha 2001, "Concept decompositions for large sparse text data
using clustering": each word belongs to the centre with the largest cosine, each centre is the
mean direction of its words.  Where the metric is Euclidean, as for points of a plane, it is the
usual k-means (Lloyd 1982): the nearest centre, and the mean of its words.  Both work in the full
space and not on the map, because a map makes some of its clusters itself.
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
    """At most `k` clusters of the words of `space`, by its metric: the best of a few starts.

    `report` hears how much is done if all rounds are needed, and may end the work by raising.
    """
    by_direction = space.metric == "cosine"
    rows = np.asarray(space.rows - space.rows.mean(axis=0))
    rows = of_length_one(rows) if by_direction else rows / (np.abs(rows).max() or 1)  # whose squares are finite
    rng = np.random.default_rng(1)
    learned = rows if len(rows) <= MOST else rows[np.sort(rng.choice(len(rows), MOST, replace=False))]
    at_most = min(k, len(rows))
    starts = parts(report, [1.0] * RESTARTS)
    found = [k_means(learned, at_most, rng, told, by_direction=by_direction) for told in starts]
    of, centres, _ = max(found, key=lambda one: one[2])
    if len(rows) > MOST:
        of = _nearness(rows, centres, by_direction=by_direction).argmax(axis=1)
    return in_order(space, rows, centres, of, by_direction=by_direction)


def in_order(
    space: Space,
    rows: Floats,
    centres: Floats,
    of: NDArray[np.intp],
    *,
    loose: bool = False,
    by_direction: bool = True,
) -> Clusters:
    """The clusters `of` (N,) words, the largest first, named by the `rows` (N, D) nearest to their `centres` (C, D).

    With `loose`, words numbered C are in no cluster, and come last.
    """
    counts = np.bincount(of, minlength=len(centres))[: len(centres)]
    order = np.argsort(-counts, kind="stable")
    order = order[counts[order] > 0]
    place = np.full(len(centres) + 1, len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    names = tuple(_name(space, _central(rows, centres[c], by_direction=by_direction), of == c) for c in order)
    return Clusters(place[of], (*names, *([IN_NONE] if loose else [])), loose)


def with_joined(found: Clusters, space: Space) -> Clusters:
    """The clusters (N,) of the first words of `space`, and for each further word the cluster of the nearest of them."""
    n = len(found.of)
    if len(space) == n:
        return found
    first, more = space.rows[:n], space.rows[n:]
    apart = (first * first).sum(axis=1) - 2 * more @ first.T
    return replace(found, of=np.concatenate([found.of, found.of[apart.argmin(axis=1)]]))


def k_means(
    rows: Floats, k: int, rng: np.random.Generator, report: Report = to_nobody, *, by_direction: bool = True
) -> tuple[NDArray[np.intp], Floats, float]:
    """(N,) clusters of rows (N, D), their (k, D) centres, and how near the rows are to them: more is better.

    With `by_direction`, the rows have length 1, as have the centres, and nearness is the sum of the cosines.
    `report` hears how much is done if all rounds are needed, and may end the work by raising.
    """
    spreading, going = parts(report, (1, 4))
    centres = _spread(rows, k, rng, spreading, by_direction=by_direction)
    of = np.full(len(rows), -1, dtype=np.intp)
    for done in range(ROUNDS):
        going(done, ROUNDS)
        nearness = _nearness(rows, centres, by_direction=by_direction)  # (N, k)
        last, of = of, nearness.argmax(axis=1)
        if (of == last).all():
            break
        sums = np.stack([rows[of == c].sum(axis=0) for c in range(k)])
        by = np.linalg.norm(sums, axis=1) if by_direction else np.bincount(of, minlength=k).astype(np.float32)
        centres = np.where(by[:, None] > 0, sums / np.where(by > 0, by, 1)[:, None], centres)
    return of, centres, float(nearness.max(axis=1).sum())


def _nearness(rows: Floats, centres: Floats, *, by_direction: bool) -> Floats:
    """Cosines of unit rows (N, D) with unit centres (k, D) or (D,), or what grows as the distance falls."""
    inner = rows @ centres.T
    return inner if by_direction else inner - (centres * centres).sum(axis=-1) / 2


def _with_itself(rows: Floats, *, by_direction: bool) -> Floats | float:
    """(N,) or one number, the `_nearness` of rows to themselves: less that to a centre, half the squared distance."""
    return 1.0 if by_direction else (rows * rows).sum(axis=1) / 2


def _central(rows: Floats, centre: Floats, *, by_direction: bool) -> Floats:
    """(N,) how central each row is to a centre: its cosine, or 1 at the centre and 0 at the farthest row."""
    near = _nearness(rows, centre, by_direction=by_direction)
    if by_direction:
        return near
    apart = np.maximum(_with_itself(rows, by_direction=False) - near, 0)
    return 1 - apart / (apart.max() or 1)


def _spread(rows: Floats, k: int, rng: np.random.Generator, report: Report, *, by_direction: bool) -> Floats:
    """(k, D) rows far from each other, drawn in proportion to the squared distance to the nearest (k-means++, 2007)."""
    with_itself = _with_itself(rows, by_direction=by_direction)
    chosen = [int(rng.integers(len(rows)))]
    apart = np.full(len(rows), np.inf)
    for done in range(k - 1):
        report(done, k)
        near = _nearness(rows, rows[chosen[-1]], by_direction=by_direction)
        apart = np.minimum(apart, np.maximum(with_itself - near, 0))
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
