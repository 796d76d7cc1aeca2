"""
Three objectives on one text, started together: full softmax, hierarchical softmax, negative sampling.

Their losses mean different things and cannot be compared.  One thing can: each model says how
likely every word is as a context of a centre word, and so how surprised it is by pairs it was not
trained on.  For SGNS this probability follows from the minimum of its loss, where
u_j . v_i = log(P(j | i) / k q(j)) with the noise q (Levy and Goldberg 2014; the argument of Gutmann
and Hyvarinen 2010): P(j | i) = q(j) exp(u_j . v_i), scaled to sum to 1.
"""

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.progress import Report, parts, to_nobody
from explorer.text.corpus import Corpus
from explorer.training.lecture.base import check_batch, check_dim, check_learning_rate, check_window
from explorer.training.lecture.hierarchical import HierarchicalSettings, HierarchicalTrainer, path_losses
from explorer.training.lecture.pairs import Pairs, PairStream
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.lecture.softmax import SoftmaxSettings, SoftmaxTrainer, log_softmax
from explorer.training.lessons.plane import plane, shares
from explorer.vectors.word_vectors import Floats

NAMES = ("Full softmax", "Hierarchical softmax", "Negative sampling")
Racer = SoftmaxTrainer | HierarchicalTrainer | SGNSTrainer
EVERY = 20  # one sentence in twenty is set aside
MOMENTS = 40
TESTED = 512  # pairs
MAPPED = 40  # words


@dataclass(frozen=True)
class RaceSettings:
    """The settings that all three share; `negatives` is for SGNS alone."""

    dim: int = 32
    window: int = 5
    negatives: int = 5
    learning_rate: float = 0.05
    batch: int = 64
    steps: int = 1500
    seed: int = 1

    def __post_init__(self) -> None:
        check_dim(self.dim)
        check_window(self.window)
        check_learning_rate(self.learning_rate)
        check_batch(self.batch)


