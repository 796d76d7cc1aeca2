"""
Maps that follow one another without jumping: the best rotation, and a PCA that tracks its basis.

The coordinates of a map have no orientation of their own: turned or mirrored it says the same.
Shown one after another, frames must therefore be turned onto the frame before, or the picture
flips where nothing has moved.

Orthogonal Procrustes: Schönemann 1966, "A generalized solution of the orthogonal Procrustes
problem": the R that minimises |Y R - X| is U V' of the singular value decomposition Y' X = U S V'.
Tracked PCA: one step of subspace iteration from the last basis (Golub and Van Loan 2013,
"Matrix computations", section 8.2.4), which follows slowly changing vectors at a fraction
of the cost of a new decomposition.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from explorer.vectors.word_vectors import Floats


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


def aligned_frames(frames: Iterable[Floats]) -> Iterator[Floats]:
    """Each (N, D) frame of a sequence turned onto the one before it; the first stays as it is, sizes are kept."""
    last: Floats | None = None
    for frame in frames:
        last = frame if last is None else aligned(frame, last)
        yield last


def displacement(moving: Floats, fixed: Floats) -> Floats:
    """(N,) how far each word lies from where it was, after the best rotation, in radii of the map.

    Both maps (N, D) are first brought to the same size; the radius is the root mean square
    distance from the middle. Two unrelated maps give values around 1.
    """
    target = fixed - fixed.mean(axis=0)
    radius = np.sqrt((target * target).sum(axis=1).mean())
    apart = aligned(moving, target, rescale=True) - target
    return np.asarray(np.sqrt((apart * apart).sum(axis=1)) / (radius if radius > 0 else 1))


class TrackedPCA:
    """Two principal axes of vectors that keep changing, held as steady as the vectors allow.

    The first call of `update` computes the axes exactly. Each later call takes one power step
    from the axes it had and turns the result back onto them, so that a word moves on the map
    because its vector moved and not because the axes were exchanged.
    """

    def __init__(self, dims: int = 2) -> None:
        self.dims = dims
        self.basis: Floats | None = None  # (D, dims), orthonormal columns

    def update(self, matrix: Floats) -> Floats:
        """(N, dims) float32 coordinates of the rows of `matrix` (N, D), which is not changed.

        Coordinates are about the mean of the rows. A matrix of another D starts afresh.
        """
        centred = np.asarray(matrix - matrix.mean(axis=0), dtype=np.float32)
        if self.basis is None or len(self.basis) != centred.shape[1]:
            self.basis = self._exact(centred)
        else:
            pulled = centred.T @ (centred @ self.basis)  # (D, dims)
            if np.abs(pulled).max() > 0:  # all rows equal: nothing to follow
                turned, _ = np.linalg.qr(pulled)
                self.basis = turned @ orthogonal_procrustes(turned, self.basis)
        return np.asarray(centred @ self.basis, dtype=np.float32)

    def _exact(self, centred: Floats) -> Floats:
        _, vectors = np.linalg.eigh(centred.T @ centred)
        return np.asarray(vectors[:, ::-1][:, : self.dims])
