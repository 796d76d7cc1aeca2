"""
Skip-gram and CBOW on the same text for the same time: what each asks, and what each finds.

Mikolov et al. 2013, "Efficient estimation of word representations in vector space", figure 1: CBOW
predicts the middle from the mean of its window, skip-gram each word of the window from the middle.
"""

import time
from dataclasses import dataclass
from typing import Any

from explorer.progress import FINE, Report, to_nobody
from explorer.text.corpus import Corpus
from explorer.training.lecture.cbow import CBOWSettings, CBOWTrainer
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.vectors.word_vectors import WordVectors

Examples = tuple[list[tuple[str, str]], tuple[list[str], str]]
PARTS = 50  # of the text, read by one and then by the other


@dataclass(frozen=True, eq=False)
class Found:
    """What one of the two found: `examples` learned from in `seconds` of processor time."""

    name: str
    vectors: WordVectors
    examples: int
    seconds: float


def examples(sentence: list[str], at: int, window: int) -> Examples:
    """The examples of one place in a sentence: skip-gram's pairs (given, asked) and CBOW's one (all given, asked).

    >>> examples(["the", "king", "rules"], 1, 2)
    ([('king', 'the'), ('king', 'rules')], (['the', 'rules'], 'king'))
    """
    around = sentence[max(0, at - window) : at] + sentence[at + 1 : at + 1 + window]
    return [(sentence[at], other) for other in around], (around, sentence[at])


class TwoWays:
    """Skip-gram and CBOW, both with negative sampling, each reading the text `epochs` times, in turns.

    Parameters
    ----------
    corpus : Corpus
    dim, window, negatives, epochs, seed : int
    """

    def __init__(self, corpus: Corpus, *, dim: int, window: int, negatives: int, epochs: int, seed: int) -> None:
        self.epochs = epochs
        shared: dict[str, Any] = {"dim": dim, "window": window, "negatives": negatives, "seed": seed}
        self.trainers: dict[str, SGNSTrainer | CBOWTrainer] = {
            "Skip-gram": SGNSTrainer(corpus, SGNSSettings(**shared)),
            "CBOW": CBOWTrainer(corpus, CBOWSettings(**shared)),
        }
        self._seconds = dict.fromkeys(self.trainers, 0.0)

    @property
    def now(self) -> list[Found]:
        """What each has found so far."""
        return [
            Found(name, trainer.vectors(), trainer.steps_done * trainer.batch, self._seconds[name])
            for name, trainer in self.trainers.items()
        ]

    @property
    def read(self) -> float:
        """How much of what both are to read they have read, from 0 to 1."""
        return sum(min(1.0, trainer.epoch / self.epochs) for trainer in self.trainers.values()) / len(self.trainers)

    def run(self, report: Report = to_nobody) -> None:
        """Train until both have read the text `epochs` times; `report` hears how much is done, and may raise.

        Raises
        ------
        DivergedError
            If the vectors are no longer numbers.
        """
        for part in range(1, PARTS + 1):
            for name, trainer in self.trainers.items():
                while trainer.epoch < self.epochs * part / PARTS:
                    begun = time.thread_time()
                    trainer.step()
                    self._seconds[name] += time.thread_time() - begun
                    report(round(FINE * self.read), FINE)
