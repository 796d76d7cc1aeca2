"""
Rows of text: a word, then its numbers, a line each.

word2vec's text format (Mikolov et al. 2013) has a first line with V and D; GloVe's (Pennington
et al. 2014) has none; fastText's .vec is word2vec's.  A word may hold spaces (GloVe 840B has
“. . .”), so the numbers are taken from the right.  Blocks of whole lines go to two threads that
parse outside Python's lock; lines that are not rows are counted there, and the first of them are
read again here, slowly, to find the reason.
"""

import csv
import math
import re
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.errors import VectorFileError
from explorer.files.formats.recognise import Form
from explorer.files.formats.report import Tally
from explorer.files.formats.source import Source
from explorer.files.formats.usable import LONGEST, SHOWN, Usable, replaced, usable
from explorer.vectors.block import Block

BLOCK = 4 << 20  # bytes of text that a thread parses at a time
THREADS = 2
LONGEST_LINE = 16 << 20
QUOTING = (b",", b";")  # separators of tables whose words may stand in quotes, and hold line ends there
MOST_LEFT_OUT = 1000  # rows; with more, if they are also more than half of all, the file is not what it seems


Piece = tuple[NDArray[np.uint8], int]  # whole lines in a buffer, and how many of its bytes they take


@dataclass(frozen=True, eq=False)
class Parsed:
    """What became of one block of lines."""

    rows: Usable
    lines: int
    of_line: NDArray[np.int64]  # the line of each row, also of rows left out later


def blocks(source: Source, form: Form, tally: Tally) -> Iterator[Block]:
    """The rows of a text, block by block in the order of the file; what is left out goes into `tally`.

    Raises
    ------
    VectorFileError
        If a line has no end, or most lines are not rows.
    """
    offset = form.line
    waiting: deque[tuple[Future[Parsed], Piece]] = deque()
    with ThreadPoolExecutor(THREADS, thread_name_prefix="parse") as pool:
        try:
            pieces = _whole_lines(source, quoting=form.separator in QUOTING)
            while True:
                while len(waiting) < THREADS + 1 and (piece := next(pieces, None)) is not None:
                    waiting.append((pool.submit(parse, *piece, form.dim, form.separator), piece))
                if not waiting:
                    break
                future, (buffer, used) = waiting.popleft()
                parsed = future.result()
                if tally.is_full(parsed.rows.block):  # the lines behind the last row asked for count for nothing
                    last = int(parsed.of_line[parsed.rows.up_to(tally.asked_for) - 1])
                    used = int(np.flatnonzero(buffer[:used] == 10)[last]) + 1
                    parsed = parse(buffer, used, form.dim, form.separator)
                tally.add(parsed.rows, offset)
                places = parsed.of_line[parsed.rows.stays] + (offset - form.line)
                offset += parsed.lines
                tally.lines += parsed.lines
                if tally.skipped > MOST_LEFT_OUT and tally.skipped * 2 > tally.lines:
                    first = tally.examples[0]
                    raise VectorFileError(
                        f"{tally.skipped:,} of the first {tally.lines:,} lines of “{source.name}” "
                        f"are not rows of {form.dim} numbers; the first is line {first.line}: {first.reason}."
                    )
                if len(parsed.rows.block.lengths):
                    yield replace(parsed.rows.block, places=places)
        finally:
            for future, _ in waiting:
                future.cancel()


