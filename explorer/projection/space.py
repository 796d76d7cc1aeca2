"""The N rows that a map is about, made ready: scaled, centred, without their top directions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError
from explorer.projection.settings import SpaceSettings
from explorer.vectors.unit import of_length_one
from explorer.vectors.word_vectors import Floats, Metric, WordVectors


@dataclass(frozen=True, eq=False)
class Space:
    """Words and their rows as the map sees them.

    Parameters
    ----------
    words : sequence of str, length N
    rows : (N, D) float32
        Read-only; of length 1 where the metric is the cosine, so that the inner product is the cosine.
    metric : "cosine" or "euclidean"
    """

    words: Sequence[str]
    rows: Floats
    metric: Metric

    def __post_init__(self) -> None:
        self.rows.setflags(write=False)

    def __len__(self) -> int:
        return len(self.words)


def space_of(vectors: WordVectors, settings: SpaceSettings, told: Callable[[], None] = lambda: None) -> Space:
    """The rows of all words of `vectors`, changed as the settings say.

    `told` is called between two passes over all rows, and may end the work by raising.

    Raises
    ------
    SelectionError
        If a row holds an undefined number, if all rows are equal, or if a word is left without a direction
        to take a cosine with.
    """
    rows = vectors.matrix.astype(np.float32)
    told()
    broken = ~np.asarray(np.isfinite(rows).all(axis=1))
    if broken.any():
        raise SelectionError(f"The vector of “{_first(vectors, broken)}” holds a value that is not a finite number.")
    told()
    if settings.unit:
        rows = of_length_one(rows)
    told()
    if len(rows) > 1 and (rows == rows[0]).all():
        raise SelectionError(
            f"All {len(rows):,} words have the same vector, so there is nothing to lay out. Choose other words."
        )
    if settings.drop >= vectors.dim:
        raise SelectionError(f"With {settings.drop} directions removed nothing is left of {vectors.dim}; remove fewer.")
    told()
    rows = _shifted(rows, rows, settings)
    told()
    if settings.metric == "cosine":
        rounding = 1e-6 * float(np.abs(rows).max()) if settings.centre or settings.drop else 0.0
        empty = np.abs(rows).max(axis=1) <= rounding  # only rounding, left by the subtraction of equal numbers
        if empty.any():
            raise SelectionError(
                f"The vector of “{_first(vectors, empty)}” is zero and has no direction. "
                "Leave the word out, or measure nearness by Euclidean distance."
            )
        told()
        rows = of_length_one(rows)
    return Space(vectors.words, np.ascontiguousarray(rows), settings.metric)


def rows_beside(words: WordVectors, more: WordVectors, settings: SpaceSettings) -> Floats:
    """(M, D) float32 rows of `more` in the space of `words`: without the mean and the top directions of `words`.

    A word with nothing left stays at zero.
    """
    own, rows = words.matrix.astype(np.float32), more.matrix.astype(np.float32)
    if settings.unit:
        own, rows = of_length_one(own), of_length_one(rows)
    rows = _shifted(rows, own, settings)
    return of_length_one(rows) if settings.metric == "cosine" else rows


def _shifted(rows: Floats, about: Floats, settings: SpaceSettings) -> Floats:
    """`rows` (M, D) without the mean and the top directions of `about` (N, D), as far as the settings ask for it."""
    if not settings.centre and not settings.drop:
        return rows
    mean = about.mean(axis=0)
    if settings.drop:
        top = np.linalg.eigh((about - mean).T @ (about - mean))[1][:, -settings.drop :]  # (D, drop)
    if settings.centre:
        rows = rows - mean
    return rows - (rows @ top) @ top.T if settings.drop else rows


def _first(vectors: WordVectors, where: NDArray[np.bool_]) -> str:
    return vectors.words[int(np.flatnonzero(where)[0])]
