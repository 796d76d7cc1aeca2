"""
Gradients that explode, and clipping that saves the training.

A plain network with ReLU, whose recurrent matrix begins as a rotation times a radius, learns the sentences of
agreement.py by plain gradient descent.  Above a radius of 1 the gradient can grow by that factor a word; one step
along a gradient of a million throws the weights so far that the next loss is not a number (Pascanu, Mikolov and
Bengio 2013, section 3.2).  Two networks with the same weights read the same sentences: one takes the gradient as it
comes, the other has it clipped.
"""

from dataclasses import dataclass, field

import numpy as np

from explorer.errors import SettingError
from explorer.progress import Report, to_nobody
from explorer.sequence.inputs import LearnedVectors, small_vectors
from explorer.sequence.network import Network, NetworkSettings
from explorer.sequence.optimisers import Clip, OptimiserSettings
from explorer.sequence.tasks.agreement import LONGEST_GAP, agreement, vocabulary
from explorer.sequence.trainer import SequenceTrainer, TrainingSettings

LEARNED = 100  # sentences of each gap


@dataclass(frozen=True)
class ExplosionSettings:
    """`radius` is the spectral radius before training, `clip` and `limit` how the second network is saved."""

    radius: float = 3.0
    clip: Clip = "norm"
    limit: float = 1.0
    learning_rate: float = 0.2
    longest: int = 10
    units: int = 32
    dim: int = 16
    batch: int = 32
    steps: int = 500
    seed: int = 1

    def __post_init__(self) -> None:
        if self.clip == "none":
            raise SettingError("The gradient is clipped by norm or by value; only the other network is unclipped.")
        if not 1 <= self.steps <= 10_000:
            raise SettingError(f"Train for 1 to 10,000 steps, not {self.steps:,}.")
        if not 1 <= self.longest <= LONGEST_GAP:
            raise SettingError(f"The longest gap is 1 to {LONGEST_GAP} words, not {self.longest}.")
        if not 2 <= self.dim <= 1000:
            raise SettingError(f"Vectors have between 2 and 1,000 dimensions here, not {self.dim}.")
        self.network()  # checks its own bounds
        self.training(self.clip)

    def network(self) -> NetworkSettings:
        """The settings of both networks."""
        return NetworkSettings(
            cell="RNN, ReLU",
            units=self.units,
            head="last",
            output="sigmoid",
            initialisation="orthogonal",
            radius=self.radius,
            seed=self.seed,
        )

    def training(self, clip: Clip) -> TrainingSettings:
        """How a network with this clipping learns."""
        optimiser = OptimiserSettings("SGD", self.learning_rate, clip=clip, limit=self.limit)
        return TrainingSettings(optimiser, batch=self.batch, into_nan=True, seed=self.seed)


@dataclass(eq=False)
class Runner:
    """A training and its history, one entry a step; it ends with the first loss that is not a number.

    Parameters
    ----------
    trainer : SequenceTrainer
    losses : list of float
        In nats by sentence.
    norms : list of float
        Length of the gradient before clipping.
    """

    trainer: SequenceTrainer
    losses: list[float] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)

    @property
    def broken(self) -> int | None:
        """The step, from 1, whose loss was not a number; None if there was no such step."""
        return len(self.losses) if self.losses and not np.isfinite(self.losses[-1]) else None

    def step(self) -> None:
        """Learn from the next sentences, unless it is broken."""
        if self.broken is None:
            done = self.trainer.step()
            self.norms.append(done.norm)
            self.losses.append(done.loss)  # last: readers count these


class Explosion:
    """Two trainings from the same weights with the same sentences, the second clipped; can be read while they go on.

    Parameters
    ----------
    settings : ExplosionSettings

    Attributes
    ----------
    unclipped, clipped : Runner
    done : int
        Steps so far.
    """

    def __init__(self, settings: ExplosionSettings) -> None:
        self.settings = s = settings
        examples = agreement(tuple(range(1, s.longest + 1)), LEARNED, seed=0).examples

        def runner(clip: Clip) -> Runner:
            E = small_vectors(len(vocabulary()), s.dim, np.random.default_rng(s.seed))
            network = Network(s.network(), LearnedVectors(E), 1)
            return Runner(SequenceTrainer(network, examples, s.training(clip)))

        self.unclipped, self.clipped = runner("none"), runner(s.clip)
        self.done = 0
        self._step()

    def run(self, report: Report = to_nobody) -> None:
        """Train to the last step; `report` is told the steps done, of how many, and may raise to end it."""
        while self.done < self.settings.steps:
            self._step()
            report(self.done, self.settings.steps)

    def _step(self) -> None:
        self.unclipped.step()
        self.clipped.step()
        self.done += 1
