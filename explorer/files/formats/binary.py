"""
word2vec's binary format (Mikolov et al. 2013, distance.c of the released tool).

A line of text with V and D; then for each word its bytes, a space, and D float32 in the byte
order of the machine, which is little-endian wherever this runs.  The C tool puts a line feed
after each vector and gensim does not; both are read.  Records have no marks between them, so only
nonsense words show that a header has the wrong D.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from explorer.errors import VectorFileError
from explorer.files.formats.recognise import Form
from explorer.files.formats.report import Tally
from explorer.files.formats.source import Source
from explorer.files.formats.usable import LONGEST, usable
from explorer.vectors.block import Block

BLOCK = 8 << 20  # bytes read at a time
RECORD_MOST = 1 << 26  # bytes of two records
HUGE = 1e15
JUDGED = 100  # records by which D is believed or not


def blocks(source: Source, form: Form, tally: Tally) -> Iterator[Block]:
    """The records of the file, block by block; what is left out goes into `tally`.

    Raises
    ------
    VectorFileError
        If the records do not have the D numbers that the header promises.
    """
    from explorer.files.formats import word_kernels

    promised = form.promised[0] if form.promised else 0
    record = 4 * form.dim + 2
    if not source.packing and record > source.size:
        raise VectorFileError(
            f"The header of “{source.name}” promises {form.dim:,} numbers a word; "
            f"the whole file has {source.size:,} bytes."
        )
    size = max(BLOCK, 2 * record + LONGEST)
    if size > RECORD_MOST:
        raise VectorFileError(
            f"The header of “{source.name}” promises {form.dim:,} numbers a word, more than can be true."
        )
    room = [np.empty(2 * size, dtype=np.uint8) for _ in range(2)]  # the lower half is for the rest of the last block

    def fill(turn: int) -> int:
        return source.read_into(room[turn].data[size:])

    read, turn, left = 0, 0, b""
    with ThreadPoolExecutor(1, thread_name_prefix="read") as ahead:
        coming = ahead.submit(fill, 0)
        while read < promised:
            got = coming.result()
            raw = room[turn]
            start = size - len(left)
            raw[start:size] = np.frombuffer(left, dtype=np.uint8)
            if got == size:
                coming = ahead.submit(fill, 1 - turn)
            many = min(promised - read, (len(left) + got) // record)
            matrix = np.empty((many, form.dim), dtype=np.float32)
            spans = np.empty((many, 2), dtype=np.int64)
            found, used = word_kernels.scan_records(raw[start:], len(left) + got, matrix, spans)
            blob = np.empty(int((spans[:found, 1] - spans[:found, 0]).sum()), dtype=np.uint8)
            word_kernels.gather_words(raw[start:], spans[:found], blob)
            words, lengths = blob.tobytes(), spans[:found, 1] - spans[:found, 0]
            rows = usable(matrix[:found], words, lengths)
            if not read:
                _believe(words, lengths, matrix[:found], form, source.name)
            if tally.is_full(rows.block):
                found = rows.up_to(tally.asked_for)
                rows = usable(matrix[:found], words[: int(lengths[:found].sum())], lengths[:found])
            tally.add(rows, read + 1)
            tally.lines = read + found
            if len(rows.block.lengths):
                yield rows.block
            read += found
            left = raw[start + used : size + got].tobytes()
            if got < size or (not found and len(left) > size // 2):
                break
            turn = 1 - turn
        coming.result()
    tally.lines = read
    rest = left.strip(b"\n")
    if read < promised:
        end = f" and ends in the middle of the next ({len(rest):,} bytes)" if rest else ""
        tally.warnings.append(f"The header promises {promised:,} words; the file holds {read:,}{end}.")
    elif rest or source.peek(2).strip(b"\n"):
        tally.warnings.append(f"More bytes follow the {promised:,} words that the header promises; they were not read.")


def _believe(words: bytes, lengths: NDArray[np.int64], matrix: NDArray[np.float32], form: Form, name: str) -> None:
    """Check the first records against what words and numbers look like.

    Raises
    ------
    VectorFileError
        If too many are not words.
    """
    ends, sizes = np.cumsum(lengths[:JUDGED]).tolist(), lengths[:JUDGED].tolist()
    first = [words[end - size : end] for end, size in zip(ends, sizes, strict=True)]
    strange = sum(not word or len(word) > LONGEST or any(byte < 32 or byte == 127 for byte in word) for word in first)
    # Letters taken for numbers come out as 1e20 and more.
    huge = int(np.count_nonzero(~(np.abs(matrix[:JUDGED]) < HUGE).all(axis=1)))
    if not first or max(strange, huge) * 5 > len(first):
        raise VectorFileError(
            f"“{name}” begins like word2vec's binary format with {form.dim:,} numbers a word, "
            "but its records do not fit that."
        )
