"""
What RNN, GRU and LSTM have in common: the walk through time, forward and backward (Werbos 1990).

Notation of Ng's notes: a<t> is a cell's output at step t, c<t> its memory (a<t> itself if it has no separate
memory), Γ its gates, n_x the number of inputs, n_a that of units.  A cell's weights are one matrix W, laid out as
the notes lay out W_a = [W_aa | W_ax]: it acts on [a<t-1>; x<t>] stacked in this order, and each gate is n_a rows
of it.  So all gates are one matrix product, and the part that depends only on x is one product for all steps.

The notes have examples as columns.  Here they are rows, and time comes first: x is (T, B, n_x), so that step t is
one block of memory.  A mask (T, B) is False after the end of a shorter sentence; there the state is carried on
unchanged, so that a<T> is the last state of every sentence.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from explorer.vectors.word_vectors import Floats

Mask = NDArray[np.bool_]
Parameters = Mapping[str, Floats]


@dataclass(frozen=True, eq=False)
class Trace:
    """What a cell computed for a batch at all steps, as needed for a picture and for the backward pass.

    Parameters
    ----------
    x : (T, B, n_x)
    a : (T+1, B, n_a)
        a[0] is a<0>, a[t] is a<t>.
    c : (T+1, B, n_a)
        The memory; `a` itself if the cell has no separate memory.
    gates : (T, B, G n_a)
        After their activation, side by side in the order of `names`, the candidate c~ last.
    kept : (T, B, n_a)
        What else the backward pass needs: tanh c<t> of an LSTM, Γr * c<t-1> of a GRU; empty for an RNN.
    mask : (T, B) bool or None
    names : tuple of str
        Names of the gates, "f", "u", "o", "r", and of the candidate, "c"; an RNN has only "a".
    """

    x: Floats
    a: Floats
    c: Floats
    gates: Floats
    kept: Floats
    mask: Mask | None
    names: tuple[str, ...]

    def gate(self, name: str) -> Floats:
        """(T, B, n_a) of the gate of that name (a view)."""
        n, i = self.a.shape[2], self.names.index(name)
        return self.gates[:, :, i * n : (i + 1) * n]


@dataclass(frozen=True, eq=False)
class CellGradients:
    """The gradients that backpropagation through time finds; L is the loss.

    Parameters
    ----------
    parameters : mapping
        dL/dW, dL/db (and dL/dp), summed over all steps.
    x : (T, B, n_x)
        dL/dx<t>; empty if it was not asked for.
    a : (T, B, n_a)
        dL/da<t>, the sum from the step's own output and from later steps.
    c : (T, B, n_a)
        dL/dc<t> of an LSTM, likewise; `a` for the others.
    z : (T, B, G n_a)
        dL/dz<t>, by the inputs of the activations; dz<t> [a<t-1>; x<t>]^T is what each step adds to dL/dW.
    a0, c0 : (B, n_a)
        By the initial states.
    """

    parameters: dict[str, Floats]
    x: Floats
    a: Floats
    c: Floats
    z: Floats
    a0: Floats
    c0: Floats


def unbroken(mask: Mask | None, T: int) -> Mask:
    """(T,) whether no sentence has ended before step t, from the mask (T, B)."""
    return np.ones(T, np.bool_) if mask is None else np.asarray(mask.all(axis=1))


class Cell(ABC):
    """A recurrent cell with `inputs` inputs and `units` outputs; the caller keeps its parameters.

    A subclass writes one step forward and the same step backward.
    """

    remembers: ClassVar[bool] = False  # whether it has a separate memory c

    def __init__(self, inputs: int, units: int) -> None:
        self.inputs = inputs
        self.units = units

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """Names of the gates, in the order of their rows in W; the candidate last."""

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape of each parameter."""
        rows = len(self.names) * self.units
        return {"W": (rows, self.units + self.inputs), "b": (rows,)}

    def blocks(self, p: Parameters) -> dict[str, Floats]:
        """The parameters (or their gradients) under their names in the notes, as views: W_u (n_a, m), b_u (n_a,) …"""
        n, found = self.units, {}
        for i, name in enumerate(self.names):
            found[f"W_{name}"] = p["W"][i * n : (i + 1) * n]
            found[f"b_{name}"] = p["b"][i * n : (i + 1) * n]
        return found

    def forward(
        self, p: Parameters, x: Floats, *, mask: Mask | None = None, start: tuple[Floats, Floats] | None = None
    ) -> Trace:
        """The trace of all steps of a batch.

        Parameters
        ----------
        p : parameters of the shapes `shapes`
        x : (T, B, n_x)
        mask : (T, B) bool, optional
        start : (B, n_a) twice, optional
            a<0> and c<0>; zeros unless given.
        """
        T, B, n = *x.shape[:2], self.units
        z = np.matmul(x.reshape(T * B, -1), p["W"][:, n:].T)
        z += p["b"]
        a = np.empty((T + 1, B, n), x.dtype)
        c = np.empty_like(a) if self.remembers else a
        c[0] = 0 if start is None else start[1]
        a[0] = 0 if start is None else start[0]
        gates = z.reshape(T, B, -1)
        trace = Trace(x, a, c, gates, self._room(T, B, x.dtype), mask, self.names)
        whole = unbroken(mask, T)
        for t in range(T):
            self._step(p, trace, t)
            if mask is not None and not whole[t]:
                over = ~mask[t]
                a[t + 1][over] = a[t][over]
                c[t + 1][over] = c[t][over]
        return trace

    def _room(self, T: int, B: int, dtype: np.dtype[np.floating]) -> Floats:
        """An empty array for what a step keeps for the backward pass."""
        return np.empty((T, B, self.units), dtype)

    @abstractmethod
    def _step(self, p: Parameters, trace: Trace, t: int) -> None:
        """Turn gates[t], which holds W_x x<t> + b, into the gates, and fill a[t+1] (and c[t+1], kept[t])."""

    def backward(
        self,
        p: Parameters,
        trace: Trace,
        da: Floats,
        *,
        last: tuple[Floats, Floats] | None = None,
        truncate: int | None = None,
        need_x: bool = True,
    ) -> CellGradients:
        """Backpropagation through time.

        Parameters
        ----------
        p : the parameters of the forward pass
        trace : what it kept
        da : (T, B, n_a)
            dL/da<t> of each step's own output.
        last : (B, n_a) twice, optional
            The gradients that arrive at a<T> and c<T> from a decoder after it.
        truncate : int, optional
            Cut the backward pass after every `truncate` steps: δ is set to 0 there; the forward pass had no cut.
        need_x : bool
            Whether dL/dx is wanted.
        """
        T, B, n = da.shape
        arrived = da.copy()
        memory = np.empty_like(arrived) if self.remembers else arrived
        dz = np.empty_like(trace.gates)
        future_a, future_c = (np.zeros((B, n), da.dtype) for _ in range(2)) if last is None else last
        whole = unbroken(trace.mask, T)
        for t in reversed(range(T)):
            if truncate is not None and (t + 1) % truncate == 0 and t + 1 < T:
                # After its end a sentence has no step to cut off: gradients pass through unchanged.
                goes_on = np.ones((B, 1), bool) if trace.mask is None else trace.mask[t + 1][:, None]
                future_a, future_c = np.where(goes_on, 0, future_a), np.where(goes_on, 0, future_c)
            arrived[t] += future_a
            if self.remembers:
                memory[t] = future_c
            future_a, future_c = self._step_back(p, trace, t, arrived[t], memory[t], dz[t])
            if trace.mask is not None and not whole[t]:
                self._pass_by(~trace.mask[t], arrived[t], memory[t], dz[t], future_a, future_c)
        return self._summed(p, trace, dz, arrived, memory, future_a, future_c, need_x=need_x)

    def _pass_by(self, over: Mask, da: Floats, dc: Floats, dz: Floats, before_a: Floats, before_c: Floats) -> None:
        """After a sentence's end nothing was computed: its gradients go on to the step before."""
        dz[over] = 0
        before_a[over] = da[over]
        if self.remembers:
            before_c[over] = dc[over]

    @abstractmethod
    def _step_back(
        self, p: Parameters, trace: Trace, t: int, da: Floats, dc: Floats, dz: Floats
    ) -> tuple[Floats, Floats]:
        """The gradients by a<t-1> and c<t-1>; fills `dz` (B, G n_a) and adds to `dc` what reaches c<t> through a<t>.

        The caller corrects the result at steps after a sentence's end.
        """

    def _summed(
        self,
        p: Parameters,
        trace: Trace,
        dz: Floats,
        arrived: Floats,
        memory: Floats,
        a0: Floats,
        c0: Floats,
        *,
        need_x: bool,
    ) -> CellGradients:
        """The shared weights' gradients: one product over all steps and examples."""
        n, flat = self.units, dz.reshape(-1, dz.shape[2])
        dW = np.empty_like(p["W"])
        self._by_state(trace, flat, dW[:, :n])
        np.matmul(flat.T, trace.x.reshape(-1, self.inputs), out=dW[:, n:])
        db = np.ones(len(flat), flat.dtype) @ flat
        dx = np.matmul(flat, p["W"][:, n:]).reshape(trace.x.shape) if need_x else np.empty((0, 0, 0), flat.dtype)
        parameters = {"W": dW, "b": db} | self._others(trace, dz)
        return CellGradients(parameters, dx, arrived, memory, dz, a0, c0)

    def _by_state(self, trace: Trace, dz: Floats, out: Floats) -> None:
        """Write dL/dW of the columns that act on the previous state into `out`."""
        np.matmul(dz.T, trace.a[:-1].reshape(-1, self.units), out=out)

    def _others(self, trace: Trace, dz: Floats) -> dict[str, Floats]:  # noqa: ARG002  (for cells that have more)
        """Gradients of parameters besides W and b."""
        return {}
