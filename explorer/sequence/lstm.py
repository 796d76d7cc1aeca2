"""
Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate: Gers, Schmidhuber and Cummins 2000):

    Γf, Γu, Γo = σ(W_f, W_u, W_o [a<t-1>; x<t>] + b)      forget, update (also called input), output
    c~ = tanh(W_c [a<t-1>; x<t>] + b_c)                   candidate
    c<t> = Γu * c~ + Γf * c<t-1>                          a<t> = Γo * tanh c<t>

With peepholes the gates see the memory as well: p * c<t-1> is added inside each σ.  The notes write
[c<t-1>, a<t-1>, x<t>]; unit k of the memory reaches unit k of a gate only, so p is a vector.  In Gers and
Schmidhuber 2000 the output gate looks at c<t> instead; here, as in the notes, all three look at c<t-1>.
"""

import numpy as np

from explorer.sequence.activations import sigmoid_in_place
from explorer.sequence.cell import Cell, Parameters, Trace
from explorer.vectors.word_vectors import Floats


class LSTM(Cell):
    """An LSTM, with a separate memory c<t>; with or without peepholes."""

    names = ("f", "u", "o", "c")
    remembers = True

    def __init__(self, inputs: int, units: int, *, peephole: bool = False) -> None:
        super().__init__(inputs, units)
        self.peephole = peephole

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape of each parameter; the peepholes p are those of f, u and o, concatenated."""
        return super().shapes | ({"p": (3 * self.units,)} if self.peephole else {})

    def blocks(self, p: Parameters) -> dict[str, Floats]:
        """W_f, W_u, W_o, W_c (n_a, m), b_f … (n_a,) and p_f, p_u, p_o (n_a,), as views."""
        n, found = self.units, super().blocks(p)
        if self.peephole:
            found |= {f"p_{gate}": p["p"][i * n : (i + 1) * n] for i, gate in enumerate("fuo")}
        return found

    def _step(self, p: Parameters, trace: Trace, t: int) -> None:
        n, z, c = self.units, trace.gates[t], trace.c[t]
        z += trace.a[t] @ p["W"][:, :n].T
        if self.peephole:
            for i in range(3):
                z[:, i * n : (i + 1) * n] += p["p"][i * n : (i + 1) * n] * c
        sigmoid_in_place(z[:, : 3 * n])
        candidate = z[:, 3 * n :]
        np.tanh(candidate, out=candidate)
        new = trace.c[t + 1]
        np.multiply(z[:, :n], c, out=new)
        new += z[:, n : 2 * n] * candidate
        np.tanh(new, out=trace.kept[t])
        np.multiply(z[:, 2 * n : 3 * n], trace.kept[t], out=trace.a[t + 1])

    def _step_back(
        self, p: Parameters, trace: Trace, t: int, da: Floats, dc: Floats, dz: Floats
    ) -> tuple[Floats, Floats]:
        n, z, tanh_c = self.units, trace.gates[t], trace.kept[t]
        f, u, o, candidate = (z[:, i * n : (i + 1) * n] for i in range(4))
        through_a = 1 - tanh_c * tanh_c
        through_a *= o
        through_a *= da
        if trace.mask is not None:
            through_a *= trace.mask[t][:, None]  # after a sentence's end a<t> was not made from this c<t>
        dc += through_a
        np.multiply(dc, trace.c[t], out=dz[:, :n])
        np.multiply(dc, candidate, out=dz[:, n : 2 * n])
        np.multiply(da, tanh_c, out=dz[:, 2 * n : 3 * n])
        gates = z[:, : 3 * n]
        slope = gates * gates
        np.subtract(gates, slope, out=slope)  # σ' = σ - σ^2
        dz[:, : 3 * n] *= slope
        dz_c = dz[:, 3 * n :]
        np.multiply(candidate, candidate, out=dz_c)
        np.subtract(1, dz_c, out=dz_c)
        dz_c *= u
        dz_c *= dc
        before_c = dc * f
        if self.peephole:
            for i in range(3):
                before_c += p["p"][i * n : (i + 1) * n] * dz[:, i * n : (i + 1) * n]
        return dz @ p["W"][:, :n], before_c

    def _others(self, trace: Trace, dz: Floats) -> dict[str, Floats]:
        if not self.peephole:
            return {}
        n, c = self.units, trace.c[:-1]
        return {"p": np.concatenate([(dz[:, :, i * n : (i + 1) * n] * c).sum(axis=(0, 1)) for i in range(3)])}
