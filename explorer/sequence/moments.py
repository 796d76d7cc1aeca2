"""
A training seen at moments from its first step to its last, so that the network of any moment can be used later.

Nothing is learned here that trainer.py does not learn: its parameters are copied now and then.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np

from explorer.progress import Report, to_nobody
from explorer.sequence.network import Network
from explorer.sequence.trainer import SequenceTrainer
from explorer.vectors.word_vectors import Floats

L = TypeVar("L")
MOST_BYTES = 24_000_000  # of the moments of one training


class Moments(Generic[L]):
    """A training of `steps` steps, looked at at moments that lie closer together in the beginning.

    What has been seen can be read while the training goes on in another thread.

    Parameters
    ----------
    trainer : SequenceTrainer
    steps : int
    look : function of a network and a report
        Measures the network at each moment: accuracies, perplexity, samples. It should not hold what holds this: a
        training that nobody needs any more would stay until all garbage is collected.
    most : int
        The most moments; fewer are kept of a large network.
    looking : callable
        Hears how far the first look is.

    Attributes
    ----------
    step : (M,)
        The steps after which it is looked at; 0 first.
    loss : one for each moment so far
        Mean over the steps since the previous moment, in nats; NaN at the start.
    seen : one for each moment so far
        What `look` returned.
    parameters : one for each moment so far
    losses : one for each step so far
    norms : one for each step so far
        Length of the gradient before clipping.
    """

    def __init__(
        self,
        trainer: SequenceTrainer,
        steps: int,
        look: Callable[[Network, Report], L],
        *,
        most: int = 24,
        looking: Report = to_nobody,
    ) -> None:
        self.trainer = trainer
        self._look_at = look
        size = sum(value.nbytes for value in trainer.network.parameters.values())
        count = min(most, max(4, MOST_BYTES // size))
        self.step = np.unique((np.linspace(0, 1, count) ** 2 * steps).round().astype(int))
        self.loss: list[float] = []
        self.seen: list[L] = []
        self.parameters: list[dict[str, Floats]] = []
        self.losses: list[float] = []
        self.norms: list[float] = []
        self._look(float("nan"), looking)

    @property
    def reached(self) -> int:
        """The last moment that has been looked at."""
        return len(self.seen) - 1

    def at(self, moment: int) -> Network:
        """The network as it was then, to be used but not trained."""
        return self.trainer.network.at(self.parameters[moment])

    def run(self, report: Report = to_nobody, looking: Report = to_nobody) -> None:
        """Go on to the end; `report` is told the steps done, of how many, and may raise to end the work.

        `looking` hears how far each look is, which takes time too.

        Raises
        ------
        DivergedError
            If the loss or the gradient is no longer a number.
        """
        self.go_to(len(self.step) - 1, report, looking)

    def go_to(self, last: int, report: Report = to_nobody, looking: Report = to_nobody) -> None:
        """Go on to the moment `last`, so that two trainings can take turns.

        `report` is told the steps done, of how many to the very end, and may raise to end the work; `looking` hears
        how far each look is.

        Raises
        ------
        DivergedError
            If the loss or the gradient is no longer a number.
        """
        for moment in range(self.reached + 1, last + 1):
            begun = len(self.losses)
            while self.trainer.steps_done < self.step[moment]:
                done = self.trainer.step()
                self.losses.append(done.loss)
                self.norms.append(done.norm)
                report(self.trainer.steps_done, int(self.step[-1]))
            self._look(float(np.mean(self.losses[begun:])), looking)

    def _look(self, loss: float, looking: Report) -> None:
        self.loss.append(loss)
        self.parameters.append(self.trainer.network.copied())
        self.seen.append(self._look_at(self.trainer.network, looking))  # last: readers count these
