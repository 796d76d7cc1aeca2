"""
The inner loops of reading vectors, compiled: rows of text, records of word2vec's binary format.

Text is parsed to the float32 that Python's own `float` would round to.  A number with at most
53 bits of digits and a power of ten up to 22 comes out of one exact product or quotient (Clinger
1990, "How to read floating point numbers accurately").  Any other product is off by at most two
units in the last place of a double; if both ends of a safe interval about it round to the same
float32, that is the right one, and if not, the row is left to Python.
"""

# mypy: disable-error-code="assignment,return-value"

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

POWERS: Final = np.array([float(f"1e{i}") for i in range(61)])
EXACT_DIGITS: Final = np.uint64(2**53)
ULPS: Final = 1e-15  # more than the four and a half units of 2**-53 by which a product can be off
U = np.uint64
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@numba.njit(nogil=True, cache=True, boundscheck=False)
def parse_rows(
    text: Bytes, end: int, dim: int, separator: int, matrix: Floats, spans: Ints, odd: Ints
) -> tuple[int, int]:
    """(rows, odd rows) of the lines in text[:end], which ends with a line feed.

    Fills matrix (n, dim) and spans (n, 2), where a word begins and ends.  A line that is not
    exactly a word and `dim` plain numbers is noted in `odd` (n,); its span is the whole line.
    """
    stop, i, row, strange = U(end), U(0), U(0), U(0)
    one, ten, nine, zero = U(1), U(10), U(9), U(48)
    components, between = U(dim), np.uint8(separator)
    while i < stop:
        start = i
        while text[i] != between and text[i] != 10:
            i += one
        word_end = i
        plain = word_end > start
        k = U(0)
        while plain and k < components:
            if text[i] != between:
                plain = False
                break
            i += one
            negative = text[i] == 45
            if negative:
                i += one
            mantissa, power, first = U(0), 0, i
            digit = U(text[i]) - zero
            while digit <= nine:
                mantissa = mantissa * ten + digit
                i += one
                digit = U(text[i]) - zero
            digits = i - first
            if text[i] == 46:
                i += one
                first = i
                digit = U(text[i]) - zero
                while digit <= nine:
                    mantissa = mantissa * ten + digit
                    i += one
                    digit = U(text[i]) - zero
                digits += i - first
                power = -np.int64(i - first)
            if digits == U(0) or digits > U(19):
                plain = False
                break
            if text[i] == 101 or text[i] == 69:
                i += one
                below, exponent = False, 0
                if text[i] == 45:
                    below = True
                    i += one
                elif text[i] == 43:
                    i += one
                first = i
                digit = U(text[i]) - zero
                while digit <= nine and i - first < U(5):
                    exponent = exponent * 10 + np.int64(digit)
                    i += one
                    digit = U(text[i]) - zero
                if i == first:
                    plain = False
                    break
                power += -exponent if below else exponent
            if power < -60 or power > 60:
                plain = False
                break
            number = float(mantissa)
            if power < 0:
                number /= POWERS[-power]
            else:
                number *= POWERS[power]
            if (mantissa > EXACT_DIGITS or power < -22 or power > 22) and (
                np.float32(number * (1 - ULPS)) != np.float32(number * (1 + ULPS))
            ):
                plain = False
                break
            matrix[row, k] = np.float32(-number if negative else number)
            k += one
        if plain and text[i] != 10:
            if text[i] == between and text[i + one] != 10:
                i += one  # what word2vec's own tool leaves at the end of each line, before a carriage return
            if (text[i] == 13 or text[i] == 32) and text[i + one] == 10:
                i += one
            else:
                plain = False
        if not plain:
            while text[i] != 10:
                i += one
            odd[strange] = row
            strange += one
        spans[row, 0] = np.int64(start)
        spans[row, 1] = np.int64(word_end) if plain else np.int64(i)
        i += one
        row += one
    return np.int64(row), np.int64(strange)


@numba.njit(nogil=True, cache=True, boundscheck=False)
def scan_records(raw: Bytes, end: int, matrix: Floats, spans: Ints) -> tuple[int, int]:
    """(records, bytes used) of the whole records in raw[:end]: line feeds, a word, a space, the numbers.

    Fills matrix (n, D) and spans (n, 2), of `raw` (m,), as many as there is room for.
    """
    out = matrix.view(np.uint8)
    size = out.shape[1]
    row, i = 0, 0
    while row < out.shape[0]:
        start = i
        while start < end and raw[start] == 10:
            start += 1
        stop = start
        while stop < end and raw[stop] != 32:
            stop += 1
        if stop + 1 + size > end:
            break
        target, source = out[row], U(stop + 1)
        for k in range(size):
            target[k] = raw[source + U(k)]
        spans[row, 0], spans[row, 1] = start, stop
        i = stop + 1 + size
        row += 1
    return row, i


@numba.njit(nogil=True, cache=True, boundscheck=False)
def gather_words(raw: Bytes, spans: Ints, blob: Bytes) -> int:
    """Copies the words at spans (n, 2) of `raw` one after the other into `blob` (m,); its used length."""
    used = 0
    for row in range(spans.shape[0]):
        for i in range(spans[row, 0], spans[row, 1]):
            blob[used] = raw[i]
            used += 1
    return used
