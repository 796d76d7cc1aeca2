"""
Attention: at each step of the answer, look back at the whole sentence (Luong, Pham and Manning 2015, "general"):

    e<t, t'> = s<t>^T W_e a<t'>        α<t, .> = softmax of e over the words        context<t> = Σ α<t, t'> a<t'>

s<t> is the decoder's state, a<t'> the encoder's output at word t'.  Unlike Bahdanau, Cho and Bengio 2015, the
context does not go into the decoder's next state, so all steps of the answer are one product.
"""

from dataclasses import dataclass

import numpy as np

from explorer.sequence.activations import log_softmax
from explorer.sequence.cell import Mask
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True, eq=False)
class Attended:
    """What attention looked at.

    Parameters
    ----------
    query : (B, U, m)
        W_e^T s<t>, of each of U steps of the answer.
    weights : (B, U, T)
        α; rows sum to 1, and are 0 after a sentence's end.
    context : (U, B, m)
    """

    query: Floats
    weights: Floats
    context: Floats


def attended(W: Floats, s: Floats, memory: Floats, mask: Mask | None) -> Attended:
    """Attention of decoder states s (U, B, k) on a memory (T, B, m) under a mask (T, B), with W_e (k, m)."""
    query = np.ascontiguousarray((s @ W).swapaxes(0, 1))  # (B, U, m)
    words = np.ascontiguousarray(memory.swapaxes(0, 1))  # (B, T, m): BLAS takes no products of scattered rows
    score = query @ words.swapaxes(1, 2)  # (B, U, T)
    if mask is not None:
        score = np.where(mask.T[:, None, :], score, score.dtype.type(-1e9))
    weights = np.exp(log_softmax(score))
    context = weights @ words  # (B, U, m)
    return Attended(query, weights, np.ascontiguousarray(context.swapaxes(0, 1)))


def attended_back(
    W: Floats, done: Attended, s: Floats, memory: Floats, dcontext: Floats
) -> tuple[Floats, Floats, Floats]:
    """dL/dW_e (k, m), dL/ds (U, B, k) and dL/dmemory (T, B, m) from dL/dcontext (U, B, m)."""
    d, words = (np.ascontiguousarray(array.swapaxes(0, 1)) for array in (dcontext, memory))  # (B, U, m), (B, T, m)
    dweights = d @ words.swapaxes(1, 2)  # (B, U, T)
    α = done.weights
    dscore = α * (dweights - (α * dweights).sum(axis=2, keepdims=True))  # softmax's own Jacobian
    dmemory = α.swapaxes(1, 2) @ d + dscore.swapaxes(1, 2) @ done.query  # (B, T, m)
    dquery = np.ascontiguousarray((dscore @ words).swapaxes(0, 1))  # (U, B, m)
    dW = s.reshape(-1, W.shape[0]).T @ dquery.reshape(-1, W.shape[1])
    return dW, dquery @ W.T, np.ascontiguousarray(dmemory.swapaxes(0, 1))
