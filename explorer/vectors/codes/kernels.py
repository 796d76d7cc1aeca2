"""
The inner loops of byte codes, compiled: rows into bytes, and the scan of all bytes for one query.

A scan multiplies whole numbers, bytes by a query of 16 bits, for which processors have an instruction
that takes 16 or 32 products at once; of each stretch of rows only the highest lower and upper bound are kept.
"""

# mypy: disable-error-code="assignment"

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

SMALLEST: Final = np.float32(1e-17)  # of a norm whose squares have all their digits, and the largest
LARGEST: Final = np.float32(1e18)
CERTAIN: Final = np.float32(1.001)  # more than any cosine
STRETCH: Final = 512  # rows of which one pair of bounds is kept
Codes = NDArray[np.int8]
Floats = NDArray[np.float32]


@numba.njit(nogil=True, cache=True, boundscheck=False, fastmath={"reassoc", "contract", "nsz"}, error_model="numpy")
def quantise(matrix: Floats, norms: Floats, codes: Codes, scales: Floats, errors: Floats) -> None:
    """Fills codes (n, D), scales (n,) and errors (n,) from matrix (n, D) and its norms (n,).

    A unit row is about its codes times its scale, off by a vector no longer than its error.  Where the squares of
    a row leave the range of float32, its norm tells nothing: it has no codes, and any cosine is within its error.
    """
    one, half, shift = np.float32(1), np.float32(0.5), np.float32(127)
    for row in range(matrix.shape[0]):
        numbers, bytes_ = matrix[row], codes[row]
        largest = np.float32(0)
        for k in range(numbers.shape[0]):
            size = abs(numbers[k])
            largest = max(largest, size)
        if largest == 0 or not SMALLEST < norms[row] < LARGEST:
            bytes_[:] = 0
            scales[row] = 0
            errors[row] = 0 if largest == 0 else CERTAIN
            continue
        step = largest / shift
        inverse = one / step
        off = np.float32(0)
        for k in range(numbers.shape[0]):
            scaled = numbers[k] * inverse
            # Adding 128.5 and cutting rounds to the nearest, for halves upwards; all stay in -127..127.
            code = np.float32(np.int32(scaled + np.float32(128) + half) - np.int32(128))
            bytes_[k] = np.int8(code)
            apart = numbers[k] - code * step
            off += apart * apart
        scales[row] = step / norms[row]
        errors[row] = np.sqrt(off) / norms[row] * np.float32(1.0001) + np.float32(1e-6)


@numba.njit(nogil=True, cache=True, boundscheck=False, error_model="numpy")
def scan(
    codes: Codes,
    scales: Floats,
    errors: Floats,
    query: NDArray[np.int16],
    step: float,
    scores: Floats,
    lowest: Floats,
    highest: Floats,
) -> None:
    """Fills scores (n,) with the products of all rows (n, D) and query (D,) times step; bounds (m,) of each stretch.

    `lowest` and `highest` are the greatest lower and the greatest upper bound in a stretch of rows.
    The sums are exact: the query is small enough for 32 bits.
    """
    rows, dim = codes.shape
    for stretch in range(lowest.shape[0]):
        low, high = np.float32(-np.inf), np.float32(-np.inf)
        for row in range(stretch * STRETCH, min(rows, (stretch + 1) * STRETCH)):
            numbers, product = codes[row], np.int32(0)
            for k in range(dim):
                product = np.int32(product + np.int32(numbers[k]) * np.int32(query[k]))
            score = np.float32(product) * (scales[row] * np.float32(step))
            scores[row] = score
            low = max(low, score - errors[row])
            high = max(high, score + errors[row])
        lowest[stretch], highest[stretch] = low, high
