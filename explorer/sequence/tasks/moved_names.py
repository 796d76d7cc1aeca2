"""
The same words moved to the right: a plain network compared with one that reads in order.

Both learn the same sentences, as many steps (Ng's notes, week 1: why not a plain network).  Then every sentence not
learned from is moved to the right, after words that can also begin a sentence of the templates, and both networks
are measured on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.progress import Report, to_nobody
from explorer.sequence.inputs import Ids
from explorer.sequence.network import Network
from explorer.sequence.optimisers import OptimiserSettings
from explorer.sequence.tasks.name_course import DIM, RATE, TagSettings, tagger
from explorer.sequence.tasks.name_tags import Tagged, tagged, vocabulary
from explorer.sequence.tasks.plain_network import PlainNetwork, PlainTrainer
from explorer.sequence.trainer import SequenceTrainer, TrainingSettings, answers
from explorer.vectors.word_vectors import Floats

MOST = 6  # places that a sentence is moved
FILLER = "today"  # one of the openings
UNITS = 32  # of the plain network's hidden layer
LEARNED, HELD_OUT = 1500, 200  # sentences
LOOKS = 5


@dataclass(frozen=True, eq=False)
class Moved:
    """Both networks after `step` steps, and their results on sentences moved by 0, 1, 2 ... places.

    Parameters
    ----------
    step : int
    plain, recurrent : PlainNetwork, Network
    plain_right, recurrent_right : (MOST + 1,)
        Share of right answers on the sentences' own words.
    """

    step: int
    plain: PlainNetwork
    recurrent: Network
    plain_right: Floats
    recurrent_right: Floats


class MovedNames:
    """A plain network and one that reads both ways, trained in turns.

    Parameters
    ----------
    settings : TagSettings
        Settings of the network that reads in order; its steps and seed are those of both.

    Attributes
    ----------
    now : Moved
        The last look at both.
    """

    def __init__(self, settings: TagSettings) -> None:
        self.settings = settings
        self.learned: Tagged = tagged(LEARNED, seed=settings.seed)
        self.others: Tagged = tagged(HELD_OUT, seed=settings.seed + 1, without=self.learned)
        examples = self.learned.examples
        self.longest = max(len(ids) for some in (self.learned, self.others) for ids in some.examples.ids)
        plain = PlainNetwork(len(vocabulary()), dim=DIM, places=self.longest + MOST, units=UNITS, seed=settings.seed)
        self._plain = PlainTrainer(plain, examples, learning_rate=RATE, batch=32, seed=settings.seed)
        learning = TrainingSettings(OptimiserSettings(learning_rate=RATE), seed=settings.seed)
        self._recurrent = SequenceTrainer(tagger(settings, both_ways=True), examples, learning)
        self._look()

    @property
    def says_no(self) -> float:
        """The share of right words if no word is called a name."""
        return 1 - float(np.concatenate(self.others.examples.targets).mean())

    def run(self, report: Report = to_nobody) -> None:
        """Go on to the end; `report` is told the steps done, of how many, and may raise to end the work.

        Raises
        ------
        DivergedError
            If the loss is no longer a number.
        """
        steps = self.settings.steps
        while self._recurrent.steps_done < steps:
            self._recurrent.step()
            self._plain.step()
            done = self._recurrent.steps_done
            report(done, steps)
            if done % max(steps // LOOKS, 1) == 0 or done == steps:
                self._look()

    def _look(self) -> None:
        plain, recurrent = self._plain.network, self._recurrent.network
        plain, recurrent = plain.at(plain.copied()), recurrent.at(recurrent.copied())
        examples, shares = self.others.examples, []
        targets = list(examples.targets)
        for places in range(MOST + 1):
            sentences = tuple(moved(ids, places) for ids in examples.ids)
            told = plain.answers(sentences), [said[:, 0] for said in answers(recurrent, sentences)]
            shares.append([_right(one, targets, places) for one in told])
        plain_right, recurrent_right = np.array(shares).T
        self.now = Moved(self._recurrent.steps_done, plain, recurrent, plain_right, recurrent_right)


def _right(said: Sequence[Floats], targets: Sequence[Ids], places: int) -> float:
    """The share of right answers over the words (T,) of each sentence, without the filler words before it."""
    right = [(one[places:] > 0.5) == (target == 1) for one, target in zip(said, targets, strict=True)]
    return float(np.concatenate(right).mean())


def moved(ids: Ids, places: int) -> Ids:
    """(T + places,) a sentence (T,) after `places` filler words."""
    return np.concatenate([np.full(places, vocabulary().index(FILLER)), ids])
