"""
Maps that follow one another without jumping: the best rotation, and a PCA whose axes follow the earlier ones.

The orientation of a map means nothing: rotated or mirrored it says the same. So each frame must be
rotated onto the frame before it; otherwise the picture flips although nothing has moved.

Orthogonal Procrustes: Schönemann 1966, "A generalized solution of the orthogonal Procrustes
problem": the R that minimises |Y R - X| is U V' of the singular value decomposition Y' X = U S V'.
Axes that follow: some steps of subspace iteration from the earlier basis (Golub and Van Loan 2013,
"Matrix computations", section 8.2.4), which follow slowly changing vectors; a new decomposition may
exchange two axes of nearly equal variance at once.
"""

from typing import Final

import numpy as np

from explorer.vectors.word_vectors import Floats

POWER_STEPS: Final = 8  # on a map of a running training they keep 99% of the variance of the exact axes


def orthogonal_procrustes(moving: Floats, fixed: Floats) -> Floats:
    """(D, D) rotation, mirroring allowed, that brings the rows of `moving` (N, D) nearest to those of `fixed` (N, D).

    Both are taken as they are: centre them first if their position means nothing.
    """
    u, _, vt = np.linalg.svd(moving.T @ fixed)
    return np.asarray(u @ vt)


def aligned(moving: Floats, fixed: Floats, *, rescale: bool = False) -> Floats:
    """(N, D) `moving` (N, D) rotated and shifted onto `fixed` (N, D), and scaled to its size if `rescale`."""
    centre = fixed.mean(axis=0)
    start, target = moving - moving.mean(axis=0), fixed - centre
    turned = start @ orthogonal_procrustes(start, target)
    if rescale:
        size = np.sqrt((turned * turned).sum())
        turned *= np.sqrt((target * target).sum()) / size if size > 0 else 1
    return np.asarray(turned + centre, dtype=moving.dtype)


def displacement(moving: Floats, fixed: Floats) -> Floats:
    """(N,) how far each word lies from where it was, after the best rotation, in radii of the map.

    Both maps (N, D) are first scaled to the same size; the radius is the root mean square
    distance from the middle. Two unrelated maps give values around 1.
    """
    target = fixed - fixed.mean(axis=0)
    radius = np.sqrt((target * target).sum(axis=1).mean())
    apart = aligned(moving, target, rescale=True) - target
    return np.asarray(np.sqrt((apart * apart).sum(axis=1)) / (radius if radius > 0 else 1))


def following_axes(axes: Floats, matrix: Floats) -> Floats:
    """(D, dims) axes of the rows of `matrix` (N, D), continued from the axes of an earlier state of it.

    After `POWER_STEPS` they span nearly the plane of the exact axes; they are rotated towards `axes` (D, dims), so
    that a word moves on the map because its vector moved and not because the axes were exchanged.
    """
    centred = matrix - matrix.mean(axis=0)
    led = axes
    for _ in range(POWER_STEPS):
        pulled = centred.T @ (centred @ led)  # (D, dims)
        if np.abs(pulled).max() == 0:  # all rows equal: nothing to follow
            return axes
        led, _ = np.linalg.qr(pulled)
    return np.asarray(led @ orthogonal_procrustes(led, axes), dtype=np.float32)
