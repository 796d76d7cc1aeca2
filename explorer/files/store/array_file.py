"""Writing a safetensors file: one large array streamed to the disk, small ones after it, the header last."""

import contextlib
import json
import os
import struct
import tempfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.errors import VectorFileError
from explorer.files.direct_io import DirectWriter
from explorer.files.store.layout import HEADER, VERSION, tensor
from explorer.files.store.work_folder import not_written

KINDS = {
    "float64": "F64",
    "float32": "F32",
    "float16": "F16",
    "int64": "I64",
    "uint32": "U32",
    "uint8": "U8",
    "int8": "I8",
}


class ArrayFile:
    """Written in a work folder, and moved into its place whole.

    Parameters
    ----------
    folder : Path
        The work folder, on the same disk as the place.
    whole : Path
        Where the file belongs once it is whole.

    Raises
    ------
    VectorFileError
        If the disk is full.
    """

    def __init__(self, folder: Path, whole: Path) -> None:
        self._whole = whole
        try:
            descriptor, part = tempfile.mkstemp(prefix=f"{whole.name}.", suffix=".part", dir=folder)
            os.close(descriptor)
            self.path = Path(part)
            self._stream = DirectWriter(self.path, HEADER)
        except OSError as error:
            raise VectorFileError(not_written(error)) from None

    def write(self, rows: NDArray[Any]) -> None:
        """Append rows (n, D) to the large array.

        Raises
        ------
        VectorFileError
            If the disk is full.
        """
        try:
            self._stream.write(np.ascontiguousarray(rows).data.cast("B"))
        except OSError as error:
            raise VectorFileError(not_written(error)) from None

    def finish(
        self,
        label: str,
        shape: tuple[int, ...],
        dtype: np.dtype[Any],
        tables: dict[str, NDArray[Any]],
        about: dict[str, str],
    ) -> int:
        """The size of the whole file in bytes, after writing the small arrays, of any shape (n,), and the header.

        Parameters
        ----------
        label, shape, dtype
            Of the large array.
        tables : dict
            The small arrays.
        about : dict
            Metadata; version, size and checksums are added.

        Raises
        ------
        VectorFileError
            If the disk is full.
        """
        size = int(np.prod(shape)) * dtype.itemsize
        layout: dict[str, Any] = {label: tensor(KINDS[dtype.name], shape, 0, size)}
        check = 0
        try:
            self._stream.finish()
            with self.path.open("r+b") as file:
                file.seek(HEADER + size)
                for name, array in tables.items():
                    if gap := -size % 64:
                        layout[f"gap before {name}"] = tensor("U8", (gap,), size, gap)
                        file.write(bytes(gap))
                        size += gap
                    raw = np.ascontiguousarray(array).data.cast("B") if array.size else memoryview(b"")
                    file.write(raw)
                    check = zlib.crc32(raw, check)
                    layout[name] = tensor(KINDS[array.dtype.name], array.shape, size, len(raw))
                    size += len(raw)
                known = {"version": VERSION, "bytes": str(size)}
                known |= {"rows_crc32": f"{self._stream.check:08x}", "tables_crc32": f"{check:08x}"}
                header = json.dumps({"__metadata__": {**about, **known}, **layout}).encode().ljust(HEADER - 8)
                file.seek(0)
                file.write(struct.pack("<Q", len(header)) + header)
        except OSError as error:
            raise VectorFileError(not_written(error)) from None
        return size + HEADER

    def pause(self) -> None:
        """Write all rows so far to the disk; no more may follow.

        Raises
        ------
        VectorFileError
            If the disk is full.
        """
        try:
            self._stream.finish()
        except OSError as error:
            raise VectorFileError(not_written(error)) from None

    def settle(self) -> bool:
        """Move the whole file into its place; False if an open file there cannot be replaced.

        Raises
        ------
        VectorFileError
            If it cannot be moved there for another reason.
        """
        try:
            self.path.replace(self._whole)
        except OSError as error:
            if isinstance(error, PermissionError) and self._whole.exists():  # on Windows
                return False
            raise VectorFileError(not_written(error)) from None
        return True

    def close(self) -> None:
        """Close the file; it is removed unless it was moved into its place."""
        self._stream.close()
        with contextlib.suppress(OSError):
            self.path.unlink()
