"""
Exact nearest rows from byte codes: a scan rules out nearly all rows for certain, the rest are compared in full.

Each unit row x is stored as codes c in -127..127 with a scale s and a bound e >= ||x - s c||.  For a
unit query q, s (c . q) is off by at most e, so a row whose upper bound lies below the k-th highest
lower bound cannot be among the k nearest.  (The query is rounded too, to 16 bits, which adds little.)
At 400,000 x 300 about thirty rows are left, whose cosines are computed from the numbers themselves.
The bound is Cauchy and Schwarz's; ruling out by bounds is how Weber, Schek and Blott 1998, "A
quantitative analysis and performance study for similarity-search methods in high-dimensional spaces",
scan their VA-file.
"""

import os
import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.files.direct_io import BLOCK, DirectReader, is_cold

WORTHWHILE: Final = 20_000_000  # numbers from which a person notices the difference from the plain product
DOUBTFUL: Final = 20_000  # rows compared in full at a time: 48 MB in float64 at D = 300
THREADS: Final = max(1, min(4, os.cpu_count() or 1))


@dataclass(frozen=True, eq=False)
class CodedRows:
    """Rows as bytes, in the order of the matrix they stand for.

    Parameters
    ----------
    codes : (V, D) int8
    scales : (V,) float32
        A unit row is about its codes times its scale.
    errors : (V,) float32
        Upper bounds on how far off that is.
    place : (Path, int), optional
        The file that `codes` is a map of, and where in it they begin.
    matrix_place : (Path, int), optional
        The same for the matrix they stand for, in float32.
    by : str
        Name of the instructions that scan them; empty for the usual ones of the processor.
    """

    codes: NDArray[np.int8]
    scales: NDArray[np.float32]
    errors: NDArray[np.float32]
    place: tuple[Path, int] | None = None
    matrix_place: tuple[Path, int] | None = None
    by: str = ""


def coded(matrix: NDArray[np.float32], norms: NDArray[np.float32]) -> CodedRows:
    """The codes of rows (V, D) with norms (V,)."""
    from explorer.vectors.codes import kernels

    rows = CodedRows(
        np.empty(matrix.shape, dtype=np.int8),
        np.empty(len(matrix), dtype=np.float32),
        np.empty(len(matrix), dtype=np.float32),
    )
    kernels.quantise(
        np.ascontiguousarray(matrix, dtype=np.float32),
        np.ascontiguousarray(norms, dtype=np.float32),
        rows.codes,
        rows.scales,
        rows.errors,
    )
    return rows


