"""
What SGNS aims at, compared with what it has reached.

Levy and Goldberg 2014, "Neural word embedding as implicit matrix factorization", section 3.1: where
nothing limits the vectors, the loss of SGNS is least at

    u_j . v_i = log P(i, j) / (P(i) P_n(j)) - log k,

with the pairs as SGNS draws them (near words more often: linear weights) and the noise distribution
P_n.  With noise by plain counts (exponent 1) that is PMI(i, j) - log k.
"""

from dataclasses import dataclass

import numpy as np

from explorer.progress import Report, to_nobody
from explorer.text.corpus import Corpus
from explorer.training.lecture.cooccurrence import Cooccurrence, Weighting, cooccurrence
from explorer.training.lecture.counts import pmi
from explorer.training.lecture.pairs import Ids
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.vectors.word_vectors import Floats

MOST = 50_000  # pairs that are compared, at most


@dataclass(frozen=True, eq=False)
class Agreement:
    """Learned scores and what they aim at, for pairs of words that occur together.

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
        """Score (n,), aim (n,) and words of the pairs seen together `at_least` times."""
        often = np.flatnonzero(self.counts.weight >= at_least)
        words = self.counts.vocabulary.words
        i, j = self.counts.row[often].tolist(), self.counts.column[often].tolist()
        return self.score[often], self.aim[often], [f"{words[a]}, {words[b]}" for a, b in zip(i, j, strict=True)]

    def correlation(self, at_least: float) -> float:
        """Pearson correlation in [-1, 1] of score and aim over pairs seen `at_least` times; 0 if one does not vary."""
        score, aim, _ = self.seen(at_least)
        if len(score) < 2:
            return 0.0
        score, aim = score - score.mean(), aim - aim.mean()
        length = float(np.linalg.norm(score) * np.linalg.norm(aim))
        return float(score @ aim) / length if length > 0 else 0.0


def most_often(counts: Cooccurrence) -> Ids:
    """(n,) numbers of the pairs that are compared: all, or the `MOST` most frequent if there are more."""
    if len(counts) <= MOST:
        return np.arange(len(counts))
    return np.sort(np.argpartition(-counts.weight, MOST)[:MOST])


def chosen(counts: Cooccurrence, pairs: Ids) -> Cooccurrence:
    """The nonzeros numbered `pairs` (n,)."""
    return Cooccurrence(counts.vocabulary, counts.row[pairs], counts.column[pairs], counts.weight[pairs])


def aim(counts: Cooccurrence, settings: SGNSSettings, *, noise_exponent: float | None = None) -> Floats:
    """(N,) the score in nats at which the loss of SGNS is least, for each of the N pairs of `counts`.

    The noise is that of the settings, or of another exponent: with 1 it is PMI - log k.
    """
    exponent = settings.noise_exponent if noise_exponent is None else noise_exponent
    noise = counts.vocabulary.noise(exponent)  # (V,)
    noise = noise / noise.sum()
    near = np.bincount(counts.row, counts.weight)[counts.row]
    return np.asarray(np.log(counts.weight / (near * noise[counts.column])) - np.log(max(settings.negatives, 1)))


class Approach:
    """An SGNS on its way to shifted PMI, in `steps` steps, its learning rate falling to 0.

    Parameters
    ----------
    corpus : Corpus
    settings : SGNSSettings
    steps : int

    Attributes
    ----------
    pairs : int
        Pairs that occur together; if there are very many, only the most frequent are compared.
    """

    def __init__(self, corpus: Corpus, settings: SGNSSettings, steps: int) -> None:
        self.trainer = SGNSTrainer(corpus, settings)
        self.steps = steps
        weighting: Weighting = "linear" if settings.dynamic_window else "flat"
        counts = cooccurrence(corpus, window=settings.window, weighting=weighting)
        often = most_often(counts)
        self.pairs = len(counts)
        self.counts = chosen(counts, often)
        aims = pmi(counts, smoothing=settings.noise_exponent) - np.log(max(settings.negatives, 1))
        self.aim = aims[often]

    @property
    def now(self) -> Agreement:
        """How far it has come."""
        v, u = self.trainer.v_in, self.trainer.v_out
        return Agreement(self.counts, np.einsum("nd,nd->n", v[self.counts.row], u[self.counts.column]), self.aim)

    def run(self, report: Report = to_nobody) -> None:
        """Train to the last step; `report` is told the steps done, of how many.

        Raises
        ------
        DivergedError
            If the learning rate is too high.
        """
        anneal(self.trainer, self.steps, report)


def anneal(trainer: SGNSTrainer, steps: int, report: Report = to_nobody) -> None:
    """Take steps until `steps` are done, the learning rate falling linearly to 0 from that of the settings.

    Raises
    ------
    DivergedError
        If the learning rate is too high.
    """
    while trainer.steps_done < steps:
        trainer.learning_rate = trainer.settings.learning_rate * max(1e-4, 1 - trainer.steps_done / steps)
        trainer.step()
        if trainer.steps_done % 20 == 0 or trainer.steps_done == steps:
            report(trainer.steps_done, steps)
