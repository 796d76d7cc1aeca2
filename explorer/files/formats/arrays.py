"""
NumPy arrays and safetensors: the matrix as bytes, the words in an array or a file beside it.

The headers are read here and the numbers drawn from the stream, block by block: every count, place
and shape that a header claims is compared with the size of the file before any memory is taken, and
an array of Python objects, which only unpickling could read, is refused.
"""

import io
import json
import re
import struct
import sys
import tokenize
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Any, Final

import numpy as np

from explorer.errors import VectorFileError
from explorer.files.formats.report import Tally
from explorer.files.formats.source import Source
from explorer.files.formats.usable import LONGEST, usable
from explorer.vectors.block import Block

BLOCK: Final = 8 << 20  # bytes of numbers at a time
WORDS_MOST: Final = 256 << 20  # bytes that an array of words may take
HEADER_MOST: Final = 8 << 20  # bytes of a safetensors header; that of 10,000 arrays has 1 MB
MOST_COUNTED: Final = 1_000_000  # words without numbers
LARGEST: Final = 1 << 48  # of any number in a header
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
        If the header is damaged, or the array holds Python objects.
    """
    try:
        stream = io.BytesIO(opening)
        version = np.lib.format.read_magic(stream)
        reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, columns_first, dtype = reader(stream, max_header_size=10_000)
    except (
        ValueError, SyntaxError, TypeError, MemoryError, RecursionError, KeyError, OverflowError, AttributeError,
        IndexError, tokenize.TokenError,
    ):  # fmt: skip
        raise VectorFileError(f"The array header of “{name}” is damaged.") from None
    if len(shape) > 8 or not all(0 <= n < LARGEST for n in shape):
        raise VectorFileError(f"The array header of “{name}” is damaged: it has an impossible shape.")
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
        If the header is damaged.
    """
    damaged = VectorFileError(f"“{source.name}” begins like a safetensors file, but its header is damaged.")
    (length,) = struct.unpack("<Q", source.peek(8))
    if length > HEADER_MOST:
        raise damaged
    try:
        header = json.loads(source.peek(8 + length)[8:])
        about = header.pop("__metadata__", {})
        layouts = {name: _safe_layout(one, 8 + length) for name, one in header.items() if one["dtype"] in SAFE}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise damaged from None
    return layouts, about if isinstance(about, dict) else {}


def _safe_layout(claimed: dict[str, Any], begin: int) -> Layout:
    """One array of a safetensors file whose numbers begin at byte `begin`.

    Raises
    ------
    ValueError
        If its shape and its place do not agree.
    """
    shape, (start, end) = claimed["shape"], claimed["data_offsets"]
    if not all(type(n) is int and 0 <= n < LARGEST for n in (*shape, start, end)):
        raise ValueError(shape)
    kind = claimed["dtype"]
    layout = Layout(tuple(shape), np.dtype(SAFE[kind]), begin + start, brain=kind == "BF16")
    if len(shape) > 8 or end - start != layout.size:
        raise ValueError(shape)
    return layout


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
        shapes = ", ".join(f"{key[:60]} {one.shape}" for key, one in list(layouts.items())[:4])
        raise VectorFileError(f"“{name}” holds no matrix with a row for each word, only: {shapes or 'nothing'}.")
    found = max(fit, key=lambda key: (fit[key].dtype.kind == "f", fit[key].size))
    if fit[found].dtype == np.int8 and CODES.fullmatch(found):
        raise VectorFileError(
            f"“{name}” holds vectors as byte codes, but lacks what turns them back into vectors: "
            "their scales and the model's description. Save the model again."
        )
    return found


def words_of(source: Source, layout: Layout) -> Iterator[bytes]:
    """The words of an array, which comes next in `source`: (V,) of text or bytes, or UTF-8 with a word a line.

    Raises
    ------
    VectorFileError
        If it is not one of these, or takes more room than words can.
    """
    raw = _numbers_of(source, layout)
    if layout.dtype.kind == "U":
        codes = np.frombuffer(raw, dtype=np.dtype(np.uint32).newbyteorder(layout.dtype.byteorder))
        if codes.max(initial=0) > sys.maxunicode or ((codes >= 0xD800) & (codes < 0xE000)).any():
            raise VectorFileError(f"The words in “{source.name}” are not text.")
        return (str(word).encode() for word in np.frombuffer(raw, dtype=layout.dtype))
    if layout.dtype.kind == "S":
        return (bytes(word) for word in np.frombuffer(raw, dtype=layout.dtype))
    return _lines(raw)


