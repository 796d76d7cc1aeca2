"""
Three million words without three million Python objects.

The words are one block of UTF-8 with the offset of each.  A list of the rows in the order of their
bytes lets a binary search find a word, or all words with the same beginning.  Opened from a memory
map this costs nothing until a word is asked for; a dict of 400,000 strings takes a fifth of a
second and 60 MB.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]
Order = NDArray[np.uint32]
REPEATS_SHOWN = 20  # repeated words that are named


class WordList(Sequence[str]):
    """Words, read-only.

    Parameters
    ----------
    blob : (n,) uint8
        All words in UTF-8, one directly after the other.
    offsets : (V+1,) int64
        Word i is blob[offsets[i]:offsets[i + 1]].
    order : (V,) uint32
        The rows in ascending order of the bytes of their words.
    """

    def __init__(self, blob: Bytes, offsets: Offsets, order: Order) -> None:
        self.blob, self.offsets, self.order = blob, offsets, order
        # A memory view hands out plain ints, several times faster than NumPy's scalars.
        self._bytes, self._ends, self._order = blob.data, offsets.data, order.data

    def __len__(self) -> int:
        return len(self.order)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> tuple[str, ...]: ...
    def __getitem__(self, row: int | slice) -> str | tuple[str, ...]:
        if isinstance(row, slice):
            return tuple(self[i] for i in range(*row.indices(len(self))))
        row = int(row)
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return self._word(row % len(self)).decode()

    def __iter__(self) -> Iterator[str]:
        return (self._word(row).decode() for row in range(len(self)))

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.find(word) is not None

    def __eq__(self, other: object) -> bool:
        if isinstance(other, WordList):
            return np.array_equal(self.offsets, other.offsets) and np.array_equal(self.blob, other.blob)
        return (
            isinstance(other, Sequence)
            and len(self) == len(other)
            and all(a == b for a, b in zip(self, other, strict=True))
        )

    __hash__ = None  # type: ignore[assignment]

    def find(self, word: str) -> int | None:
        """The row of `word`, or None."""
        sought = word.encode("utf-8", "surrogatepass")
        place = self._first_from(sought)
        if place < len(self) and self._word(row := self._order[place]) == sought:
            return int(row)
        return None

    def beginning_with(self, prefix: str, k: int = 10) -> list[str]:
        """Up to `k` words that begin with `prefix`, the lowest rows first, which are the most frequent words."""
        return [self[int(row)] for row in self.rows_beginning_with(prefix, k)]

    def rows_beginning_with(self, prefix: str, k: int = 10) -> Order:
        """(n,) the lowest rows, at most `k`, of words that begin with `prefix`, in their order."""
        sought = prefix.encode("utf-8", "surrogatepass")
        rows = self.order[self._first_from(sought) : self._first_from(sought + b"\xff")]
        if len(rows) > k:
            rows = np.partition(rows, k - 1)[:k]
        return np.sort(rows)

    def only(self, kept: NDArray[np.bool_]) -> "WordList":
        """The words of the rows of which `kept` (V,) is true."""
        lengths = np.diff(self.offsets)
        offsets = np.zeros(int(kept.sum()) + 1, dtype=np.int64)
        np.cumsum(lengths[kept], out=offsets[1:])
        rows = np.cumsum(kept, dtype=np.int64) - 1  # the new place of each row
        return WordList(
            self.blob[np.repeat(kept, lengths)], offsets, rows[self.order[kept[self.order]]].astype(np.uint32)
        )

    @property
    def rows(self) -> Mapping[str, int]:
        """Word -> row."""
        return _Rows(self)

    def _word(self, row: int) -> bytes:
        return bytes(self._bytes[self._ends[row] : self._ends[row + 1]])

    def _first_from(self, sought: bytes) -> int:
        """The first place in the order whose word is not below `sought`."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._word(self._order[middle]) < sought:
                low = middle + 1
            else:
                high = middle
        return low


