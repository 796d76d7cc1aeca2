"""
Check of a small picture that a browser sent: it must be a PNG, and only its pixels are kept.

Portable Network Graphics (ISO/IEC 15948): a signature, then chunks, each with its length, kind and CRC-32.
"""

import struct
import zlib
from typing import Final

from explorer.errors import SettingError

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
MOST_BYTES: Final = 24_000
WIDEST, HIGHEST = 480, 300  # pixels
SAMPLES: Final = {2: 3, 6: 4}  # bytes of a pixel by colour type: red, green, blue; the same and opacity


def checked(content: bytes) -> bytes:
    """The picture as a PNG with its header, its pixels and its end, and nothing else.

    Raises
    ------
    SettingError
        If it is not a whole PNG of eight bits a sample, at most 480 x 300 pixels and 24,000 bytes.
    """
    if len(content) > MOST_BYTES:
        raise SettingError(f"A small picture has at most {MOST_BYTES:,} bytes, not {len(content):,}.")
    if not content.startswith(SIGNATURE):
        raise SettingError("The picture is not a PNG.")
    head, pixels, ended = b"", b"", False
    for kind, body in _chunks(content[len(SIGNATURE) :]):
        head = body if kind == b"IHDR" and not head else head
        pixels += body if kind == b"IDAT" else b""
        ended = kind == b"IEND"
    if len(head) != 13 or not ended:
        raise SettingError("The picture is an incomplete PNG.")
    width, height, *kind_of = struct.unpack(">IIBBBBB", head)
    if not (1 <= width <= WIDEST and 1 <= height <= HIGHEST):
        raise SettingError(f"A small picture is at most {WIDEST} x {HIGHEST}, not {width:,} x {height:,}.")
    if kind_of[0] != 8 or kind_of[1] not in SAMPLES or any(kind_of[2:]):
        raise SettingError("The picture is a PNG of a kind that no page of this app makes.")
    expected = height * (1 + width * SAMPLES[kind_of[1]])
    if _unpacked(pixels, expected) != expected:
        raise SettingError("The picture is a PNG whose pixels are damaged.")
    return SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and body of each chunk, up to the first with a wrong length or checksum."""
    found, place = [], 0
    while place + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        kind, body = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        told = content[place + 8 + length : place + 12 + length]
        if len(told) != 4 or struct.unpack(">I", told)[0] != zlib.crc32(kind + body):
            break
        found.append((kind, body))
        place += 12 + length
    return found


def _unpacked(pixels: bytes, expected: int) -> int:
    """How many bytes the pixels unpack to, at most one more than expected; -1 if they do not."""
    unpacker = zlib.decompressobj()
    try:
        return len(unpacker.decompress(pixels, expected + 1))
    except zlib.error:
        return -1


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
