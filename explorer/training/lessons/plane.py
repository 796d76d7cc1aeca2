"""
Where words are in two dimensions while a training goes on: PCA, each picture turned to follow the one before.

Principal components (Pearson 1901; Hotelling 1933) are defined up to their sign, and two of nearly the
same strength change places from one moment to the next: a film of them would jump.  So each picture is
turned or mirrored as a whole to lie as near as it can to the one before, which moves no word relative to
another (orthogonal Procrustes, Schoenemann 1966: R = U V^T for the singular vectors of now^T before).
"""

import numpy as np

from explorer.vectors.unit import of_length_one
from explorer.vectors.word_vectors import Floats


def plane(rows: Floats, before: Floats | None = None) -> Floats:
    """(n, 2) the unit vectors of rows (n, D) on their first two principal components, turned towards `before` (n, 2).

    >>> square = np.array([[3.0, 0], [0, 2], [-1, 0], [0, -5]])
    >>> plane(square, before=np.array([[0.0, 1], [1, 0], [0, -1], [-1, 0]])).round(6).tolist()
    [[0.0, 1.0], [1.0, 0.0], [0.0, -1.0], [-1.0, 0.0]]
    """
    left, values, _ = np.linalg.svd(_centred(rows), full_matrices=False)
    now = np.asarray(left[:, :2] * values[:2])
    if before is None:
        return now
    u, _, vt = np.linalg.svd(now.T @ before)
    return np.asarray(now @ (u @ vt))


def shares(rows: Floats, drawn: Floats) -> Floats:
    """(2,) parts in [0, 1] of the variance of the unit vectors of rows (n, D) that a plane (n, 2) holds: across, up.

    >>> rows = np.array([[1.0, 0], [0, 1], [-1, 0], [0, -1]])
    >>> shares(rows, rows).tolist()
    [0.5, 0.5]
    """
    whole = float((_centred(rows) ** 2).sum())
    return np.asarray((drawn**2).sum(axis=0) / (whole or 1))


def _centred(rows: Floats) -> Floats:
    """(n, D) the unit vectors of rows (n, D), minus their mean."""
    unit = of_length_one(rows)
    return np.asarray(unit - unit.mean(axis=0))
