"""
What a network answers, and when: at each step, after the last, or from the mean or the maximum of all.

    ŷ<t> = g(W_ya a<t> + b_y)        L<t> = -log ŷ<t>[y<t>]

with g a softmax over n_y answers, or a sigmoid for one yes or no, where L = -y log ŷ - (1-y) log(1-ŷ).  The
backward pass begins the same way for both: dL/dz = ŷ - y (Bishop 2006, section 4.3.6).  A target of -1 is not
counted.

The notes add up L<t> over the steps.  Here the loss is the mean, by word (every counted answer weighs the same) or by
sentence (the notes' sum, averaged over the batch); the gradients follow.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from explorer.sequence.activations import log_softmax, sigmoid
from explorer.sequence.cell import Mask, Parameters
from explorer.sequence.inputs import Ids
from explorer.vectors.word_vectors import Floats

When = Literal["each", "last", "mean", "max"]
WHENS: tuple[When, ...] = get_args(When)
Output = Literal["softmax", "sigmoid"]
Average = Literal["word", "sentence"]


@dataclass(frozen=True, eq=False)
class Answer:
    """The scores of the head.

    Parameters
    ----------
    h : (N, m)
        Its input: T B rows if it answers at each step (time first), else B rows.
    score : (N, n_y)
        W_ya h + b_y.
    highest : (B, m) or None
        The step of the maximum.
    """

    h: Floats
    score: Floats
    highest: Ids | None = None


@dataclass(frozen=True, eq=False)
class Judged:
    """The answers compared with the targets.

    Parameters
    ----------
    loss : float
        In nats, by word or by sentence.
    losses : (T, B) or (B,)
        L<t> of each answer; 0 if it is not counted.
    right : (T, B) or (B,) bool
        Whether the likeliest answer was right; False if it is not counted.
    counted : int
    dscore : (N, n_y)
        dL/dscore.
    """

    loss: float
    losses: Floats
    right: Mask
    counted: int
    dscore: Floats


class Head:
    """W_ya (n_y, m) and b_y on top of the last layer's m outputs a step.

    Parameters
    ----------
    m : int
    when : "each", "last", "mean" or "max"
    output : "softmax" or "sigmoid" (of one class)
    units : int
        n_a; with m = 2 n_a, "last" is the forward half after the last word and the backward half after the first.
    """

    def __init__(self, m: int, *, when: When, output: Output, units: int) -> None:
        self.m, self.when, self.output, self.units = m, when, output, units

    def answer(self, p: Parameters, top: Floats, mask: Mask | None) -> Answer:
        """The scores of the last layer's output (T, B, m) under a mask (T, B)."""
        highest = None
        if self.when == "each":
            h = top.reshape(-1, self.m)
        elif self.when == "last":
            h = np.concatenate([top[-1, :, : self.units], top[0, :, self.units :]], axis=1)
        elif self.when == "mean":
            h = top.mean(axis=0) if mask is None else np.einsum("tb,tbm->bm", _shares(mask, top.dtype), top)
        else:
            shown = top if mask is None else np.where(mask[:, :, None], top, -np.inf)
            highest = shown.argmax(axis=0)
            h = np.take_along_axis(top, highest[None], axis=0)[0]
        return Answer(h, h @ p["W_ya"].T + p["b_y"], highest)

    def probabilities(self, score: Floats) -> Floats:
        """ŷ (N, n_y) of scores (N, n_y)."""
        return sigmoid(score) if self.output == "sigmoid" else np.asarray(np.exp(log_softmax(score)))

    def judged(self, answer: Answer, target: Ids, average: Average) -> Judged:
        """The loss against targets (T, B), or (B,) where one answer is given for a sentence; -1 is not counted."""
        wanted = target.ravel()
        counts = wanted >= 0
        n = int(counts.sum())
        dtype = answer.score.dtype
        if self.output == "sigmoid":
            z = answer.score[:, 0]
            losses: Floats = np.logaddexp(0, z) - wanted * z  # -log of the probability of the right answer
            dscore = (sigmoid(z) - wanted)[:, None]
            right = (z > 0) == (wanted == 1)
        else:
            at = np.arange(len(wanted)), np.where(counts, wanted, 0)
            dscore = answer.score - answer.score.max(axis=1, keepdims=True)
            losses, right = -dscore[at], answer.score.argmax(axis=1) == wanted
            np.exp(dscore, out=dscore)  # the only exponential of a training step, in place: (N, n_y) may be large
            total = dscore.sum(axis=1)
            losses += np.log(total)
            dscore /= total[:, None]
            dscore[at] -= 1
        losses = np.where(counts, losses, 0)
        size = max(n, 1) if average == "word" else target.shape[-1]
        dscore *= (counts / size).astype(dtype)[:, None]
        loss = float(losses.sum(dtype=np.float64)) / size
        return Judged(loss, losses.reshape(target.shape), (right & counts).reshape(target.shape), n, dscore)

    def back(
        self, p: Parameters, answer: Answer, dscore: Floats, shape: tuple[int, ...], mask: Mask | None
    ) -> tuple[dict[str, Floats], Floats]:
        """dL/dW_ya and dL/db_y; and dL/dtop, of the `shape` (T, B, m) of the last layer's output."""
        gradients = {"W_ya": dscore.T @ answer.h, "b_y": dscore.sum(axis=0)}
        dh = dscore @ p["W_ya"]
        if self.when == "each":
            return gradients, dh.reshape(shape)
        dtop = np.zeros(shape, dh.dtype)
        if self.when == "last":
            dtop[-1, :, : self.units] = dh[:, : self.units]
            dtop[0, :, self.units :] += dh[:, self.units :]
        elif self.when == "mean":
            shares = np.full(shape[:2], 1 / shape[0], dh.dtype) if mask is None else _shares(mask, dh.dtype)
            np.multiply(shares[:, :, None], dh, out=dtop)
        elif answer.highest is not None:
            np.put_along_axis(dtop, answer.highest[None], dh[None], axis=0)
        return gradients, dtop


def _shares(mask: Mask, dtype: np.dtype[np.floating]) -> Floats:
    """(T, B) 1/n at each of the n steps of a sentence."""
    return np.asarray(mask / np.maximum(mask.sum(axis=0), 1), dtype=dtype)
