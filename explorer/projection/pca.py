"""
Principal component analysis: the flat shadow of a cloud that keeps the most variance.

Pearson 1901, "On lines and planes of closest fit to systems of points in space"; by the
eigenvectors of the (D, D) covariance, which for words (N much larger than D) is the quickest
exact way. Every axis is a direction of the space, so sums and differences of vectors are preserved:
of the three methods, only its straight lines mean something.
"""

from collections.abc import Callable

import numpy as np

from explorer.vectors.word_vectors import Floats

AT_ONCE = 100_000  # rows whose products are summed at a time
Told = Callable[[], None]  # called between two passes over many rows; may end the work by raising


def principal_axes(rows: Floats, dims: int, told: Told = lambda: None) -> tuple[Floats, Floats]:
    """(D, dims) orthonormal axes of greatest variance of `rows` (N, D), and their (dims,) shares of it.

    The sign of an axis is chosen so that its largest component is positive.
    """
    middle = rows.mean(axis=0)
    products: Floats = np.zeros((rows.shape[1], rows.shape[1]), dtype=rows.dtype)
    for start in range(0, len(rows), AT_ONCE):
        told()
        centred = rows[start : start + AT_ONCE] - middle
        told()
        products += centred.T @ centred
    values, vectors = np.linalg.eigh(products.astype(np.float64))  # rising
    axes = vectors[:, ::-1][:, :dims]
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])]
    axes *= np.where(largest < 0, -1, 1)
    values = np.maximum(values, 0)[::-1]
    total = values.sum()
    return axes.astype(np.float32), values[:dims] / (total if total > 0 else 1)


def pca(rows: Floats, dims: int, told: Told = lambda: None) -> tuple[Floats, Floats]:
    """(N, dims) float32 coordinates of `rows` (N, D) about their mean, and the axes' (dims,) shares of the variance."""
    axes, shares = principal_axes(rows, dims, told)
    told()
    return coordinates_on(axes, rows), shares


def coordinates_on(axes: Floats, rows: Floats) -> Floats:
    """(N, dims) float32 coordinates of `rows` (N, D), about their mean, on `axes` (D, dims)."""
    return np.asarray((rows - rows.mean(axis=0)) @ axes, dtype=np.float32)


def start_of_layout(rows: Floats, dims: int, *, size: float, seed: int, told: Told = lambda: None) -> Floats:
    """(N, dims) float32 where a layout of `rows` (N, D) starts: their PCA, `size` wide in standard deviations.

    A hundredth of that width is added at random by the seed: it separates words with the same
    vector, and lets another seed end in another of the many equally good layouts.
    """
    return begun_at(pca(rows, dims, told)[0], size=size, seed=seed)


def begun_at(at: Floats, *, size: float, seed: int) -> Floats:
    """(N, dims) float32 places `at` (N, dims) as the start of a layout: `size` wide, with the same noise."""
    width = at[:, 0].std()
    at = at * (size / width if width > 0 else 0)
    noise = np.random.default_rng(seed).standard_normal(at.shape, dtype=np.float32)
    return np.asarray(at + 0.01 * size * noise, dtype=np.float32)
