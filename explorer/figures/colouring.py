"""What the colour of a point on a map says: its group, or a value on a scale."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from explorer.figures import style
from explorer.projection.clusters import Clusters
from explorer.projection.layout import Projection
from explorer.projection.metadata import Metadata
from explorer.vectors.word_vectors import Floats, Rows

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star", "pentagon", "cross")
GROUPS = (*style.SERIES[:6], style.SERIES[7], style.SERIES[6])  # grey last: it is nobody's in particular
RANK_SCALE = [(0.0, "#0b6fae"), (0.35, "#3aa6c9"), (1.0, "#b9a27a")]
KEPT_SCALE = [(0.0, style.NEGATIVE), (0.5, "#a9a9a9"), (1.0, style.CENTRE)]  # readable on white and on black


@dataclass(frozen=True, eq=False)
class Colouring:
    """What the colour of a point says: its group, or a value.

    Parameters
    ----------
    title : str
    group : (N,) int, or empty
        Place in `names`.
    names : tuple of str
    value : (N,), or empty
        Where there are no groups.
    scale : list of (share, colour), optional
    limits : tuple of float, optional
    told : str
        How a value is written.
    logarithm : bool
        The values are logarithms, to the base of 10, of what is written.
    """

    title: str
    group: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    names: tuple[str, ...] = ()
    value: Floats = field(default_factory=lambda: np.empty(0))
    scale: Sequence[tuple[float, str]] = ()
    limits: tuple[float, float] | None = None
    told: str = "{:g}"
    logarithm: bool = False


def by_clusters(found: Clusters) -> Colouring:
    """A colour for each cluster."""
    return Colouring("cluster", group=found.of, names=found.names)


def by_kept(projection: Projection) -> Colouring:
    """By the share of true neighbours kept; words that were not judged are grey, like those that keep half."""
    kept = projection.honesty.kept_of
    title = "neighbours kept" + (" (grey also: not judged)" if np.isnan(kept).any() else "")
    return Colouring(title, value=np.nan_to_num(kept, nan=0.5), scale=KEPT_SCALE, limits=(0, 1), told="{:.0%}")


def by_rank(rows: Rows) -> Colouring:
    """By the place (N,) of words in their model, counted from 0, on a scale of its logarithm."""
    value = np.log10(1.0 + rows)
    return Colouring("rank in the model", value=value, scale=RANK_SCALE, told="{:,.0f}", logarithm=True)


def plain() -> Colouring:
    """One colour for all."""
    return Colouring("words")


def by_cosine(formula: str, cosines: Floats) -> Colouring:
    """By the cosine (N,) with a formula: grey where it is 0, the ends equally far from it."""
    most = max(float(np.abs(cosines).max()), 1e-6)
    return Colouring(f"cosine with {formula}", value=cosines, scale=KEPT_SCALE, limits=(-most, most), told="{:+.2f}")


def by_column(table: Metadata, words: Sequence[str], column: str) -> Colouring:
    """By a column of a table: a scale for numbers (words it does not know at its low end), else groups."""
    numbers = table.numbers(words, column)
    if numbers is None or not np.isfinite(numbers).any():
        of, names = table.groups(words, column)
        return Colouring(column, group=of, names=names)
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    known = np.nan_to_num(numbers, nan=low, posinf=high, neginf=low)
    return Colouring(column, value=known, scale=RANK_SCALE, limits=(low, high), told="{:.4g}")
