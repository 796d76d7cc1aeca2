"""
The inner loops of reading vectors as text, compiled.

Text is parsed to the float32 that Python's own `float` would round to.  A number with at most
53 bits of digits and a power of ten up to 22 comes out of one exact product or quotient (Clinger
1990, "How to read floating point numbers accurately").  Any other product is off by at most two
units in the last place of a double; if both ends of a safe interval about it round to the same
float32, that is the right one, and if not, the row is left to Python.

A line is first read as what nearly every line is: a word without spaces, then plain numbers after blanks.  If it is
not, it is read a second time from its end, where the numbers are, so that millions of words with spaces, or of broken
rows, cost no more than a few passes over their bytes.
"""

# mypy: disable-error-code="assignment,return-value,arg-type"

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

POWERS: Final = np.array([float(f"1e{i}") for i in range(61)])
EXACT_DIGITS: Final = np.uint64(2**53)
ULPS: Final = 1e-15  # more than the four and a half units of 2**-53 by which a product can be off
NAMES: Final = np.frombuffer(b"naninfinity", dtype=np.uint8)
LONGEST_QUOTED: Final = 1000  # bytes within quotes in which line ends are looked for; no word is longer
A_ROW: Final = 1
NO_ROW: Final = 0
UNSURE: Final = -1  # only Python can tell
QUOTE: Final = 34
U = np.uint64
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@numba.njit(nogil=True, cache=True, boundscheck=False)
def is_space(byte: int) -> bool:
    """Whether Python's bytes.split() would split at it."""
    return byte == 32 or 9 <= byte <= 13


@numba.njit(nogil=True, cache=True, boundscheck=False)
def number_at(text: Bytes, start: int, stop: int, out: Floats) -> int:
    """A_ROW if text[start:stop] of text (n,) is a number, put into out (1,); NO_ROW if it is not; or UNSURE."""
    i, negative = start, False
    if i < stop and (text[i] == 45 or text[i] == 43):
        negative = text[i] == 45
        i += 1
    if i < stop and (text[i] | 32 == NAMES[0] or text[i] | 32 == NAMES[3]):
        first = 0 if text[i] | 32 == NAMES[0] else 3
        if stop - i != 3 and (first == 0 or stop - i != 8):
            return NO_ROW
        for k in range(stop - i):
            if text[i + k] | 32 != NAMES[first + k]:
                return NO_ROW
        out[0] = np.float32(np.nan if first == 0 else -np.inf if negative else np.inf)
        return A_ROW
    mantissa, digits, power = U(0), 0, 0
    some, dropped, after = False, False, False
    while i < stop:
        if text[i] == 46 and not after:
            after = True
        elif 48 <= text[i] <= 57:
            some = True
            if digits < 19:
                mantissa = mantissa * U(10) + U(text[i] - 48)
                digits += mantissa != U(0)
                power -= after
            else:
                dropped |= text[i] != 48
                power += not after
        else:
            break
        i += 1
    if not some:
        return NO_ROW
    if i < stop and text[i] | 32 == 101:
        i += 1
        below, exponent = False, 0
        if i < stop and (text[i] == 45 or text[i] == 43):
            below = text[i] == 45
            i += 1
        first = i
        while i < stop and 48 <= text[i] <= 57:
            exponent = min(exponent * 10 + np.int64(text[i] - 48), 100_000_000_000)
            i += 1
        if i == first:
            return NO_ROW
        power += -exponent if below else exponent
    if i < stop:
        return NO_ROW
    number = 0.0
    if mantissa and digits + power > 41:  # 1e41 and more is beyond float32
        number = np.inf
    elif mantissa and digits + power > -50:  # 1e-50 and less is nothing in float32
        if power < -60 or power > 60:
            return UNSURE
        number = float(mantissa)
        if power < 0:
            number /= POWERS[-power]
        else:
            number *= POWERS[power]
        if (dropped or mantissa > EXACT_DIGITS or power < -22 or power > 22) and (
            np.float32(number * (1 - ULPS)) != np.float32(number * (1 + ULPS))
        ):
            return UNSURE
    out[0] = np.float32(-number if negative else number)
    return A_ROW


