"""
The course of two taggers of names: one network that reads one way and one that reads both, on the same sentences.

Nothing is learned here that trainer.py does not learn; moments.py keeps the parameters now and then, so that any
sentence can be given to the network of any moment.  The two take turns, so that a moment is the same number of
steps for both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import SettingError
from explorer.progress import Report, to_nobody
from explorer.sequence.inputs import Ids, LearnedVectors, small_vectors
from explorer.sequence.moments import Moments
from explorer.sequence.network import CellName, Network, NetworkSettings
from explorer.sequence.optimisers import OptimiserSettings
from explorer.sequence.tasks.name_tags import Tagged, tagged, vocabulary
from explorer.sequence.trainer import Score, SequenceTrainer, TrainingSettings, score
from explorer.vectors.word_vectors import Floats

LEARNED, HELD_OUT = 1500, 300  # sentences
DIM = 16  # of the words' vectors, which learn
RATE = 0.01  # of Adam
MOMENTS = 12


@dataclass(frozen=True)
class TagSettings:
    """What the reader chooses: cell, layers, n_a units, training steps of 32 sentences each, and the seed."""

    cell: CellName = "GRU"
    layers: int = 1
    units: int = 16
    steps: int = 200
    seed: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.steps <= 5000:
            raise SettingError(f"Train for 1 to 5,000 steps, not {self.steps}.")
        self.network(both_ways=False)  # checks its own bounds

    def network(self, *, both_ways: bool) -> NetworkSettings:
        """The settings of one of the two networks."""
        return NetworkSettings(
            cell=self.cell, units=self.units, layers=self.layers, both_ways=both_ways, output="sigmoid", seed=self.seed
        )


def tagger(settings: TagSettings, *, both_ways: bool) -> Network:
    """An untrained network, with word vectors that learn and one answer at each word."""
    E = small_vectors(len(vocabulary()), DIM, np.random.default_rng(settings.seed))
    return Network(settings.network(both_ways=both_ways), LearnedVectors(E), 1)


class TagCourse:
    """The training of both networks, seen at moments; `one_way` and `both_ways` hold what each was then.

    Parameters
    ----------
    settings : TagSettings
    """

    def __init__(self, settings: TagSettings) -> None:
        self.settings = settings
        self.learned: Tagged = tagged(LEARNED, seed=settings.seed)
        self.others: Tagged = tagged(HELD_OUT, seed=settings.seed + 1, without=self.learned)
        self.one_way, self.both_ways = (self._begun(both_ways=both) for both in (False, True))

    def _begun(self, *, both_ways: bool) -> Moments[Score]:
        network = tagger(self.settings, both_ways=both_ways)
        learning = TrainingSettings(OptimiserSettings(learning_rate=RATE), seed=self.settings.seed)
        trainer = SequenceTrainer(network, self.learned.examples, learning)
        others = self.others.examples
        return Moments(trainer, self.settings.steps, lambda now, _: score(now, others), most=MOMENTS)

    @property
    def step(self) -> Ids:
        """(M,) steps after which it is looked at; 0 first."""
        return self.one_way.step

    @property
    def reached(self) -> int:
        """The last moment that both have reached."""
        return min(self.one_way.reached, self.both_ways.reached)

    def network(self, moment: int, *, both_ways: bool) -> Network:
        """One of the two as it was then."""
        return (self.both_ways if both_ways else self.one_way).at(moment)

    def run(self, report: Report = to_nobody) -> None:
        """Go on to the end; `report` is told the steps done, of how many, and may raise to end the work.

        Raises
        ------
        DivergedError
            If a loss is no longer a number.
        """
        last = int(self.step[-1])
        for moment in range(self.reached + 1, len(self.step)):
            for one in (self.one_way, self.both_ways):
                one.go_to(moment, lambda done, _: report(done, last))


def probabilities(network: Network, ids: Ids) -> Floats:
    """(T,) the probability of each word of one sentence ids (T,) to be part of a name."""
    return np.asarray(network.forward(ids[:, None]).probability[:, 0, 0])


def of_sentences(course: TagCourse, moment: int, sentences: Sequence[Ids]) -> list[tuple[Floats, Floats]]:
    """For each sentence (T,), the probabilities (T,) by the network that reads one way, and by that of both ways."""
    networks = [course.network(moment, both_ways=both) for both in (False, True)]
    return [(probabilities(networks[0], ids), probabilities(networks[1], ids)) for ids in sentences]
