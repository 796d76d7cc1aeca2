"""
One sentence unrolled through time: every box of the picture with its numbers, and when each can be computed.

A clock counts from 1 to `ticks` forward and on to 2 `ticks` backward.  If the network reads one way, word t is
answered at tick t.  If it reads both ways, ŷ<t> waits for both a<t>, and a second layer waits for the whole first
layer (Schuster and Paliwal 1997).  Backpropagation through time (Werbos 1990) undoes the ticks one by one: a box of
tick k is reached at 2 ticks + 1 - k.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.sequence.cell import CellGradients, Mask, Trace
from explorer.sequence.flow import gathered
from explorer.sequence.inputs import Ids
from explorer.sequence.layers import BACKWARD, FORWARD, of
from explorer.sequence.network import Gradients, Network, Pass
from explorer.vectors.word_vectors import Floats

GATES: Final = {"u": "Γu", "r": "Γr", "f": "Γf", "o": "Γo", "c": "c̃"}


@dataclass(frozen=True, eq=False)
class Strand:
    """One direction of one layer, everything in the order of the words.

    Parameters
    ----------
    layer : int
        1 is the lowest.
    backwards : bool
        Whether it reads from the end.
    a : (T, n_a)
    tick : (T,)
        When a<t> can be computed.
    above, later : (T,)
        ‖∂L/∂a<t>‖ of the part from this step's answer, or the layer above; and of the part through time.
    arrived : (T,)
        ‖∂L/∂a<t>‖ of both together.
    gathered : (T,)
        ‖∂L/∂W‖ of this strand's shared weights once the backward pass has reached word t.
    trace : Trace
        In the order in which the strand reads.
    """

    layer: int
    backwards: bool
    a: Floats
    tick: Ids
    above: Floats
    later: Floats
    arrived: Floats
    gathered: Floats
    trace: Trace

    def step(self, t: int) -> int:
        """The step, from 0, at which this strand reads word t (from 0)."""
        return len(self.a) - 1 - t if self.backwards else t


@dataclass(frozen=True, eq=False)
class Unrolled:
    """The forward pass of one sentence, and the backward pass of L, the sum of its words' losses.

    Parameters
    ----------
    words : tuple of str
    target : (T,)
    x : (T, n_x)
    strands : tuple of Strand
        From the lowest layer up, forward before backward.
    read : (T, m)
        What the head reads at each word.
    score, probability, losses : (T,)
    answered : (T,)
        When ŷ<t> can be computed.
    ticks : int
    gradients : Gradients
    """

    words: tuple[str, ...]
    target: Ids
    x: Floats
    strands: tuple[Strand, ...]
    read: Floats
    score: Floats
    probability: Floats
    losses: Floats
    answered: Ids
    ticks: int
    gradients: Gradients

    @property
    def strongest(self) -> float:
        """The largest length among all gradients that come down or through time."""
        return max(float(part.max()) for strand in self.strands for part in (strand.above, strand.later))

    def reached_back(self, tick: Ids, clock: int) -> Mask:
        """(T,) bool: whether boxes of those ticks (T,) have their gradient when the clock stands at `clock`."""
        return np.asarray(2 * self.ticks + 1 - tick <= clock)


def unrolled(network: Network, words: tuple[str, ...], ids: Ids, target: Ids) -> Unrolled:
    """One sentence, ids (T,) and right answers (T,), unrolled through a network that answers at each word."""
    passed = network.forward(ids[:, None])
    gradients = network.backward(passed, target[:, None], average="sentence", need_x=True)
    T, both = len(ids), network.settings.both_ways
    strands: list[Strand] = []
    for number in range(1, len(network.layers) + 1):
        above = _from_above(network, passed, gradients, number)
        start = (number - 1) * T if both else 0  # a layer that reads both ways needs the whole layer below
        n = network.settings.units
        trace, back = passed.layers[number - 1], gradients.layers[number - 1]
        strands.append(_strand(number, trace.forward, back.forward, above[:, :n], start, backwards=False))
        if trace.backward is not None and back.backward is not None:
            strands.append(_strand(number, trace.backward, back.backward, above[:, n:], start, backwards=True))
    top = [strand.tick for strand in strands if strand.layer == len(network.layers)]
    return Unrolled(
        words,
        target,
        passed.x[:, 0],
        tuple(strands),
        passed.answer.h,
        passed.answer.score[:, 0],
        np.asarray(passed.probability[:, 0, 0]),
        np.asarray(gradients.judged.losses[:, 0]),
        np.max(top, axis=0),
        T * len(network.layers) if both else T,
        gradients,
    )


def _from_above(network: Network, passed: Pass, gradients: Gradients, number: int) -> Floats:
    """(T, m) the part of ∂L/∂a<t> of layer `number` that comes from the answer, or from the layer above."""
    if number == len(network.layers):
        return np.asarray(gradients.judged.dscore @ network.parameters["head.W_ya"]).reshape(len(passed.ids), -1)
    higher = gradients.layers[number]
    found = higher.forward.x[:, 0]
    return found if higher.backward is None else found + higher.backward.x[::-1, 0]


def _strand(
    layer: int, trace: Trace, gradients: CellGradients, above: Floats, start: int, *, backwards: bool
) -> Strand:
    turn = slice(None, None, -1 if backwards else 1)
    arrived = gradients.a[turn, 0]
    T = len(arrived)
    return Strand(
        layer,
        backwards,
        trace.a[1:][turn, 0],
        start + np.arange(1, T + 1)[turn],
        np.linalg.norm(above, axis=1),
        np.linalg.norm(arrived - above, axis=1),
        np.linalg.norm(arrived, axis=1),
        gathered(trace, gradients)[turn],
        trace,
    )


def numbers(drawn: Unrolled, strand: Strand, t: int) -> dict[str, list[float]]:
    """The numbers in a strand's box at word t (from 0), unit by unit: previous state, gates, a<t>, ∂L/∂a<t>."""
    trace, s = strand.trace, strand.step(t)
    layer = drawn.gradients.layers[strand.layer - 1]
    back = layer.backward if strand.backwards and layer.backward is not None else layer.forward
    before = t + 2 if strand.backwards else t
    found = {f"a⟨{before}⟩": trace.a[s, 0]}
    if trace.c is not trace.a:
        found[f"c⟨{before}⟩"] = trace.c[s, 0]
    found |= {GATES[name]: trace.gate(name)[s, 0] for name in trace.names if name in GATES}
    if trace.c is not trace.a:
        found[f"c⟨{t + 1}⟩"] = trace.c[s + 1, 0]
    found |= {f"a⟨{t + 1}⟩": trace.a[s + 1, 0], f"∂L/∂a⟨{t + 1}⟩": back.a[s, 0]}
    return {name: values.tolist() for name, values in found.items()}


@dataclass(frozen=True)
class Gate:
    """One unit of one gate at one word: its three terms, and what the activation makes of their sum."""

    name: str
    state: float
    x: float
    bias: float
    value: float


def gates(network: Network, strand: Strand, t: int, unit: int) -> tuple[Gate, ...]:
    """The gates of unit `unit` at word t (both from 0), the candidate (or an RNN's a<t>) last."""
    p = of(network.parameters, f"layer{strand.layer}.{BACKWARD if strand.backwards else FORWARD}")
    trace, s, n = strand.trace, strand.step(t), network.settings.units
    found = []
    for i, name in enumerate(trace.names):
        row = p["W"][i * n + unit]
        relevant = name == "c" and "r" in trace.names  # a GRU's candidate sees Γr * c<t-1>
        state = trace.kept[s, 0] if relevant else trace.a[s, 0]
        found.append(
            Gate(
                name,
                float(row[:n] @ state),
                float(row[n:] @ trace.x[s, 0]),
                float(p["b"][i * n + unit]),
                float(trace.gate(name)[s, 0, unit]),
            )
        )
    return tuple(found)
