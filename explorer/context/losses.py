"""
Two losses to learn which word is at a place, both with noise words that a batch shares.

    softmax   -log( exp z_y / (exp z_y + Σ_k exp z_k) )   with z less log(K q): sampled softmax (Jean et al. 2015)
    SGNS      -log σ(z_y) - w Σ_k log σ(-z_k)             word2vec's loss, as in context2vec

q is the distribution that the K noise words are drawn from; w makes them count as if there were `NOISE` for each
place.  Both return the losses and their derivatives by the scores z.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from explorer.sequence.activations import sigmoid
from explorer.vectors.word_vectors import Floats

Loss = Literal["softmax", "SGNS"]
LOSSES: tuple[Loss, ...] = get_args(Loss)
NOISE = 10  # noise words of a place that SGNS counts


@dataclass(frozen=True, eq=False)
class Judged:
    """Losses (N,), and the derivatives of each by the true word's score (N,) and by the noise words' (N, K)."""

    losses: Floats
    by_true: Floats
    by_noise: Floats


def softmax(true: Floats, noise: Floats) -> Judged:
    """Losses from scores of the true words (N,) and the noise words (N, K); a score of -inf leaves a noise word out."""
    top = np.maximum(true, noise.max(axis=1))
    parts = np.exp(noise - top[:, None])
    own = np.exp(true - top)
    total = own + parts.sum(axis=1)
    parts /= total[:, None]
    return Judged(np.log(total) + top - true, own / total - 1, parts)


def sgns(true: Floats, noise: Floats) -> Judged:
    """Losses from scores of the true words (N,) and the noise words (N, K); a score of -inf leaves a noise word out."""
    weight = true.dtype.type(NOISE / noise.shape[1])
    by_noise = sigmoid(noise)
    losses = np.logaddexp(0, -true) + weight * np.logaddexp(0, noise).sum(axis=1)
    return Judged(losses, sigmoid(true) - 1, weight * by_noise)
