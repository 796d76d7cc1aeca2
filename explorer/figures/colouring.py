"""The meaning of colours on a map: a point's group, or its value on a scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from explorer.figures import style
from explorer.figures.shaping import Shaping
from explorer.projection.clusters import Clusters
from explorer.projection.layout import Projection
from explorer.projection.metadata import Metadata, grouped
from explorer.vectors.columns import Column
from explorer.vectors.word_vectors import Floats, Rows

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star", "pentagon", "cross")
GROUPS = (*style.SERIES[:6], style.SERIES[7], style.SERIES[6])  # grey last, because it suggests no group
FEW = 12  # groups whose names may be long
SHADES = (0.0, 0.45, -0.35, 0.65, -0.55)  # how far towards white, or black where it is negative
RANK_SCALE = [(0.0, "#0b6fae"), (0.35, "#3aa6c9"), (1.0, "#b9a27a")]
KEPT_SCALE = [(0.0, style.NEGATIVE), (0.5, "#a9a9a9"), (1.0, style.CENTRE)]  # readable on white and on black


@dataclass(frozen=True, eq=False)
class Colouring:
    """The meaning of each point's colour: its group, or a value.

    Parameters
    ----------
    title : str
    group : (N,) int, or empty
        Place in `names`.
    names : tuple of str
    value : (N,), or empty
        If there are no groups; nan for a word without a value, which is drawn grey.
    scale : list of (share, colour), optional
    limits : tuple of float, optional
    told : str
        The format in which a value is written.
    logarithm : bool
        Whether the values are base-10 logarithms of what is written.
    caption : str
        One sentence for the caption under the map: what the colours mean.
    loose : bool
        Whether the last group means “in no group”, and is grey.
    on_map : tuple of str
        The names of groups as written on the map, if they are.
    shapes : Shaping, optional
        The meaning of the shapes; without it, each group has a shape as well as a colour.
    """

    title: str
    group: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    names: tuple[str, ...] = ()
    value: Floats = field(default_factory=lambda: np.empty(0))
    scale: Sequence[tuple[float, str]] = ()
    limits: tuple[float, float] | None = None
    told: str = "{:g}"
    logarithm: bool = False
    caption: str = ""
    loose: bool = False
    on_map: tuple[str, ...] = ()
    shapes: Shaping | None = None

    @property
    def colours(self) -> list[str]:
        """The colour of each group: eight colours, then lighter and darker versions in turn."""
        turns = [divmod(i, len(GROUPS)) for i in range(len(self.names))]
        some = [_shade(GROUPS[i], SHADES[turn % len(SHADES)]) for turn, i in turns]
        return [*some[:-1], style.MUTED] if self.loose else some

    @property
    def span(self) -> tuple[float, float]:
        """The ends of the scale: the limits, or else the lowest and the highest value."""
        return self.limits or (float(np.nanmin(self.value)), float(np.nanmax(self.value)))

    def only(self, rows: NDArray[np.bool_]) -> "Colouring":
        """The colours and shapes of the rows where `rows` (N,) is true, unchanged."""
        shapes = None if self.shapes is None else self.shapes.only(rows)
        if not len(self.value):
            return replace(self, group=self.group[rows] if self.names else self.group, shapes=shapes)
        return replace(self, value=self.value[rows], limits=self.span, shapes=shapes)


def by_clusters(found: Clusters, *, named: bool = False) -> Colouring:
    """A colour for each cluster."""
    caption = "Colours: k-means clusters of the vectors themselves, not of the map, named by their most central words."
    return Colouring(
        "cluster", group=found.of, names=found.names, caption=caption, on_map=_short(found) if named else ()
    )


def _short(found: Clusters) -> tuple[str, ...]:
    """The names of clusters, with as many of their words as there is room for."""
    most = 2 if len(found.names) <= FEW else 1
    return tuple(", ".join(name.split(", ")[:most]) for name in found.names[: -1 if found.loose else None])


def by_density(found: Clusters, *, named: bool = False) -> Colouring:
    """A colour for each group that lies close on the map; grey for words in none."""
    loose = int((found.of == len(found.names) - 1).sum()) if found.loose else 0
    caption = (
        f"Colours: {len(found.names) - found.loose} clusters that HDBSCAN finds where words lie densely on this map, "
        "which are partly made by the map, named by their most central words."
    )
    if loose:
        caption += f" {loose:,} of {len(found.of):,} words are in none and grey."
    on_map = _short(found) if named else ()
    return Colouring("cluster", group=found.of, names=found.names, caption=caption, loose=found.loose, on_map=on_map)


def by_kept(projection: Projection) -> Colouring:
    """By the share of true neighbours kept; words that were not judged have none."""
    kept = projection.honesty.kept_of
    caption = "Colours: the share of a word's true neighbours that are near it here."
    if unjudged := int(np.isnan(kept).sum()):
        caption += f" {unjudged:,} words were not judged and are grey."
    return Colouring("neighbours kept", value=kept, scale=KEPT_SCALE, limits=(0, 1), told="{:.0%}", caption=caption)


def by_rank(rows: Rows) -> Colouring:
    """By the place (N,) of words in their model, counted from 0, on a scale of its logarithm."""
    value = np.log10(1.0 + rows)
    caption = "Colours: the place of a word in the model, the most frequent first, on a logarithmic scale."
    return Colouring(
        "rank in the model", value=value, scale=RANK_SCALE, told="{:,.0f}", logarithm=True, caption=caption
    )


def plain() -> Colouring:
    """One colour for all."""
    return Colouring("words")


def by_cosine(formula: str, cosines: Floats) -> Colouring:
    """By the cosine (N,) with a formula: grey at 0, with both ends equally far from it."""
    most = max(float(np.abs(cosines).max()), 1e-6)
    title = f"cosine with {formula}"
    caption = f"Colours: the {title}; grey where it is 0."
    return Colouring(title, value=cosines, scale=KEPT_SCALE, limits=(-most, most), told="{:+.2f}", caption=caption)


def by_column(table: Metadata, words: Sequence[str], column: str) -> Colouring:
    """By a column of a visitor's table, of which words may have none."""
    numbers = table.numbers(words, column)
    return _by_values(column, numbers, *table.groups(words, column), "your table")


