"""
Reading and writing large files past the page cache.

The usual way copies gigabytes through new memory, page by page; this takes longer than the disk
does and evicts what others have in memory.  Where the system and the disk allow it, whole aligned
blocks go straight between the disk and one small buffer.
"""

import mmap
import os
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

BLOCK: Final = 8 << 20  # bytes at a time; a multiple of any disk's sector
PAGE: Final = 4096
BINARY: Final = getattr(os, "O_BINARY", 0)  # Windows would change line ends
SAMPLES: Final = 16  # places of a file by which it is judged to be in memory or not


def is_cold(path: Path, start: int, size: int) -> bool:
    """Whether most of `size` bytes from `start` are on the disk and not in memory, as far as Linux tells."""
    if not all(hasattr(os, call) for call in ("RWF_NOWAIT", "O_DIRECT", "preadv")):
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:  # deleted meanwhile
        return False
    missing = 0
    try:
        for sample in range(SAMPLES):
            try:
                os.preadv(descriptor, [bytearray(1)], start + size * sample // SAMPLES, os.RWF_NOWAIT)
            except BlockingIOError:
                missing += 1
            except OSError:
                return False
    finally:
        os.close(descriptor)
    return missing * 2 > SAMPLES


class DirectReader:
    """Reads from a file into one buffer of its own, past the page cache where that is possible.

    Parameters
    ----------
    path : Path
    most : int
        Bytes that are read at a time at most.
    """

    def __init__(self, path: Path, most: int = BLOCK) -> None:
        self._buffer = mmap.mmap(-1, -(-most // PAGE) * PAGE + 2 * PAGE)  # aligned to a page, as direct reads need
        try:
            self._descriptor = os.open(path, os.O_RDONLY | BINARY | getattr(os, "O_DIRECT", 0))
        except OSError:  # a file system in memory has no way past the page cache
            self._descriptor = os.open(path, os.O_RDONLY | BINARY)

    def at(self, place: int, size: int) -> memoryview:
        """The `size` bytes from `place` on (fewer at the end of the file), valid until the next call."""
        lower = place - place % PAGE
        room = memoryview(self._buffer)[: -(-(place + size - lower) // PAGE) * PAGE]
        got = 0
        while got < place + size - lower:
            more = _read_at(self._descriptor, room[got:], lower + got)
            if not more:
                break
            got += more
            if more % PAGE:  # the end of the file
                break
        return room[place - lower : max(min(got, place + size - lower), place - lower)]

    def close(self) -> None:
        """Close the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _read_at(descriptor: int, room: memoryview, place: int) -> int:
    """The number of bytes read into `room`, from `place` on."""
    if hasattr(os, "preadv"):
        return os.preadv(descriptor, [room], place)
    os.lseek(descriptor, place, os.SEEK_SET)
    raw = os.read(descriptor, len(room))
    room[: len(raw)] = raw
    return len(raw)


def _write_at(descriptor: int, block: memoryview, place: int) -> int:
    """The number of bytes of `block` written, from `place` on."""
    if hasattr(os, "pwrite"):
        return os.pwrite(descriptor, block, place)
    os.lseek(descriptor, place, os.SEEK_SET)
    return os.write(descriptor, block)


class DirectWriter:
    """Appends to a file from a given place on, and keeps a checksum of what it wrote.

    While one block is on its way to the disk, the next is filled.

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
        # Aligned to a page, as direct writes need.
        self._room, self._other = (memoryview(mmap.mmap(-1, BLOCK)) for _ in range(2))
        self._used = 0
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="disk")
        self._writing: Future[None] | None = None
        self._direct = hasattr(os, "O_DIRECT")
        self._descriptor = self._opened()

    def write(self, raw: memoryview) -> None:
        """Take over `raw`; it is written when a block is full, or at `finish`."""
        while raw:
            took = min(len(raw), BLOCK - self._used)
            self._room[self._used : self._used + took] = raw[:took]
            self._used += took
            raw = raw[took:]
            if self._used == BLOCK:
                self.check = zlib.crc32(self._room, self.check)
                self._settle()
                self._writing = self._disk.submit(self._put, self._room)
                self._room, self._other = self._other, self._room
                self._used = 0

    def finish(self) -> None:
        """Write what is left, which need not be a whole block, and close the file."""
        self._settle()
        if self._used:
            left = self._room[: self._used]
            self.check = zlib.crc32(left, self.check)
            self._usual_way()
            self._put(left)
            self._used = 0
        self.close()

    def close(self) -> None:
        """Close the file, whatever is left."""
        self._disk.shutdown(wait=True)
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _settle(self) -> None:
        """Wait until the block before is on the disk; raises its error, if any."""
        if self._writing is not None:
            self._writing.result()
            self._writing = None

    def _opened(self) -> int:
        if self._direct:
            try:
                return os.open(self._path, os.O_WRONLY | BINARY | os.O_DIRECT)
            except OSError:  # a file system in memory has no way past the page cache
                self._direct = False
        return os.open(self._path, os.O_WRONLY | BINARY)

    def _usual_way(self) -> None:
        if self._direct:
            self._direct = False
            os.close(self._descriptor)
            self._descriptor = os.open(self._path, os.O_WRONLY | BINARY)

    def _put(self, block: memoryview) -> None:
        while block:
            try:
                done = _write_at(self._descriptor, block, self._place)
            except OSError:
                if not self._direct:
                    raise
                done = 0
            if done < len(block):  # the disk wants another alignment, or is full; the usual way tells which
                self._usual_way()
            self._place += done
            block = block[done:]
