"""
Several maps of the same words: how far each word wanders, and what the settings change.

A layout is one of many equally good ones. Maps from other seeds, rotated onto the first (orthogonal
Procrustes), show which words have a fixed place and which lie somewhere by chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from explorer.progress import Report, parts, to_nobody
from explorer.projection.align import aligned
from explorer.projection.layout import Projection, project
from explorer.projection.neighbours import NeighbourGraph
from explorer.projection.settings import ProjectionSettings
from explorer.projection.space import Space
from explorer.vectors.word_vectors import Floats

SEEDS = 5


@dataclass(frozen=True, eq=False)
class Shaken:
    """How far the maps of several seeds agree.

    Parameters
    ----------
    wander : (N,)
        Root mean square distance of each word from its place on the first map, in its units.
    radius : float
        Root mean square distance of the words from the middle of the first map.
    seeds : int
        How many maps, the first among them.
    """

    wander: Floats
    radius: float
    seeds: int

    @property
    def share(self) -> float:
        """How far words wander on average, in radii of the map."""
        return float(self.wander.mean()) / self.radius if self.radius else 0.0


def shaken(
    first: Projection,
    space: Space,
    graph: NeighbourGraph,
    report: Report = to_nobody,
    *,
    seeds: int = SEEDS,
) -> Shaken:
    """How far the words of `first` wander when the map is made again from other seeds.

    `report` hears how much is done, and may end the work by raising.
    """
    at = first.coordinates - first.coordinates.mean(axis=0)
    squares = np.zeros(len(first))
    for k, told in enumerate(parts(report, [1] * (seeds - 1)), 1):
        again = project(space, graph, replace(first.settings, seed=(first.settings.seed + k) % 2**31), told)
        apart = aligned(again.coordinates, at, rescale=True) - at
        squares += (apart * apart).sum(axis=1)
    radius = float(np.sqrt((at * at).sum(axis=1).mean()))
    return Shaken(np.sqrt(squares / (seeds - 1)).astype(np.float32), radius, seeds)


def variations(settings: ProjectionSettings, n: int) -> list[ProjectionSettings]:
    """The same map of `n` words with four other perplexities, or numbers of neighbours for UMAP, or none for PCA."""
    if settings.method == "t-SNE":
        chosen = [replace(settings, perplexity=value).fitting(n) for value in (5.0, 15.0, 30.0, 80.0)]
    elif settings.method == "UMAP":
        chosen = [replace(settings, n_neighbors=value).fitting(n) for value in (5, 15, 30, 80)]
    else:
        return []
    return list(dict.fromkeys(chosen))


def side_by_side(
    first: Projection,
    space: Space,
    graph: NeighbourGraph,
    chosen: Sequence[ProjectionSettings],
    report: Report = to_nobody,
) -> list[Projection]:
    """A map for each of the settings, rotated onto `first`.

    `report` hears how much is done, and may end the work by raising.
    """
    made = []
    for settings, told in zip(chosen, parts(report, [1] * len(chosen)), strict=True):
        found = project(space, graph, settings, told)
        made.append(replace(found, coordinates=aligned(found.coordinates, first.coordinates, rescale=True)))
    return made
