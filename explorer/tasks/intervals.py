"""How sure a mean or a share is: intervals that hold the true one in 95% of draws."""

import math
from collections.abc import Sequence

import numpy as np


def student(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean of some values, and the 95% interval of it by Student's t (Gosset 1908); of one value it is that value.

    >>> [round(x, 3) for x in student([1.0, 2.0, 3.0])]
    [2.0, -0.484, 4.484]
    >>> student([0.5])
    (0.5, 0.5, 0.5)
    """
    n, mean = len(values), float(np.mean(values))
    if n < 2:
        return mean, mean, mean
    from scipy import stats

    half = float(stats.t.ppf(0.975, n - 1)) * float(np.std(values, ddof=1)) / math.sqrt(n)
    return mean, mean - half, mean + half


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson 1927).

    >>> [round(x, 4) for x in wilson(8, 10)]
    [0.4902, 0.9433]
    """
    if of == 0:
        return 0.0, 1.0
    z = 1.959963984540054
    share, below = right / of, 1 + z * z / of
    middle = share + z * z / (2 * of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - half) / below, (middle + half) / below
