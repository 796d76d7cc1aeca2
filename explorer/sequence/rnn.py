"""
The plain recurrent network (Elman 1990), with tanh or ReLU:

    a<t> = g(W_aa a<t-1> + W_ax x<t> + b_a)        W_a = [W_aa | W_ax]

Backward, with δ the gradient from the step after: dz = (dL/da<t> + δ) * g'(z), dW_a += dz [a<t-1>; x<t>]^T and
δ = W_aa^T dz.  Over many steps δ is a product of as many matrices: it vanishes or explodes
(Bengio, Simard and Frasconi 1994).
"""

from typing import Literal

import numpy as np

from explorer.sequence.cell import Cell, Parameters, Trace
from explorer.vectors.word_vectors import Floats


class RNN(Cell):
    """A plain cell, a<t> = g(W_a [a<t-1>; x<t>] + b_a), with g tanh or ReLU."""

    names = ("a",)

    def __init__(self, inputs: int, units: int, *, activation: Literal["tanh", "relu"] = "tanh") -> None:
        super().__init__(inputs, units)
        self.activation = activation

    def blocks(self, p: Parameters) -> dict[str, Floats]:
        """W_aa (n_a, n_a), W_ax (n_a, n_x) and b_a (n_a,), as views."""
        return {"W_aa": p["W"][:, : self.units], "W_ax": p["W"][:, self.units :], "b_a": p["b"]}

    def _room(self, T: int, B: int, dtype: np.dtype[np.floating]) -> Floats:  # noqa: ARG002  (a<t> says it all)
        return np.empty((0, 0, 0), dtype)

    def _step(self, p: Parameters, trace: Trace, t: int) -> None:
        z = trace.gates[t]
        z += trace.a[t] @ p["W"][:, : self.units].T
        if self.activation == "tanh":
            np.tanh(z, out=z)
        else:
            np.maximum(z, 0, out=z)
        trace.a[t + 1] = z

    def _step_back(
        self,
        p: Parameters,
        trace: Trace,
        t: int,
        da: Floats,
        dc: Floats,  # noqa: ARG002  (an RNN's memory is a<t>)
        dz: Floats,
    ) -> tuple[Floats, Floats]:
        a = trace.gates[t]
        if self.activation == "tanh":
            np.multiply(a, a, out=dz)
            np.subtract(1, dz, out=dz)  # tanh' = 1 - tanh^2
            dz *= da
        else:
            np.multiply(da, a > 0, out=dz)
        before = dz @ p["W"][:, : self.units]
        return before, before
