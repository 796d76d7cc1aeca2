"""
A file as a stream of bytes: unpacked, decoded to UTF-8, and watched.

gz, bz2, xz and the members of a zip are unpacked as they are read, never onto the disk.  Text in
UTF-16 becomes UTF-8 on the way.  A file that unpacks to far more than vectors can is stopped.
"""

import bz2
import codecs
import gzip
import lzma
import os
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Final, Protocol, cast

from explorer.errors import VectorFileError
from explorer.files.direct_io import BLOCK, PAGE, DirectReader, is_cold

PACKED: Final = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz"}
BOMB: Final = 60  # times its size: real vectors unpack to 2 to 4 times, text of zeros to 1,000 times
BOMB_FROM: Final = 64 << 20  # bytes before anyone judges
PIECE: Final = 1 << 20
LARGE: Final = 64 << 20  # bytes from which a file is worth reading past the page cache


class Stream(Protocol):
    """What unpackers and decoders have in common."""

    def read1(self, size: int = -1, /) -> bytes:
        """Some bytes, at most `size`; none at the end."""

    def close(self) -> None:
        """Close the file."""


class Source:
    """One file being read.

    Parameters
    ----------
    path : Path
    name : str
        What messages call it.
    member : str, optional
        The file in the zip at `path` that is to be read.

    Raises
    ------
    VectorFileError
        If the file cannot be opened.
    """

    def __init__(self, path: Path, name: str, member: str | None = None) -> None:
        self.name = name
        self.packing = ""
        self.unpacked = 0
        self.ends_early = False
        self._archive: zipfile.ZipFile | None = None
        self.path, self._part = path, member
        self._past_cache: DirectReader | None = None
        self._unread = b""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._old_mac = False
        try:
            self._file: BinaryIO = path.open("rb")
            self.size = path.stat().st_size
            opening = self._file.read(6)
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise VectorFileError(f"“{name}” cannot be opened: {reason}.") from None
        self._file.seek(0)
        self._share_packed, self._claimed = 0.0, 0
        self._stream = self._unpacker(opening) if member is None else self._member(member)

    def _unpacker(self, opening: bytes) -> Stream:
        self.packing = next((name for magic, name in PACKED.items() if opening.startswith(magic)), "")
        match self.packing:
            case "gz":
                return cast(Stream, gzip.GzipFile(fileobj=self._file))
            case "bz2":
                return cast(Stream, bz2.BZ2File(self._file))
            case "xz":
                return cast(Stream, lzma.LZMAFile(self._file))
        if self.size > LARGE and is_cold(self.path, 0, self.size):
            self._past_cache = DirectReader(self.path)
        return cast(Stream, self._file)

    def _member(self, member: str) -> Stream:
        self.packing = "zip"
        try:
            self._archive = zipfile.ZipFile(self._file)
            info = self._archive.getinfo(member)
            self._share_packed = info.compress_size / max(info.file_size, 1)
            self.size, self._claimed = info.compress_size, info.file_size
            return cast(Stream, self._archive.open(info))
        except (RuntimeError, zipfile.BadZipFile, KeyError, OSError, ValueError, EOFError, struct.error):
            self.close()
            raise VectorFileError(
                f"“{member}” in “{self.name}” cannot be unpacked: it is damaged, or has a password."
            ) from None

    @property
    def consumed(self) -> int:
        """Bytes of the file itself, packed as it is, that have been read."""
        return int(self.unpacked * self._share_packed) if self._archive else self._file.tell()

    def decode(self, encoding: str) -> None:
        """From here on, text in `encoding` comes out as UTF-8; what was peeked at is decoded again."""
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._unread = self._decoder.decode(self._unread).encode("utf-8", "replace")

    def end_lines_at_carriage_returns(self) -> None:
        """From here on, each carriage return comes out as a line feed; what was peeked at too."""
        self._old_mac = True
        self._unread = self._unread.replace(b"\r", b"\n")

    def peek(self, size: int) -> bytes:
        """The next `size` bytes (fewer at the end), which the next read gives again."""
        pieces, have = [self._unread], len(self._unread)
        while have < size and (more := self.next_piece(size - have)):
            pieces.append(more)
            have += len(more)
        self._unread = b"".join(pieces)
        return self._unread[:size]

    def unread(self, raw: bytes) -> None:
        """Put back what was read last; the next read gives it again."""
        self._unread = raw + self._unread

    @property
    def place(self) -> int:
        """Bytes that were read and not put back, unpacked."""
        return self.unpacked - len(self._unread)

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer only at the end."""
        pieces = []
        while size and (piece := self.some(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def again(self) -> "Source":
        """The same file or member of a zip from its start, open a second time."""
        return Source(self.path, self.name, self._part)

    @property
    def most_unpacked(self) -> int:
        """Bytes that the file can come to: its own, or what vectors of its packed size unpack to at most."""
        most = max(BOMB * self.size, BOMB_FROM) if self.packing else self.size
        return min(most, self._claimed) if self._archive else most

    def skip(self, size: int) -> None:
        """Pass over `size` bytes."""
        if type(self) is Source and not (self.packing or self._decoder or self._old_mac):
            unread = len(self._unread)
            self._unread = self._unread[size:]
            self._file.seek(max(size - unread, 0), os.SEEK_CUR)
            return
        while size and (piece := self.some(size)):
            size -= len(piece)

    def some(self, size: int) -> bytes:
        """The next bytes, at most `size`; none only at the end."""
        piece = self._unread or self.next_piece(min(size, PIECE))
        self._unread = piece[size:]
        return piece[:size]

    def read_into(self, buffer: memoryview) -> int:
        """Fill `buffer`; how many bytes there were, fewer only at the end."""
        filled = 0
        while filled < len(buffer):
            if type(self) is Source and not (self._unread or self.packing or self._decoder or self._old_mac):
                got = self._fill(buffer[filled:])
                self.unpacked += got
            else:
                piece = self.some(len(buffer) - filled)
                got = len(piece)
                buffer[filled : filled + got] = piece
            if not got:
                break
            filled += got
        return filled

    def _fill(self, buffer: memoryview) -> int:
        """Some bytes of the plain file, straight into `buffer`."""
        if self._past_cache is None:
            return int(self._file.readinto(buffer))  # type: ignore[attr-defined]
        place = self._file.tell()
        raw = self._past_cache.at(place, min(len(buffer), BLOCK - place % PAGE))
        buffer[: len(raw)] = raw
        self._file.seek(place + len(raw))
        return len(raw)

    def next_piece(self, size: int) -> bytes:
        """Some more bytes of what the file holds, in UTF-8 if it is text.

        Raises
        ------
        VectorFileError
            If the packed data is damaged, or unpacks to more than vectors can.
        """
        while True:
            try:
                piece = self._stream.read1(min(size, PIECE))
            except EOFError:
                self.ends_early = True
                return b""
            except (OSError, ValueError, zlib.error, lzma.LZMAError, zipfile.BadZipFile):
                raise VectorFileError(
                    f"The {self.packing} data is damaged after {self.unpacked:,} unpacked bytes; fetch the file again."
                ) from None
            self.unpacked += len(piece)
            if self.packing and self.unpacked > BOMB_FROM and self.unpacked > BOMB * max(self.consumed, 1):
                raise VectorFileError(
                    f"The file unpacks to more than {BOMB} times its size, which no file of vectors does."
                )
            if self._old_mac:
                piece = piece.replace(b"\r", b"\n")
            if self._decoder is None:
                return piece
            text = self._decoder.decode(piece, final=not piece).encode("utf-8", "replace")
            if text or not piece:
                return text

    def close(self) -> None:
        """Close the file."""
        if getattr(self, "_stream", None) is not None:
            self._stream.close()
        if self._archive is not None:
            self._archive.close()
        if self._past_cache is not None:
            self._past_cache.close()
        self._file.close()
