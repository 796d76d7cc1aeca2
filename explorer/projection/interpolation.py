"""
The push of t-SNE among very many words: sums over all pairs by interpolation on a grid.

Linderman et al. 2019, "Fast interpolation-based t-SNE for improved visualization of single-cell RNA-seq
data" (FIt-SNE). With q = 1 / (1 + d²) the push needs, at every word, sum_j q and sum_j q² c_j for the charges
c = 1, x_j, y_j. Each word gives its charges to the 16 nodes of a grid around it, by cubic Lagrange
polynomials; the grid is convolved with q and q² by the fast Fourier transform; and each word reads the
sums off the same 16 nodes. The work grows with the words and the area of the map, not with their pairs.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.projection import kernels
from explorer.vectors.word_vectors import Floats

SPACING: Final = 0.32  # of the nodes, where the kernel is 1 wide
FEWEST, MOST = 48, 1280  # nodes along one side
RIM = 3  # nodes beyond the words


def nodes(at: Floats) -> int:
    """How many nodes a side of the grid for a flat map (3, N) has, rounded up to what transforms quickly."""
    from scipy.fft import next_fast_len

    wanted = min(MOST, max(FEWEST, float(np.ptp(at[:2], axis=1).max()) / SPACING + 2 * RIM))
    return int(next_fast_len(int(np.ceil(2 * wanted)), real=True)) // 2


def push(at: Floats, force: Floats, mass: Floats) -> None:
    """As `kernels.repulsion_flat` over all rows of a flat map (3, N), to about one per cent of the typical force."""
    from scipy.fft import irfft2, rfft2

    low, high = at[:2].min(axis=1), at[:2].max(axis=1)
    middle = (low + high) / 2
    width = float((high - low).max())
    side = nodes(at)
    spacing = max(width / (side - 2 * RIM), 1e-12)
    if side > FEWEST and width / SPACING + 2 * RIM < side:
        spacing = SPACING  # then the transformed kernels are those of the last step
    corner = middle - spacing * (side - 1) / 2
    grid = np.zeros((3, side, side), dtype=np.float32)
    place = np.ascontiguousarray((at[:2] - corner[:, None]) / spacing, dtype=np.float32)
    about = np.ascontiguousarray(at[:2] - middle[:, None], dtype=np.float32)  # small numbers lose fewer digits
    kernels.spread(place, about, grid)
    once, twice = _kernels(side, spacing)
    shape = (2 * side, 2 * side)
    charges = rfft2(grid, s=shape, workers=2)
    sums = np.empty((4, side, side), dtype=np.float32)
    sums[0] = irfft2(charges[0] * once, s=shape, workers=2)[:side, :side]
    for c in range(3):
        sums[c + 1] = irfft2(charges[c] * twice, s=shape, workers=2)[:side, :side]
    kernels.gather(place, about, sums, force, mass)


@lru_cache(maxsize=2)
def _kernels(side: int, spacing: float) -> tuple[NDArray[np.complex64], NDArray[np.complex64]]:
    """Transforms (2 M, M + 1) of q and q² at all distances of nodes of an M x M grid, wrapped round."""
    from scipy.fft import rfft2

    steps = np.arange(2 * side)
    away = (np.minimum(steps, 2 * side - steps) * spacing) ** 2
    q = (1 / (1 + away[:, None] + away[None, :])).astype(np.float32)
    return rfft2(q, workers=2), rfft2(q * q, workers=2)
