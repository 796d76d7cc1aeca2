"""
NumPy arrays and safetensors: the matrix as bytes, the words in an array or a file beside it.

The headers are read here and the numbers drawn from the stream, block by block: what a header
claims is compared with the size of the file before any memory is taken, and an array of Python
objects, which only unpickling could read, is refused.
"""

import io
import json
import re
import struct
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

import numpy as np

from explorer.errors import VectorFileError
from explorer.files.formats.fit import fitted
from explorer.files.formats.report import Tally
from explorer.files.formats.source import Source
from explorer.vectors.rows import Block

BLOCK: Final = 8 << 20  # bytes of numbers at a time
WORDS_MOST: Final = 512 << 20  # bytes that an array of words may take
SAFE: Final = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I8": "|i1", "U8": "|u1", "I64": "<i8"}
CODES: Final = re.compile(r"codes(\.npy)?")  # of a compact model of this app
WORD_ARRAY: Final = re.compile(r"(?i)(words?|vocab(ulary)?|labels?|tokens?)(_utf8)?")


@dataclass(frozen=True)
class Layout:
    """One array in a file: its shape, type of number, and bytes before its numbers begin."""

    shape: tuple[int, ...]
    dtype: np.dtype[np.generic]
    skip: int
    columns_first: bool = False
    brain: bool = False  # bfloat16: the upper half of a float32

    @property
    def size(self) -> int:
        """Bytes of all its numbers."""
        return int(np.prod([int(n) for n in self.shape], dtype=object) or 0) * self.dtype.itemsize


def npy_layout(opening: bytes, name: str) -> Layout:
    """The layout of an .npy file that begins with `opening`.

    Raises
    ------
    VectorFileError
        If the header is no header, or the array holds Python objects.
    """
    try:
        stream = io.BytesIO(opening)
        version = np.lib.format.read_magic(stream)
        reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, columns_first, dtype = reader(stream, max_header_size=10_000)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError, KeyError, tokenize.TokenError):
        raise VectorFileError(f"The array header of “{name}” is damaged.") from None
    if dtype.hasobject:
        raise VectorFileError(
            f"“{name}” holds Python objects, and reading them would run code of the file; "
            "save the words as text and the numbers as float32."
        )
    return Layout(tuple(int(n) for n in shape), dtype, stream.tell(), columns_first)


def safe_layouts(source: Source) -> tuple[dict[str, Layout], dict[str, str]]:
    """The arrays of a safetensors file, by name, and its metadata.

    Raises
    ------
    VectorFileError
        If the header is no header.
    """
    (length,) = struct.unpack("<Q", source.peek(8))
    try:
        header = json.loads(source.peek(8 + length)[8:])
        about = header.pop("__metadata__", {})
        layouts = {}
        for name, one in header.items():
            if one["dtype"] in SAFE:
                shape, start = tuple(int(n) for n in one["shape"]), int(one["data_offsets"][0])
                brain = one["dtype"] == "BF16"
                layouts[str(name)] = Layout(shape, np.dtype(SAFE[one["dtype"]]), 8 + length + start, brain=brain)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError):
        raise VectorFileError(f"“{source.name}” begins like a safetensors file, but its header is damaged.") from None
    return layouts, about if isinstance(about, dict) else {}


def is_matrix(layout: Layout) -> bool:
    """Whether an array can be the matrix."""
    return len(layout.shape) == 2 and min(layout.shape) > 0 and layout.dtype.kind in "fiu"


def matrix_of(layouts: dict[str, Layout], name: str) -> str:
    """The name of the array that is the matrix: two-dimensional, of numbers, the largest.

    Raises
    ------
    VectorFileError
        If there is none.
    """
    fit = {key: one for key, one in layouts.items() if is_matrix(one)}
    if not fit:
        shapes = ", ".join(f"{key} {one.shape}" for key, one in list(layouts.items())[:4])
        raise VectorFileError(f"“{name}” holds no matrix with a row for each word, only: {shapes or 'nothing'}.")
    found = max(fit, key=lambda key: (fit[key].dtype.kind == "f", fit[key].size))
    if fit[found].dtype == np.int8 and CODES.fullmatch(found):
        raise VectorFileError(
            f"“{name}” holds vectors as byte codes, but not all that turns them into vectors again: "
            "their scales and the model's description. Save the model again."
        )
    return found


