"""
Training of a context network: at every step a few thousand words are read, and many of their places guessed.

As no reader sees the word at the place, every word of a text is an example.  Frequent words are guessed less often: a
word of share p is kept with min(1, sqrt(sample / p)).  Adam, warmed up for a hundred steps; over the last part of the
training its rate falls linearly to zero.
"""

from dataclasses import dataclass, field

import numpy as np

from explorer.context.losses import LOSSES, Loss, sgns, softmax
from explorer.context.network import ContextNetwork, NetworkSettings
from explorer.context.type_vectors import Ids, TypeVectors
from explorer.errors import SettingError
from explorer.sequence.cell import Mask
from explorer.sequence.optimisers import Optimiser, OptimiserSettings
from explorer.vectors.word_vectors import Floats

WARM_UP = 100  # steps


@dataclass(frozen=True)
class ContextSettings:
    """How a context network is trained.

    Parameters
    ----------
    network : NetworkSettings
    loss : "softmax" or "SGNS"
    negatives : int
        Noise words that the places of a step share, drawn by count^0.75.
    sample : float
        Threshold above which a word is guessed less often than it occurs; 0 for never.
    share : float
        At most this share of a step's places is guessed.
    steps, rows : int
        Words of a stretch of text, and stretches read at a time.
    learning_rate : float
    fall : float
        Over this last share of the training the rate falls to zero; 1 for the whole of it.
    seed : int
    """

    network: NetworkSettings = field(default_factory=NetworkSettings)
    loss: Loss = "softmax"
    negatives: int = 1024
    sample: float = 1e-3
    share: float = 0.5
    steps: int = 64
    rows: int = 64
    learning_rate: float = 0.003
    fall: float = 1.0
    seed: int = 1

    def __post_init__(self) -> None:
        if self.loss not in LOSSES:
            raise SettingError(f"The loss is {' or '.join(LOSSES)}, not “{self.loss}”.")
        if not 1 <= self.negatives <= 10_000:
            raise SettingError(f"A step has 1 to 10,000 noise words, not {self.negatives:,}.")
        if not (self.sample >= 0 and 0 < self.share <= 1 and 0 < self.fall <= 1):
            raise SettingError("The sampling threshold is 0 or more, shares are above 0 and at most 1.")
        if not (2 <= self.steps <= 1000 and 1 <= self.rows <= 4096):
            raise SettingError("A stretch has 2 to 1,000 words, and 1 to 4,096 of them are read at a time.")


@dataclass(frozen=True, eq=False)
class Batch:
    """Rows of text as ids (T, B), with a mask (T, B) where some are shorter."""

    ids: Ids
    mask: Mask | None = None


class Stretches:
    """Endless batches of running text: stretches of equal length, at another shift and in another order each time."""

    def __init__(self, ids: Ids, settings: ContextSettings, rng: np.random.Generator) -> None:
        self.settings, self.rng, self._text = settings, rng, ids
        if len(ids) < (settings.rows + 1) * settings.steps:
            raise SettingError(
                f"The text has {len(ids):,} words, and a step reads {settings.rows * settings.steps:,}. "
                "A longer text is needed."
            )
        self._order: list[int] = []
        self._shift = 0

    def next(self) -> Batch:
        """The next rows."""
        T, B = self.settings.steps, self.settings.rows
        if len(self._order) < B:
            self._shift = int(self.rng.integers(T))
            self._order = self.rng.permutation((len(self._text) - self._shift) // T).tolist()
        chosen, self._order = self._order[:B], self._order[B:]
        begins = self._shift + T * np.array(chosen)
        return Batch(self._text[begins + np.arange(T)[:, None]].astype(np.int32))


class ContextTrainer:
    """One step at a time.

    Parameters
    ----------
    types : TypeVectors
    settings : ContextSettings
    """

    def __init__(self, types: TypeVectors, settings: ContextSettings) -> None:
        self.types, self.settings = types, settings
        self.rng = np.random.default_rng(settings.seed)
        self.network = ContextNetwork.begin(types, settings.network, seed=settings.seed)
        self._optimiser = Optimiser(
            OptimiserSettings(learning_rate=settings.learning_rate, beta2=0.99, clip="norm", limit=1.0)
        )
        noise = types.share**0.75
        noise /= noise.sum()
        self._noise_up_to = np.cumsum(noise)
        expected = np.log(noise * settings.negatives)
        self._log_q = expected.astype(types.unit.dtype) if settings.loss == "softmax" else None
        kept = np.minimum(1, np.sqrt(settings.sample / types.share)) if settings.sample else np.ones(len(types))
        self._kept = np.append(kept, 0)  # a word that the vectors do not know is never the answer

    def step(self, batch: Batch, done: float = 0.0) -> float:
        """The mean loss of the places of one batch, after learning from it; `done` (0 to 1) of the training is over."""
        s = self.settings
        places = self._places(batch)
        noise = np.searchsorted(self._noise_up_to, self.rng.random(s.negatives)).clip(0, len(self.types) - 1)
        loss, gradients = self.gradients(batch, places, noise)
        self._optimiser.clip(gradients)
        warm = min(1.0, (self._optimiser.steps_done + 1) / WARM_UP)
        self._optimiser.learning_rate = s.learning_rate * warm * min(1.0, max(1 - done, 0.0) / s.fall)
        self._optimiser.move(self.network.parameters, gradients)
        return loss

    def _places(self, batch: Batch) -> Ids:
        """(N,) places of the batch that are guessed, ascending."""
        flat = batch.ids.reshape(-1)
        wanted = self.rng.random(flat.size) < self._kept[flat]
        if batch.mask is not None:
            wanted &= batch.mask.reshape(-1)
        places = np.flatnonzero(wanted)
        most = max(1, int(self.settings.share * flat.size))
        return np.sort(self.rng.permutation(places)[:most]) if len(places) > most else places

    def gradients(self, batch: Batch, places: Ids, noise: Ids) -> tuple[float, dict[str, Floats]]:
        """The mean loss of guessing places (N,) against noise words (K,), and its gradient by every parameter."""
        network, bias = self.network, self.network.parameters["bias"]
        passed = network.run(batch.ids, batch.mask)
        merged = network.merged(network.states(passed, places))
        c, y = merged.context, batch.ids.reshape(-1)[places]
        own, other = network.answers(y), network.answers(noise)
        true, bad = (c * own).sum(axis=1), c @ other.T
        if self._log_q is not None:
            true += bias[y] - self._log_q[y]
            bad += bias[noise] - self._log_q[noise]
        bad[noise[None, :] == y[:, None]] = -np.inf
        judged = (softmax if self.settings.loss == "softmax" else sgns)(true, bad)
        by_true, by_noise = judged.by_true / len(y), judged.by_noise / len(y)
        dc = by_true[:, None] * own + by_noise @ other
        found = network.back(passed, places, merged, dc)
        by_answer = np.concatenate([by_true[:, None] * c, by_noise.T @ c])
        found |= network.answers_back(np.concatenate([y, noise]), by_answer)
        if self._log_q is not None:
            of_bias = np.bincount(y, by_true, len(bias)) + np.bincount(noise, by_noise.sum(axis=0), len(bias))
            found["bias"] = of_bias.astype(bias.dtype)
        return float(judged.losses.mean()), found
