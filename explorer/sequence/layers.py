"""
Cells put together: a layer of one direction or two, and layers on top of each other.

A layer that reads both ways (Schuster and Paliwal 1997) has a second cell with its own weights that walks from the
end to the beginning; its output is [→a<t>; ←a<t>], so every step knows the whole sentence.  In a deep network a[l]<t>
is made from a[l]<t-1> and a[l-1]<t>; three layers are many.  Between layers, dropout sets numbers to 0 at random
during training and scales the others up (Srivastava et al. 2014; not between time steps: Zaremba, Sutskever and
Vinyals 2014).
"""

from dataclasses import dataclass

import numpy as np

from explorer.sequence.cell import Cell, CellGradients, Mask, Parameters, Trace
from explorer.vectors.word_vectors import Floats

FORWARD, BACKWARD = "forward", "backward"
State = tuple[Floats, Floats]  # a and c of one layer, (B, n_a) each


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """What one layer did.

    Parameters
    ----------
    forward : Trace
    backward : Trace or None
        Of the cell that reads from the end; its step 0 is the last word (`in_order` reverses an array).
    output : (T, B, m)
        m = n_a, or 2 n_a if the layer reads both ways.
    kept : (T, B, m) or None
        What dropout multiplied the output by; None without dropout.
    """

    forward: Trace
    backward: Trace | None
    output: Floats
    kept: Floats | None


@dataclass(frozen=True, eq=False)
class LayerGradients:
    """Gradients of the cell that reads forward, and of the one that reads from the end (step 0 is the last word)."""

    forward: CellGradients
    backward: CellGradients | None


def in_order(reversed_steps: Floats) -> Floats:
    """(T, B, n) of the cell that reads from the end, in the order of the words (a view)."""
    return reversed_steps[::-1]


class Layer:
    """One cell, or two that read in both directions.

    Parameters
    ----------
    forward : Cell
    backward : Cell, optional
        Parameters of the two are told apart by the prefixes "forward." and "backward.".
    """

    def __init__(self, forward: Cell, backward: Cell | None = None) -> None:
        self.cells = {FORWARD: forward} | ({BACKWARD: backward} if backward is not None else {})

    @property
    def outputs(self) -> int:
        """m, the number of outputs at each step."""
        return sum(cell.units for cell in self.cells.values())

    def run(
        self, p: Parameters, x: Floats, mask: Mask | None, kept: Floats | None = None, start: State | None = None
    ) -> LayerTrace:
        """All steps of x (T, B, n_x) under a mask (T, B) from a<0> and c<0>; `kept` (T, B, m) multiplies the output."""
        forward = self.cells[FORWARD].forward(of(p, FORWARD), x, mask=mask, start=start)
        output, backward = forward.a[1:], None
        if BACKWARD in self.cells:
            turned = None if mask is None else mask[::-1]
            backward = self.cells[BACKWARD].forward(of(p, BACKWARD), np.ascontiguousarray(x[::-1]), mask=turned)
            output = np.concatenate([output, in_order(backward.a[1:])], axis=2)
        return LayerTrace(forward, backward, output if kept is None else output * kept, kept)

    def back(
        self,
        p: Parameters,
        trace: LayerTrace,
        d: Floats,
        *,
        truncate: int | None = None,
        need_x: bool = True,
        last: tuple[State, ...] = (),
    ) -> tuple[LayerGradients, Floats]:
        """The cells' gradients, and dL/dx (T, B, n_x), from dL/doutput `d` (T, B, m).

        `last` is what arrives at the last a and c of each cell from a decoder.
        """
        if trace.kept is not None:
            d = d * trace.kept
        n, cell = self.cells[FORWARD].units, self.cells[FORWARD]
        from_after = (*last, None, None)
        forward = cell.backward(
            of(p, FORWARD), trace.forward, d[:, :, :n], last=from_after[0], truncate=truncate, need_x=need_x
        )
        if trace.backward is None:
            return LayerGradients(forward, None), forward.x
        turned = np.ascontiguousarray(d[::-1, :, n:])
        backward = self.cells[BACKWARD].backward(
            of(p, BACKWARD), trace.backward, turned, last=from_after[1], truncate=truncate, need_x=need_x
        )
        dx = forward.x + in_order(backward.x) if need_x else forward.x
        return LayerGradients(forward, backward), dx


def of(p: Parameters, prefix: str) -> dict[str, Floats]:
    """The parameters, W (R, C) and the others, whose names begin with `prefix` and a point, without it."""
    return {name[len(prefix) + 1 :]: value for name, value in p.items() if name.startswith(prefix + ".")}


def dropout(shape: tuple[int, ...], share: float, rng: np.random.Generator, dtype: np.dtype[np.floating]) -> Floats:
    """Numbers of that shape (T, B, m): 0 with probability `share`, else 1 / (1 - share), so that the mean stays 1."""
    survives = rng.random(shape, dtype=np.float32) >= share
    return np.asarray(survives * dtype.type(1 / (1 - share)), dtype=dtype)
