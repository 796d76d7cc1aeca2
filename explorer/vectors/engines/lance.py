"""
Vectors past one machine's memory: the rows in a table of LanceDB, which also finds the nearest.

LanceDB runs embedded, on a folder or on an object store (s3://…), and as a cluster with largely the
same calls.  A table has a column for everything that is known about a row: `row`, its place by frequency; `word`;
`vector`, its D numbers; `norm`, its length.  Words and lengths are held in memory; rows are fetched when they are
needed.  Without an index every row is compared, so the answer is exact; with one (IVF-PQ, Jégou, Douze and Schmid 2011,
"Product quantization for nearest neighbor search") the best few hundred of its guesses are compared in full.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError, VectorFileError
from explorer.vectors.word_list import word_list
from explorer.vectors.word_vectors import Floats, Metric, Precomputed, Rows, WordVectors

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS: Final = ("row", "word", "vector", "norm")
MOST_HELD: Final = 400_000_000  # numbers of a table that may be brought into memory at once: 1.6 GB
BLOCK: Final = 20_000  # rows written at a time
PROBES: Final = 40  # parts of an index that are looked into
REFINED: Final = 30  # times the rows asked for that are compared in full after an index has guessed
PER_PART: Final = 4000  # rows of a part of an index


class LanceRows:
    """The rows of a table, as an engine of `WordVectors`.

    Parameters
    ----------
    place : str or Path
        The database: a folder, or the address of an object store.
    name : str
        The table.

    Raises
    ------
    VectorFileError
        If there is no such table, it is not laid out as described, or LanceDB is not installed.
    """

    def __init__(self, place: str | Path, name: str) -> None:
        self.name, self.place = name, str(place)
        try:
            self._table = _database(place).open_table(name)
        except (ValueError, OSError, RuntimeError):
            raise VectorFileError(f"The database of this server has no table “{name}”.") from None
        schema = self._table.schema
        if not set(COLUMNS) <= set(schema.names) or not hasattr(schema.field("vector").type, "list_size"):
            raise VectorFileError(
                f"The table “{name}” lacks columns: it needs {', '.join(COLUMNS)}; "
                "write it with python -m explorer.vectors.engines."
            )
        self.shape = (int(self._table.count_rows()), int(schema.field("vector").type.list_size))
        self.indexed = bool(self._table.list_indices())
        self.version = int(self._table.version)

    def take(self, rows: Rows) -> Floats:
        """(n, D) float32: the rows (n,) in the order asked for."""
        wanted, back = np.unique(np.asarray(rows, dtype=np.int64), return_inverse=True)
        if not len(wanted):
            return np.empty((0, self.shape[1]), dtype=np.float32)
        if len(wanted) > self.shape[0] // 2:
            found = self._table.search().select(["row", "vector"]).limit(self.shape[0]).to_arrow()
        else:
            found = self._table.take_offsets(wanted.tolist()).select(["row", "vector"]).to_arrow()
        places, numbers = _columns(found, self.shape[1])
        order = np.argsort(places)
        picked = np.searchsorted(places[order], wanted)
        return cast(Floats, numbers[order][picked][back])

    def nearest(
        self, query: Floats, k: int, metric: Metric, left_out: Collection[int] = ()
    ) -> tuple[Rows, NDArray[np.float32]]:
        """(n,) rows nearest to `query` (D,) without those `left_out`, the nearest first; (n,) cosines or distances."""
        point = np.asarray(query, dtype=np.float32)
        search = self._table.search(point.tolist(), vector_column_name="vector")
        search = search.distance_type("l2" if metric == "euclidean" else "cosine").select([
            "row",
            "vector",
            "_distance",
        ])
        if self.indexed and metric == "cosine":
            search = search.nprobes(PROBES).refine_factor(REFINED)
        else:
            search = search.bypass_vector_index()
        places, numbers = _columns(search.limit(k + len(left_out)).to_arrow(), self.shape[1])
        stay = ~np.isin(places, np.fromiter(left_out, dtype=np.int64, count=len(left_out)))
        places, exact = places[stay], numbers[stay].astype(np.float64)
        if metric == "euclidean":
            scores = np.linalg.norm(exact - point, axis=1)
            best = np.lexsort((places, scores))[:k]
        else:
            lengths = np.linalg.norm(exact, axis=1) * np.linalg.norm(point.astype(np.float64))
            scores = np.clip(exact @ point / np.where(lengths == 0, 1, lengths), -1, 1)
            best = np.lexsort((places, -scores))[:k]
        return places[best].astype(np.intp), scores[best].astype(np.float32)

    def words_and_norms(self) -> tuple[list[str], NDArray[np.float32]]:
        """The words of all rows in their order, and their lengths (V,)."""
        found = self._table.search().select(["row", "word", "norm"]).limit(self.shape[0]).to_arrow()
        order = np.argsort(found["row"].to_numpy())
        words = found["word"].to_pylist()
        return [words[place] for place in order.tolist()], found["norm"].to_numpy()[order].astype(np.float32)


class TableRows:
    """The matrix (V, D) of a table, from which rows are taken: `rows[17]`, `rows[[3, 5]]`, `rows[:100]`.

    Many figures take a small table as a whole; it is then loaded into memory.
    """

    ndim, nbytes, dtype = 2, 0, np.dtype(np.float32)

    def __init__(self, engine: LanceRows) -> None:
        self._engine = engine
        self.shape = engine.shape
        self.size = engine.shape[0] * engine.shape[1]

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: Any) -> Any:  # noqa: ANN401 - whatever NumPy takes
        first, rest = (rows[0], rows[1:]) if isinstance(rows, tuple) else (rows, ())
        wanted = np.arange(len(self))[first]
        self._check(wanted.size)
        found = self._engine.take(np.atleast_1d(wanted))
        found.setflags(write=False)
        found = found[0] if np.ndim(wanted) == 0 else found
        return found[(..., *rest)] if rest else found

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:  # noqa: ANN401
        whole: NDArray[Any] = self[:]
        return whole if dtype is None else whole.astype(dtype)

    def setflags(self, *, write: bool) -> None:
        """Nothing can be written here."""

    def _check(self, many: int) -> None:
        if many * self.shape[1] > MOST_HELD:
            raise SelectionError(
                f"The table “{self._engine.name}” is in a database because it is large: this needs {many:,} of its "
                f"rows at once, and {MOST_HELD // self.shape[1]:,} is the most. Ask for the neighbours of single words."
            )


def open_table(place: str | Path, name: str) -> WordVectors:
    """The vectors of a table, whose rows stay in the database.

    Raises
    ------
    VectorFileError
        As `LanceRows`.
    """
    engine = LanceRows(place, name)
    words, norms = engine.words_and_norms()
    norms.setflags(write=False)
    listed = word_list(words)
    told = f"{engine.place} {name} {engine.version} {engine.shape}"
    fingerprint = "lance-" + hashlib.sha256(told.encode()).hexdigest()[:24]
    known = Precomputed(fingerprint, norms, listed.rows)
    return WordVectors(listed, cast(Floats, TableRows(engine)), engine=engine, precomputed=known)


def tables(place: str | Path) -> list[str]:
    """The tables of a database.

    Raises
    ------
    VectorFileError
        If it cannot be opened, or LanceDB is not installed.
    """
    try:
        return sorted(_database(place).list_tables().tables)
    except (ValueError, OSError, RuntimeError):
        raise VectorFileError("The database that this server names cannot be opened.") from None


def write(place: str | Path, name: str, words: Sequence[str], matrix: Floats) -> None:
    """Make a table of words and their rows (V, D), replacing one of that name."""
    import pyarrow as pa

    dim = matrix.shape[1]
    schema = pa.schema([
        ("row", pa.int64()), ("word", pa.string()), ("vector", pa.list_(pa.float32(), dim)), ("norm", pa.float32()),
    ])  # fmt: skip

    def batches() -> "Iterator[pa.RecordBatch]":
        for start in range(0, len(words), BLOCK):
            rows = np.ascontiguousarray(matrix[start : start + BLOCK], dtype=np.float32)
            columns = [
                pa.array(np.arange(start, start + len(rows))),
                pa.array(list(words[start : start + BLOCK]), pa.string()),
                pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), dim),
                pa.array(np.linalg.norm(rows, axis=1)),
            ]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)

    _database(place).create_table(name, batches(), schema=schema, mode="overwrite")


def make_index(place: str | Path, name: str) -> None:
    """Give a table an index, which finds the nearest rows without comparing every one."""
    from lancedb.index import IvfPq

    table = _database(place).open_table(name)
    rows, dim = table.count_rows(), table.schema.field("vector").type.list_size
    parts = max(1, rows // PER_PART)
    pieces = next(pieces for pieces in range(max(1, dim // 4), 0, -1) if dim % pieces == 0)
    table.create_index(
        "vector", config=IvfPq(distance_type="cosine", num_partitions=parts, num_sub_vectors=pieces), replace=True
    )


def _database(place: str | Path) -> Any:  # noqa: ANN401 - LanceDB has types of its own
    try:
        import lancedb
    except ImportError:
        raise VectorFileError(
            "Tables of a database need LanceDB, which is not installed: pip install -r requirements-large.txt."
        ) from None
    return lancedb.connect(str(place))


def _columns(found: "pa.Table", dim: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The places (n,) and numbers (n, D) of rows."""
    vectors = found["vector"].combine_chunks()
    numbers = vectors.flatten().to_numpy(zero_copy_only=False).astype(np.float32, copy=False)
    return found["row"].to_numpy().astype(np.int64), numbers.reshape(-1, dim)
