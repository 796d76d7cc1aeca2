"""
What one step costs as the vocabulary grows: the reason for hierarchical softmax and negative sampling.

Full softmax scores all V words for every pair; hierarchical softmax asks as many questions as the
path is long, about log2 V and fewer for frequent words; negative sampling looks at k + 1 words
whatever V is (Mikolov et al. 2013, "Distributed representations of words and phrases and their
compositionality", section 2).
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from explorer.progress import Report, parts, to_nobody
from explorer.text.corpus import Corpus
from explorer.text.vocabulary import Vocabulary
from explorer.training.lecture.hierarchical import HierarchicalSettings, HierarchicalTrainer
from explorer.training.lecture.pairs import Pairs
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.lecture.softmax import SoftmaxSettings, SoftmaxTrainer
from explorer.training.lessons.race import Racer
from explorer.vectors.word_vectors import Floats

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
PAIRS = 32
TRIES = 4  # of which the fastest counts
PAUSES = 1 + 3 * (1 + TRIES)  # in the measuring of one vocabulary


@dataclass(frozen=True, eq=False)
class Cost:
    """Seconds and dot products for one pair, in the order of `race.NAMES`.

    Parameters
    ----------
    size : (S,)
        Words of the vocabulary, V.
    seconds : (3, S)
        Processor time of a pair, in steps of 32 pairs; the shortest of a few tries.
    products : (3, S)
        Dot products a pair needs, on average.
    """

    size: Floats
    seconds: Floats
    products: Floats

    def slope(self, i: int) -> float:
        """The power of V with which the seconds of objective i grow, fitted from 10,000 words on; 1 is proportional."""
        far = self.size >= 10_000
        return float(np.polyfit(np.log(self.size[far]), np.log(self.seconds[i, far]), 1)[0])


def zipf(V: int) -> Corpus:
    """A text of 2,000 words drawn from a vocabulary of V, whose counts follow Zipf's law and are at least 1."""
    counts = np.maximum(10 * V // np.arange(1, V + 1), 1).astype(np.int64)
    vocabulary = Vocabulary(tuple(f"w{i}" for i in range(V)), counts)
    tokens = np.random.default_rng(0).choice(V, 2000, p=counts / counts.sum()).astype(np.int32)
    return Corpus(f"Zipf {V:,}", vocabulary, tokens, np.array([0, len(tokens)], dtype=np.int64))


class Measuring:
    """The cost of a pair by the three objectives, measured for each size of the vocabulary in turn.

    Parameters
    ----------
    dim, negatives : int
    sizes : of the vocabularies, ascending

    Attributes
    ----------
    cost : Cost
        NaN where nothing has been measured yet.
    """

    def __init__(self, dim: int, negatives: int, *, sizes: tuple[int, ...] = SIZES) -> None:
        self.dim, self.negatives = dim, negatives
        self.reached = 0  # sizes measured
        self.cost = Cost(np.array(sizes), np.full((3, len(sizes)), np.nan), np.full((3, len(sizes)), np.nan))

    def run(self, report: Report = to_nobody) -> None:
        """Measure all sizes of the vocabulary; `report` hears how much is done, and may end the work by raising."""
        told = parts(report, self.cost.size.tolist())
        while self.reached < len(self.cost.size):
            for done, _ in enumerate(self._measured(self.reached)):
                told[self.reached](done, PAUSES)
            self.reached += 1
            told[self.reached - 1](1, 1)

    def _measured(self, column: int) -> Iterator[None]:
        """Measure at the vocabulary size `column`; yields after each part, so that the caller can pause."""
        corpus = zipf(int(self.cost.size[column]))
        yield
        rng = np.random.default_rng(1)
        centre, context = rng.choice(corpus.tokens, (2, PAIRS))
        pairs = Pairs(centre, context, centre, context, 1)
        racers: tuple[Callable[[], Racer], ...] = (
            lambda: SoftmaxTrainer(corpus, SoftmaxSettings(dim=self.dim, batch=PAIRS)),
            lambda: HierarchicalTrainer(corpus, HierarchicalSettings(dim=self.dim, batch=PAIRS)),
            lambda: SGNSTrainer(corpus, SGNSSettings(dim=self.dim, batch=PAIRS, negatives=self.negatives)),
        )
        products = [float(len(corpus.vocabulary)), np.nan, self.negatives + 1.0]
        for i, begin in enumerate(racers):
            racer = begin()
            yield
            seconds = []
            for _ in range(TRIES):
                seconds.append(_seconds(racer, pairs))
                yield
            self.cost.seconds[i, column] = min(seconds) / PAIRS
            if isinstance(racer, HierarchicalTrainer):
                products[i] = racer.tree.mean_length
        self.cost.products[:, column] = products


def _seconds(racer: Racer, pairs: Pairs) -> float:
    begun = time.thread_time()
    if isinstance(racer, SGNSTrainer):
        racer.learn(pairs, racer.draw_negatives(len(pairs)))
    else:
        racer.learn(pairs)
    return time.thread_time() - begun
