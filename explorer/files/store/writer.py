"""
Writing a model into the store: rows appended as they are read, the tables after them, the header last.

Two files are written at once, each in a thread of its own, some blocks behind the reader: the
vectors, and their byte codes for the search; the pieces of words of a fastText model follow in a third.
All are moved into their place whole, the vectors last, so that two imports of one file at once, or a crash
in between, do no harm.
"""

import json
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from explorer.files.store import contents, kept_columns
from explorer.files.store.array_file import ArrayFile
from explorer.files.store.layout import HEADER, Entry, offsets_of
from explorer.files.store.work_folder import WorkFolder, remove_abandoned
from explorer.vectors.block import Block, together
from explorer.vectors.codes.scan import WORTHWHILE, coded
from explorer.vectors.columns import Columns
from explorer.vectors.subwords import Subwords
from explorer.vectors.word_list import first_eight, told_apart

AHEAD = 12  # blocks that may wait to be written: the disk, the slowest of all, should never wait for the reader
PIECES = 8192  # rows of pieces written at a time
LONGEST_REPORT = HEADER - 8192  # bytes; the rest of the header is for what the file says of its arrays


@dataclass(frozen=True, eq=False)
class Beside:
    """What is known of words besides their vectors: counts (V,), the columns of a table, vectors of pieces of words."""

    counts: NDArray[np.int64] | None = None
    columns: Columns | None = None
    subwords: Subwords | None = None


