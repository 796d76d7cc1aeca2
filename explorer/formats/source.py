"""
A file as a stream of bytes: unpacked, decoded to UTF-8, and watched.

gz, bz2 and xz are unpacked as they are read, never onto the disk.  Text in UTF-16 becomes
UTF-8 on the way.  A file that unpacks to far more than vectors can is stopped.
"""

import bz2
import codecs
import gzip
import lzma
import zlib
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from explorer.errors import VectorFileError

PACKED = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz"}
BOMB = 60  # times its size: real vectors unpack to 2 to 4 times, text of zeros to 1,000 times
BOMB_FROM = 64 << 20  # bytes before anyone judges


class Stream(Protocol):
    """What unpackers and decoders have in common."""

    def read1(self, size: int = -1, /) -> bytes:
        """Some bytes, at most `size`; none at the end."""


class Source:
    """One file being read.

    Parameters
    ----------
    path : Path

    Raises
    ------
    VectorFileError
        If the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self._file: BinaryIO = path.open("rb")
        except OSError as error:
            raise VectorFileError(
                f"“{path.name}” cannot be opened: {(error.strerror or 'unknown reason').lower()}."
            ) from None
        self.size = path.stat().st_size
        opening = self._file.read(6)
        self._file.seek(0)
        self.packing = next((name for magic, name in PACKED.items() if opening.startswith(magic)), "")
        self._stream = self._unpacker()
        self._unread = b""
        self.unpacked = 0
        self.ends_early = False
        self._decoder: codecs.IncrementalDecoder | None = None

    def _unpacker(self) -> Stream:
        match self.packing:
            case "gz":
                return cast(Stream, gzip.GzipFile(fileobj=self._file))
            case "bz2":
                return cast(Stream, bz2.BZ2File(self._file))
            case "xz":
                return cast(Stream, lzma.LZMAFile(self._file))
        return cast(Stream, self._file)

    @property
    def consumed(self) -> int:
        """Bytes of the file itself, packed as it is, that have been read."""
        return self._file.tell()

    def decode(self, encoding: str) -> None:
        """From here on, text in `encoding` comes out as UTF-8; what was peeked at is decoded again."""
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._unread = self._decoder.decode(self._unread).encode("utf-8", "replace")

    def peek(self, size: int) -> bytes:
        """The next `size` bytes (fewer at the end), which the next read gives again."""
        while len(self._unread) < size and (more := self._next(size - len(self._unread))):
            self._unread += more
        return self._unread[:size]

    def read_into(self, buffer: memoryview) -> int:
        """Fill `buffer`; how many bytes there were, fewer only at the end."""
        filled = 0
        while filled < len(buffer):
            if not self._unread and not self.packing and not self._decoder:
                got = self._file.readinto(buffer[filled:])  # type: ignore[attr-defined]
                self.unpacked += got
            else:
                piece = self._unread or self._next(len(buffer) - filled)
                got = min(len(piece), len(buffer) - filled)
                buffer[filled : filled + got] = piece[:got]
                self._unread = piece[got:]
            if not got:
                break
            filled += got
        return filled

    def _next(self, size: int) -> bytes:
        """Some more bytes of what the file holds.

        Raises
        ------
        VectorFileError
            If the packed data is damaged, or unpacks to more than vectors can.
        """
        while True:
            try:
                piece = self._stream.read1(min(size, 1 << 20))
            except EOFError:
                self.ends_early = True
                return b""
            except (OSError, zlib.error, lzma.LZMAError):
                raise VectorFileError(
                    f"The {self.packing} data is damaged after {self.unpacked:,} unpacked bytes; fetch the file again."
                ) from None
            self.unpacked += len(piece)
            if self.packing and self.unpacked > BOMB_FROM and self.unpacked > BOMB * max(self.consumed, 1):
                raise VectorFileError(
                    f"The file unpacks to more than {BOMB} times its size, which no file of vectors does."
                )
            if self._decoder is None:
                return piece
            text = self._decoder.decode(piece, final=not piece).encode("utf-8", "replace")
            if text or not piece:
                return text

    def close(self) -> None:
        """Close the file."""
        self._file.close()
