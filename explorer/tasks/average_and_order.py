"""
The course of two classifiers of the same sentences: a softmax on the average, and a network that reads in order.

Both read the same vectors, which stay as they are.  The average is logistic regression on the mean of a sentence's
vectors (averaging.py without a hidden layer), which cannot see the order of the words. The other is an RNN, GRU or
LSTM whose last state is classified (recurrent.py).  A moment is a pass over the sentences.
"""

from dataclasses import dataclass

import numpy as np

from explorer.errors import SettingError
from explorer.progress import Report, to_nobody
from explorer.sequence.network import CellName
from explorer.tasks import averaging, recurrent
from explorer.tasks.classifier import accuracy, probabilities
from explorer.tasks.labelled import Sentence, polarity, split
from explorer.vectors.word_vectors import Floats, WordVectors

TESTED = 1000  # sentences not learned from


@dataclass(frozen=True)
class OrderSettings:
    """What the reader chooses: the cell that reads in order, its n_a units, passes over the sentences, the seed."""

    cell: CellName = "GRU"
    units: int = 32
    passes: int = 6
    seed: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.passes <= 50:
            raise SettingError(f"Train for 1 to 50 passes, not {self.passes}.")

    @property
    def average(self) -> averaging.NetworkSettings:
        """The settings of the softmax on the average."""
        return averaging.NetworkSettings(
            use="frozen", layers=0, dropout=0, rate=0.5, epochs=self.passes, seed=self.seed
        )

    @property
    def in_order(self) -> recurrent.RecurrentSettings:
        """The settings of the network that reads in order, one way."""
        return recurrent.RecurrentSettings(
            cell=self.cell,
            both_ways=False,
            use="frozen",
            answer="last",
            units=self.units,
            dropout=0.2,
            word_dropout=0.1,
            epochs=self.passes,
            seed=self.seed,
        )


@dataclass(frozen=True, eq=False)
class Pair:
    """Both classifiers after a pass, and their shares of right answers on sentences not learned from."""

    average: averaging.Network
    in_order: recurrent.RecurrentClassifier
    average_right: float
    in_order_right: float


class OrderCourse:
    """Both trainings on four fifths of the sentences of film reviews, seen after each pass.

    Parameters
    ----------
    settings : OrderSettings
    vectors : WordVectors

    Attributes
    ----------
    learned, others : Labelled
    seen : list of Pair
        One for each pass so far; the first is untrained.
    """

    def __init__(self, settings: OrderSettings, vectors: WordVectors) -> None:
        self.settings = settings
        self.learned, others = split(polarity(), seed=settings.seed)
        rng = np.random.default_rng(settings.seed)
        self.others = others.chosen(rng.permutation(len(others))[:TESTED])
        self._average = averaging.NetworkTraining(settings.average, self.learned, vectors)
        self._in_order = recurrent.RecurrentTraining(settings.in_order, self.learned, vectors)
        self.seen: list[Pair] = []
        self._look()

    @property
    def step(self) -> list[int]:
        """Passes after which it is looked at, 0 first."""
        return list(range(self.settings.passes + 1))

    @property
    def reached(self) -> int:
        """The last pass that has been looked at."""
        return len(self.seen) - 1

    def run(self, report: Report = to_nobody) -> None:
        """Go on to the end; `report` is told the batches done, of how many, and may raise to end the work.

        Raises
        ------
        DivergedError
            If a loss is no longer a number.
        """
        last = self._in_order.steps
        for number in range(self.reached + 1, self.settings.passes + 1):
            while self._in_order.done < number * last // self.settings.passes:
                self._in_order.step()
                while self._average.done * last < self._in_order.done * self._average.steps:  # both go on together
                    self._average.step()
                report(self._in_order.done, last)
            self._look()

    def _look(self) -> None:
        average, in_order = self._average.classifier(), self._in_order.classifier()
        right = accuracy(average, self.others), accuracy(in_order, self.others)
        self.seen.append(Pair(average, in_order, *right))  # readers count these


def so_far(pair: Pair, sentence: Sentence) -> tuple[Floats, Floats]:
    """(n,) the probability of "positive" by each classifier, if the sentence ended at each of its n words."""
    begun = [sentence[:n] for n in range(1, len(sentence) + 1)]
    return probabilities(pair.average, begun)[:, 1], probabilities(pair.in_order, begun)[:, 1]
