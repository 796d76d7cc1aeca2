"""
Writing past the page cache.

Gigabytes written the usual way are first copied into fresh memory, page by page, which takes
longer than the disk does and drives out what others have in memory.  Where the system and the
disk allow it, whole aligned blocks go straight from one small buffer to the disk, and are on it
when the write returns.
"""

import mmap
import os
import zlib
from pathlib import Path
from typing import Final

BLOCK: Final = 8 << 20  # bytes; a multiple of any disk's sector


class DirectWriter:
    """Appends to a file from a given place on, and keeps a checksum of what it wrote.

    Parameters
    ----------
    path : Path
        A file that is there.
    start : int
        The place of the first byte; a multiple of 4,096.
    """

    def __init__(self, path: Path, start: int) -> None:
        self.check = 0
        self._path = path
        self._place = start
        self._buffer = mmap.mmap(-1, BLOCK)  # aligned to a page, as direct writes need
        self._room = memoryview(self._buffer)
        self._used = 0
        self._direct = hasattr(os, "O_DIRECT")
        self._descriptor = self._opened()

    def write(self, raw: memoryview) -> None:
        """Take over `raw`; it is on the disk when enough has come together, or at `finish`."""
        while raw:
            took = min(len(raw), BLOCK - self._used)
            self._room[self._used : self._used + took] = raw[:took]
            self._used += took
            raw = raw[took:]
            if self._used == BLOCK:
                self._put(self._room)
                self._used = 0

    def finish(self) -> None:
        """Write what is left, which need not be a whole block, and close the file."""
        if self._used:
            self._usual_way()
            self._put(self._room[: self._used])
            self._used = 0
        self.close()

    def close(self) -> None:
        """Close the file, whatever is left."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _opened(self) -> int:
        if self._direct:
            try:
                return os.open(self._path, os.O_WRONLY | os.O_DIRECT)
            except OSError:  # a file system in memory has no way past the page cache
                self._direct = False
        return os.open(self._path, os.O_WRONLY)

    def _usual_way(self) -> None:
        if self._direct:
            self._direct = False
            os.close(self._descriptor)
            self._descriptor = os.open(self._path, os.O_WRONLY)

    def _put(self, block: memoryview) -> None:
        self.check = zlib.crc32(block, self.check)
        while block:
            try:
                done = os.pwrite(self._descriptor, block, self._place)
            except OSError:
                if not self._direct:
                    raise
                done = 0
            if done < len(block):  # the disk wants another alignment, or is full; the usual way tells which
                self._usual_way()
            self._place += done
            block = block[done:]
