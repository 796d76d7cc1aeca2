"""
The ids of a text while it is read: a growing array of numbers, in memory or in a temporary file.
"""

import tempfile
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from explorer.errors import TextError

SPILL: Final = 1 << 24  # numbers that are held in memory before they are written


class Growing:
    """The growing array.

    Parameters
    ----------
    kind : "i" or "q"
        Numbers of 4 or of 8 bytes.
    place : Path, optional
        A folder on a disk with room for them; without one all stays in memory.

    Raises
    ------
    TextError
        If the file cannot be made or the disk is full, also later.
    """

    def __init__(self, kind: str, place: Path | None = None) -> None:
        self._held = array(kind)
        self._place = place
        self._file: IO[bytes] | None = None
        self._written = 0

    def __len__(self) -> int:
        return self._written + len(self._held)

    def extend(self, numbers: Iterable[int]) -> None:
        """Put `numbers` at the end."""
        self._held.extend(numbers)
        if self._place is not None and len(self._held) >= SPILL:
            self._write()

    def whole(self) -> NDArray[Any]:
        """(n,) all numbers, in an array that may be changed; nothing may be added after that."""
        if self._file is None:
            return (
                np.frombuffer(self._held, dtype=self._held.typecode) if self._held else np.empty(0, self._held.typecode)
            )
        self._write()
        return np.asarray(np.memmap(self._file, self._held.typecode, "r+"))  # it keeps the file, closed or not

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def _write(self) -> None:
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(dir=self._place)  # noqa: SIM115 - closed with the last view of it
            self._held.tofile(self._file)
            self._file.flush()
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise TextError(f"The words of the text could not be written to {self._place}: {reason}.") from None
        self._written += len(self._held)
        del self._held[:]


def renumbered(
    raw: NDArray[np.int32], ends: NDArray[np.int64], new_id: NDArray[np.int32], *, in_place: bool
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """(T,) ids under their new numbers, without those that have none (-1), and (S+1,) offsets.

    Sentences of fewer than two words are left out.  `raw` and `ends` are overwritten, some hundred sentences
    at a time, so that a large text is not in memory twice.
    """
    filled, sentences, begin = 0, 0, int(ends[0])
    for first in range(0, len(ends) - 1, 512):
        offsets = np.concatenate([[begin], ends[first + 1 : first + 513]])
        begin = int(offsets[-1])
        ids = new_id[raw[offsets[0] : begin]]
        known = ids >= 0
        before = np.concatenate([[0], np.cumsum(known)])
        left = np.diff(before[offsets - offsets[0]])
        known &= np.repeat(left >= 2, np.diff(offsets))
        kept, lengths = ids[known], left[left >= 2]
        raw[filled : filled + len(kept)] = kept
        ends[sentences + 1 : sentences + 1 + len(lengths)] = filled + np.cumsum(lengths)
        filled, sentences = filled + len(kept), sentences + len(lengths)
    tokens = raw[:filled] if in_place or 2 * filled > len(raw) else raw[:filled].copy()
    return tokens, ends[: sentences + 1] if in_place else ends[: sentences + 1].copy()
