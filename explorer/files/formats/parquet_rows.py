"""
The process that reads a Parquet file: `python -m explorer.files.formats.parquet_rows FILE` writes what is in it.

First comes a line of JSON: what the columns are, or one sentence why they cannot be read; then the rows as a stream of
Arrow.  It is a process of its own because a damaged file can end the process that reads it, and because its memory can
be limited.  What the file promises is compared with its bytes before it is read: a small file of many rows would unpack
to more than the machine has.
"""

import contextlib
import json
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.types as of
from pyarrow.parquet import ParquetFile

from explorer.files.formats import tables
from explorer.files.formats.source import BOMB, BOMB_FROM
from explorer.files.formats.tables import Kind, Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

DAMAGE: Final = (pa.ArrowException, OSError, ValueError, OverflowError, LookupError, MemoryError)
DAMAGED: Final = "begins like a Parquet file, but is damaged; write or fetch it again."
MOST_COLUMNS: Final = 20_000
MOST_DIM: Final = 100_000
MOST_MEMORY: Final = 6 << 30  # bytes of addresses, which are more than are ever filled
BLOCK: Final = 8 << 20  # bytes of vectors at a time


def main(path: Path, out: BinaryIO) -> None:
    """Write what the columns of the file are, and its rows."""
    _bound_memory()
    try:
        file = ParquetFile(path, thrift_string_size_limit=1 << 26, thrift_container_size_limit=1 << 20)
        told = _told(file, path.stat().st_size)
    except DAMAGE:
        told = {"wrong": DAMAGED}
    raw = json.dumps(told).encode()
    out.write(struct.pack("<I", len(raw)) + raw)
    out.flush()
    if "wrong" in told:
        return
    used = [told["names"][k] for k in told["used"]]
    with contextlib.suppress(*DAMAGE):  # the stream then has no end, which its reader notices
        writer = None
        for batch in _batches(file, used, max(1, min(BLOCK // (4 * told["dim"]), 65_536))):
            batch.validate(full=True)
            writer = writer or pa.ipc.new_stream(out, batch.schema)
            writer.write_batch(batch)
        if writer is not None:
            writer.close()
    out.flush()


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _told(file: ParquetFile, size: int) -> dict[str, Any]:
    """What the columns are and how many rows there are; or what is wrong."""
    about, schema = file.metadata, file.schema_arrow
    groups = [about.row_group(k) for k in range(about.num_row_groups)]
    values = sum(group.column(k).num_values for group in groups for k in range(group.num_columns))
    unpacked = max(sum(group.total_byte_size for group in groups), 4 * values, 4 * about.num_rows)
    if unpacked > max(BOMB * size, BOMB_FROM):  # a run of one value takes no room
        return {"wrong": f"unpacks to more than {BOMB} times its size, which no file of vectors does."}
    kinds = [_kind(field.type) for field in schema] if len(schema) <= MOST_COLUMNS else []
    places = [k for k, kind in enumerate(kinds) if kind is not None]
    names = [schema[k].name for k in places]
    plan = tables.planned(names, [kind for kind in kinds if kind is not None])
    dim = _dim(file, plan) if plan is not None else 0
    if plan is None or not about.num_rows or not 0 < dim <= MOST_DIM:
        columns = ", ".join(f"“{name[:40]}”" for name in schema.names[:6]) or "none"
        return {
            "wrong": f"is a Parquet file of {about.num_rows:,} rows without a column of words and their vectors, "
            f"as numbers or as lists; its columns are {columns}."
        }
    used = [plan.word, *plan.vector, *plan.beside]
    return {"names": names, "word": plan.word, "vector": plan.vector, "lists": plan.lists, "dim": dim,
            "rows": about.num_rows, "used": used}  # fmt: skip


def _kind(type_: pa.DataType) -> Kind | None:
    """What a column of that type holds; None for what is not kept: nested tables, bytes."""
    if of.is_dictionary(type_):
        return _kind(type_.value_type)
    if of.is_list(type_) or of.is_large_list(type_) or of.is_fixed_size_list(type_):
        return "lists" if of.is_floating(type_.value_type) or of.is_integer(type_.value_type) else None
    if of.is_floating(type_) or of.is_integer(type_):
        return "numbers"
    simple = of.is_string(type_) or of.is_large_string(type_) or of.is_boolean(type_) or of.is_temporal(type_)
    return "texts" if simple else None


def _dim(file: ParquetFile, plan: Plan) -> int:
    """D: how many columns the vectors have, or how long most lists of the first rows are."""
    if not plan.lists:
        return len(plan.vector)
    for batch in _batches(file, [plan.names[plan.vector[0]]], 100):
        lengths = [len(one) for one in batch.column(0) if one.is_valid]
        return max(set(lengths), key=lengths.count, default=0)
    return 0


def _batches(file: ParquetFile, columns: list[str], size: int) -> "Iterator[pa.RecordBatch]":
    yield from file.iter_batches(batch_size=size, columns=columns, use_threads=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdout.buffer)