def words_of(raw: bytes, layout: Layout, name: str) -> list[bytes]:
    """The words of an array (V,): of text, of bytes, or one array of UTF-8 with a word a line.

    Raises
    ------
    VectorFileError
        If it is none of these.
    """
    array = np.frombuffer(raw, dtype=layout.dtype, count=int(np.prod(layout.shape)))
    if array.dtype.kind == "U":
        try:
            return [str(word).encode() for word in array]
        except (UnicodeError, ValueError):
            raise VectorFileError(f"The words in “{name}” are not text.") from None
    if array.dtype.kind == "S":
        return [bytes(word) for word in array]
    return raw.split(b"\n")


def safe_words(path: Path, layouts: dict[str, Layout], many: int, name: str) -> Iterator[bytes] | None:
    """The words of an unpacked safetensors file: UTF-8 bytes with a word a line, or with offsets as our store has them.

    Raises
    ------
    VectorFileError
        If they take more room than words can.
    """
    fit = [
        key
        for key, one in layouts.items()
        if len(one.shape) == 1 and one.dtype == np.uint8 and WORD_ARRAY.fullmatch(key)
    ]
    if not fit:
        return None
    layout = layouts[fit[0]]
    if layout.size > WORDS_MOST:
        raise VectorFileError(f"The words of “{name}” take {layout.size >> 20:,} MB, which no list of words does.")
    check_size(layout, path.stat().st_size, name)
    raw = _bytes_at(path, layout)
    ends = layouts.get("word_offsets")
    if ends is None or ends.shape != (many + 1,):
        return iter(raw.split(b"\n"))
    check_size(ends, path.stat().st_size, name)
    offsets = np.frombuffer(_bytes_at(path, ends), dtype=np.int64).tolist()
    return (raw[max(start, 0) : max(end, 0)] for start, end in pairwise(offsets))


def _bytes_at(path: Path, layout: Layout) -> bytes:
    with path.open("rb") as file:
        file.seek(layout.skip)
        return file.read(layout.size)


def is_words(layout: Layout) -> bool:
    """Whether an array can be a list of words."""
    return len(layout.shape) == 1 and (layout.dtype.kind in "US" or layout.dtype == np.uint8) and layout.size > 0


def check_size(layout: Layout, there: int, name: str) -> None:
    """Compare what a header claims with the bytes that are there.

    Raises
    ------
    VectorFileError
        If there are fewer bytes than the shape needs.
    """
    if min(layout.shape, default=0) < 0 or layout.size + layout.skip > there:
        shape = " × ".join(f"{n:,}" for n in layout.shape)
        raise VectorFileError(
            f"The header of “{name}” promises {shape} numbers, but the file has only {there:,} bytes."
        )


def rows(source: Source, layout: Layout, words: Iterator[bytes], tally: Tally) -> Iterator[Block]:
    """The rows of the matrix, whose numbers come next in `source`, each with its word.

    Raises
    ------
    VectorFileError
        If the numbers end before the shape does.
    """
    many, dim = layout.shape
    if layout.columns_first and dim > 1:
        whole = np.frombuffer(source.read(layout.size), dtype=layout.dtype).reshape(dim, many).T
        drawn: Iterator[np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = (
            whole[start : start + 8192] for start in range(0, many, 8192)
        )
    else:
        drawn = _streamed(source, layout)
    for numbers in drawn:
        if layout.brain:
            numbers = (numbers.astype(np.uint32) << 16).view(np.float32)  # noqa: PLW2901
        names = list(islice(words, len(numbers)))
        if not names:
            break
        lengths = np.array([len(word) for word in names], dtype=np.int64)
        with np.errstate(over="ignore"):
            matrix = np.ascontiguousarray(numbers[: len(names)], dtype=np.float32)
        fit = fitted(matrix, b"".join(names), lengths)
        tally.add(fit, tally.lines + 1)
        tally.lines += len(names)
        if len(fit.block.lengths):
            yield fit.block
    left = sum(1 for _ in words)
    if left or tally.lines < many:
        tally.warnings.append(
            f"There are {tally.lines + left:,} words and {many:,} rows of numbers; the shorter counts."
        )


def _streamed(source: Source, layout: Layout) -> Iterator[np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    many, dim = layout.shape
    step = max(1, BLOCK // max(dim * layout.dtype.itemsize, 1))
    for start in range(0, many, step):
        size = min(step, many - start) * dim * layout.dtype.itemsize
        raw = source.read(size)
        whole = len(raw) // (dim * layout.dtype.itemsize)
        yield np.frombuffer(raw, dtype=layout.dtype, count=whole * dim).reshape(whole, dim)
        if len(raw) < size:
            raise VectorFileError(f"The numbers of “{source.name}” end after {start + whole:,} of {many:,} rows.")
