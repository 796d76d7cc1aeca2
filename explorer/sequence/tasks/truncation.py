"""
Truncated backpropagation through time: the backward pass is cut every few words, and what is not learned then.

The state goes on across each cut, only the gradient does not (Williams and Peng 1990; "Not optimal" in Ng's
notes). If a cut always separates the subject from the verb, no gradient ever tells the network to hold the
subject.  It can still learn this from short sentences: what it learns there also holds over longer ones.
"""

from dataclasses import dataclass

import numpy as np

from explorer.progress import Report, parts, to_nobody
from explorer.sequence.network import CellName
from explorer.sequence.tasks.agreement import Agreement
from explorer.sequence.tasks.memory_race import MemoryRace, MemoryRaceSettings
from explorer.vectors.word_vectors import Floats

WHOLE = "the whole way"


@dataclass(frozen=True)
class TruncationSettings:
    """`ways` are the numbers of words after which the backward pass is cut, None for no cut.

    The sentences learned from have gaps from `shortest` to `longest`.
    """

    cell: CellName = "LSTM"
    shortest: int = 15
    longest: int = 25
    ways: tuple[int | None, ...] = (None, 20, 10, 5)
    steps: int = 300
    seeds: tuple[int, ...] = (1, 2, 3)

    def __post_init__(self) -> None:
        for way in self.ways:
            self.race(way)  # checks its own bounds

    def race(self, way: int | None) -> MemoryRaceSettings:
        """The race of one cell with several seeds, its backward pass cut in this way."""
        return MemoryRaceSettings(
            cells=(self.cell,),
            steps=self.steps,
            shortest=self.shortest,
            longest=self.longest,
            seeds=self.seeds,
            truncate=way,
        )


class Truncation:
    """The same training with each cut of the backward pass in turn; can be read while it goes on.

    Parameters
    ----------
    settings : TruncationSettings

    Attributes
    ----------
    races : list of MemoryRace
        The races of the ways so far, in their order.
    """

    def __init__(self, settings: TruncationSettings) -> None:
        self.settings = settings
        self.races = [MemoryRace(settings.race(settings.ways[0]))]

    @property
    def names(self) -> tuple[str, ...]:
        """What each way so far is called."""
        return tuple(WHOLE if way is None else f"{way} words" for way in self.settings.ways[: len(self.races)])

    @property
    def accuracy(self) -> Floats:
        """(W, S, G) share of right answers for each way so far, seed and gap, at the last moment looked at."""
        return np.array([race.accuracy[0, :, race.reached] for race in self.races])

    def run(self, report: Report = to_nobody) -> None:
        """Train all ways to the end; `report` is told how much is done, of how much, and may raise to end it."""
        s = self.settings
        for number, (way, told) in enumerate(zip(s.ways, parts(report, [1.0] * len(s.ways)), strict=True)):
            if number == len(self.races):
                self.races.append(MemoryRace(s.race(way)))
            self.races[number].run(told)


def reached(words: int, way: int | None) -> int:
    """How many words before the answer the gradient still reaches, the last word counted.

    >>> reached(12, 5), reached(10, 5), reached(12, None)
    (2, 5, 12)
    """
    return words if way is None else (words - 1) % way + 1


def told(learned: Agreement, way: int | None) -> float:
    """The share of sentences whose gradient reaches the subject."""
    lengths = np.array([len(words) for words in learned.words])
    back = np.array([reached(int(length), way) for length in lengths])
    return float((back >= lengths - learned.subjects).mean())
