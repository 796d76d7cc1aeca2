"""
RNN, GRU and LSTM race: which of them still knows the subject when the verb comes?

The same sentences in the same order for all cells, with as many steps and as many units; several seeds each.
Their accuracy is measured at moments of the training, gap by gap, on sentences that none has learned from.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.errors import SettingError
from explorer.progress import Report, to_nobody
from explorer.sequence.flow import flow
from explorer.sequence.initialisation import Initialisation
from explorer.sequence.inputs import Ids, LearnedVectors, small_vectors
from explorer.sequence.network import CELLS, CellName, Network, NetworkSettings
from explorer.sequence.optimisers import OptimiserSettings
from explorer.sequence.tasks.agreement import LONGEST_GAP, Agreement, agreement, vocabulary
from explorer.sequence.trainer import SequenceTrainer, TrainingSettings, score
from explorer.vectors.word_vectors import Floats

MOMENTS = 8
ASKED = 60  # sentences of each gap
LEARNED = 100


@dataclass(frozen=True)
class MemoryRaceSettings:
    """What is the same for all cells; `seeds` are those of weights and order, `gaps` the gaps to be measured.

    The sentences learned from have gaps from `shortest` to `longest`.  `initialisation`, `radius`, `truncate` and
    `clip` let a reader see what goes wrong.
    """

    cells: tuple[CellName, ...] = ("RNN", "GRU", "LSTM")
    units: int = 32
    dim: int = 16
    steps: int = 600
    learning_rate: float = 0.005
    batch: int = 32
    shortest: int = 1
    longest: int = LONGEST_GAP
    gaps: tuple[int, ...] = (1, 5, 10, 20, 30, 40)
    seeds: tuple[int, ...] = (1, 2, 3)
    initialisation: Initialisation = "scaled"
    radius: float = 1.0
    truncate: int | None = None
    clip: bool = True

    def __post_init__(self) -> None:
        if not self.cells or not set(self.cells) <= set(CELLS):
            raise SettingError(f"The cells of a race are some of {'; '.join(CELLS)}.")
        if not 1 <= self.steps <= 100_000:
            raise SettingError(f"A race has 1 to 100,000 steps, not {self.steps:,}.")
        if not 2 <= self.dim <= 1000:
            raise SettingError(f"Vectors have between 2 and 1,000 dimensions here, not {self.dim}.")
        if not 1 <= self.longest <= LONGEST_GAP:
            raise SettingError(f"The longest gap is 1 to {LONGEST_GAP} words, not {self.longest}.")
        if not 1 <= self.shortest <= self.longest:
            raise SettingError(f"The shortest gap is 1 word to the longest, {self.longest}, not {self.shortest}.")
        if not self.gaps or not all(1 <= gap <= LONGEST_GAP for gap in self.gaps):
            raise SettingError(f"Cells are measured at gaps of 1 to {LONGEST_GAP} words.")
        if not self.seeds:
            raise SettingError("A race needs at least one seed.")
        self.network("GRU", 1)  # checks its own bounds
        self.training(1)

    def network(self, cell: CellName, seed: int) -> NetworkSettings:
        """The settings of one runner's network."""
        return NetworkSettings(
            cell=cell,
            units=self.units,
            head="last",
            output="sigmoid",
            seed=seed,
            initialisation=self.initialisation,
            radius=self.radius,
        )

    def training(self, seed: int) -> TrainingSettings:
        """How one runner learns."""
        optimiser = OptimiserSettings(learning_rate=self.learning_rate, clip="norm" if self.clip else "none", limit=1.0)
        return TrainingSettings(optimiser, batch=self.batch, truncate=self.truncate, seed=seed)


