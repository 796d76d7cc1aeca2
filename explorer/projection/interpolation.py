"""
The push of t-SNE between many words: sums over all pairs by interpolation on a grid.

With q = 1 / (1 + d²) the push on a word is sum_j q² (y - y_j) = -1/2 the slope, at y, of the potential sum_j q. So
one field is enough (as in particle-mesh codes: Essmann et al. 1995, "A smooth particle mesh Ewald method"). Each word
gives a charge of 1 to the 36 nodes of a grid around it, in the shares of a quintic B-spline; the grid is convolved
with q by the fast Fourier transform; and each word reads the potential and its slope from the same nodes. The splines
smooth twice, so their transform is divided out of that of q. The work grows with the words and the area of the map,
not with the pairs. The idea is that of Linderman et al. 2019, "Fast interpolation-based t-SNE for improved
visualization of single-cell RNA-seq data" (FIt-SNE), who convolve four fields.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.projection import kernels
from explorer.vectors.word_vectors import Floats

SPACING: Final = 0.36  # of the nodes, in the unit in which q is 1 wide
CLOSEST: Final = 0.1  # of the nodes of a map at its start, which would otherwise lie within one cell
FEWEST, MOST = 48, 1280  # nodes along one side
RIM = 4  # nodes beyond the words
SPLINE: Final = (66 / 120, 26 / 120, 1 / 120)  # a quintic B-spline at its middle, and one and two nodes away


def nodes(at: Floats) -> int:
    """How many nodes a side of the grid for a flat map (3, N) has, rounded up to a size that transforms quickly."""
    from scipy.fft import next_fast_len

    wanted = min(MOST, max(FEWEST, float(np.ptp(at[:2], axis=1).max()) / SPACING + 2 * RIM))
    return int(next_fast_len(int(np.ceil(2 * wanted)), real=True)) // 2


def push(at: Floats, force: Floats, mass: Floats) -> None:
    """Write what `kernels.repulsion_flat` does for all rows of a flat map (3, N), to about 1% of the typical force."""
    from scipy.fft import fft, ifft, irfft, rfft

    low, high = at[:2].min(axis=1), at[:2].max(axis=1)
    side = nodes(at)
    fitting = float((high - low).max()) / (side - 2 * RIM)
    spacing = max(fitting, SPACING if side > FEWEST else CLOSEST)  # else, on larger maps, the same from step to step
    corner = (low + high) / 2 - spacing * (side - 1) / 2
    place = np.ascontiguousarray((at[:2] - corner[:, None]) / np.float32(spacing), dtype=np.float32)
    charges = np.zeros((side, side), dtype=np.float32)
    kernels.spread(place, charges)
    # Both sides are doubled, so that nothing wraps round; empty parts are not transformed.
    waves = fft(rfft(charges, 2 * side, axis=1, workers=2), 2 * side, axis=0, workers=2, overwrite_x=True)
    waves *= _kernel(side, spacing)
    half = ifft(waves, axis=0, workers=2, overwrite_x=True)[:side]
    kernels.gather(place, irfft(half, 2 * side, axis=1, workers=2), np.float32(-0.5 / spacing), force, mass)


@lru_cache(maxsize=2)
def _kernel(side: int, spacing: float) -> NDArray[np.float32]:
    """Transform (2 M, M + 1) of q at all distances in an M x M grid, wrapped round, the splines divided out."""
    from scipy.fft import rfft2

    steps = np.arange(2 * side)
    away = (np.minimum(steps, 2 * side - steps) * spacing) ** 2
    q = (1 / (1 + away[:, None] + away[None, :])).astype(np.float32)
    turn = np.pi * steps / side
    smoothed = SPLINE[0] + 2 * SPLINE[1] * np.cos(turn) + 2 * SPLINE[2] * np.cos(2 * turn)
    found = rfft2(q, workers=2).real / np.outer(smoothed, smoothed[: side + 1]) ** 2
    return np.ascontiguousarray(found, dtype=np.float32)
