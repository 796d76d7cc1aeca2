"""
The same map by the well-known libraries: scikit-learn's PCA and t-SNE, umap-learn's UMAP.

They are given the same words, settings and seed, and judged by the same measures, so that anybody can
compare our maps with theirs on their own vectors. They report no progress and cannot be watched;
beyond 10,000 words they take minutes, so more are refused.
"""

import numpy as np

from explorer.errors import SelectionError
from explorer.progress import Report, to_nobody
from explorer.projection import libraries
from explorer.projection.honesty import honesty
from explorer.projection.layout import Projection
from explorer.projection.neighbours import NeighbourGraph
from explorer.projection.settings import Method, ProjectionSettings
from explorer.projection.space import Space

MOST = 10_000  # words
LIBRARY: dict[Method, str] = {"PCA": "scikit-learn", "t-SNE": "scikit-learn", "UMAP": "umap-learn"}


def project(
    space: Space,
    graph: NeighbourGraph | None,
    settings: ProjectionSettings,
    report: Report = to_nobody,
) -> Projection:
    """The map of `space` by scikit-learn or umap-learn with their own defaults for all that `settings` leaves open.

    With a `report`, which may end the work by raising, the library works in a separate process.

    Raises
    ------
    SelectionError
        If there are more words than these libraries lay out in a minute or two, they have no such method, or give
        a word no place.
    """
    if settings.method not in LIBRARY:
        raise SelectionError(f"No library is asked for a map of {settings.method.lower()}; choose another method.")
    if len(space) > MOST:
        raise SelectionError(
            f"{LIBRARY[settings.method]} is asked about at most {MOST:,} words here, not {len(space):,}: "
            "it would take many minutes."
        )
    settings = settings.fitting(len(space))
    if report is to_nobody:  # nobody can end the work, so it needs no process of its own
        coordinates, shares = libraries.made_here(space.rows, settings)
    else:
        coordinates, shares = libraries.made_apart(space.rows, settings, report)
    drawn = np.ascontiguousarray(coordinates, dtype=np.float32)
    if placeless := int(np.isnan(drawn).any(axis=1).sum()):
        raise SelectionError(
            f"umap-learn gives {placeless:,} of {len(drawn):,} words no place: none of their neighbours has their "
            "label. Lower the strength of the labels."
        )
    n = len(space)
    found = honesty(space, graph, drawn, report=lambda done, total: report(n * done // total, n))  # told in words
    return Projection(space.words, drawn, settings, found, shares)