def safe_words(source: Source, layouts: dict[str, Layout], many: int) -> Iterator[bytes] | None:
    """The words of a safetensors file: UTF-8 bytes with a word a line, or with offsets as our store has them.

    Raises
    ------
    VectorFileError
        If they take more room than words can, or their offsets do not ascend.
    """
    listed = [key for key, one in layouts.items() if is_words(one) and WORD_ARRAY.fullmatch(key)]
    if not listed:
        return None
    with closing(source.again()) as again:
        again.skip(layouts[listed[0]].skip)
        raw = _numbers_of(again, layouts[listed[0]])
    ends = layouts.get("word_offsets")
    if ends is None or ends.shape != (many + 1,):
        return _lines(raw)
    with closing(source.again()) as again:
        again.skip(ends.skip)
        offsets = np.frombuffer(_numbers_of(again, ends), dtype=ends.dtype)
    if ends.dtype != np.int64 or offsets[0] < 0 or offsets[-1] > len(raw) or (np.diff(offsets) < 0).any():
        raise VectorFileError(
            f"In “{source.name}”, the array word_offsets does not say where each word begins: "
            f"its numbers should be whole, ascend, and end at {len(raw):,}."
        )
    return (raw[start : min(end, start + LONGEST + 1)] for start, end in pairwise(offsets.tolist()))


def _numbers_of(source: Source, layout: Layout) -> bytes:
    """The bytes of an array that comes next in `source`.

    Raises
    ------
    VectorFileError
        If they are more than words can take, or the file ends before them.
    """
    if layout.size > WORDS_MOST:
        raise VectorFileError(
            f"The words of “{source.name}” take {layout.size >> 20:,} MB, which no list of words does."
        )
    check_size(layout, source)
    raw = source.read(layout.size)
    if len(raw) < layout.size:
        raise VectorFileError(f"“{source.name}” ends in the middle of its words; fetch it again.")
    return raw


def _lines(raw: bytes) -> Iterator[bytes]:
    """The lines of a text, one after the other, without making a list of them."""
    start = 0
    while (end := raw.find(b"\n", start)) >= 0:
        yield raw[start:end]
        start = end + 1
    yield raw[start:]


def is_words(layout: Layout) -> bool:
    """Whether an array can be a list of words."""
    return len(layout.shape) == 1 and (layout.dtype.kind in "US" or layout.dtype == np.uint8) and layout.size > 0


def check_size(layout: Layout, source: Source) -> None:
    """Compare what a header claims with the bytes of the file, or with the most that a packed file can hold.

    Raises
    ------
    VectorFileError
        If there are fewer bytes than the shape needs.
    """
    if layout.size + layout.skip > source.most_unpacked:
        shape = " × ".join(f"{n:,}" for n in layout.shape)
        raise VectorFileError(
            f"The header of “{source.name}” promises {shape} numbers, but the file has only {source.size:,} bytes."
        )


def rows(source: Source, layout: Layout, words: Iterator[bytes], tally: Tally) -> Iterator[Block]:
    """The rows of the matrix, whose numbers come next in `source`, each with its word.

    Raises
    ------
    VectorFileError
        If there are fewer numbers than the shape needs.
    """
    many, dim = layout.shape
    if layout.columns_first and dim > 1:
        whole = np.frombuffer(source.read(layout.size), dtype=layout.dtype).reshape(dim, many).T
        drawn: Iterator[np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = (
            whole[start : start + 8192] for start in range(0, many, 8192)
        )
    else:
        drawn = _streamed(source, layout)
    if layout.brain:
        drawn = ((numbers.astype(np.uint32) << 16).view(np.float32) for numbers in drawn)
    return named(drawn, words, many, tally)


def named(
    drawn: Iterator[np.ndarray[tuple[int, ...], np.dtype[Any]]], words: Iterator[bytes], many: int, tally: Tally
) -> Iterator[Block]:
    """Rows of numbers as blocks with their words; `many` is the number of rows that there should be.

    Yields
    ------
    Block
        Rows (n, D) of those that can be kept.
    """
    for numbers in drawn:
        names = list(islice(words, len(numbers)))
        if not names:
            break
        lengths = np.array([len(word) for word in names], dtype=np.int64)
        with np.errstate(over="ignore"):
            matrix = np.ascontiguousarray(numbers[: len(names)], dtype=np.float32)
        fit = usable(matrix, b"".join(names), lengths)
        if tally.is_full(fit.block):
            some = fit.up_to(tally.asked_for)
            fit = usable(matrix[:some], b"".join(names[:some]), lengths[:some])
            names = names[:some]
        tally.add(fit, tally.lines + 1)
        places = tally.lines + np.flatnonzero(fit.stays)
        tally.lines += len(names)
        if len(fit.block.lengths):
            yield replace(fit.block, places=places)
    left = sum(1 for _ in islice(words, MOST_COUNTED))
    if left or tally.lines < many:
        more = "more than " if left == MOST_COUNTED else ""
        tally.warnings.append(
            f"There are {more}{tally.lines + left:,} words and {many:,} rows of numbers; the surplus is left out."
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
