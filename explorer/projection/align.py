"""
Maps that follow one another without jumping: the best rotation, and a PCA that leads its axes on.

The coordinates of a map have no orientation of their own: turned or mirrored it says the same.
Shown one after another, frames must therefore be turned onto the frame before, or the picture
flips where nothing has moved.

Orthogonal Procrustes: Schönemann 1966, "A generalized solution of the orthogonal Procrustes
problem": the R that minimises |Y R - X| is U V' of the singular value decomposition Y' X = U S V'.
Axes led on: some steps of subspace iteration from the earlier basis (Golub and Van Loan 2013,
"Matrix computations", section 8.2.4), which follow slowly changing vectors and do not exchange
two axes of near equal variance at once, as a new decomposition does.
"""

from typing import Final

import numpy as np

from explorer.vectors.word_vectors import Floats

POWER_STEPS: Final = 8  # with them a map of a run in training holds 99 % of the variance that the exact axes hold


def orthogonal_procrustes(moving: Floats, fixed: Floats) -> Floats:
    """(D, D) rotation, mirroring allowed, that brings the rows of `moving` (N, D) nearest to those of `fixed` (N, D).

    Both are taken as they are: centre them first where their position means nothing.
    """
    u, _, vt = np.linalg.svd(moving.T @ fixed)
    return np.asarray(u @ vt)


def aligned(moving: Floats, fixed: Floats, *, rescale: bool = False) -> Floats:
    """(N, D) `moving` (N, D) turned and shifted onto `fixed` (N, D), and brought to its size if `rescale`."""
    centre = fixed.mean(axis=0)
    start, target = moving - moving.mean(axis=0), fixed - centre
    turned = start @ orthogonal_procrustes(start, target)
    if rescale:
        size = np.sqrt((turned * turned).sum())
        turned *= np.sqrt((target * target).sum()) / size if size > 0 else 1
    return np.asarray(turned + centre, dtype=moving.dtype)


def displacement(moving: Floats, fixed: Floats) -> Floats:
    """(N,) how far each word lies from where it was, after the best rotation, in radii of the map.

    Both maps (N, D) are first brought to the same size; the radius is the root mean square
    distance from the middle. Two unrelated maps give values around 1.
    """
    target = fixed - fixed.mean(axis=0)
    radius = np.sqrt((target * target).sum(axis=1).mean())
    apart = aligned(moving, target, rescale=True) - target
    return np.asarray(np.sqrt((apart * apart).sum(axis=1)) / (radius if radius > 0 else 1))


def main_axes(matrix: Floats, dims: int = 2) -> Floats:
    """(D, dims) principal axes of the rows of `matrix` (N, D), orthonormal columns, the longest first.

    An axis has no sign of its own: here its largest component is positive.
    """
    centred = matrix - matrix.mean(axis=0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, ::-1][:, :dims]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=0)[None], axis=0)  # (1, dims)
    return np.asarray(axes * np.where(largest < 0, -1, 1), dtype=np.float32)


def following_axes(axes: Floats, matrix: Floats) -> Floats:
    """(D, dims) axes of the rows of `matrix` (N, D), led on from those of an earlier state of it.

    After `POWER_STEPS` they span nearly the plane of the exact ones; they are turned to lie as `axes` (D, dims) lie,
    so that a word moves on the map because its vector moved and not because the axes were exchanged.
    """
    centred = matrix - matrix.mean(axis=0)
    led = axes
    for _ in range(POWER_STEPS):
        pulled = centred.T @ (centred @ led)  # (D, dims)
        if np.abs(pulled).max() == 0:  # all rows equal: nothing to follow
            return axes
        led, _ = np.linalg.qr(pulled)
    return np.asarray(led @ orthogonal_procrustes(led, axes), dtype=np.float32)


def on_axes(matrix: Floats, axes: Floats) -> Floats:
    """(N, dims) float32 coordinates of the rows of `matrix` (N, D), about their mean, on `axes` (D, dims)."""
    return np.asarray((matrix - matrix.mean(axis=0)) @ axes, dtype=np.float32)
