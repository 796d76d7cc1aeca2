"""Several classifiers, trained one after another and shown while that goes on."""

from collections.abc import Callable, Sequence

from explorer.progress import FINE, Report, parts
from explorer.tasks.averaging import NetworkSettings
from explorer.tasks.classifier import Classifier
from explorer.tasks.contenders import Contender, Settings, trained
from explorer.tasks.labelled import Labelled
from explorer.tasks.recurrent import RecurrentSettings

Train = Callable[[Contender, Labelled, Report], Classifier]
SLOWER = 8  # a sentence costs a recurrent network about as much more than a mean


class Trainings:
    """Classifiers of `asked`, pairs of a contender and the sentences it learns from; `made` holds those that are ready.

    Parameters
    ----------
    asked : sequence of (Contender, Labelled)
        The quickest first, so that there is soon something to see.
    train : callable
        Trains one; if it is cached, nothing is trained twice.
    """

    def __init__(self, asked: Sequence[tuple[Contender, Labelled]], train: Train = trained) -> None:
        self.asked = tuple(asked)
        self.made: list[Classifier] = []
        self._train = train
        self._costs = [_cost(contender.settings) * len(learned) for contender, learned in asked]

    def run(self, report: Report) -> None:
        """Train the remaining ones; `report` hears how many of `FINE` parts are done, and may raise to stop."""
        told = parts(report, self._costs)
        while len(self.made) < len(self.asked):
            part = told[len(self.made)]
            part(0, 1)
            self.made.append(self._train(*self.asked[len(self.made)], part))
        report(FINE, FINE)


def _cost(settings: Settings) -> float:
    """About what a sentence costs, in passes of a mean over it."""
    if isinstance(settings, RecurrentSettings):
        return SLOWER * settings.epochs
    return settings.epochs if isinstance(settings, NetworkSettings) else 1.0
