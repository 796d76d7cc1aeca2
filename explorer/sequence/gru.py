"""
The gated recurrent unit (Cho et al. 2014; Chung et al. 2014), as Ng's notes write it:

    Γu = σ(W_u [c<t-1>; x<t>] + b_u)            update
    Γr = σ(W_r [c<t-1>; x<t>] + b_r)            relevance; the simplified GRU has none (Γr = 1)
    c~ = tanh(W_c [Γr * c<t-1>; x<t>] + b_c)    candidate
    c<t> = Γu * c~ + (1 - Γu) * c<t-1>          a<t> = c<t>

Γu = 0 keeps the memory to the last digit.  The z of Cho and PyTorch is 1 - Γu here.  PyTorch, and Keras with
`reset_after`, apply Γr after the product, Γr * (W c<t-1> + b), instead of before it.
"""

import numpy as np

from explorer.sequence.activations import sigmoid_in_place
from explorer.sequence.cell import Cell, Parameters, Trace
from explorer.vectors.word_vectors import Floats


class GRU(Cell):
    """A GRU, with the relevance gate Γr or simplified without it."""

    def __init__(self, inputs: int, units: int, *, relevance: bool = True) -> None:
        super().__init__(inputs, units)
        self.relevance = relevance

    @property
    def names(self) -> tuple[str, ...]:
        """Update, relevance if there is one, candidate."""
        return ("u", "r", "c") if self.relevance else ("u", "c")

    def _room(self, T: int, B: int, dtype: np.dtype[np.floating]) -> Floats:
        return np.empty((T, B, self.units) if self.relevance else (0, 0, 0), dtype)

    def _step(self, p: Parameters, trace: Trace, t: int) -> None:
        n, z, before = self.units, trace.gates[t], trace.a[t]
        R = p["W"][:, :n]
        gates, candidate = z[:, :-n], z[:, -n:]
        if self.relevance:
            gates += before @ R[:-n].T
            sigmoid_in_place(gates)
            np.multiply(z[:, n : 2 * n], before, out=trace.kept[t])  # Γr * c<t-1>
            candidate += trace.kept[t] @ R[-n:].T
        else:
            z += before @ R.T
            sigmoid_in_place(gates)
        np.tanh(candidate, out=candidate)
        new = trace.a[t + 1]
        np.subtract(candidate, before, out=new)
        new *= z[:, :n]
        new += before  # c + Γu (c~ - c), the same number with one product fewer

    def _step_back(
        self,
        p: Parameters,
        trace: Trace,
        t: int,
        da: Floats,
        dc: Floats,  # noqa: ARG002  (a<t> is c<t>)
        dz: Floats,
    ) -> tuple[Floats, Floats]:
        n, z, c = self.units, trace.gates[t], trace.a[t]
        R = p["W"][:, :n]
        u, candidate = z[:, :n], z[:, -n:]
        dz_c = dz[:, -n:]
        np.multiply(candidate, candidate, out=dz_c)
        np.subtract(1, dz_c, out=dz_c)
        dz_c *= u
        dz_c *= da
        dz[:, :n] = (candidate - c) * da
        before = (1 - u) * da
        if self.relevance:
            s = dz_c @ R[-n:]  # by Γr * c<t-1>
            np.multiply(s, c, out=dz[:, n : 2 * n])
            before += s * z[:, n : 2 * n]
        gates = z[:, :-n]
        dz[:, :-n] *= gates - gates * gates  # σ' = σ (1 - σ)
        before += dz[:, :-n] @ R[:-n]
        if not self.relevance:
            before += dz_c @ R[-n:]
        return before, before

    def _by_state(self, trace: Trace, dz: Floats, out: Floats) -> None:
        n, states = self.units, trace.a[:-1].reshape(-1, self.units)
        np.matmul(dz[:, :-n].T, states, out=out[:-n])
        np.matmul(dz[:, -n:].T, trace.kept.reshape(-1, n) if self.relevance else states, out=out[-n:])
