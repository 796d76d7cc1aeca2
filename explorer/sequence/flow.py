"""
How a gradient travels through time: what arrives at each step, and what the shared weights gather on the way.

∂L/∂a<k> of a loss at step T is a product of T - k Jacobians.  In a plain network each is diag(g') W_aa, so the product
shrinks or grows by a factor a step (Bengio, Simard and Frasconi 1994); in an LSTM it contains the product of the
forget gates, which can stay near 1 (Hochreiter and Schmidhuber 1997).
"""

from dataclasses import dataclass

import numpy as np

from explorer.sequence.cell import CellGradients, Mask, Trace
from explorer.sequence.inputs import Ids
from explorer.sequence.network import Network
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True, eq=False)
class Flow:
    """How strong the gradient of one answer is at the steps before it.

    Parameters
    ----------
    distance : (T,)
        Steps between a word and the answer, 0 first.
    norm : (T,)
        Mean of ‖∂L/∂a<t>‖ of the first layer, over the sentences that are long enough; 0 where it has vanished,
        not finite where it has exploded.
    sentences : (T,)
        How many sentences the mean is over.
    """

    distance: Ids
    norm: Floats
    sentences: Ids


def gathered(trace: Trace, gradients: CellGradients) -> Floats:
    """(T,) length of ∂L/∂W, summed over the backward pass from the last step to step t; the whole sum at t = 0.

    W is (R, C); what step t adds is dz<t> [a<t-1>; x<t>]^T, summed over the batch.  (A GRU's candidate sees
    Γr * c<t-1> instead of c<t-1>.)
    """
    T, _, n = gradients.a.shape
    total: Floats = np.zeros_like(gradients.parameters["W"])
    lengths = np.empty(T)
    for t in reversed(range(T)):
        dz, state = gradients.z[t], trace.a[t]
        total[:, n:] += dz.T @ trace.x[t]
        total[:, :n] += dz.T @ state
        if "r" in trace.names:
            total[-n:, :n] += dz[:, -n:].T @ (trace.kept[t] - state)
        lengths[t] = np.linalg.norm(total)
    return lengths


def flow(network: Network, ids: Ids, target: Ids, mask: Mask | None = None, *, memory: bool = False) -> Flow:
    """How far the gradient of each sentence's last counted answer reaches back.

    Parameters
    ----------
    network : Network
    ids : (T, B)
    target : (B,), or (T, B), whose last counted answer is taken
    mask : (T, B) bool, optional
    memory : bool
        Whether to give ‖∂L/∂c<t>‖, of the memory, instead of ‖∂L/∂a<t>‖; they differ only for an LSTM.
    """
    passed = network.forward(ids, mask)
    T, B = ids.shape
    lengths = np.full(B, T) if mask is None else mask.sum(axis=0)
    last = lengths - 1
    if target.ndim == 2:
        last = T - 1 - (target[::-1] >= 0).argmax(axis=0)
        alone = np.full_like(target, -1)
        alone[last, np.arange(B)] = target[last, np.arange(B)]
        target = alone
    with np.errstate(over="ignore", invalid="ignore"):  # an exploding gradient is meant to be seen
        gradients = network.backward(passed, target, average="sentence")
        first = gradients.layers[0].forward
        # times B: the loss is a mean over the batch, but here each distance has its own number of sentences
        norms = np.linalg.norm(first.c if memory else first.a, axis=2) * B
    longest = int(last.max()) + 1
    by_distance, sentences = np.zeros(longest), np.zeros(longest, np.intp)
    for b in range(B):
        steps = int(last[b]) + 1
        by_distance[:steps] += norms[:steps, b][::-1]
        sentences[:steps] += 1
    return Flow(np.arange(longest), by_distance / sentences, sentences)
