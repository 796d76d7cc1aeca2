"""
The course of a translator of dates: what it would write for any date, at moments from the first step to the last.

Nothing is learned here that translator.py does not learn; its parameters are copied now and then.
"""

import numpy as np

from explorer.errors import SettingError
from explorer.progress import Report, to_nobody
from explorer.sequence.tasks.dates import DateScore, DateTrainer, answered, dates
from explorer.sequence.translator import Answered, TranslatorSettings
from explorer.vectors.word_vectors import Floats

LEARNED, HELD_OUT = 10_000, 300  # dates
MOMENTS = 12


class DateCourse:
    """A training of `steps` steps, seen at moments that lie closer together in the beginning.

    Parameters
    ----------
    settings : TranslatorSettings
    steps : int

    Attributes
    ----------
    step : (M,)
        The steps after which it is looked at; 0 first.
    scores : one for each moment so far
        On dates of days that were not learned from.

    Raises
    ------
    SettingError
        If there are not 1 to 5,000 steps.
    """

    def __init__(self, settings: TranslatorSettings, steps: int) -> None:
        if not 1 <= steps <= 5000:
            raise SettingError(f"Train for 1 to 5,000 steps, not {steps}.")
        self.learned, self.others = dates(LEARNED, HELD_OUT, seed=settings.seed)
        self.trainer = DateTrainer(self.learned, settings)
        self.step = np.unique((np.linspace(0, 1, MOMENTS) ** 1.5 * steps).round().astype(int))
        self.scores: list[DateScore] = []
        self.parameters: list[dict[str, Floats]] = []
        self._look()

    @property
    def reached(self) -> int:
        """The last moment that has been looked at."""
        return len(self.scores) - 1

    def answered(self, moment: int, written: str) -> tuple[str, Answered]:
        """What the translator of that moment makes of a date: weights (U, T) of attention, probabilities (U, 11).

        Raises
        ------
        SettingError
            If the date is empty, too long, or has a character in which no date is written.
        """
        return answered(self.trainer.translator.at(self.parameters[moment]), written)

    def run(self, report: Report = to_nobody) -> None:
        """Go on to the end; `report` is told the steps done, of how many, and may raise to end the work.

        Raises
        ------
        DivergedError
            If the loss is no longer a number.
        """
        for moment in range(self.reached + 1, len(self.step)):
            while self.trainer.steps_done < self.step[moment]:
                self.trainer.step()
                report(self.trainer.steps_done, int(self.step[-1]))
            self._look()

    def _look(self) -> None:
        self.parameters.append(self.trainer.translator.copied())
        self.scores.append(self.trainer.score(self.others))  # last: readers count these