def _whole_lines(source: Source, *, quoting: bool) -> Iterator[Piece]:
    """The file in buffers of whole lines, each with its used length; a last line feed is added where there is none.

    Raises
    ------
    VectorFileError
        If a line does not end.
    """
    rest = b""
    size = BLOCK
    while True:
        buffer = np.empty(len(rest) + size + 1, dtype=np.uint8)
        room = buffer.data
        room[: len(rest)] = rest
        used = len(rest) + source.read_into(room[len(rest) : -1])
        if used < len(buffer) - 1:  # the end of the file
            if used:
                if buffer[used - 1] != 10:
                    buffer[used] = 10
                    used += 1
                yield buffer, used
            return
        end = _last_line_feed(buffer, used, len(rest))
        if quoting and end:
            end = _before_open_quotes(bytes(room[max(0, end - LONGEST) : end]), end)
        if not end:
            if used > LONGEST_LINE:
                raise VectorFileError(f"“{source.name}” has a line of more than {LONGEST_LINE >> 20} million bytes.")
            rest, size = bytes(room[:used]), used
            continue
        rest, size = bytes(room[end:used]), BLOCK
        yield buffer, end


def _last_line_feed(buffer: NDArray[np.uint8], used: int, searched: int) -> int:
    """One past the last line feed of buffer[:used]; 0 if there is none. The first `searched` bytes hold none."""
    stop = used
    while stop > searched:
        start = max(searched, stop - 65_536)
        found = np.flatnonzero(buffer[start:stop] == 10)
        if len(found):
            return start + int(found[-1]) + 1
        stop = start
    return 0


def _before_open_quotes(tail: bytes, end: int) -> int:
    """`end`, or the start of the last line in the `tail` before it, if that line does not close its quotes."""
    last = tail.rfind(b'\n"')
    if last < 0 and len(tail) < end:  # no line of it begins with a quote
        return end
    opened = tail[last + 1 :]
    return end - len(opened) if opened.startswith(b'"') and opened.count(b'"') % 2 else end


def parse(buffer: NDArray[np.uint8], used: int, dim: int, separator: bytes) -> Parsed:
    """The rows in `buffer` (n,), of which `used` bytes are whole lines; what is left out is numbered by its line."""
    from explorer.files.formats import kernels

    most = used // (2 * dim + 1) + 1  # memory for as many rows as can be, however many lines there are
    matrix = np.empty((most, dim), dtype=np.float32)
    spans, of_line, unsure = (np.empty(shape, dtype=np.int64) for shape in ((most, 2), most, most))
    bad = np.empty((SHOWN, 3), dtype=np.int64)
    rows, lines, strange, refused = kernels.parse_rows(
        buffer, used, dim, separator[0], matrix, spans, of_line, unsure, bad
    )
    raw = buffer.data
    reread: dict[int, bytes] = {}
    wrong: dict[int, str] = {}
    for row in unsure[:strange].tolist():
        try:
            reread[row], matrix[row] = row_of(bytes(raw[spans[row, 0] : spans[row, 1]]), dim, separator)
        except VectorFileError as error:
            reread[row], wrong[row] = b"?", str(error)
            matrix[row] = 0
    words = _words(buffer, spans[:rows], reread)
    reasons = [(line, _reason(bytes(raw[a:b]), dim, separator)) for line, a, b in bad[:refused].tolist()]
    found = usable(matrix[:rows], *words, wrong=wrong, numbers=of_line)
    examples = sorted([*found.examples, *reasons])[:SHOWN]
    return Parsed(replace(found, skipped=found.skipped + refused, examples=tuple(examples)), lines, of_line[:rows])


def _words(
    buffer: NDArray[np.uint8], spans: NDArray[np.int64], reread: dict[int, bytes]
) -> tuple[bytes, NDArray[np.int64]]:
    """The words at spans (n, 2) one after the other, those read again in their place; and their lengths (n,)."""
    from explorer.files.formats import word_kernels

    lengths = spans[:, 1] - spans[:, 0]
    blob = np.empty(int(lengths.sum()), dtype=np.uint8)
    words = blob[: word_kernels.gather_words(buffer, spans, blob)].tobytes()
    if not reread:
        return words, lengths
    return replaced(words, lengths, reread)


def _reason(line: bytes, dim: int, separator: bytes) -> str:
    try:
        row_of(line, dim, separator)
    except VectorFileError as error:
        return str(error)
    return f"it is not a word with {dim} numbers"


