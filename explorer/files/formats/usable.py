"""Which rows can be kept: words are made valid UTF-8; rows without a word or with infinite numbers are found."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.vectors.block import Block

SHOWN = 100  # rows left out of which the reason is kept; the others are counted
TOO_LONG = 50  # bytes from which a word that ends within a letter was cut by the tool that wrote it
WESTERN = "Read as Windows-1252 (Latin-1), not being UTF-8"
LONGEST = 1000  # bytes of a word; longer ones are the debris of a broken file


@dataclass(frozen=True, eq=False)
class Usable:
    """The rows that stay, and what became of the others.

    Parameters
    ----------
    block : Block
    skipped : int
        Rows that cannot stay.
    examples : tuple of (int, str)
        The number of the first of these, ascending, and why.
    not_finite : int
        How many of them have an infinite or undefined number.
    repairs : Counter
        Words whose encoding was repaired, by what was done.
    stays : (n,) bool
        Which rows stay.
    """

    block: Block
    skipped: int
    examples: tuple[tuple[int, str], ...]
    not_finite: int
    repairs: Counter[str]
    stays: NDArray[np.bool_]

    def up_to(self, row: int) -> int:
        """How many rows there are up to the `row`-th of those that stay, counted from 1."""
        return int(np.flatnonzero(self.stays)[row - 1]) + 1


def usable(
    matrix: NDArray[np.float32],
    words: bytes,
    lengths: NDArray[np.int64],
    *,
    wrong: Mapping[int, str] | None = None,
    numbers: NDArray[np.int64] | None = None,
) -> Usable:
    """The rows of `matrix` (n, D) that can stay; those in `wrong` cannot in any case, for the reasons given.

    `numbers` (n,) are what the rows are called in the file; by default 0 to n - 1.
    """
    words, lengths, repairs = repaired(words, lengths)
    with np.errstate(over="ignore", invalid="ignore"):
        norms = np.sqrt(np.einsum("nd,nd->n", matrix, matrix))
    unfit = (lengths == 0) | (lengths > LONGEST)
    zeros = np.zeros(len(lengths), dtype=bool)
    if b"\0" in words:
        places = np.flatnonzero(np.frombuffer(words, np.uint8) == 0)
        zeros[np.searchsorted(np.cumsum(lengths), places, side="right")] = True
    known = wrong or {}
    unfit |= zeros
    unfit[list(known)] = True
    infinite = ~np.isfinite(norms) & ~unfit
    unfit |= infinite
    left_out = np.flatnonzero(unfit)
    block = Block(matrix, norms, words, lengths)
    if not len(left_out):
        return Usable(block, 0, (), 0, repairs, ~unfit)
    examples = []
    for row in left_out[:SHOWN].tolist():
        reason = known.get(row) or _reason(matrix[row], int(lengths[row]), zero=bool(zeros[row]))
        examples.append((row if numbers is None else int(numbers[row]), reason))
    return Usable(block.only(~unfit), len(left_out), tuple(examples), int(infinite.sum()), repairs, ~unfit)


def _reason(numbers: NDArray[np.float32], length: int, *, zero: bool) -> str:
    """Why a row of numbers (D,) cannot stay."""
    if zero:
        return "its word holds a zero byte"
    if not length:
        return "there is no word before its numbers"
    if length > LONGEST:
        return f"its word has {length:,} bytes; at most {LONGEST:,} are taken"
    if np.isfinite(numbers).all():
        return "its numbers are too large to square"
    return "a number in it is infinite or undefined"


def repaired(words: bytes, lengths: NDArray[np.int64]) -> tuple[bytes, NDArray[np.int64], Counter[str]]:
    """The words as UTF-8, their lengths (n,), and repairs counted; only those that are not UTF-8 cost anything."""
    from explorer.files.formats import word_kernels

    repairs: Counter[str] = Counter()
    ends = np.cumsum(lengths)
    broken = np.empty(len(lengths), dtype=np.int64)
    many = word_kernels.broken_words(np.frombuffer(words, dtype=np.uint8), ends, broken)
    if not many:
        return words, lengths, repairs
    rows = broken[:many]
    pieces = [words[start:end] for start, end in zip((ends - lengths)[rows].tolist(), ends[rows].tolist(), strict=True)]
    whole, found = _all_repaired(pieces)
    repairs.update(found)
    return *replaced(words, lengths, dict(zip(rows.tolist(), whole, strict=True))), repairs


def replaced(words: bytes, lengths: NDArray[np.int64], others: Mapping[int, bytes]) -> tuple[bytes, NDArray[np.int64]]:
    """The words with others in the place of some, by row in ascending order; and the lengths (n,)."""
    rows = list(others)
    ends = np.cumsum(lengths)[rows]
    starts = (ends - lengths[rows]).tolist()
    lengths = lengths.copy()
    lengths[rows] = [len(other) for other in others.values()]
    pieces: list[bytes] = []
    done = 0
    for start, end, other in zip(starts, ends.tolist(), others.values(), strict=True):
        pieces += (words[done:start], other)
        done = end
    return b"".join([*pieces, words[done:]]), lengths


def _all_repaired(pieces: list[bytes]) -> tuple[list[bytes], Counter[str]]:
    """The words as UTF-8, and what had to be done counted; in one go if they can be read all alike."""
    joined = b"\0".join(pieces)
    if joined.count(0) == len(pieces) - 1 and max(map(len, pieces)) < TOO_LONG:
        try:
            return joined.decode("cp1252").encode().split(b"\0"), Counter({WESTERN: len(pieces)})
        except UnicodeDecodeError:
            pass  # one of them is not Windows-1252
    each = [_repaired(piece) for piece in pieces]
    return [piece for piece, _ in each], Counter(repair for _, repair in each)


def _repaired(piece: bytes) -> tuple[bytes, str]:
    """A word as UTF-8, and what had to be done to it."""
    try:
        piece.decode()
    except UnicodeDecodeError as error:
        if error.start >= TOO_LONG and error.reason == "unexpected end of data":
            return piece[: error.start], "Cut off in the middle of a letter, which was dropped"
    try:
        return piece.decode("cp1252").encode(), WESTERN
    except UnicodeDecodeError:
        return piece.decode("latin-1").encode(), "Read as Latin-1, not being UTF-8"
