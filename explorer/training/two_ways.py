"""
Skip-gram and CBOW on the same text for the same time: what each asks, and what each finds.

Mikolov et al. 2013, "Efficient estimation of word representations in vector space", figure 1: CBOW
predicts the middle from the mean of its window, skip-gram each word of the window from the middle.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from explorer.corpus import Corpus
from explorer.training.cbow import CBOWSettings, CBOWTrainer
from explorer.training.sgns import SGNSSettings, SGNSTrainer
from explorer.vectors import WordVectors


@dataclass(frozen=True, eq=False)
class Found:
    """What one of the two made of the text: `examples` learned from in `seconds` of processor time."""

    name: str
    vectors: WordVectors
    examples: int
    seconds: float


def examples(sentence: list[str], at: int, window: int) -> tuple[list[tuple[str, str]], tuple[list[str], str]]:
    """Of one place in a sentence: skip-gram's pairs (given, asked), and CBOW's one example (all given, asked).

    >>> examples(["the", "king", "rules"], 1, 2)
    ([('king', 'the'), ('king', 'rules')], (['the', 'rules'], 'king'))
    """
    around = sentence[max(0, at - window) : at] + sentence[at + 1 : at + 1 + window]
    return [(sentence[at], other) for other in around], (around, sentence[at])


def both(
    corpus: Corpus, *, dim: int, window: int, epochs: int, seed: int, report: Callable[[int, int], None] | None = None
) -> tuple[Found, Found]:
    """Skip-gram and CBOW, both with negative sampling, each over the text so often.

    Raises
    ------
    DivergedError
        If the vectors leave the range of numbers.
    """
    skip_gram = SGNSTrainer(corpus, SGNSSettings(dim=dim, window=window, seed=seed))
    cbow = CBOWTrainer(corpus, CBOWSettings(dim=dim, window=window, seed=seed))
    made = []
    ways: tuple[tuple[str, SGNSTrainer | CBOWTrainer], ...] = (("Skip-gram", skip_gram), ("CBOW", cbow))
    for number, (name, trainer) in enumerate(ways):
        begun = time.thread_time()
        while trainer.epoch < epochs:
            trainer.step()
            if report is not None and trainer.steps_done % 20 == 0:
                report(int(100 * (number + trainer.epoch / epochs)), 200)
        seconds = time.thread_time() - begun
        made.append(Found(name, trainer.vectors(name), trainer.steps_done * trainer.batch, seconds))
    return made[0], made[1]
