"""Which rows can stay: words made valid UTF-8, rows without a word or without finite numbers told apart."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.rows import Block

TOO_LONG = 50  # bytes from which a word that ends within a letter was cut by the tool that wrote it
LONGEST = 1000  # bytes of a word; longer ones are the debris of a broken file


@dataclass(frozen=True, eq=False)
class Fitted:
    """The rows that stay, and what became of the others: row -> why it cannot stay, and repairs counted."""

    block: Block
    refused: dict[int, str]
    not_finite: int
    repairs: Counter[str]


def fitted(
    matrix: NDArray[np.float32], words: bytes, lengths: NDArray[np.int64], refused: dict[int, str] | None = None
) -> Fitted:
    """The rows of `matrix` (n, D) that can stay; those in `refused` cannot in any case."""
    words, lengths, unfit, repairs = cleaned(words, lengths)
    refused = {**unfit, **(refused or {})}
    with np.errstate(over="ignore", invalid="ignore"):
        norms = np.sqrt(np.einsum("nd,nd->n", matrix, matrix))
    not_finite = 0
    for row in np.flatnonzero(~np.isfinite(norms)).tolist():
        if row not in refused:
            not_finite += 1
            finite = np.isfinite(matrix[row]).all()
            refused[row] = (
                "its numbers are too large to square" if finite else "a number in it is infinite or undefined"
            )
    block = Block(matrix, norms, words, lengths)
    return Fitted(block.without(refused), refused, not_finite, repairs)


def cleaned(words: bytes, lengths: NDArray[np.int64]) -> tuple[bytes, NDArray[np.int64], dict[int, str], Counter[str]]:
    """The words with their encoding repaired, their lengths (n,), row -> why it cannot stay, and repairs counted.

    The usual case, all valid, costs one check of the block.
    """
    refused = dict.fromkeys(np.flatnonzero(lengths == 0).tolist(), "there is no word before its numbers")
    for row in np.flatnonzero(lengths > LONGEST).tolist():
        refused[row] = f"its word has {int(lengths[row]):,} bytes; at most {LONGEST:,} are taken"
    ends = np.cumsum(lengths)
    if b"\0" in words:
        zeros = np.flatnonzero(np.frombuffer(words, np.uint8) == 0)
        refused |= dict.fromkeys(np.searchsorted(ends, zeros, side="right").tolist(), "its word holds a zero byte")
    repairs: Counter[str] = Counter()
    try:
        words.decode()
    except UnicodeDecodeError:
        pieces = [words[end - length : end] for end, length in zip(ends.tolist(), lengths.tolist(), strict=True)]
        for row, piece in enumerate(pieces):
            pieces[row], repair = _repaired(piece)
            if repair:
                repairs[repair] += 1
        words = b"".join(pieces)
        lengths = np.array([len(piece) for piece in pieces], dtype=np.int64)
    return words, lengths, refused, repairs


def _repaired(piece: bytes) -> tuple[bytes, str]:
    """A word as UTF-8, and what had to be done to it."""
    try:
        piece.decode()
    except UnicodeDecodeError as error:
        if error.start >= TOO_LONG and error.reason == "unexpected end of data":
            return piece[: error.start], "Cut off in the middle of a letter, which was dropped"
        try:
            return piece.decode("cp1252").encode(), "Read as Windows-1252 (Latin-1), not being UTF-8"
        except UnicodeDecodeError:
            return piece.decode("latin-1").encode(), "Read as Latin-1, not being UTF-8"
    return piece, ""
