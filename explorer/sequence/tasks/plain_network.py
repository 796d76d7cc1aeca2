"""
A plain network for the same question, and why it is the wrong one (Ng's notes, week 1).

The vectors of all places are concatenated, padded to one length, and each place has its own weights:

    h = tanh(W_h [x<1>; ...; x<T>] + b_h)        ŷ<t> = σ(w_t h + b_t)

It does not know at one place what it learned about a word at another, and its first matrix grows with the sentence
(the architecture of Bengio et al. 2003, with one answer for each place).
"""

from dataclasses import dataclass

import numpy as np

from explorer.sequence.activations import sigmoid
from explorer.sequence.batches import Examples, epoch, padded
from explorer.sequence.inputs import Ids, LearnedVectors, row_gradient, small_vectors
from explorer.sequence.learned import Learned
from explorer.sequence.optimisers import Gradient, Optimiser, OptimiserSettings
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True, eq=False)
class PlainPass:
    """What it computed: x (B, places D) concatenated, h (B, units), score (B, places)."""

    x: Floats
    h: Floats
    score: Floats


class PlainNetwork(Learned):
    """One hidden layer over all places at once, one answer for each place.

    Parameters
    ----------
    V, dim, places, units : int
    seed : int
    dtype : float32 unless told
    """

    def __init__(
        self, V: int, *, dim: int, places: int, units: int, seed: int, dtype: type[np.floating] = np.float32
    ) -> None:
        rng = np.random.default_rng(seed)
        self.dim, self.places = dim, places
        found = {
            "E": small_vectors(V, dim, rng),
            "W_h": rng.standard_normal((units, places * dim)) / np.sqrt(places * dim),
            "b_h": np.zeros(units),
            "W_y": rng.standard_normal((places, units)) / np.sqrt(units),
            "b_y": np.zeros(places),
        }
        self.parameters = {name: value.astype(dtype) for name, value in found.items()}

    def forward(self, ids: Ids) -> PlainPass:
        """The pass of ids (T, B), T at most `places`; -1 is a vector of zeros."""
        p = self.parameters
        x = LearnedVectors(p["E"]).read(self._placed(ids), p["E"]).swapaxes(0, 1).reshape(ids.shape[1], -1)
        h = np.tanh(x @ p["W_h"].T + p["b_h"])
        return PlainPass(x, h, h @ p["W_y"].T + p["b_y"])

    def answers(self, sentences: tuple[Ids, ...]) -> list[Floats]:
        """ŷ (T_i,) of each word of sentences (T_i,)."""
        said = sigmoid(self.forward(padded(list(sentences))[0]).score)
        return [one[: len(ids)] for one, ids in zip(said, sentences, strict=True)]

    def gradients(self, ids: Ids, target: Ids) -> tuple[float, dict[str, Gradient]]:
        """Mean loss by counted word and its gradient by every parameter; ids, targets (T, B), -1 not counted."""
        p, done = self.parameters, self.forward(ids)
        wanted = self._placed(target).T  # (B, places)
        counts = wanted >= 0
        losses = np.where(counts, np.logaddexp(0, done.score) - wanted * done.score, 0)
        n = max(int(counts.sum()), 1)
        dscore = (np.where(counts, sigmoid(done.score) - wanted, 0) / n).astype(done.score.dtype)
        dz = dscore @ p["W_y"] * (1 - done.h * done.h)
        dx = (dz @ p["W_h"]).reshape(len(dz), self.places, self.dim).swapaxes(0, 1)
        return float(losses.sum(dtype=np.float64)) / n, {
            "E": row_gradient(self._placed(ids), dx),
            "W_h": dz.T @ done.x,
            "b_h": dz.sum(axis=0),
            "W_y": dscore.T @ done.h,
            "b_y": dscore.sum(axis=0),
        }

    def _placed(self, ids: Ids) -> Ids:
        """(places, B) ids: the ids (T, B), followed by -1."""
        found = np.full((self.places, ids.shape[1]), -1, np.intp)
        found[: len(ids)] = ids
        return found


class PlainTrainer:
    """Trains a plain network, with the same optimiser and order of examples as the others."""

    def __init__(
        self, network: PlainNetwork, examples: Examples, *, learning_rate: float, batch: int, seed: int
    ) -> None:
        self.network, self.examples, self.batch = network, examples, batch
        self.optimiser = Optimiser(OptimiserSettings(learning_rate=learning_rate))
        self.steps_done = 0
        self._rng = np.random.default_rng(seed)
        self._waiting: list[Ids] = []

    def step(self) -> float:
        """The loss of the next examples, from before the update."""
        if not self._waiting:
            self._waiting = epoch(self.examples, self.batch, self._rng)[::-1]
        batch = self.examples.batch(self._waiting.pop())
        loss, gradients = self.network.gradients(batch.ids, batch.target)
        self.optimiser.clip(gradients)
        self.optimiser.move(self.network.parameters, gradients)
        self.steps_done += 1
        return loss
