"""
The inner loops of byte codes, compiled: rows into bytes, and the scan of all bytes for one query.

A scan multiplies whole numbers, bytes by a query of 16 bits; processors have an instruction for 16 or 32 of these
products at once.  Of each stretch of rows only the highest lower and upper bound are kept.  Four rows at a time share
what is loaded of the query.  A compiler does not find that in nested loops, so these instructions are written out
(`four_products`).  They also prefetch the next rows, because a scan of many rows waits for memory.

Arrays are filled number by number: to compile `array[:] = 0` takes seconds, for the shapes it could have.
"""

# mypy: disable-error-code="assignment, call-arg"

from collections.abc import Callable
from functools import cache
from typing import Any, Final

import llvmlite.binding as llvm
import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, config, types
from numba.extending import intrinsic
from numpy.typing import NDArray

SMALLEST: Final = np.float32(1e-17)  # of a norm whose squares have all their digits, and the largest
LARGEST: Final = np.float32(1e18)
CERTAIN: Final = np.float32(1.001)  # more than any cosine
STRETCH: Final = 512  # rows of which one pair of bounds is kept
CHUNK: Final = 32  # numbers of a row at a time
AHEAD: Final = 8192  # bytes that memory is asked for before they are needed
INSTRUCTIONS: Final = (  # name, feature of a processor, its products of neighbours added up, how many numbers it takes
    ("avx512", "avx512bw", "llvm.x86.avx512.pmaddw.d.512", 32),  # with VNNI one instruction with the addition
    ("avx2", "avx2", "llvm.x86.avx2.pmadd.wd", 16),
    ("plain", "", "", 16),
)
_byte, _short, _int, _long = (ir.IntType(bits) for bits in (8, 16, 32, 64))
Codes = NDArray[np.int8]
Floats = NDArray[np.float32]


@numba.njit(nogil=True, cache=True, boundscheck=False, fastmath={"reassoc", "contract", "nsz"}, error_model="numpy")
def quantise(matrix: Floats, norms: Floats, codes: Codes, scales: Floats, errors: Floats) -> None:
    """Fills codes (n, D), scales (n,) and errors (n,) from matrix (n, D) and its norms (n,).

    A unit row is about its codes times its scale, off by a vector no longer than its error.  Where the squares of a row
    leave the range of float32, its norm means nothing: it gets no codes, and an error so large that any cosine is
    possible.
    """
    one, half, shift = np.float32(1), np.float32(0.5), np.float32(127)
    for row in range(matrix.shape[0]):
        numbers, bytes_ = matrix[row], codes[row]
        largest = np.float32(0)
        for k in range(numbers.shape[0]):
            size = abs(numbers[k])
            largest = max(largest, size)
        if largest == 0 or not SMALLEST < norms[row] < LARGEST:
            for k in range(numbers.shape[0]):
                bytes_[k] = 0
            scales[row] = 0
            errors[row] = 0 if largest == 0 else CERTAIN
            continue
        step = largest / shift
        inverse = one / step
        off = np.float32(0)
        for k in range(numbers.shape[0]):
            scaled = numbers[k] * inverse
            # Adding 128.5 and cutting rounds to the nearest, for halves upwards; all stay in -127..127.
            code = np.float32(np.int32(scaled + np.float32(128) + half) - np.int32(128))
            bytes_[k] = np.int8(code)
            apart = numbers[k] - code * step
            off += apart * apart
        scales[row] = step / norms[row]
        errors[row] = np.sqrt(off) / norms[row] * np.float32(1.0001) + np.float32(1e-6)


@cache
def instructions() -> tuple[str, ...]:
    """Names of the instructions that this processor has, as a rule the quickest first."""
    if vars(config).get("CPU_NAME") or vars(config).get("CPU_FEATURES"):  # it is compiled for another one
        return ("plain",)
    has = llvm.get_host_cpu_features()
    return tuple(name for name, feature, _, _ in INSTRUCTIONS if not feature or has.get(feature, False))


def number_of(name: str) -> int:
    """The number that `scan` takes for these instructions; that of the usual ones if this processor lacks them."""
    had = instructions()
    return [one[0] for one in INSTRUCTIONS].index(name if name in had else had[0])


@intrinsic
def four_products(_: Any, codes: Any, rows: Any, begin: Any, query: Any, chunks: Any, sums: Any, kind: Any) -> Any:
    """Adds to sums (4,) the products of four `rows` (4,) of codes (n, D) with query, CHUNK numbers `chunks` times.

    The numbers of a row are those from `begin`, the numbers of query (int16) those from its start; `kind` is the
    number of the instructions to do it by.
    """
    signature = types.void(codes, rows, begin, query, chunks, sums, kind)
    return signature, _four_products