class MemoryRace:
    """The race, at its start and at up to `MOMENTS` later moments.

    Results so far can be read while the race goes on in another thread; later ones are NaN.

    Parameters
    ----------
    settings : MemoryRaceSettings

    Attributes
    ----------
    step : (M,)
        The steps after which it is looked at; 0 first.
    accuracy : (C, S, M, G)
        Share right of each cell, seed, moment and gap.
    loss : (C, S, M)
        In nats by sentence, over all gaps.
    reached : int
        The last moment that has been looked at.
    trainers : by cell and seed
        As they are now.
    parameters : one for each moment so far
        Of every network, by cell and seed.
    learned, asked : Agreement
    """

    def __init__(self, settings: MemoryRaceSettings) -> None:
        self.settings = s = settings
        self.learned, self.asked = _sentences(s.shortest, s.longest, s.gaps)
        self.trainers = {(cell, seed): _runner(self.learned, s, cell, seed) for cell in s.cells for seed in s.seeds}
        self.step = np.unique((np.linspace(0, 1, MOMENTS) ** 1.5 * s.steps).round().astype(int))
        shape = len(s.cells), len(s.seeds), len(self.step)
        self.accuracy: Floats = np.full((*shape, len(s.gaps)), np.nan)
        self.loss: Floats = np.full(shape, np.nan)
        self.parameters: list[dict[tuple[CellName, int], dict[str, Floats]]] = []
        self.reached = -1
        self._look(0)

    def run(self, report: Report = to_nobody) -> None:
        """Run to the end; `report` is told how much is done, of how much, and may raise to end the race.

        A step of a runner counts as much as the measuring of one at one gap.

        Raises
        ------
        DivergedError
            If a runner's loss is no longer a number.
        """
        of_a_look = len(self.trainers) * len(self.settings.gaps)
        total = self.settings.steps * len(self.trainers) + of_a_look * (len(self.step) - 1)

        def told(measured: int, _: int = 0) -> None:
            measured += of_a_look * self.reached
            report(sum(runner.steps_done for runner in self.trainers.values()) + measured, total)

        for moment in range(self.reached + 1, len(self.step)):
            for trainer in self.trainers.values():
                while trainer.steps_done < self.step[moment]:
                    trainer.step()
                    told(0)
            self._look(moment, told)

    def network(self, cell: CellName, seed: int | None = None, moment: int | None = None) -> Network:
        """The network of one runner at a moment, or as it is now; of the first seed unless told."""
        runner = cell, self.settings.seeds[0] if seed is None else seed
        network = self.trainers[runner].network
        return network if moment is None else network.at(self.parameters[moment][runner])

    def were(self, moment: int, ids: Ids) -> Floats:
        """(C, S) the probability of "were" after the words ids (T,), by the network of each cell and seed."""
        s = self.settings
        said = [[self.network(cell, seed, moment).forward(ids[:, None]) for seed in s.seeds] for cell in s.cells]
        return np.array([[float(passed.probability[0, 0]) for passed in row] for row in said])

    def flows(self, moment: int, cell: CellName, *, memory: bool = False) -> Floats:
        """(S, T) how strong the gradient of the answer still is t words before it, for each seed.

        The mean over sentences of the longest gap that is measured; of a<t>, or with `memory` of c<t> (see flow.py).
        """
        asked = self.asked.at(max(self.settings.gaps))
        batch = asked.batch(np.arange(len(asked)))
        networks = [self.network(cell, seed, moment) for seed in self.settings.seeds]
        return np.array([flow(one, batch.ids, batch.target, batch.mask, memory=memory).norm for one in networks])

    def memories(self, moment: int, cell: CellName, seed: int, gap: int) -> list[Floats]:
        """c<t> (T_i, n_a) of each sentence of that gap, by one network, in the order of `asked`."""
        examples = self.asked.at(gap)
        batch = examples.batch(np.arange(len(examples)))
        c = self.network(cell, seed, moment).forward(batch.ids, batch.mask).layers[0].forward.c[1:]
        return [c[: len(ids), b] for b, ids in enumerate(examples.ids)]

    def slope(self, moment: int, cell: CellName) -> float:
        """The mean of 1 - a^2, the slope of tanh where it gave a, over units and words; of the first seed."""
        asked = self.asked.at(max(self.settings.gaps))
        batch = asked.batch(np.arange(len(asked)))
        a = self.network(cell, None, moment).forward(batch.ids, batch.mask).layers[0].forward.a[1:]
        return float(1 - (a**2).mean())

    def _look(self, moment: int, report: Report = to_nobody) -> None:
        s, done, whole = self.settings, 0, len(self.trainers) * len(self.settings.gaps)
        for c, cell in enumerate(s.cells):
            for k, seed in enumerate(s.seeds):
                found = []
                for gap in s.gaps:
                    found.append(score(self.trainers[cell, seed].network, self.asked.at(gap)))
                    done += 1
                    report(done, whole)
                self.accuracy[c, k, moment] = [one.right for one in found]
                self.loss[c, k, moment] = np.mean([one.loss for one in found])
        self.parameters.append({runner: trainer.network.copied() for runner, trainer in self.trainers.items()})
        self.reached = moment  # last: readers rely on it


def as_share(norms: Floats) -> Floats:
    """Gradients (S, T) by distance over that at distance 0; NaN if that is too small to divide by."""
    first = norms[:, :1]
    return np.divide(norms, first, out=np.full_like(norms, np.nan), where=first > 0)


@lru_cache(maxsize=8)  # takes half of the time until the first picture, and is the same for every race
def _sentences(shortest: int, longest: int, gaps: tuple[int, ...]) -> tuple[Agreement, Agreement]:
    """The sentences learned from, and those measured on."""
    learned = agreement(tuple(range(shortest, longest + 1)), LEARNED, seed=0)
    return learned, agreement(gaps, ASKED, seed=1, without=learned)


def _runner(learned: Agreement, s: MemoryRaceSettings, cell: CellName, seed: int) -> SequenceTrainer:
    E = small_vectors(len(vocabulary()), s.dim, np.random.default_rng(seed))
    network = Network(s.network(cell, seed), LearnedVectors(E), 1)
    return SequenceTrainer(network, learned.examples, s.training(seed))
