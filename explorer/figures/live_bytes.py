"""
How a frame of the live panel is written as bytes: a length, a JSON header, and the arrays it lists.

Everything is little-endian and each array starts at a multiple of four bytes, so that the
browser can lay typed arrays over the message without copying it.
"""

import json
import math
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vectors.word_vectors import Floats


def rounded(value: float) -> float | None:
    """The value to four decimals; None if JSON cannot write it."""
    return round(value, 4) if math.isfinite(value) else None


def pack(header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> bytes:
    """A frame: u32 length, JSON padded to a multiple of four, then each array, flat (N,), padded likewise."""
    kinds = {"f": "f4", "i": "i4", "u": "u1"}
    parts = []
    listed = []
    for name, values in arrays.items():
        kind = "i2" if values.dtype == np.int16 else kinds[values.dtype.kind]
        listed.append([name, kind, values.size])
        content = np.ascontiguousarray(values, dtype=f"<{kind}").tobytes()
        parts.append(content + b"\0" * (-len(content) % 4))
    return b"".join([_headed({**header, "arrays": listed}), *parts])


def with_header(frame: bytes, changed: Callable[[dict[str, Any]], dict[str, Any]]) -> bytes:
    """The frame with its header as it is after `changed`, and the same arrays."""
    (length,) = struct.unpack_from("<I", frame)
    return _headed(changed(json.loads(frame[4 : 4 + length]))) + frame[4 + length :]


def _headed(header: dict[str, Any]) -> bytes:
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    return struct.pack("<I", len(text)) + text


def file_frame(header: dict[str, Any], content: bytes) -> bytes:
    """A frame that brings a file, (N,) bytes."""
    return pack(header, {"file": np.frombuffer(content, np.uint8)})


def as_int16(values: Floats) -> tuple[NDArray[np.int16], float]:
    """Whole numbers (N,) and the scale that turns them back into `values` (N, D), to one part in 32,767."""
    reach = float(np.abs(values).max(initial=0))
    scale = reach / 32767 if math.isfinite(reach) and reach > 0 else 1.0
    return np.round(np.nan_to_num(values / scale)).astype(np.int16).ravel(), scale
