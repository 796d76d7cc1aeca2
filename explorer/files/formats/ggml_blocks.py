"""
The kinds of numbers that a GGUF file keeps its rows in, and the float32 numbers that they stand for.

The quantised kinds are ggml's `block_q4_0`, `block_q8_0`, `block_q4_K`, `block_q5_K` and `block_q6_K`
(`ggml-common.h`): 32 or 256 whole numbers of few bits share a scale, a float16; in a block of 256 each 16 or 32 have
a further one, and in Q4_K and Q5_K a lowest value.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Kind:
    """A kind of number: its name, how many stand in one block, the bytes of a block, and what blocks stand for.

    `numbers` takes blocks (n, size) of bytes and gives (n, many) numbers.
    """

    name: str
    many: int
    size: int
    numbers: Callable[[Bytes], Numbers]


def _float32(raw: Bytes) -> Numbers:
    return np.ascontiguousarray(raw).view("<f4").astype(np.float32)


def _float16(raw: Bytes) -> Numbers:
    return np.ascontiguousarray(raw).view("<f2").astype(np.float32)


def _brain(raw: Bytes) -> Numbers:
    """The upper halves of float32 numbers."""
    return (np.ascontiguousarray(raw).view("<u2").astype(np.uint32) << 16).view(np.float32)


def _q8_0(raw: Bytes) -> Numbers:
    return _float16(raw[:, :2]) * np.ascontiguousarray(raw[:, 2:]).view(np.int8)


def _q4_0(raw: Bytes) -> Numbers:
    """The first 16 numbers are the lower halves of the bytes, the others the upper ones."""
    return _float16(raw[:, :2]) * (_halves(raw[:, None, 2:]).reshape(len(raw), 32).astype(np.float32) - 8)


def _q4_k(raw: Bytes) -> Numbers:
    return _scaled(raw, _halves(raw[:, 16:].reshape(-1, 4, 32)).reshape(-1, 8, 32))


def _q5_k(raw: Bytes) -> Numbers:
    """As Q4_K, with the fifth bit of every number of part i in bit i of 32 bytes."""
    fifth: Bytes = (raw[:, None, 16:48] >> np.arange(8, dtype=np.uint8)[:, None]) & np.uint8(1)
    return _scaled(raw, _halves(raw[:, 48:].reshape(-1, 4, 32)).reshape(-1, 8, 32) | fifth << np.uint8(4))


def _q6_k(raw: Bytes) -> Numbers:
    """Two halves of four parts of 32 numbers: lower four bits, upper two, a scale for each 16, and one for all."""
    lower = _halves(raw[:, :128].reshape(-1, 2, 2, 32), axis=-3)
    upper = (raw[:, 128:192].reshape(-1, 2, 1, 32) >> np.array([0, 2, 4, 6], dtype=np.uint8)[:, None]) & 3
    whole = (lower.reshape(-1, 2, 4, 32) | upper << 4).reshape(-1, 16, 16).astype(np.float32) - 32
    scales = _float16(raw[:, 208:]) * np.ascontiguousarray(raw[:, 192:208]).view(np.int8)
    return np.asarray(scales[:, :, None] * whole, dtype=np.float32).reshape(-1, 256)


def _halves(raw: Bytes, axis: int = -2) -> Bytes:
    """The lower four bits of bytes (…, m), and after them, on a new axis, the upper four: (…, 2, m)."""
    return np.stack([raw & 15, raw >> 4], axis=axis)


def _scaled(raw: Bytes, whole: Bytes) -> Numbers:
    """Whole numbers (n, 8, 32) by the scales and lowest values that stand at the start of their blocks.

    Each of the eight parts has a scale and a lowest value of six bits, packed into twelve bytes.
    """
    packed = raw[:, 4:16].reshape(-1, 3, 4)
    first, second, third = packed[:, 0], packed[:, 1], packed[:, 2]
    scales = np.concatenate([first & 63, (third & 15) | (first >> 6) << 4], axis=1)
    lowest = np.concatenate([second & 63, third >> 4 | (second >> 6) << 4], axis=1)
    by, less = _float16(raw[:, :2]) * scales, _float16(raw[:, 2:4]) * lowest
    return np.asarray(by[:, :, None] * whole - less[:, :, None], dtype=np.float32).reshape(-1, 256)


KINDS: Final = {
    0: Kind("F32", 1, 4, _float32),
    1: Kind("F16", 1, 2, _float16),
    2: Kind("Q4_0", 32, 18, _q4_0),
    8: Kind("Q8_0", 32, 34, _q8_0),
    12: Kind("Q4_K", 256, 144, _q4_k),
    13: Kind("Q5_K", 256, 176, _q5_k),
    14: Kind("Q6_K", 256, 210, _q6_k),
    30: Kind("BF16", 1, 2, _brain),
}