@numba.njit(nogil=True, cache=True, boundscheck=False)
def number_within(text: Bytes, start: int, stop: int, quoting: bool, out: Floats) -> int:
    """As `number_at` of text (n,), without white space and one pair of quotes around the number."""
    while start < stop and is_space(text[start]):
        start += 1
    while stop > start and is_space(text[stop - 1]):
        stop -= 1
    if quoting and stop - start >= 2 and text[start] == QUOTE and text[stop - 1] == QUOTE:
        start, stop = start + 1, stop - 1
    return number_at(text, start, stop, out)


@numba.njit(nogil=True, cache=True, boundscheck=False)
def read_again(text: Bytes, start: int, stop: int, dim: int, separator: int, row: Floats, span: Ints) -> int:
    """Whether the line text[start:stop] is a word and `dim` numbers after all: A_ROW, NO_ROW or UNSURE.

    Fills row (dim,) and span (2,), where the word begins and ends.  The numbers are taken from the
    right.  If the separator is a space, any run of white space separates; with commas and
    semicolons, fields may be quoted.  A tab after a word without tabs ends it, whatever it holds.
    """
    while start < stop and (text[start] == 32 or text[start] == 9 or text[start] == 13):
        start += 1
    spaced, quoting = separator == 32, separator == 44 or separator == 59
    while stop > start and (text[stop - 1] == 32 or text[stop - 1] == 9 or text[stop - 1] == 13):
        stop -= 1
    while spaced and stop > start and is_space(text[stop - 1]):
        stop -= 1
    span[0], span[1] = start, stop
    sure, i, j = A_ROW, stop, stop
    for k in range(dim - 1, -1, -1):
        j = i
        while j > start and not (is_space(text[j - 1]) if spaced else text[j - 1] == separator):
            j -= 1
        if j == start:
            return NO_ROW
        found = number_within(text, j, i, quoting, row[k:])
        if found == NO_ROW:
            return NO_ROW
        sure = min(sure, found)
        i = j - 1
        while spaced and i > start and is_space(text[i - 1]):
            i -= 1
    if i == start and spaced:
        return NO_ROW
    while not spaced and i > start and (text[i - 1] == 32 or text[i - 1] == 9 or text[i - 1] == 13):
        i -= 1
    span[1] = i
    if spaced and _first_tab(text, start, j) >= i:
        return sure
    if quoting:
        first, last = start, i
        if i - start >= 2 and text[start] == QUOTE and text[i - 1] == QUOTE:
            first, last = start + 1, i - 1
        for j in range(first, last):
            if text[j] == QUOTE:
                return UNSURE
        span[0], span[1] = first, last
        if first > start:
            return sure
    return NO_ROW if _ends_in_numbers(text, start, i, separator) else sure


@numba.njit(nogil=True, cache=True, boundscheck=False)
def _first_tab(text: Bytes, start: int, stop: int) -> int:
    """The place of the first tab in text[start:stop] of text (n,); -1 if there is none."""
    for i in range(start, stop):
        if text[i] == 9:
            return i
    return -1


@numba.njit(nogil=True, cache=True, boundscheck=False)
def _record_end(text: Bytes, start: int, stop: int, separator: int) -> int:
    """The end of the line on which the quotes opened at text[start] of text (n,) close; -1 if they do not.

    A quote before a separator closes them; two quotes in a row are one quote in the word.
    """
    if text[start] != QUOTE:
        return -1
    i = start + 1
    while i < min(stop, start + LONGEST_QUOTED):
        if text[i] != QUOTE:
            i += 1
        elif text[i + 1] == QUOTE:
            i += 2
        else:
            i += 1
            while text[i] == 32 or text[i] == 9:
                i += 1
            if text[i] != separator:
                return -1
            while text[i] != 10:
                i += 1
            return i
    return -1