class Race:
    """The three trainings, in the order of `NAMES`, at the start and at up to `MOMENTS` later moments.

    What has been observed can be read while the race goes on in another thread; the rest is NaN.

    Parameters
    ----------
    corpus : Corpus
    settings : RaceSettings
    report : callable
        Hears how much is made ready, and may end it by raising.

    Attributes
    ----------
    step : (M,)
        The steps at which they are observed.
    seconds : (3, M)
        Processor time spent on training so far.
    loss : (3, M)
        Each objective's own, the mean since the moment before, in nats.
    surprise : (3, M)
        -log P of the pairs set aside, mean, in nats; the same pairs for all.
    apart : bool
        Whether those pairs are from sentences that are not trained on; a short text has none to spare.
    words : the most frequent, and planes : three (n, 2) for each moment
        Where they are by PCA of unit vectors.
    shares : three (2,) for each moment
        Parts of the variance that a plane holds, across and up.
    trainers : one each, as they are now
    """

    def __init__(self, corpus: Corpus, settings: RaceSettings, report: Report = to_nobody) -> None:
        beginning, looking = parts(report, (1, 1))
        learned, aside, self.apart = _split(corpus)
        s = settings
        rng = np.random.default_rng(s.seed)
        self._tested = PairStream(aside, window=s.window, dynamic=True, sample=0, rng=rng).take(TESTED)
        shared: dict[str, Any] = {
            "dim": s.dim,
            "window": s.window,
            "learning_rate": s.learning_rate,
            "batch": s.batch,
            "seed": s.seed,
        }
        beginning(0, 3)
        softmax = SoftmaxTrainer(learned, SoftmaxSettings(**shared))
        beginning(1, 3)
        hierarchical = HierarchicalTrainer(learned, HierarchicalSettings(**shared))
        beginning(2, 3)
        self.trainers = softmax, hierarchical, SGNSTrainer(learned, SGNSSettings(**shared, negatives=s.negatives))
        self.words = corpus.vocabulary.words[:MAPPED]
        self.planes: list[list[Floats]] = []
        self.shares: list[list[Floats]] = []
        self.step = moments(s.steps)
        self.seconds, self.loss, self.surprise = (np.full((3, len(self.step)), np.nan) for _ in range(3))
        self.seconds[:, 0] = 0
        self._spent = [0.0] * 3
        self._look(0, looking)

    @property
    def reached(self) -> int:
        """The last moment that has been observed."""
        return len(self.planes) - 1

    @property
    def _racers(self) -> tuple[Racer, ...]:
        return self.trainers

    @property
    def _steps_done(self) -> int:
        return sum(racer.steps_done for racer in self._racers)

    def run(self, report: Report = to_nobody) -> None:
        """Train to the end; `report` is told the steps done by all three, of how many.

        Raises
        ------
        DivergedError
            If the learning rate is too high for one of them.
        """
        total = len(self._racers) * int(self.step[-1])
        for moment in range(self.reached + 1, len(self.step)):
            for i, racer in enumerate(self._racers):
                losses = []
                while racer.steps_done < self.step[moment]:
                    begun = time.thread_time()
                    losses.append(racer.step().loss)
                    self._spent[i] += time.thread_time() - begun
                    report(self._steps_done - 1, total)  # the last counts once it is looked at
                self.seconds[i, moment] = self._spent[i]
                if losses:  # none if it was stopped just here
                    self.loss[i, moment] = np.mean(losses)
            self._look(moment, lambda *_: report(self._steps_done - 1, total))
            report(self._steps_done, total)

    def _look(self, moment: int, report: Report) -> None:
        for i, racer in enumerate(self._racers):
            report(i, 3)
            self.surprise[i, moment] = surprise(racer, self._tested)
        if moment == 0:  # both softmaxes lose their surprise, and SGNS log 2 at each of its k + 1 questions
            self.loss[:, 0] = *self.surprise[:2, 0], (self.trainers[2].settings.negatives + 1) * np.log(2)
        before: list[Floats | None] = [*self.planes[-1]] if self.planes else [None] * 3
        drawn = [plane(t.v_in[:MAPPED], old) for t, old in zip(self._racers, before, strict=True)]
        self.shares.append([shares(t.v_in[:MAPPED], xy) for t, xy in zip(self._racers, drawn, strict=True)])
        self.planes.append(drawn)  # last: from here on the moment counts as reached


def moments(steps: int) -> NDArray[np.int64]:
    """(M,) steps at which a race of `steps` steps is observed, from 0 to the last."""
    return np.unique(np.linspace(0, steps, MOMENTS + 1).astype(np.int64))


def surprise(trainer: Racer, pairs: Pairs) -> float:
    """Mean of -log P(context | centre) over B pairs, in nats."""
    v = trainer.v_in[pairs.centre]
    if isinstance(trainer, HierarchicalTrainer):
        node, turn, inside = trainer.tree.paths_of(pairs.context)
        score = np.einsum("bld,bd->bl", trainer.v_out[node], v)
        return float(path_losses(score, turn, inside).mean())
    score = v @ trainer.v_out.T  # (B, V)
    if isinstance(trainer, SGNSTrainer):
        score = score + np.log(trainer.noise)
    return -float(log_softmax(score)[np.arange(len(pairs)), pairs.context].mean())


def _split(corpus: Corpus) -> tuple[Corpus, Corpus, bool]:
    """The text without every n-th sentence, those sentences, and whether that was possible."""
    if corpus.sentences < 2 * EVERY:
        return corpus, corpus, False
    aside = np.arange(corpus.sentences) % EVERY == EVERY - 1
    lengths = np.diff(corpus.offsets)

    def _part(chosen: Floats) -> Corpus:
        offsets = np.concatenate([[0], np.cumsum(lengths[chosen])]).astype(np.int64)
        return replace(corpus, tokens=corpus.tokens[np.repeat(chosen, lengths)], offsets=offsets)

    return _part(~aside), _part(aside), True
