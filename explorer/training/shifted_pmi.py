"""
What SGNS aims at, beside what it has reached.

Levy and Goldberg 2014, "Neural word embedding as implicit matrix factorization", section 3.1: where
nothing limits the vectors, the loss of SGNS is least at u_j . v_i = PMI(i, j) - log k, the PMI taken
with the pairs as SGNS draws them: near words more often (linear weights), contexts by their noise
distribution (counts to the noise exponent).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.corpus import Corpus
from explorer.training.cooccurrence import Cooccurrence, cooccurrence
from explorer.training.counts import pmi
from explorer.training.sgns import SGNSSettings, SGNSTrainer
from explorer.vectors import Floats


@dataclass(frozen=True, eq=False)
class Agreement:
    """Learned scores and what they aim at, for every pair of words that stood together.

    Parameters
    ----------
    counts : Cooccurrence
        N pairs.
    score : (N,)
        u_j . v_i
    aim : (N,)
        PMI(i, j) - log k
    """

    counts: Cooccurrence
    score: Floats
    aim: Floats

    def seen(self, at_least: float) -> tuple[Floats, Floats, list[str]]:
        """Score (n,), aim (n,) and words of the pairs that were seen together so often."""
        often = np.flatnonzero(self.counts.weight >= at_least)
        words = self.counts.vocabulary.words
        i, j = self.counts.row[often].tolist(), self.counts.column[often].tolist()
        return self.score[often], self.aim[often], [f"{words[a]}, {words[b]}" for a, b in zip(i, j, strict=True)]

    def correlation(self, at_least: float) -> float:
        """Pearson correlation in [-1, 1] of score and aim over the pairs seen so often; NaN of fewer than three."""
        score, aim, _ = self.seen(at_least)
        return float(np.corrcoef(score, aim)[0, 1]) if len(score) > 2 else float("nan")


def agreement(
    corpus: Corpus, settings: SGNSSettings, steps: int, report: Callable[[int, int], None] | None = None
) -> Agreement:
    """Train SGNS for so many steps, its learning rate falling to 0, and compare.

    Raises
    ------
    DivergedError
        If the learning rate is too high.
    """
    trainer = SGNSTrainer(corpus, settings)
    for step in range(steps):
        trainer.learning_rate = settings.learning_rate * max(1e-4, 1 - step / steps)
        trainer.step()
        if report is not None and step % 50 == 0:
            report(step, steps)
    X = cooccurrence(corpus, window=settings.window, weighting="linear" if settings.dynamic_window else "flat")
    score = np.einsum("nd,nd->n", trainer.v_in[X.row], trainer.v_out[X.column])
    aim = pmi(X, smoothing=settings.noise_exponent) - np.log(max(settings.negatives, 1))
    return Agreement(X, score, aim)
