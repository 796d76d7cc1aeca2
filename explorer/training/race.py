"""
Three objectives on one text, started together: full softmax, hierarchical softmax, negative sampling.

Their losses mean different things and cannot be compared.  What can: each says how likely every
word is beside a centre word, and so how surprised it is by pairs it was not trained on.  For SGNS
this probability is where its minimum puts it: u_j . v_i = log(P(j | i) / k q(j)) there, q being the
noise (Levy and Goldberg 2014; the argument of Gutmann and Hyvarinen 2010), hence
P(j | i) = q(j) exp(u_j . v_i), scaled to sum to 1.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from explorer.corpus import Corpus
from explorer.training.base import check_batch, check_dim, check_learning_rate, check_window
from explorer.training.hierarchical import HierarchicalSettings, HierarchicalTrainer, path_losses
from explorer.training.pairs import Pairs, PairStream
from explorer.training.sgns import SGNSSettings, SGNSTrainer
from explorer.training.softmax import SoftmaxSettings, SoftmaxTrainer, log_softmax
from explorer.vectors import Floats, WordVectors

NAMES = ("Full softmax", "Hierarchical softmax", "Negative sampling")
Racer = SoftmaxTrainer | HierarchicalTrainer | SGNSTrainer
EVERY = 20  # one sentence in twenty is set aside
MOMENTS = 40
TESTED = 512  # pairs


@dataclass(frozen=True)
class RaceSettings:
    """What is the same for all three; `negatives` concerns one of them."""

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


@dataclass(frozen=True, eq=False)
class Race:
    """What happened, in the order of `NAMES`.

    Parameters
    ----------
    step : (M,)
        When it was looked at.
    seconds : (3, M)
        Processor time spent on training so far.
    loss : (3, M)
        Each objective's own, the mean since the last look, in nats.
    surprise : (3, M)
        -log P of the pairs set aside, mean, in nats; the same pairs for all.
    apart : bool
        Whether those pairs are from sentences that were not trained on; a short text has none to spare.
    vectors : one WordVectors each
    trainers : one each, as they were at the end; not to be stepped
    """

    step: Floats
    seconds: Floats
    loss: Floats
    surprise: Floats
    apart: bool
    vectors: tuple[WordVectors, ...]
    trainers: tuple[SoftmaxTrainer, HierarchicalTrainer, SGNSTrainer]


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


def run(corpus: Corpus, settings: RaceSettings, report: Callable[[int, int], None] | None = None) -> Race:
    """The race; `report` is told the steps done, of how many.

    Raises
    ------
    DivergedError
        If the learning rate is too high for one of them.
    """
    learned, aside, apart = _split(corpus)
    s = settings
    rng = np.random.default_rng(s.seed)
    tested = PairStream(aside, window=s.window, dynamic=True, sample=0, rng=rng).take(TESTED)
    shared: dict[str, Any] = {
        "dim": s.dim,
        "window": s.window,
        "learning_rate": s.learning_rate,
        "batch": s.batch,
        "seed": s.seed,
    }
    by_softmax, by_tree, by_sampling = (
        SoftmaxTrainer(learned, SoftmaxSettings(**shared)),
        HierarchicalTrainer(learned, HierarchicalSettings(**shared)),
        SGNSTrainer(learned, SGNSSettings(**shared, negatives=s.negatives)),
    )
    trainers = (by_softmax, by_tree, by_sampling)
    racers: tuple[Racer, ...] = trainers
    step = np.unique(np.linspace(0, s.steps, MOMENTS + 1).astype(int))
    seconds, loss, surprised = (np.full((3, len(step)), np.nan) for _ in range(3))
    for moment, until in enumerate(step):
        for i, racer in enumerate(racers):
            begun = time.thread_time()
            losses = [racer.step().loss for _ in range(until - racer.steps_done)]
            spent = time.thread_time() - begun
            seconds[i, moment] = spent + (seconds[i, moment - 1] if moment else 0)
            loss[i, moment] = np.mean(losses) if losses else np.nan
            surprised[i, moment] = surprise(racer, tested)
        if report is not None:
            report(int(until), s.steps)
    loss[:, 0] = loss[:, 1] if len(step) > 1 else 0
    vectors = tuple(racer.vectors(name) for racer, name in zip(racers, NAMES, strict=True))
    return Race(step, seconds, loss, surprised, apart, vectors, trainers)


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


def plane(vectors: WordVectors, n: int) -> Floats:
    """(n, 2) the n most frequent words' unit vectors at their first two principal components."""
    rows = vectors.unit[:n] - vectors.unit[:n].mean(axis=0)
    left, values, _ = np.linalg.svd(rows, full_matrices=False)
    return np.asarray(left[:, :2] * values[:2])
