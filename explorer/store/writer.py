"""
A model on its way into the store: rows appended as they are read, the tables after them, the header last.

The file is written beside its place and moved there whole, so that two imports of one file at
once, or a crash in between, do no harm.
"""

import json
import os
import struct
import tempfile
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.errors import VectorFileError
from explorer.rows import Block
from explorer.store import shelf
from explorer.store.direct import DirectWriter
from explorer.store.layout import HEADER, VERSION, Entry, offsets_of, tensor
from explorer.wordlist import WordList, byte_order


class Writer:
    """A model being written; a context manager that leaves nothing behind unless `finish` was reached.

    Parameters
    ----------
    key : str
    dim : int
        D.
    half : bool
        Keep float16.
    place : Path
        The folder of the store.
    """

    def __init__(self, key: str, dim: int, *, half: bool = False, place: Path | None = None) -> None:
        self.key, self.dim = key, dim
        self._place = place or shelf.folder()
        self._dtype = np.dtype(np.float16 if half else np.float32)
        descriptor, name = tempfile.mkstemp(prefix=f"{key}.", suffix=".part", dir=self._place)
        self._path = Path(name)
        self._file = os.fdopen(descriptor, "w+b", buffering=0)
        self._file.seek(HEADER)
        self._matrix = DirectWriter(self._path, HEADER)
        self._check = 0
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._writing: Future[None] | None = None
        self._norms: list[NDArray[np.float32]] = []
        self._words: list[bytes] = []
        self._lengths: list[NDArray[np.int64]] = []

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True)
        self._matrix.close()
        self._file.close()
        self._path.unlink(missing_ok=True)

    def append(self, block: Block) -> None:
        """Write the next rows, while the caller reads on.

        Raises
        ------
        VectorFileError
            If the disk is full.
        """
        self._wait()
        self._writing = self._pool.submit(self._write, block.matrix)
        self._norms.append(block.norms)
        self._words.append(block.words)
        self._lengths.append(block.lengths)

    def _write(self, matrix: NDArray[np.float32]) -> None:
        try:
            self._matrix.write(np.ascontiguousarray(matrix, dtype=self._dtype).data.cast("B"))
        except OSError as error:
            raise self._failed(error) from None

    def _failed(self, error: OSError) -> VectorFileError:
        return VectorFileError(f"The store could not be written: {(error.strerror or 'unknown reason').lower()}.")

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.result()
            self._writing = None

    def _put(self, raw: memoryview) -> None:
        try:
            while raw:
                raw = raw[self._file.write(raw) :]
        except OSError as error:
            raise self._failed(error) from None

    def settle(self) -> tuple[int, tuple[str, ...], int]:
        """Leave out the rows whose word came before, once all are in: how many, some of them; and rows of zeros."""
        self._wait()
        try:
            self._matrix.finish()
        except OSError as error:
            raise self._failed(error) from None
        self._check = self._matrix.check
        self._file.seek(0, os.SEEK_END)
        self._lengths = [np.concatenate(self._lengths)]
        self._norms = [np.concatenate(self._norms)]
        offsets = offsets_of(self._lengths[0])
        blob = np.frombuffer(b"".join(self._words), dtype=np.uint8)
        self._order, repeats = byte_order(blob, offsets)
        words = WordList(blob, offsets, self._order)
        repeated = tuple(words[int(row)] for row in np.flatnonzero(repeats)[:20])
        if repeats.any():
            keep = np.flatnonzero(~repeats)
            self._compact(keep)
            self._norms = [self._norms[0][keep]]
            self._lengths = [self._lengths[0][keep]]
            self._words = [b"".join(words._word(row) for row in keep.tolist())]
            blob = np.frombuffer(self._words[0], dtype=np.uint8)
            self._order, _ = byte_order(blob, offsets_of(self._lengths[0]))
        self._blob = blob
        return int(repeats.sum()), repeated, int(np.count_nonzero(self._norms[0] == 0))

    def _compact(self, keep: NDArray[np.intp]) -> None:
        """Move the rows `keep` (n,) together on the disk."""
        total = len(self._norms[0])
        written = np.memmap(self._path, self._dtype, "r+", HEADER, (total, self.dim))
        self._check = 0
        for start in range(0, len(keep), 8192):
            rows = written[keep[start : start + 8192]]
            written[start : start + len(rows)] = rows
            self._check = zlib.crc32(rows.data.cast("B"), self._check)
        del written
        self._file.truncate(HEADER + len(keep) * self.dim * self._dtype.itemsize)
        self._file.seek(0, os.SEEK_END)

    def finish(self, name: str, source: str, report: dict[str, Any]) -> Entry:
        """Write the rest and move the file into its place.

        Raises
        ------
        VectorFileError
            If the disk is full.
        """
        norms, lengths = self._norms[0], self._lengths[0]
        size = len(norms) * self.dim * self._dtype.itemsize
        layout: dict[str, Any] = {
            "vectors": tensor("F16" if self._dtype == np.float16 else "F32", (len(norms), self.dim), 0, size)
        }
        parts: dict[str, tuple[str, NDArray[Any]]] = {
            "norms": ("F32", norms), "word_offsets": ("I64", offsets_of(lengths)), "word_order": ("U32", self._order),
            "words": ("U8", self._blob),
        }  # fmt: skip
        tables = 0
        for label, (kind, array) in parts.items():
            gap = -size % 64
            if gap:
                layout[f"gap before {label}"] = tensor("U8", (gap,), size, gap)
                self._put(memoryview(bytes(gap)))
                size += gap
            raw = np.ascontiguousarray(array).data.cast("B")
            self._put(raw)
            tables = zlib.crc32(raw, tables)
            layout[label] = tensor(kind, array.shape, size, len(raw))
            size += len(raw)
        about = {"version": VERSION, "name": name, "source": source, "report": json.dumps(report), "bytes": str(size)}
        about |= {"vectors_crc32": f"{self._check:08x}", "tables_crc32": f"{tables:08x}"}
        header = json.dumps({"__metadata__": about, **layout}).encode()
        if len(header) > HEADER - 12:
            report = {**report, "examples": report["examples"][:5], "warnings": report["warnings"][:5], "repeated": []}
            header = json.dumps({"__metadata__": {**about, "report": json.dumps(report)}, **layout}).encode()
        header = header.ljust(HEADER - 8)
        self._file.seek(0)
        self._put(memoryview(struct.pack("<Q", len(header)) + header))
        self._file.close()
        shelf.make_room(size, self._place)
        self._path.replace(self._place / f"{self.key}.safetensors")
        return Entry(self.key, name, len(norms), self.dim, size + HEADER, source, report)