class _Rows(Mapping[str, int]):
    """A word list as a mapping from word to row."""

    def __init__(self, words: WordList) -> None:
        self._words = words

    def __getitem__(self, word: str) -> int:
        row = self._words.find(word)
        if row is None:
            raise KeyError(word)
        return row

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


def word_list(words: Iterable[str]) -> WordList:
    """The word list of words in memory, none of them twice.

    >>> royals = word_list(["man", "king", "queen", "kind"])
    >>> royals.find("queen"), royals.find("quee"), royals.beginning_with("kin")
    (2, None, ['king', 'kind'])
    """
    encoded = [word.encode("utf-8", "surrogatepass") for word in words]
    offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum([len(word) for word in encoded], out=offsets[1:])
    blob = np.frombuffer(b"".join(encoded), dtype=np.uint8)
    return WordList(blob, offsets, byte_order(blob, offsets)[0])


def byte_order(blob: Bytes, offsets: Offsets, key: NDArray[np.uint64] | None = None) -> tuple[Order, NDArray[np.bool_]]:
    """(V,) rows in ascending order of the bytes of their words, and (V,) whether row i repeats an earlier word.

    Eight bytes at a time are compared as one number; only words still equal go on to the next
    eight.  Equal words keep the order of their rows.  No word may hold a zero byte, which could
    not be told from the end of the word.  `key` (V,) are their `first_eight`, if known.
    """
    starts, ends = offsets[:-1], offsets[1:]
    key = first_eight(blob, starts, ends) if key is None else key
    order = np.argsort(key).astype(np.uint32)  # several times faster than a stable sort; ties are put right below
    first = np.ones(len(order), dtype=bool)  # of each run of words that are equal so far
    first[1:] = key[order[1:]] != key[order[:-1]]
    places = np.arange(len(order), dtype=np.uint32)
    skip = 0
    while True:
        begins = first[places]
        tied = ~begins
        tied[:-1] |= ~begins[1:]
        run = np.cumsum(begins, dtype=np.uint32)[tied]
        places = places[tied]
        rows = order[places]
        if not skip:
            rows = order[places] = rows[np.lexsort((rows, run))]
        skip += 8
        if not (ends[rows] - starts[rows] > skip).any():
            break
        key = first_eight(blob, starts[rows] + skip, ends[rows])
        within = np.lexsort((key, run))
        order[places] = rows[within]
        key, run = key[within], run[within]
        first[places[1:]] = (run[1:] != run[:-1]) | (key[1:] != key[:-1])
    repeated = np.zeros(len(order), dtype=bool)
    repeated[order[~first]] = True
    return order, repeated


def told_apart(
    blob: Bytes, offsets: Offsets, key: NDArray[np.uint64] | None = None
) -> tuple[WordList, NDArray[np.bool_], tuple[str, ...]]:
    """The list of words that may repeat, (V,) whether each repeats an earlier one, and the first of the repeats.

    `blob` (n,), `offsets` (V+1,) and `key` (V,) are as in `byte_order`.
    """
    order, repeats = byte_order(blob, offsets, key)
    listed = WordList(blob, offsets, order)
    return listed, repeats, tuple(listed[int(row)] for row in np.flatnonzero(repeats)[:REPEATS_SHOWN])


def first_eight(blob: Bytes, starts: Offsets, ends: Offsets, step: int = 65_536) -> NDArray[np.uint64]:
    """(n,) the first eight bytes from each start (n,) as a number, zeros beyond the end (n,)."""
    keys = np.empty(len(starts), dtype=np.uint64)
    for block in range(0, len(starts), step):
        places = starts[block : block + step, None] + np.arange(8)
        inside = places < ends[block : block + step, None]
        letters = blob[np.minimum(places, len(blob) - 1)] * inside if len(blob) else np.zeros(inside.shape)
        keys[block : block + step] = letters.astype(np.uint8).view(">u8").ravel()
    return keys