def _four_products(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """Writes `four_products` once for each of the instructions that this processor has."""
    for number, (kind, _, name, lanes) in enumerate(INSTRUCTIONS):
        if kind in instructions():
            asked_for = builder.icmp_signed("==", arguments[6], ir.Constant(arguments[6].type, number))
            with builder.if_then(asked_for):
                _four_products_by(name, lanes, context, builder, signature, arguments)
    return context.get_dummy_value()


def _four_products_by(name: str, lanes: int, context: Any, builder: Any, signature: Any, arguments: Any) -> None:
    """Writes it with the instruction `name`, which takes so many numbers at once, or with none."""

    def element(array: int, *at: Any) -> Any:
        kind = signature.args[array]
        struct = context.make_array(kind)(context, builder, arguments[array])
        return cgutils.get_item_pointer(context, builder, kind, struct, list(at))  # type: ignore[no-untyped-call]

    def vector(address: Any, of: Any, align: int) -> Any:
        return builder.load(builder.bitcast(address, ir.VectorType(of, lanes).as_pointer()), align=align)

    def declared(name: str, answer: Any, *takes: Any) -> Callable[..., Any]:
        return cgutils.get_or_insert_function(builder.module, ir.FunctionType(answer, takes), name)  # type: ignore[no-any-return, no-untyped-call]

    shorts = ir.VectorType(_short, lanes)
    wide = ir.VectorType(_int, lanes // 2 if name else lanes)
    starts = [element(0, builder.load(element(1, _long(n))), arguments[2]) for n in range(4)]
    against = element(3, _long(0))
    totals = [cgutils.alloca_once_value(builder, ir.Constant(wide, None)) for _ in range(4)]  # type: ignore[no-untyped-call]
    fetch = declared("llvm.prefetch.p0", ir.VoidType(), _byte.as_pointer(), _int, _int, _int)
    with cgutils.for_range(builder, arguments[4]) as loop:
        for line in (0, 64):  # four rows are four chunks long: two cache lines for each chunk
            ahead = builder.add(builder.mul(loop.index, _long(4 * CHUNK)), _long(AHEAD + line))
            builder.call(fetch, [builder.gep(starts[0], [ahead]), _int(0), _int(0), _int(1)])
        for part in range(0, CHUNK, lanes):
            at = builder.add(builder.mul(loop.index, _long(CHUNK)), _long(part))
            asked = vector(builder.gep(against, [at]), _short, 2)
            for start, total in zip(starts, totals, strict=True):
                numbers = builder.sext(vector(builder.gep(start, [at]), _byte, 1), shorts)
                if name:
                    products = builder.call(declared(name, wide, shorts, shorts), [numbers, asked])
                else:
                    products = builder.mul(builder.sext(numbers, wide), builder.sext(asked, wide))
                builder.store(builder.add(builder.load(total), products), total)
    summed = declared(f"llvm.vector.reduce.add.v{wide.count}i32", _int, wide)
    for n, total in enumerate(totals):
        place = element(5, _long(n))
        builder.store(builder.add(builder.load(place), builder.call(summed, [builder.load(total)])), place)


@numba.njit(nogil=True, cache=True, boundscheck=False, error_model="numpy")
def scan(
    codes: Codes,
    scales: Floats,
    errors: Floats,
    query: NDArray[np.int16],
    step: float,
    kind: int,
    scores: Floats,
    lowest: Floats,
    highest: Floats,
) -> None:
    """Fills scores (n,) with the products of all rows (n, D) and query (D,) times step; bounds (m,) of each stretch.

    `lowest` and `highest` are the greatest lower and the greatest upper bound in a stretch of rows; `kind` is a number
    of instructions that this processor has.  The sums are exact: the query is small enough for 32 bits.
    """
    rows, dim = codes.shape
    whole, rest = dim // CHUNK, dim % CHUNK
    last_chunk = np.empty(CHUNK, np.int16)  # what is left over, against the last numbers of a row
    if dim > CHUNK and rest:
        for k in range(CHUNK):
            last_chunk[k] = 0 if k < CHUNK - rest else query[dim - CHUNK + k]
    four, sums = np.empty(4, np.int64), np.empty(4, np.int32)
    for stretch in range(lowest.shape[0]):
        low, high = np.float32(-np.inf), np.float32(-np.inf)
        stop = min(rows, (stretch + 1) * STRETCH)
        for first in range(stretch * STRETCH, stop, 4):
            for n in range(4):
                four[n] = min(first + n, stop - 1)
            for n in range(4):
                sums[n] = 0
            four_products(codes, four, 0, query, whole, sums, kind)
            if dim > CHUNK and rest:
                four_products(codes, four, dim - CHUNK, last_chunk, 1, sums, kind)
            elif rest:
                for n in range(4):
                    for k in range(dim):
                        sums[n] = np.int32(sums[n] + np.int32(codes[four[n], k]) * np.int32(query[k]))
            for n in range(min(4, stop - first)):
                row = first + n
                score = np.float32(sums[n]) * (scales[row] * np.float32(step))
                scores[row] = score
                low = max(low, score - errors[row])
                high = max(high, score + errors[row])
        lowest[stretch], highest[stretch] = low, high