def by_model_column(column: Column, rows: Rows) -> Colouring:
    """By a column of the model, for words at `rows` (N,) of it."""
    numbers = None if column.numbers is None else column.numbers[rows]
    return _by_values(column.name, numbers, *grouped(column.cells(rows)), "the model")


def by_tags(tags: Mapping[str, str], words: Sequence[str]) -> Colouring:
    """By a visitor's tags of words."""
    of, names = grouped([tags.get(word, "") for word in words])
    return Colouring("tag", group=of, names=names, caption="Colours: your tags.")


def by_labels(cells: Sequence[str], told: str) -> Colouring:
    """By the labels that supervised the layout, "" for none; `told` says what they are."""
    of, names = grouped(cells)
    return Colouring("label", group=of, names=names, caption=f"Colours: the labels that pulled, {told}.")


def _by_values(
    title: str, numbers: Floats | None, of: NDArray[np.intp], names: tuple[str, ...], whose: str
) -> Colouring:
    """A scale for finite `numbers` (N,), or groups `of` (N,) words if there are none."""
    caption = f"Colours: the column “{title}” of {whose}."
    if numbers is None or not np.isfinite(numbers).any():
        return Colouring(title, group=of, names=names, caption=caption)
    value = np.where(np.isfinite(numbers), numbers, np.nan)
    if unknown := int(np.isnan(value).sum()):
        caption += f" {unknown:,} of {len(value):,} words have no number in it and are grey."
    return Colouring(title, value=value, scale=RANK_SCALE, told="{:.4g}", caption=caption)


def _shade(colour: str, share: float) -> str:
    """#rrggbb, mixed with that share of white, or of black if `share` is negative."""
    end = 255 if share > 0 else 0
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part + abs(share) * (end - part)):02x}" for part in parts)
