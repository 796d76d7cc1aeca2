"""
How densely words lie on a flat map: lines that enclose given shares of them, and the groups that density alone finds.

The density is a sum of Gaussians on a grid, as wide as half of Scott's rule (Scott 1992, "Multivariate density
estimation"), which is meant for a single hill.  A line runs at the density that its share of the words reach: so it
encloses this share in the smallest area (Hyndman 1996, "Computing and graphing highest density regions").  Lines are
drawn cell by cell (marching squares: Lorensen and Cline 1987, in the plane).

Groups: HDBSCAN (Campello, Moulavi and Sander 2013, "Density-based clustering based on hierarchical density estimates")
by scikit-learn; words outside dense places are in no group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.projection.clusters import Clusters, in_order
from explorer.projection.space import Space
from explorer.vectors.word_vectors import Floats

SHARES: Final = (0.25, 0.5, 0.75, 0.95)
NODES: Final = 128  # of the grid along the longer side
NARROWER: Final = 0.5  # than Scott's rule
FEWEST: Final = 20  # words that a density needs
# The corners (0,0), (1,0), (1,1), (0,1) of a cell above the level, as bits -> pairs of sides that a line joins;
# sides: 0 below, 1 right, 2 above, 3 left.
JOINED: Final = (
    (), ((3, 0),), ((0, 1),), ((3, 1),), ((1, 2),), ((3, 0), (1, 2)), ((0, 2),), ((3, 2),),
    ((2, 3),), ((0, 2),), ((0, 1), (2, 3)), ((1, 2),), ((1, 3),), ((0, 1),), ((3, 0),), (),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Contour:
    """The lines (n, 2) that together enclose a share of the words; a closed line ends where it begins."""

    share: float
    lines: tuple[Floats, ...]


def contours(coordinates: Floats, shares: Sequence[float] = SHARES) -> tuple[Contour, ...]:
    """The lines on a flat map of words at `coordinates` (N, 2) that enclose these shares; none for few words."""
    n = len(coordinates)
    spread = float(coordinates.std()) if n else 0.0
    if n < FEWEST or spread == 0:
        return ()
    width = NARROWER * n ** (-1 / 6) * spread
    low, high = coordinates.min(axis=0) - 3 * width, coordinates.max(axis=0) + 3 * width
    step = float((high - low).max()) / (NODES - 1)
    grid, at_words = density((coordinates - low) / step, width / step)
    levels = np.quantile(at_words, [1 - share for share in shares])
    return tuple(
        Contour(share, tuple(np.asarray(low + step * line, dtype=np.float32) for line in isolines(grid, float(level))))
        for share, level in zip(shares, levels, strict=True)
    )


def density(places: Floats, width: float) -> tuple[Floats, Floats]:
    """The density of points at `places` (N, 2), in nodes: on a grid (X, Y), and (N,) at each of the points."""
    from scipy.ndimage import gaussian_filter, map_coordinates

    shape = tuple(int(end) + 2 for end in places.max(axis=0) + 3 * width)
    grid = np.zeros(shape)
    cell = np.floor(places).astype(np.intp)  # each point is shared between the four nodes around it
    beyond = places - cell
    for right in (0, 1):
        for up in (0, 1):
            part = np.where(right, beyond[:, 0], 1 - beyond[:, 0]) * np.where(up, beyond[:, 1], 1 - beyond[:, 1])
            nodes = (cell[:, 0] + right) * shape[1] + cell[:, 1] + up
            grid += np.bincount(nodes, part, grid.size).reshape(shape)
    grid = gaussian_filter(grid, width, mode="constant")
    return grid, map_coordinates(grid, places.T, order=1)


def isolines(grid: Floats, level: float) -> list[Floats]:
    """Lines (n, 2), in nodes, where the values of `grid` (X, Y), linear between its nodes, are `level`."""
    above = np.pad(grid, 1, constant_values=-np.inf) >= level  # a line that reaches the rim is closed there
    padded = np.pad(grid, 1, constant_values=float(grid.min()) - 1)
    bits = above[:-1, :-1] + 2 * above[1:, :-1] + 4 * above[1:, 1:] + 8 * above[:-1, 1:]
    joins: dict[tuple[int, int, int], list[tuple[int, int, int]]] = {}
    for x, y in np.argwhere((bits > 0) & (bits < 15)).tolist():
        sides = ((x, y, 0), (x + 1, y, 1), (x, y + 1, 0), (x, y, 1))  # an edge: its first node, and its direction
        for one, other in JOINED[bits[x, y]]:
            joins.setdefault(sides[one], []).append(sides[other])
            joins.setdefault(sides[other], []).append(sides[one])
    lines = []
    while joins:
        edge, before = next(iter(joins)), None
        line = []
        while edge in joins:
            line.append(_crossing(padded, edge, level))
            onward = [after for after in joins.pop(edge) if after != before]
            before, edge = edge, onward[0]
        lines.append(np.array([*line, line[0]]) - 1)
    return lines


def found(space: Space, coordinates: Floats, least: int) -> Clusters:
    """Groups of at least `least` words that lie close on a map (N, d), and last the words in no group, if any."""
    from sklearn.cluster import HDBSCAN

    labels = HDBSCAN(min_cluster_size=min(least, len(coordinates)), copy=True).fit_predict(coordinates)
    rows = np.asarray(space.rows - space.rows.mean(axis=0))
    centres = [rows[labels == c].mean(axis=0) for c in range(labels.max() + 1)]
    lengths = [float(np.linalg.norm(centre)) or 1.0 for centre in centres]
    unit = np.array([centre / length for centre, length in zip(centres, lengths, strict=True)])
    of = np.where(labels < 0, len(centres), labels)
    return in_order(space, rows, unit.reshape(len(centres), rows.shape[1]), of, loose=bool((labels < 0).any()))


def places(written: bytes, n: int) -> Floats:
    """(n, d) coordinates from the bytes of their float32 numbers."""
    return np.frombuffer(written, dtype=np.float32).reshape(n, -1)


def _crossing(grid: Floats, edge: tuple[int, int, int], level: float) -> tuple[float, float]:
    """Where on an edge, from a node to its right or upper neighbour, the value is `level`."""
    x, y, upright = edge
    first, then = float(grid[x, y]), float(grid[x + 1 - upright, y + upright])
    share = (level - first) / (then - first)
    return (x, y + share) if upright else (x + share, y)
