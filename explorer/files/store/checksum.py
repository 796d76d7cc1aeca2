"""The checksum of the large array in a file of the store: read whole, without evicting what others have in memory."""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from explorer.files.direct_io import BLOCK, DirectReader, is_cold
from explorer.files.store.layout import HEADER, header_of


def rows_hold(path: Path, told: Callable[[], None] = lambda: None) -> bool:
    """Whether the large array of a file still has the checksum in its header; reads all of it.

    `told` is called for each piece, and may end it by raising.
    """
    header = header_of(path)
    if header is None:
        return False
    about, arrays = header
    start, end = next(iter(arrays.values()))["data_offsets"]
    pieces, check, left = _pieces(path, HEADER + start, end - start), 0, end - start
    while left:
        told()
        try:
            piece = next(pieces, b"")
        except OSError:  # another process has removed it, or the disk is failing
            return False
        if not piece:
            return False
        check = zlib.crc32(piece, check)
        left -= len(piece)
    return f"{check:08x}" == about["rows_crc32"]


def _pieces(path: Path, start: int, size: int) -> Iterator[bytes | memoryview]:
    """The `size` bytes from `start` on; from the disk, without evicting what others have in memory."""
    if is_cold(path, start, size):
        reader = DirectReader(path)
        try:
            for place in range(start, start + size, BLOCK):
                yield reader.at(place, min(BLOCK, start + size - place))
        finally:
            reader.close()
        return
    with path.open("rb") as file:
        file.seek(start)
        while size and (piece := file.read(min(size, BLOCK))):
            size -= len(piece)
            yield piece