def row_of(line: bytes, dim: int, separator: bytes = b" ") -> tuple[bytes, NDArray[np.float32]]:
    """The word and the (D,) numbers of one line, read with Python's own `float`.

    >>> row_of(b". . . 0.5 -1e-3", 2)
    (b'. . .', array([ 0.5  , -0.001], dtype=float32))

    Raises
    ------
    VectorFileError
        If the line is not a word and `dim` numbers; says why.
    """
    line = line.strip(b" \t\r")
    if not line:
        raise VectorFileError("the line is empty")
    sure = separator in QUOTING and line.startswith(b'"')  # where the word ends
    if separator == b" ":
        fields = line.rsplit(None, dim)
        behind = line[len(fields[0]) :] if fields else b""
        gap = behind[: len(behind) - len(behind.lstrip())]
        sure = bool(gap) and b"\t" in gap and b"\t" not in fields[0]
    elif separator in QUOTING and b'"' in line:
        fields = _quoted(line, dim, separator)
    else:
        fields = _split(line, dim, separator)
    numbers = []
    for field in reversed(fields[-dim:]):
        number = _number(field)
        if number is None:
            break
        numbers.append(number)
    if len(fields) == dim + 1 and len(numbers) == dim:
        before = fields[0].split(None if separator == b" " else separator)[1:]
        if before and not sure and all(_number(field) is not None for field in before):
            raise VectorFileError(f"it has {dim + len(before)} numbers instead of {dim}")
        with np.errstate(over="ignore"):
            return fields[0], np.array(numbers[::-1], dtype=np.float64).astype(np.float32)
    if len(numbers) == len(fields) == dim:
        raise VectorFileError("there is no word before its numbers")
    if len(fields) == dim + 1:
        wrong = fields[-1 - len(numbers)]
        comma = " (numbers need a decimal point)" if b"," in wrong else ""
        raise VectorFileError(f"“{wrong[:30].decode('utf-8', 'replace')}” is not a number{comma}")
    count = min(len(numbers), len(fields) - 1)
    raise VectorFileError(f"it has {count} number{'s' if count != 1 else ''} instead of {dim}")


def _number(field: bytes) -> float | None:
    if b"_" in field:  # which Python would take for a separator of thousands
        return None
    try:
        return float(field)
    except ValueError:
        return None


def _split(line: bytes, dim: int, separator: bytes) -> list[bytes]:
    """The fields of a line from the right, at most `dim` + 1, without blanks behind the first."""
    word, *numbers = line.rsplit(separator, dim)
    return [word.rstrip(b" \t\r"), *numbers]


def _quoted(line: bytes, dim: int, separator: bytes) -> list[bytes]:
    """The fields of a line with quoted fields, joined from the left until `dim` + 1 are left."""
    plain = _split(line, dim, separator)
    tidy = re.sub(rb'"[ \t]+(?=[,;])', b'"', line)  # which the csv module takes for a mistake
    try:
        fields = next(
            csv.reader([tidy.decode("utf-8", "surrogateescape")], delimiter=separator.decode(), strict=True), []
        )
    except csv.Error:
        return plain
    if len(fields) <= dim:  # the quote is a letter of the word
        return plain
    split = max(len(fields) - dim, 1)
    word = re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", separator.decode().join(fields[:split]))
    if not line.startswith(b'"'):
        word = word.rstrip(" \t\r")
    return [field.encode("utf-8", "surrogateescape") for field in (word, *fields[split:])]


def most_rows(source: Source, rows: int, promised: int | None) -> int:
    """An estimate of the rows in the whole file, from the share of its bytes that has been read."""
    share = min(1.0, source.consumed / max(source.size, 1))
    estimate = math.ceil(rows / share) if share else 0
    return promised if promised and abs(promised - estimate) < 0.1 * estimate else estimate