@numba.njit(nogil=True, cache=True, boundscheck=False)
def _ends_in_numbers(text: Bytes, start: int, stop: int, separator: int) -> bool:
    """Whether the word text[start:stop] of text (n,) has several parts, and all but the first are numbers."""
    number = np.empty(1, dtype=np.float32)
    spaced = separator == 32
    i = start
    while spaced and i < stop and is_space(text[i]):
        i += 1
    while i < stop and not (is_space(text[i]) if spaced else text[i] == separator):
        i += 1
    more = False
    while i < stop:
        i += 1
        while spaced and i < stop and is_space(text[i]):
            i += 1
        first = i
        while i < stop and not (is_space(text[i]) if spaced else text[i] == separator):
            i += 1
        if spaced and first == i:
            break
        if number_within(text, first, i, False, number) == NO_ROW:
            return False
        more = True
    return more


@numba.njit(nogil=True, cache=True, boundscheck=False)
def parse_rows(
    text: Bytes, end: int, dim: int, separator: int, matrix: Floats, spans: Ints, lines: Ints, unsure: Ints, bad: Ints
) -> tuple[int, int, int, int]:
    """(rows, lines, unsure rows, lines that are not rows): their numbers in text[:end], which ends with a line feed.

    Fills, for each row, matrix (n, dim), spans (n, 2), where its word begins and ends, and lines (n,),
    which of the lines it is; n is one more than the most rows that fit into `end` bytes, at 2 dim + 1 bytes each.  A
    row that only Python can read keeps its place and is listed in unsure (n,); its span is the whole line.  The first
    of the lines that are not rows go into bad (m, 3): which line, where it begins and ends.
    """
    stop, i, row, line, strange, refused = U(end), U(0), U(0), 0, U(0), 0
    one, ten, nine, zero, tab = U(1), U(10), U(9), U(48), np.uint8(9)
    components, between = U(dim), np.uint8(separator)
    spaced, quoting = separator == 32, separator == 44 or separator == 59
    further = 0  # lines of a row beyond its first
    while i < stop:
        start = i
        while text[i] != between and text[i] != 10 and text[i] != tab:
            i += one
        word_end = i
        plain = word_end > start and not (quoting and text[start] == QUOTE)
        plain = plain and text[start] > 32 and text[word_end - one] > 32
        k = U(0)
        while plain and k < components:
            if text[i] != between and not (k == U(0) and spaced and text[i] == tab):
                plain = False
                break
            i += one
            while text[i] == 32:
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
        if plain:
            spans[row, 0], spans[row, 1], lines[row] = np.int64(start), np.int64(word_end), line
            row += one
        else:
            while text[i] != 10:
                i += one
            verdict = read_again(text, np.int64(start), np.int64(i), dim, separator, matrix[row], spans[row])
            if verdict == NO_ROW and quoting:  # a word may hold line ends, in quotes
                last = _record_end(text, np.int64(start), np.int64(stop), separator)
                if last > np.int64(i) and (
                    read_again(text, np.int64(start), last, dim, separator, matrix[row], spans[row]) != NO_ROW
                ):
                    verdict = UNSURE
                    while i < U(last):
                        i += one
                        further += text[i] == 10
            if verdict == NO_ROW:
                if refused < bad.shape[0]:
                    bad[refused, 0], bad[refused, 1], bad[refused, 2] = line, np.int64(start), np.int64(i)
                refused += 1
            else:
                if verdict == UNSURE:
                    spans[row, 0], spans[row, 1] = np.int64(start), np.int64(i)
                    unsure[strange] = row
                    strange += one
                lines[row] = line
                row += one
        i += one
        line += 1 + further
        further = 0
    return np.int64(row), line, np.int64(strange), refused
