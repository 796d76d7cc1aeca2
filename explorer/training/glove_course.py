"""
The course of a GloVe training: how well the model fits, after every epoch.

Nothing is learned here that `glove.py` does not learn (Pennington et al. 2014); it is only looked
at: J over all nonzeros, and for some of them what the model says beside log X.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.corpus import Corpus
from explorer.training.cooccurrence import Cooccurrence
from explorer.training.glove import GloVeSettings, GloVeTrainer
from explorer.vectors import Floats, WordVectors

SHOWN = 1200  # nonzeros that are looked at


@dataclass(frozen=True, eq=False)
class GloVeCourse:
    """What was seen of a training of E epochs, first before it began.

    Parameters
    ----------
    settings : GloVeSettings
    counts : Cooccurrence
    objective : (E+1,)
        J divided by the number of nonzeros.
    shown : (n,)
        Numbers of the nonzeros that were looked at, the greatest counts among them.
    f, log_count : (n,)
    model : (E+1, n)
        w_i . w~_j + b_i + b~_j of each, after every epoch.
    vectors : WordVectors
        w + w~ at the end.
    """

    settings: GloVeSettings
    counts: Cooccurrence
    objective: Floats
    shown: Floats
    f: Floats
    log_count: Floats
    model: Floats
    vectors: WordVectors

    def pairs(self) -> list[str]:
        """The two words of each nonzero that was looked at."""
        words = self.counts.vocabulary.words
        rows, columns = self.counts.row[self.shown], self.counts.column[self.shown]
        return [f"{words[i]}, {words[j]}" for i, j in zip(rows.tolist(), columns.tolist(), strict=True)]


def follow(
    corpus: Corpus, settings: GloVeSettings, epochs: int, report: Callable[[int, int], None] | None = None
) -> GloVeCourse:
    """Train for so many epochs and look after each; `report` is told how many are done, of how many.

    Raises
    ------
    DivergedError
        If the learning rate is too high.
    """
    trainer = GloVeTrainer(corpus, settings)
    N = len(trainer.counts)
    by_count = np.argsort(-trainer.counts.weight, kind="stable")
    others = np.random.default_rng(settings.seed).permutation(by_count[SHOWN // 3 :])
    shown = np.concatenate([by_count[: SHOWN // 3], others])[: min(N, SHOWN)]
    objective, model = [trainer.objective()], [trainer.model(shown)]
    for epoch in range(epochs):
        if report is not None:
            report(epoch, epochs)
        trainer.train_epoch()
        objective.append(trainer.objective())
        model.append(trainer.model(shown))
    return GloVeCourse(
        settings,
        trainer.counts,
        np.array(objective),
        shown,
        trainer.f[shown],
        trainer.log_count[shown],
        np.array(model),
        trainer.vectors(),
    )
