"""The inner loops of reading words, compiled: in records of word2vec's binary format, at their places, and as UTF-8."""

# mypy: disable-error-code="assignment,return-value,arg-type"

import numba
import numpy as np
from numpy.typing import NDArray

U = np.uint64
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


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


@numba.njit(nogil=True, cache=True, boundscheck=False)
def broken_words(blob: Bytes, ends: Ints, broken: Ints) -> int:
    """How many of the words in `blob` (m,), which end at ends (n,), are not UTF-8; their places go into broken (n,)."""
    count, start = 0, 0
    for word in range(ends.shape[0]):
        i, stop = start, ends[word]
        while i < stop:
            lead = blob[i]
            if lead < 0x80:
                i += 1
                continue
            more = 0
            low, high = 0x80, 0xBF  # of the second byte: not two ways to write a letter, no halves of a pair (RFC 3629)
            if 0xC2 <= lead <= 0xDF:
                more = 1
            elif 0xE0 <= lead <= 0xEF:
                more = 2
                low = 0xA0 if lead == 0xE0 else low
                high = 0x9F if lead == 0xED else high
            elif 0xF0 <= lead <= 0xF4:
                more = 3
                low = 0x90 if lead == 0xF0 else low
                high = 0x8F if lead == 0xF4 else high
            if more == 0 or i + more >= stop or not low <= blob[i + 1] <= high:
                break
            if (more > 1 and not 0x80 <= blob[i + 2] <= 0xBF) or (more > 2 and not 0x80 <= blob[i + 3] <= 0xBF):
                break
            i += 1 + more
        if i < stop:
            broken[count] = word
            count += 1
        start = stop
    return count
