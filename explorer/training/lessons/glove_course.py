"""
The course of a GloVe training: how well the model fits, after every epoch.

The training is that of `glove.py` (Pennington et al. 2014) and is only observed here: J over all
nonzeros, and for some of them the model's value next to log X.  What has been observed can be read
while the training goes on in another thread.
"""

import numpy as np

from explorer.progress import Report, to_nobody
from explorer.text.corpus import Corpus
from explorer.training.lecture.cooccurrence import Cooccurrence
from explorer.training.lecture.glove import GloVeSettings, GloVeTrainer
from explorer.vectors.word_vectors import Floats

SHOWN = 1200  # nonzeros that are observed


class GloVeCourse:
    """A training of `epochs` epochs, observed before the first and after each of them.

    Parameters
    ----------
    corpus : Corpus
    settings : GloVeSettings
    epochs : int
    counts : Cooccurrence, optional
        Those of this text and these settings, if they are known already.

    Attributes
    ----------
    shown : (n,)
        Numbers of the nonzeros that are observed, the greatest counts among them.
    f, log_count : (n,)
    pairs : n of them
        The two words of each.
    model : one (n,) for each epoch so far
        w_i . w~_j + b_i + b~_j of each.
    objective : one for each epoch so far
        J divided by the number of nonzeros.
    """

    def __init__(
        self, corpus: Corpus, settings: GloVeSettings, epochs: int, counts: Cooccurrence | None = None
    ) -> None:
        self.trainer = trainer = GloVeTrainer(corpus, settings, counts=counts)
        self.epochs = epochs
        by_count = np.argsort(-trainer.counts.weight, kind="stable")
        others = np.random.default_rng(settings.seed).permutation(by_count[SHOWN // 3 :])
        self.shown = np.concatenate([by_count[: SHOWN // 3], others])[:SHOWN]
        self.f, self.log_count = trainer.f[self.shown], trainer.log_count[self.shown]
        words, X = corpus.vocabulary.words, trainer.counts
        ends = zip(X.row[self.shown].tolist(), X.column[self.shown].tolist(), strict=True)
        self.pairs = [f"{words[i]}, {words[j]}" for i, j in ends]
        self.model: list[Floats] = []
        self.objective: list[float] = []
        self._look()

    @property
    def reached(self) -> int:
        """Epochs done and observed."""
        return len(self.objective) - 1

    def correlation(self, epoch: int) -> float:
        """Pearson correlation in [-1, 1] of the model after that epoch with log X, over the nonzeros that are shown.

        0 where one of them is the same everywhere, as in a text in which all pairs meet equally often.
        """
        model, aim = (x - x.mean() for x in (self.model[epoch], self.log_count))
        length = float(np.linalg.norm(model) * np.linalg.norm(aim))
        return float(model @ aim) / length if length > 0 else 0.0

    def run(self, report: Report = to_nobody) -> None:
        """Train to the last epoch; `report` is told how many are done, of how many.

        Raises
        ------
        DivergedError
            If the learning rate is too high.
        """

        def told() -> None:
            report(self.reached, self.epochs)

        while self.reached < self.epochs:
            self.trainer.train_epoch(told)
            self._look()
            told()

    def _look(self) -> None:
        self.model.append(self.trainer.model(self.shown))
        self.objective.append(self.trainer.objective())  # last: from here on the epoch counts as reached
