"""
The loss that means something: on sentences the model never learns from, the same pairs and negatives every time.

The running mean of the training loss also changes with the learning rate, the random draws and the place in the text;
this loss changes only when the vectors do.  The loss is that of `sgns` (Mikolov et al. 2013, eq. 4), in nats per pair:
(K + 1) log 2 before anything is learned.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.text.corpus import Corpus
from explorer.training.lecture.pairs import Ids, window_pairs
from explorer.training.lecture.sgns import SGNSSettings, pair_losses
from explorer.vectors.word_vectors import Floats

MOST_WORDS = 20_000  # of the text that are held out
MOST_PAIRS = 10_000
FEWEST_SENTENCES = 100  # with fewer, none are held out: the loss is then on the text itself
BLOCK = 1_000_000  # numbers of V_out looked at at a time


@dataclass(frozen=True, eq=False)
class HeldOut:
    """The pairs on which the loss is measured.

    Parameters
    ----------
    centre, context : (P,) ids
    negative : (P, K) ids
    sentences : (S',) numbers of the sentences that must not be learned from
        Empty if the text is too short to hold any out; the pairs then come from the text itself.
    """

    centre: Ids
    context: Ids
    negative: Ids
    sentences: NDArray[np.int64]

    def loss(self, v_in: Floats, v_out: Floats) -> float:
        """Mean loss in nats per pair of the matrices (V, D); not finite if the matrices are not."""
        total = 0.0
        pairs = BLOCK // ((self.negative.shape[1] + 1) * v_out.shape[1]) + 1
        for start in range(0, len(self.centre), pairs):
            block = slice(start, start + pairs)
            v, u, negative = v_in[self.centre[block]], v_out[self.context[block]], self.negative[block]
            with np.errstate(over="ignore", invalid="ignore"):  # a diverged model is measured, too
                score = np.einsum("bd,bd->b", v, u)
                score_negative = np.einsum("bkd,bd->bk", v_out[negative], v)
                losses = pair_losses(score, score_negative, negative != self.context[block, None])
            total += float(losses.sum(dtype=np.float64))
        return total / len(self.centre)


def held_out(corpus: Corpus, settings: SGNSSettings, *, seed: int = 0) -> HeldOut:
    """Pairs of about one word in a hundred, at most `MOST_WORDS`, in sentences spread evenly over the text.

    They are drawn as in training (subsampled, in windows of the same kind, with as many negatives from the same noise),
    so that this is the loss being minimised.  Their seed is their own: runs that differ in the seed, the dimension or
    the rate are measured on the same pairs.
    """
    rng = np.random.default_rng(seed)
    apart = corpus.sentences >= FEWEST_SENTENCES
    wanted = corpus.sentences
    if apart:
        words = min(len(corpus.tokens) // 100, MOST_WORDS)
        wanted = max(words * corpus.sentences // len(corpus.tokens), 1)
    sentences = (np.arange(wanted) * 2 + 1) * corpus.sentences // (2 * wanted)
    ids = np.concatenate([corpus.sentence(int(s)) for s in sentences])[:MOST_WORDS]
    number = np.repeat(sentences, corpus.offsets[sentences + 1] - corpus.offsets[sentences])[:MOST_WORDS]
    keep = corpus.vocabulary.keep_probability(settings.sample)[ids]
    survives = rng.random(len(ids)) < keep
    survivors, number = ids[survives], number[survives]
    n = len(survivors)
    reach = rng.integers(1, settings.window + 1, n) if settings.dynamic_window else np.full(n, settings.window)
    centre, context = (survivors[at] for at in window_pairs(number, reach))
    if not len(centre):  # a tiny text of which nothing survived
        centre, context = ids[:1], ids[1:2]
    chosen = np.sort(rng.permutation(len(centre))[:MOST_PAIRS])
    steps = np.cumsum(corpus.vocabulary.noise(settings.noise_exponent))
    negative = np.searchsorted(steps, rng.random((len(chosen), settings.negatives)) * steps[-1], side="right")
    return HeldOut(
        centre[chosen],
        context[chosen],
        negative.clip(max=len(steps) - 1),
        sentences.astype(np.int64) if apart else np.empty(0, np.int64),
    )
