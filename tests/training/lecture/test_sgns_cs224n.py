"""SGNS against the numbers of CS224N's second assignment (word2vec.py, sanity checks)."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.training.lecture.sgns import gradients, pair_losses, sigmoid


@pytest.fixture
def dummy() -> tuple[np.ndarray, np.ndarray]:
    """The assignment's dummy vectors of the words a to e: V and U."""
    vectors = np.random.RandomState(9265).randn(10, 3)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors[:5], vectors[5:]


def test_negative_sampling_loss_and_gradient(dummy: tuple[np.ndarray, np.ndarray]) -> None:
    """Centre c, outside words a and b, ten negatives each: together a x4, b x4, c x4, d x3, e x5.

    A negative is never its own outside word, so the a's belong to b and the b's to a.
    """
    V, U = dummy
    a, b, c, d, e = range(5)
    context = np.array([a, b])
    negative = np.array([[b] * 4 + [c] * 4 + [d] * 2, [a] * 4 + [d] + [e] * 5])
    v, u, u_negative = V[[c, c]], U[context], U[negative]
    score, score_negative = np.einsum("bd,bd->b", v, u), np.einsum("bkd,bd->bk", u_negative, v)
    losses = pair_losses(score, score_negative, negative != context[:, None])
    assert losses.sum() == pytest.approx(16.15119285363322, abs=1e-12)
    dv, du, du_negative = gradients(v, u, u_negative, sigmoid(score) - 1, sigmoid(score_negative))
    assert_allclose(dv.sum(axis=0), [-4.54650789, -1.85942252, 0.76397441], atol=1e-8)
    assert du.shape == (2, 3)
    assert du_negative.shape == (2, 10, 3)
