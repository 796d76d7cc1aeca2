"""The squashing functions of cells and heads: the logistic function and the softmax."""

import numpy as np

from explorer.vectors.word_vectors import Floats


def sigmoid_in_place(z: Floats) -> None:
    """Put 1 / (1 + exp(-z)) into `z` (B, n), without overflow and without a second array.

    sigmoid(z) = (1 + tanh(z / 2)) / 2, and NumPy's tanh is the fastest of its kind.
    """
    z *= 0.5
    np.tanh(z, out=z)
    z *= 0.5
    z += 0.5


def sigmoid(z: Floats) -> Floats:
    """1 / (1 + exp(-z)) in [0, 1], of the shape (N,) or (B, n) of `z`, without overflow."""
    squashed = z.copy()
    sigmoid_in_place(squashed)
    return squashed


def log_softmax(z: Floats) -> Floats:
    """(N, K) logarithms of the probabilities of scores (N, K), without overflow.

    >>> np.exp(log_softmax(np.array([[0.0, np.log(3)]]))).round(4).tolist()
    [[0.25, 0.75]]
    """
    shifted = z - z.max(axis=-1, keepdims=True)
    total = np.exp(shifted).sum(axis=-1, keepdims=True)
    shifted -= np.log(total)
    return np.asarray(shifted)