NOTHING: Final = Beside()


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

    Attributes
    ----------
    places : (V,) int64, optional
        Which rows of their file the rows are, once they are settled.
    """

    def __init__(self, key: str, dim: int, *, half: bool = False, place: Path | None = None) -> None:
        self.key, self.dim = key, dim
        self._place = place or contents.folder()
        remove_abandoned(self._place)
        self._work = WorkFolder(self._place)
        self._pieces = ArrayFile(self._work.path, self._place / f"{self.key}.pieces")
        self._dtype = np.dtype(np.float16 if half else np.float32)
        self._write_vectors = ThreadPoolExecutor(1, thread_name_prefix="write vectors")
        self._write_codes = ThreadPoolExecutor(1, thread_name_prefix="write codes")
        self._words: list[bytes] = []
        self._keys: list[NDArray[np.uint64]] = []
        self._lengths: list[NDArray[np.int64]] = []
        self._found_at: list[NDArray[np.int64] | None] = []
        self.places: NDArray[np.int64] | None = None
        self._begin()

    def _begin(self) -> None:
        self._vectors = ArrayFile(self._work.path, self._place / f"{self.key}.safetensors")
        self._codes = ArrayFile(self._work.path, self._place / f"{self.key}.codes")
        self._norms: list[NDArray[np.float32]] = []
        self._scales: list[NDArray[np.float32]] = []
        self._errors: list[NDArray[np.float32]] = []
        self._writing: deque[Future[None]] = deque()

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pool in (self._write_vectors, self._write_codes):
            pool.shutdown(wait=True, cancel_futures=True)
        self._vectors.close()
        self._codes.close()
        self._pieces.close()
        self._work.close()

    def append(self, block: Block) -> None:
        """Write the next rows, while the caller reads on.

        Raises
        ------
        VectorFileError
            If the disk is full.
        """
        self._words.append(block.words)
        self._lengths.append(block.lengths)
        self._found_at.append(block.places)
        self._write_codes.submit(self._list, block)
        if self._dtype == np.float16:
            rounded = block.matrix.astype(np.float16).astype(np.float32)
            self._append(rounded, np.linalg.norm(rounded, axis=1))
        else:
            self._append(block.matrix, block.norms)

    def _append(self, matrix: NDArray[np.float32], norms: NDArray[np.float32]) -> None:
        self._norms.append(norms)
        self._writing += [
            self._write_vectors.submit(lambda: self._vectors.write(matrix.astype(self._dtype, copy=False))),
            self._write_codes.submit(self._encode, matrix, norms),
        ]
        while len(self._writing) > 2 * AHEAD:
            self._writing.popleft().result()

    def _list(self, block: Block) -> None:
        ends = np.cumsum(block.lengths)
        blob = np.frombuffer(block.words, dtype=np.uint8)
        self._keys.append(first_eight(blob, ends - block.lengths, ends))

    def _encode(self, matrix: NDArray[np.float32], norms: NDArray[np.float32]) -> None:
        rows = coded(matrix, norms)
        self._codes.write(rows.codes)
        self._scales.append(rows.scales)
        self._errors.append(rows.errors)

    def _wait(self) -> None:
        while self._writing:
            self._writing.popleft().result()

    def settle(self) -> tuple[int, tuple[str, ...], int]:
        """Leave out rows whose word came before, once all are in: how many, some of their words, and the rows of zeros.

        Raises
        ------
        VectorFileError
            If the disk is full.
        """
        self._write_codes.submit(int).result()  # the last of the words are listed
        lengths = np.concatenate(self._lengths)
        blob = np.frombuffer(b"".join(self._words), dtype=np.uint8)
        self._listed, repeats, repeated = told_apart(blob, offsets_of(lengths), np.concatenate(self._keys))
        self._words, self._keys = [], []
        self._wait()
        self.places = together(self._found_at)
        if repeats.any():
            self._again(~repeats)
            self.places = None if self.places is None else self.places[~repeats]
        zeros = sum(int(np.count_nonzero(norms == 0)) for norms in self._norms)
        return int(repeats.sum()), repeated, zeros

    def _again(self, kept: NDArray[np.bool_]) -> None:
        """Write both files again with only the rows for which `kept` (V,) is true."""
        keep = np.flatnonzero(kept)
        before, codes = self._vectors, self._codes
        norms = np.concatenate(self._norms)
        before.pause()
        try:
            written = np.memmap(before.path, self._dtype, "r", HEADER, (len(norms), self.dim))
            self._begin()
            for start in range(0, len(keep), 8192):
                rows = keep[start : start + 8192]
                self._append(written[rows].astype(np.float32), norms[rows])
            self._wait()
            del written
        finally:
            before.close()
            codes.close()
        self._listed = self._listed.only(kept)

    def finish(
        self,
        report: dict[str, Any],
        licence: str = "",
        beside: Beside = NOTHING,
    ) -> Entry:
        """Write the rest, with what else is known of the words, and move the files into their place.

        Raises
        ------
        VectorFileError
            If the disk is full, or the model larger than the store may be.
        """
        norms, words = np.concatenate(self._norms), self._listed
        shape = (len(norms), self.dim)
        if len(json.dumps(report)) > LONGEST_REPORT:
            report = {**report, "examples": report["examples"][:10], "repeated": report["repeated"][:3]}
        tables: dict[str, NDArray[Any]] = {
            "norms": norms,
            "word_offsets": words.offsets,
            "word_order": words.order,
            "words": words.blob,
            **({} if beside.counts is None else {"counts": beside.counts}),
            **({} if beside.columns is None else kept_columns.tables_of(beside.columns)),
        }
        about = {"name": "", "source": "", "report": json.dumps(report), "licence": licence}
        size = self._vectors.finish("vectors", shape, self._dtype, tables, about)
        if len(norms) * self.dim >= WORTHWHILE:
            bounds = {"scales": np.concatenate(self._scales), "errors": np.concatenate(self._errors)}
            size += self._codes.finish("codes", shape, np.dtype(np.int8), bounds, {})
        files = [self._codes] if len(norms) * self.dim >= WORTHWHILE else []
        if beside.subwords is not None:
            files.append(self._pieces)
            size += self._keep_pieces(beside.subwords)
        contents.make_room(size, self._place, own=size)
        settled = [file.settle() for file in (*files, self._vectors)]
        if not all(settled):
            contents.check_standing(self.key, self._place)
        contents.restore(self.key, self._place)
        return Entry(self.key, "", *shape, size, "", report, licence)

    def _keep_pieces(self, subwords: Subwords) -> int:
        """The size in bytes of the file of rows of pieces of words, after writing it.

        Raises
        ------
        VectorFileError
            If the disk is full.
        """
        shape = (len(subwords.matrix), self.dim)
        for start in range(0, shape[0], PIECES):
            rows = np.asarray(subwords.matrix[start : start + PIECES], dtype=np.float32)
            rows = np.nan_to_num(rows, nan=0, posinf=0, neginf=0)  # one that is damaged adds nothing
            if self._dtype == np.float16:
                rows = np.clip(rows, -65504, 65504)
            self._pieces.write(rows.astype(self._dtype))
        told = {"shortest": str(subwords.shortest), "longest": str(subwords.longest)}
        return self._pieces.finish("pieces", shape, self._dtype, {}, told)
