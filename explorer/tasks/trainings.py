"""Several classifiers, trained one after another and shown while that goes on."""

from collections.abc import Callable, Sequence

from explorer.tasks.averaging import NetworkSettings
from explorer.tasks.classifier import Classifier, Report
from explorer.tasks.contenders import Contender, Settings, trained
from explorer.tasks.labelled import Labelled
from explorer.tasks.recurrent import RecurrentSettings

Train = Callable[[Contender, Labelled, Report], Classifier]
SLOWER = 8  # a sentence costs a recurrent network about as much more than a mean
HUNDRED = 100


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
        """Train the remaining ones; `report` is told how many of a hundred parts are done, and may raise to stop."""
        whole = sum(self._costs)
        while len(self.made) < len(self.asked):
            at = len(self.made)
            before, cost = sum(self._costs[:at]), self._costs[at]

            def _part(done: int, total: int, before: float = before, cost: float = cost) -> None:
                report(int(HUNDRED * (before + cost * done / max(total, 1)) / whole), HUNDRED)

            _part(0, 1)
            self.made.append(self._train(*self.asked[at], _part))
        report(HUNDRED, HUNDRED)


def _cost(settings: Settings) -> float:
    """About what a sentence costs, in passes of a mean over it."""
    if isinstance(settings, RecurrentSettings):
        return SLOWER * settings.epochs
    return settings.epochs if isinstance(settings, NetworkSettings) else 1.0