def highest_cosines(
    rows: CodedRows,
    matrix: NDArray[np.floating],
    query: NDArray[np.floating],
    k: int,
    left_out: Collection[int] = (),
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """(k,) rows of matrix (V, D) whose cosine with query (D,) is highest, the best first, and their cosines.

    Exactly those that a comparison with every row in float64 would give, without the rows
    `left_out`.  Equal cosines are in the order of the rows; a zero row has the cosine 0.
    """
    return scan_for(rows, matrix, query).highest(k, left_out)


def query_codes(unit: NDArray[np.float32]) -> tuple[NDArray[np.int16], float, float]:
    """The query (D,) as codes (D,), their step, and the length of the error of codes times step.

    The codes are as large as 32 bits allow for the sum of D products with bytes.
    """
    most = min(32767, (2**31 - 1) // (127 * len(unit)))
    step = float(np.abs(unit).max()) / most or 1.0
    codes = np.rint(unit / step).astype(np.int16)
    return codes, step, float(np.linalg.norm(unit.astype(np.float64) - codes * step))


@dataclass(frozen=True, eq=False)
class Scan:
    """What one scan of all codes says about the cosines of V rows with a query; undecided rows are compared in full.

    Parameters
    ----------
    rows : CodedRows
    matrix : (V, D)
        What these stand for.
    unit : (D,) float64
        The query, scaled to length 1.
    scores : (V,) float32
        Cosines, each off by no more than its row's error and `rounding`.
    lowest, highest_of : (M,) float32
        The greatest lower and greatest upper bound in each stretch of rows.
    rounding : float
        What the codes of the query and float32 add to the error of a row.
    """

    rows: CodedRows
    matrix: NDArray[np.floating]
    unit: NDArray[np.float64]
    scores: NDArray[np.float32]
    lowest: NDArray[np.float32]
    highest_of: NDArray[np.float32]
    rounding: np.float32

    def highest(self, k: int, left_out: Collection[int] = ()) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """(k,) rows of the highest cosines, the best first, and these; see `highest_cosines`."""
        near = self.candidates(k + len(left_out))
        left = near[~np.isin(near, list(left_out))]
        cosines = self.cosines(left)
        best = np.lexsort((left, -cosines))[:k]
        return left[best], cosines[best].clip(-1, 1).astype(np.float32)

    def above(self, cosine: float, left_out: Collection[int] = ()) -> int:
        """How many rows, but for those `left_out`, have a higher cosine in float32."""
        bar = np.float32(cosine)
        within = self.rows.errors + self.rounding
        higher = self.scores - within > bar
        doubtful = np.flatnonzero(~higher & (self.scores + within >= bar))
        for start in range(0, len(doubtful), DOUBTFUL):
            some = doubtful[start : start + DOUBTFUL]
            higher[some] = self.cosines(some).clip(-1, 1).astype(np.float32) > bar
        higher[list(left_out)] = False
        return int(higher.sum())

    def cosines(self, some: NDArray[np.intp]) -> NDArray[np.float64]:
        """(n,) cosines of the rows `some` (n,), from their numbers in float64; 0 for a zero row."""
        _fetch(self.rows, some)
        numbers = self.matrix[some].astype(np.float64)
        lengths = np.linalg.norm(numbers, axis=1)
        return np.asarray(numbers @ self.unit / np.where(lengths == 0, 1, lengths))

    def candidates(self, k: int) -> NDArray[np.intp]:
        """(n,) the rows that can be among the `k` with the highest cosine."""
        from explorer.vectors.codes import kernels

        V, stretches, size = len(self.scores), len(self.lowest), kernels.STRETCH
        if k >= stretches:
            bounds = self.scores - self.rows.errors
            bar = np.partition(bounds, V - k)[V - k] if k < V else -np.inf
        else:  # the best lower bound of each of k stretches is a lower bound of the k-th best
            bar = np.partition(self.lowest, stretches - k)[stretches - k]
        bar -= 2 * self.rounding
        close = np.flatnonzero(self.highest_of >= bar)
        near = np.add.outer(close * size, np.arange(size)).ravel()
        near = near[near < V].astype(np.intp)
        kept: NDArray[np.intp] = near[self.scores[near] + self.rows.errors[near] >= bar]
        return kept


def scan_for(rows: CodedRows, matrix: NDArray[np.floating], query: NDArray[np.floating]) -> Scan:
    """One scan of rows (V, D), which stand for `matrix` (V, D), for a query (D,)."""
    from explorer.vectors.codes import kernels

    point = np.asarray(query, dtype=np.float64)
    unit = point / (np.linalg.norm(point) or 1)
    V, D = rows.codes.shape
    stretches = -(-V // kernels.STRETCH)
    scores = np.empty(V, dtype=np.float32)
    lowest, highest = np.empty(stretches, dtype=np.float32), np.empty(stretches, dtype=np.float32)
    asked, step, apart = query_codes(unit.astype(np.float32))
    kind = kernels.number_of(rows.by)

    def scan(block: tuple[int, int], codes: NDArray[np.int8]) -> None:
        """Scan a block of stretches, of which `codes` (n, D) are the rows."""
        first, last = block
        part = slice(first * kernels.STRETCH, min(V, last * kernels.STRETCH))
        kernels.scan(
            codes,
            rows.scales[part],
            rows.errors[part],
            asked,
            step,
            kind,
            scores[part],
            lowest[first:last],
            highest[first:last],
        )

    if rows.place is not None and is_cold(*rows.place, rows.codes.size):
        _scan_from_disk(rows, *rows.place, scan)
    else:
        cuts = np.linspace(0, stretches, min(THREADS, stretches) + 1).astype(int).tolist()
        size = kernels.STRETCH
        parts = [(block, rows.codes[block[0] * size : block[1] * size]) for block in pairwise(cuts)]
        others = [threading.Thread(target=scan, args=part) for part in parts[1:]]
        for other in others:
            other.start()
        scan(*parts[0])
        for other in others:
            other.join()
    # A unit row is no longer than 1 and its codes no longer than that and their error, which is half a step of the
    # largest number at most; a few roundings come on top.
    rounding = np.float32(apart * (1.01 + 0.5 * D**0.5 / 127) + 16 * 2.0**-24)
    return Scan(rows, matrix, unit, scores, lowest, highest, rounding)


def _scan_from_disk(
    rows: CodedRows, path: Path, begin: int, scan: Callable[[tuple[int, int], NDArray[np.int8]], None]
) -> None:
    """Call `scan` with all blocks of codes (V, D) as they come from the disk, as they are not in memory yet."""
    from explorer.vectors.codes import kernels

    V, D = rows.codes.shape
    stretches = -(-V // kernels.STRETCH)
    at_once = max(1, BLOCK // (kernels.STRETCH * D))
    blocks = [(first, min(stretches, first + at_once)) for first in range(0, stretches, at_once)]
    readers = [DirectReader(path, at_once * kernels.STRETCH * D) for _ in range(THREADS)]
    free = list(readers)

    def scan_block(block: tuple[int, int]) -> None:
        start, stop = block[0] * kernels.STRETCH, min(V, block[1] * kernels.STRETCH)
        reader = free.pop()
        raw = reader.at(begin + start * D, (stop - start) * D)
        scan(block, np.frombuffer(raw, dtype=np.int8).reshape(stop - start, D))
        free.append(reader)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(scan_block, blocks))
    for reader in readers:
        reader.close()
    threading.Thread(target=_warm, args=(rows,), daemon=True).start()


def _fetch(rows: CodedRows, wanted: NDArray[np.intp]) -> None:
    """Ask the disk for the numbers of some rows all at once, instead of each row only when it is needed."""
    if rows.matrix_place is None or not hasattr(os, "posix_fadvise") or len(wanted) > 2000:
        return
    path, start = rows.matrix_place
    size = 4 * rows.codes.shape[1]
    with suppress(OSError), path.open("rb") as file:
        for row in wanted.tolist():
            os.posix_fadvise(file.fileno(), start + row * size, size, os.POSIX_FADV_WILLNEED)


def _warm(rows: CodedRows) -> None:
    """Bring the codes into memory, so that the next query finds them there."""
    assert rows.place is not None
    path, start = rows.place
    buffer, left = bytearray(1 << 20), rows.codes.size
    with suppress(OSError), path.open("rb", buffering=0) as file:
        file.seek(start)
        while left > 0 and (got := file.readinto(buffer)):
            left -= got
