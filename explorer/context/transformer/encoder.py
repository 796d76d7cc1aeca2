"""
The forward pass of an encoder (Vaswani et al. 2017, section 3; Devlin et al. 2019), with all that it computes.

    x_0     = norm(piece + position + segment)
    α       = softmax(q kᵀ / √d)                     for each head, of d = D / H numbers
    y       = norm(x + (heads side by side) W + b)
    x_next  = norm(y + gelu(y W' + b') W'' + b'')

norm subtracts the mean of a row, divides it by its standard deviation, and scales and shifts each number.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.context.transformer.settings import TransformerSettings
from explorer.context.transformer.weights import Affine, Layer, Weights
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True, eq=False)
class Pass:
    """What a forward pass computed.

    Parameters
    ----------
    states : (S, T, D), S = L + 1
        Before the first layer, and after each.
    attentions : (L, H, T, T)
        How much each place (row) takes from each (column), by layer and head; rows sum to 1.
    """

    states: Floats
    attentions: Floats


def forward(weights: Weights, settings: TransformerSettings, ids: NDArray[np.intp]) -> Pass:
    """All states and attentions over one sentence of pieces `ids` (T,)."""
    states, attentions = [embedded(weights, settings, ids)], []
    for layer in weights.layers:
        state, attention = _through(layer, states[-1], settings)
        states.append(state)
        attentions.append(attention)
    return Pass(np.stack(states), np.stack(attentions))


def embedded(weights: Weights, settings: TransformerSettings, ids: NDArray[np.intp]) -> Floats:
    """(T, D) what goes into the first layer, of pieces `ids` (T,)."""
    summed = weights.pieces[ids] + weights.positions[: len(ids)] + weights.segment
    return _normed(summed, weights.norm, settings.eps)


def _through(layer: Layer, x: Floats, settings: TransformerSettings) -> tuple[Floats, Floats]:
    """The states (T, D) after a layer, and its attentions (H, T, T)."""
    query, key, value = (_heads(_mapped(x, one), settings.heads) for one in (layer.query, layer.key, layer.value))
    attention = softmax(query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1]))  # (H, T, T)
    taken = (attention @ value).transpose(1, 0, 2).reshape(x.shape)
    y = _normed(x + _mapped(taken, layer.joined), layer.after_attention, settings.eps)
    within = gelu(_mapped(y, layer.widened))
    return _normed(y + _mapped(within, layer.narrowed), layer.after_network, settings.eps), attention


def _heads(x: Floats, H: int) -> Floats:
    """(H, T, d) of (T, D)."""
    return x.reshape(len(x), H, -1).transpose(1, 0, 2)


def _mapped(x: Floats, by: Affine) -> Floats:
    return np.asarray(x @ by.weight.T + by.bias)


def _normed(x: Floats, by: Affine, eps: float) -> Floats:
    shifted = x - x.mean(axis=-1, keepdims=True)
    variance = (shifted * shifted).mean(axis=-1, keepdims=True)
    return np.asarray(shifted / np.sqrt(variance + eps) * by.weight + by.bias)


def softmax(z: Floats) -> Floats:
    """(T, T) or (H, T, T): shares that sum to 1 along the last axis of the scores `z`, without overflow."""
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def gelu(z: Floats) -> Floats:
    """z Φ(z) of each number of (T, n), Φ the normal distribution (Hendrycks and Gimpel 2016), exactly."""
    from scipy.special import erf

    return np.asarray(0.5 * z * (1 + erf(z / math.sqrt(2))))
