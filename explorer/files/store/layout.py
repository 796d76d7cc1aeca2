"""
What a file of the store looks like: safetensors, one file a model.

After a header of fixed size come the vectors (V, D), their lengths (V,), the words as one block of UTF-8 with offsets
(V+1,) and byte order (V,), and the columns of a table, if the file was one.  The header's metadata holds name, source,
report, version, size and two checksums: of the vectors, and of the tables after them.  A large model has a second such
file with the byte codes of its vectors (V, D), their scales (V,) and errors (V,), and a model of fastText one with the
vectors of pieces of words (B, D).
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

VERSION: Final = "1"
HEADER: Final = 1 << 16  # bytes kept free at the start of a file
SIDES: Final = (".codes", ".pieces")  # endings of the files beside that of the vectors
DTYPES: Final = {
    "F64": np.float64, "F32": np.float32, "F16": np.float16, "I64": np.int64, "U32": np.uint32, "U8": np.uint8,
    "I8": np.int8,
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One model of the store, as its header tells; `size` in bytes, `report` as plain values."""

    key: str
    name: str
    rows: int
    dim: int
    size: int
    source: str
    report: dict[str, Any]
    licence: str = ""


def tensor(kind: str, shape: tuple[int, ...], start: int, size: int) -> dict[str, Any]:
    """One array in a safetensors header."""
    return {"dtype": kind, "shape": list(shape), "data_offsets": [start, start + size]}


def offsets_of(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """(V+1,) where each word begins, from the (V,) bytes of each."""
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


def header_of(path: Path) -> tuple[dict[str, str], dict[str, Any]] | None:
    """The metadata and the arrays of the file, or None if it is not a whole file of this version."""
    header = _header(path)
    return header if header is not None and header[0]["version"] == VERSION else None


def is_of_another_version(path: Path) -> bool:
    """Whether it is a whole file, but of another version of this app, which may work in the same store."""
    header = _header(path)
    return header is not None and header[0]["version"] != VERSION


def _header(path: Path) -> tuple[dict[str, str], dict[str, Any]] | None:
    """The metadata and the arrays of a whole file of any version."""
    try:
        with path.open("rb") as file:
            raw = file.read(HEADER)
        size = path.stat().st_size
    except OSError:
        return None
    if len(raw) < HEADER or struct.unpack_from("<Q", raw)[0] != HEADER - 8:
        return None
    try:
        arrays = json.loads(raw[8:])
        about = arrays.pop("__metadata__")
        whole = isinstance(about["version"], str) and int(about["bytes"]) + HEADER == size
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return (about, arrays) if whole else None


def entry_of(path: Path) -> Entry | None:
    """The entry in a file of the store, or None if the file is not whole."""
    header = header_of(path)
    if header is None:
        return None
    about, arrays = header
    rows, dim = arrays["vectors"]["shape"]
    size = int(about["bytes"]) + HEADER
    for ending in SIDES:
        side = header_of(path.with_suffix(ending))
        if side is not None:
            size += int(side[0]["bytes"]) + HEADER
    report, licence = json.loads(about["report"]), about.get("licence", "")
    return Entry(path.stem, about["name"], rows, dim, size, about["source"], report, licence)
