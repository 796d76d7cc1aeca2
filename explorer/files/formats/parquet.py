"""
Parquet: a table of words with columns of numbers, or with one of lists, as pandas, Polars and others write it.

The file itself is read by pyarrow in a process of its own (`parquet_rows`); here its rows arrive and become vectors.
pyarrow comes with Streamlit and is imported only when such a file is there.
"""

import json
import os
import struct
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from explorer.errors import VectorFileError
from explorer.files.formats.gathered import Gathered
from explorer.files.formats.recognise import Form
from explorer.files.formats.report import Tally
from explorer.files.formats.source import Source
from explorer.files.formats.tables import Plan
from explorer.files.formats.usable import usable
from explorer.vectors.block import Block

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

MAGIC: Final = b"PAR1"
READER: Final = "explorer.files.formats.parquet_rows"
DAMAGED: Final = "begins like a Parquet file, but is damaged; write or fetch it again."
ROOT: Final = Path(__file__).resolve().parents[3]


class ParquetSource(Source):
    """The file; its share counted as read is that of its rows."""

    share = 0.0

    @property
    def consumed(self) -> int:
        """Bytes of the file that have been read, by its rows."""
        return int(self.size * self.share)


@dataclass(frozen=True, eq=False)
class Table:
    """A file whose columns are known, the process that reads its rows, and what stands beside its vectors."""

    source: ParquetSource
    reader: "subprocess.Popen[bytes]"
    plan: Plan
    form: Form
    gathered: Gathered

    def close(self) -> None:
        """End the process that reads the file."""
        _end(self.reader)


def opened(source: Source) -> Table:
    """The table in the file of `source`.

    Raises
    ------
    VectorFileError
        If it is packed, damaged, too large, or has no words with vectors.
    """
    if source.packing:
        raise VectorFileError(f"“{source.name}” is a Parquet file that is packed once more; unpack it first.")
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    reader = subprocess.Popen(
        [sys.executable, "-m", READER, str(source.path)],
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert reader.stdout is not None
    length = reader.stdout.read(4)
    told: dict[str, Any] = {"wrong": DAMAGED}
    if len(length) == 4:
        told = json.loads(reader.stdout.read(*struct.unpack("<I", length)))
    if "wrong" in told:
        _end(reader)
        raise VectorFileError(f"“{source.name}” {told['wrong']}")
    plan = Plan(tuple(told["names"]), told["word"], tuple(told["vector"]), told["lists"])
    form = Form("table", "Parquet", told["dim"], (told["rows"], told["dim"]))
    gathered = Gathered([plan.names[k] for k in plan.beside])
    return Table(ParquetSource(source.path, source.name), reader, plan, form, gathered)


def _end(reader: "subprocess.Popen[bytes]") -> None:
    reader.kill()
    if reader.stdout is not None:
        reader.stdout.close()
    reader.wait()


def blocks(table: Table, tally: Tally) -> "Iterator[Block]":
    """The rows of the table, block by block; what is left out goes into `tally`.

    Raises
    ------
    VectorFileError
        If the file is damaged.
    """
    plan, source, dim = table.plan, table.source, table.form.dim
    tally.warnings.append(plan.told)
    promised = table.form.promised[0] if table.form.promised else 0
    for batch in _batches(table):
        words, others, matrix, wrong = _rows(batch, plan, dim, source.name)
        for cells in zip(*others, strict=True) if others else [()] * len(words):
            table.gathered.add(cells)
        many = len(words) if tally.most is None else min(len(words), tally.asked_for)
        lengths = np.array([len(word) for word in words[:many]], dtype=np.int64)
        wrong = {row: reason for row, reason in wrong.items() if row < many}
        fit = usable(matrix[:many], b"".join(words[:many]), lengths, wrong=wrong)
        tally.add(fit, tally.lines + 1)
        places = tally.lines + np.flatnonzero(fit.stays)
        tally.lines += many
        source.share = tally.lines / max(promised, 1)
        if len(fit.block.lengths):
            yield replace(fit.block, places=places)
    if tally.lines < promised and tally.most is None:
        raise VectorFileError(f"“{source.name}” {DAMAGED}")


def _batches(table: Table) -> "Iterator[pa.RecordBatch]":
    """The rows as they come from the process that reads them, until it ends."""
    import pyarrow as pa

    try:
        with pa.ipc.open_stream(table.reader.stdout) as stream:
            yield from stream
    except (pa.ArrowException, OSError, ValueError):  # it was ended by a damaged file, and the rows are too few
        return


def _rows(
    batch: "pa.RecordBatch", plan: Plan, dim: int, name: str
) -> tuple[list[bytes], list[list[bytes]], NDArray[np.float32], dict[int, str]]:
    """The words of n rows, the cells of their other columns, their (n, D) vectors, and which rows have none and why.

    Raises
    ------
    VectorFileError
        If the rows are damaged.
    """
    import pyarrow as pa

    at = {name: batch.column(batch.schema.get_field_index(name)) for name in batch.schema.names}
    wrong: dict[int, str] = {}
    try:
        words = _cells(at[plan.names[plan.word]])
        others = [_cells(at[plan.names[k]]) for k in plan.beside]
        matrix = _of_lists(at[plan.names[plan.vector[0]]], dim, wrong) if plan.lists else _of_columns(at, plan)
    except (pa.ArrowException, ValueError, OverflowError, LookupError):
        raise VectorFileError(f"“{name}” {DAMAGED}") from None
    return words, others, matrix, wrong


def _cells(column: Any) -> list[bytes]:  # noqa: ANN401 - pyarrow has no types
    """The cells of a column as text; nothing for one that is missing."""
    import pyarrow as pa
    import pyarrow.types as of

    if of.is_dictionary(column.type):
        column = column.dictionary_decode()
    if of.is_string(column.type) or of.is_large_string(column.type):
        column = column.cast(pa.large_binary())  # its bytes may not be UTF-8
    return [
        b"" if cell is None else cell if isinstance(cell, bytes) else str(cell).encode() for cell in column.to_pylist()
    ]


def _of_columns(at: dict[str, Any], plan: Plan) -> NDArray[np.float32]:
    """(n, D) the numbers of the columns of the vectors; NaN where one is missing."""
    with np.errstate(over="ignore"):
        columns = [at[plan.names[k]].to_numpy(zero_copy_only=False).astype(np.float32) for k in plan.vector]
        return np.ascontiguousarray(np.stack(columns, axis=1))


def _of_lists(lists: Any, dim: int, wrong: dict[int, str]) -> NDArray[np.float32]:  # noqa: ANN401 - pyarrow has no types
    """(n, D) the numbers of a column of lists; lists of another length go into `wrong`, with the reason."""
    matrix = np.zeros((len(lists), dim), dtype=np.float32)
    for row, one in enumerate(lists):
        numbers = one.values.to_numpy(zero_copy_only=False) if one.is_valid else ()
        if len(numbers) == dim:
            with np.errstate(over="ignore"):
                matrix[row] = numbers
        else:
            wrong[row] = f"it has {len(numbers):,} numbers instead of {dim:,}"
    return matrix
