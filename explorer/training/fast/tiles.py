"""
Tiles of SGNS in vector registers: the scores of 2 rows of V_in with 6 of V_out, and what they add to both.

A row once loaded serves 6 or 2 products (Ji et al. 2016, "Parallelizing word2vec in shared and
distributed memory", make a matrix product of it).  A compiler does not find that in a loop nest,
so the instructions are written out here, one level above the machine's.  Each `..._of` makes an
intrinsic: `kernels` calls it like a function.  Rows begin at multiples of `ROW_BYTES`.

numba keeps what it compiled on disk for as long as the calling file, kernels.py, is unchanged; therefore that file
holds a digest of this one, `TILES`, and a test says so when it is to be renewed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

ROW_BYTES = 64  # a cache line
TILE = 6  # rows of V_out in a tile: K + 1 for the usual K = 5
VECTOR_BYTES = 64 if llvm.get_host_cpu_features().get("avx512f", False) else 32
REAL = ("contract", "reassoc", "nsz")  # not "nnan", "ninf": a diverging run must stay visible
_int32, _int64, _address = ir.IntType(32), ir.IntType(64), ir.IntType(8).as_pointer()


class _Code:
    """Writes instructions for the arrays and numbers an intrinsic was called with, known by their position."""

    def __init__(self, context: Any, builder: Any, signature: Any, arguments: Any) -> None:
        self.context, self.builder = context, builder
        self.kinds, self.arguments = signature.args, arguments

    def element(self, array: int, *at: Any) -> Any:
        """The address of one element."""
        kind = self.kinds[array]
        struct = self.context.make_array(kind)(self.context, self.builder, self.arguments[array])
        return cgutils.get_item_pointer(self.context, self.builder, kind, struct, list(at))  # type: ignore[no-untyped-call]

    def numbers(self, first: int, n: int) -> list[Any]:
        """The whole number that is argument `first`, and the n - 1 after it."""
        return [self.builder.add(self.arguments[first], _int64(i)) for i in range(n)]

    def multiply_add(self, total: Any, a: Any, b: Any) -> Any:
        """total + a b, lane by lane."""
        return self.builder.fadd(total, self.builder.fmul(a, b, flags=REAL), flags=REAL)

    def lanes(self, vector: Any, which: list[int]) -> Any:
        """A vector of the lanes `which`."""
        mask = ir.Constant(ir.VectorType(_int32, len(which)), which)
        return self.builder.shuffle_vector(vector, ir.Constant(vector.type, ir.Undefined), mask)

    def sum_of(self, vector: Any) -> Any:
        """The sum of all lanes, by halves."""
        n = vector.type.count
        while n > 1:
            n //= 2
            low, high = self.lanes(vector, list(range(n))), self.lanes(vector, list(range(n, 2 * n)))
            vector = self.builder.fadd(low, high, flags=REAL)
        return self.builder.extract_element(vector, _int32(0))

    def everywhere(self, number: Any, kind: Any) -> Any:
        """A vector with the same number in every lane."""
        one = self.builder.insert_element(ir.Constant(kind, ir.Undefined), number, _int32(0))
        return self.lanes(one, [0] * kind.count)


class _Matrix:
    """A matrix among the arguments, read and written a vector at a time."""

    def __init__(self, code: _Code, argument: int) -> None:
        kind = code.kinds[argument]
        array = code.context.make_array(kind)(code.context, code.builder, code.arguments[argument])
        lanes = VECTOR_BYTES * 8 // kind.dtype.bitwidth
        self.code, self.builder = code, code.builder
        self.start = code.builder.bitcast(array.data, _address)
        self.row_bytes = code.builder.extract_value(array.strides, 0)
        self.vector = ir.VectorType(code.context.get_data_type(kind.dtype), lanes)

    def row(self, number: Any) -> Any:
        """The address of a row."""
        return self.builder.gep(self.start, [self.builder.mul(number, self.row_bytes)])

    def rows(self, numbers: int, first: int, n: int) -> list[Any]:
        """Addresses of the rows that the array `numbers` names from its element `first` on (both arguments)."""
        at = self.code.numbers(first, n)
        return [self.row(self.builder.load(self.code.element(numbers, i))) for i in at]

    def _at(self, row: Any, offset: Any) -> Any:
        return self.builder.bitcast(self.builder.gep(row, [offset]), self.vector.as_pointer())

    def load(self, row: Any, offset: Any) -> Any:
        """The vector `offset` bytes into the row at that address."""
        loaded = self.builder.load(self._at(row, offset))
        loaded.align = VECTOR_BYTES
        return loaded

    def store(self, vector: Any, row: Any, offset: Any) -> None:
        """Put a vector there."""
        self.builder.store(vector, self._at(row, offset)).align = VECTOR_BYTES

    @contextmanager
    def along(self, step: int) -> Iterator[Any]:
        """A loop over the offsets 0, step, ... of a row, in bytes."""
        loop = cgutils.for_range_slice(self.builder, _int64(0), self.row_bytes, _int64(step), intp=_int64)
        with loop as (offset, _):
            yield offset


def scores_of(pairs: int) -> Callable[..., Any]:
    """score[i, k + r] = v_in[inputs[j + i]] . v_out[outputs[k + r]] for i < pairs and r < TILE."""

    def scores(_: Any, v_in: Any, inputs: Any, j: Any, v_out: Any, outputs: Any, k: Any, score: Any) -> Any:
        def codegen(*call: Any) -> Any:
            code = _Code(*call)
            builder = code.builder
            matrix_in, matrix_out = _Matrix(code, 0), _Matrix(code, 3)
            v, u = matrix_in.rows(1, 2, pairs), matrix_out.rows(4, 5, TILE)
            zero = ir.Constant(matrix_in.vector, [0.0] * matrix_in.vector.count)
            sums = [[cgutils.alloca_once_value(builder, zero) for _ in u] for _ in v]  # type: ignore[no-untyped-call]
            with matrix_in.along(VECTOR_BYTES) as at:
                x = [matrix_in.load(row, at) for row in v]
                for r, row in enumerate(u):
                    y = matrix_out.load(row, at)
                    for i in range(pairs):
                        builder.store(code.multiply_add(builder.load(sums[i][r]), x[i], y), sums[i][r])
            for i in range(pairs):
                for r, column in enumerate(code.numbers(5, TILE)):
                    builder.store(code.sum_of(builder.load(sums[i][r])), code.element(6, _int64(i), column))
            return code.context.get_dummy_value()

        return types.void(v_in, inputs, j, v_out, outputs, k, score), codegen

    return scores


def add_gradients_of(pairs: int, *, first: bool) -> Callable[..., Any]:
    """
    v_out[out_to[k + r]] = v_out[outputs[k + r]] + sum_i g[i, k + r] v_in[inputs[j + i]], and what it adds to V_in.

    v_in[to[j + i]] becomes a start plus sum_r g[i, k + r] v_out[outputs[k + r]], with the rows of V_out as
    they were.  The start is v_in[inputs[j + i]] for the `first` tile of a window, v_in[partial[j + i]]
    for the others: all tiles must see the same V_in.
    """

    def add(
        _: Any,
        v_in: Any,
        inputs: Any,
        partial: Any,
        to: Any,
        j: Any,
        v_out: Any,
        outputs: Any,
        out_to: Any,
        k: Any,
        g: Any,
    ) -> Any:
        def codegen(*call: Any) -> Any:
            code = _Code(*call)
            builder = code.builder
            matrix_in, matrix_out = _Matrix(code, 0), _Matrix(code, 5)
            v, begin, end = (matrix_in.rows(numbers, 4, pairs) for numbers in (1, 2, 3))
            u, u_end = (matrix_out.rows(numbers, 8, TILE) for numbers in (6, 7))
            slopes = [
                [
                    code.everywhere(builder.load(code.element(9, _int64(i), column)), matrix_in.vector)
                    for column in code.numbers(8, TILE)
                ]
                for i in range(pairs)
            ]
            with matrix_in.along(VECTOR_BYTES) as at:
                x = [matrix_in.load(row, at) for row in v]
                sums = list(x) if first else [matrix_in.load(row, at) for row in begin]
                for r, row in enumerate(u):
                    old = new = matrix_out.load(row, at)
                    for i in range(pairs):
                        sums[i] = code.multiply_add(sums[i], slopes[i][r], old)
                        new = code.multiply_add(new, slopes[i][r], x[i])
                    matrix_out.store(new, u_end[r], at)
                for i in range(pairs):
                    matrix_in.store(sums[i], end[i], at)
            return code.context.get_dummy_value()

        return types.void(v_in, inputs, partial, to, j, v_out, outputs, out_to, k, g), codegen

    return add


def _fetch(_: Any, matrix: Any, row: Any) -> Any:
    def codegen(*call: Any) -> Any:
        code = _Code(*call)
        rows = _Matrix(code, 0)
        kind = ir.FunctionType(ir.VoidType(), [_address, _int32, _int32, _int32])
        prefetch = cgutils.get_or_insert_function(code.builder.module, kind, "llvm.prefetch.p0")  # type: ignore[no-untyped-call]
        start = rows.row(code.arguments[1])
        with rows.along(ROW_BYTES) as at:
            line = code.builder.gep(start, [at])
            code.builder.call(prefetch, [line, _int32(1), _int32(3), _int32(1)])  # for writing, kept close, data
        return code.context.get_dummy_value()

    return types.void(matrix, row), codegen


scores_two, scores_one = intrinsic(scores_of(2)), intrinsic(scores_of(1))
add_first_two, add_first_one = intrinsic(add_gradients_of(2, first=True)), intrinsic(add_gradients_of(1, first=True))
add_more_two, add_more_one = intrinsic(add_gradients_of(2, first=False)), intrinsic(add_gradients_of(1, first=False))
prefetch: Any = intrinsic(_fetch)  # (matrix, row): ask for all cache lines of a row that will be written soon
