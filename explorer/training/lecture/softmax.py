"""
Skip-gram with the full softmax: the objective that negative sampling is a short cut for.

Unlike sgns.py: no noise words are drawn.  Every word of the vocabulary competes for the place of
the context word, and the loss is the surprise at the one that is there (Mikolov et al. 2013,
"Distributed representations of words and phrases and their compositionality", eq. 2):

    P(o | c) = exp(u_o . v_c) / sum_j exp(u_j . v_c)        loss = -log P(o | c)      in nats

The gradient by the centre vector is what the model saw minus what it expected to see,

    -dloss/dv_c = u_o - sum_j P(j | c) u_j

and every step costs V dot products instead of k + 1: exact, but slow with a large vocabulary.
"""

from dataclasses import dataclass

import numpy as np

from explorer.training.lecture.base import PairTrainer, WindowSettings, check_numbers
from explorer.training.lecture.pairs import Ids, Pairs
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True)
class SoftmaxSettings(WindowSettings):
    """What the reader chooses before training starts: there is nothing to choose about noise."""


@dataclass(frozen=True, eq=False)
class SoftmaxStep:
    """Everything one minibatch did, all numbers from before the update.

    Parameters
    ----------
    number : int
        Counts from 1.
    pairs : Pairs
        B pairs and their places in the text.
    score : (B, V)
        u_j . v_c for every word j.
    probability : (B, V)
        P(j | c); rows sum to 1.
    observed : (B, D)
        u_o, the vector of the word that is there.
    expected : (B, D)
        sum_j P(j | c) u_j, the vector the model expected.
    loss : float
        Mean over the B pairs, in nats; log V for a model that knows nothing.
    """

    number: int
    pairs: Pairs
    score: Floats
    probability: Floats
    observed: Floats
    expected: Floats
    loss: float


def log_softmax(score: Floats) -> Floats:
    """(B, V) logarithms of the probabilities of scores (B, V), without overflow.

    >>> np.exp(log_softmax(np.array([[0.0, np.log(3)]]))).round(4).tolist()
    [[0.25, 0.75]]
    """
    shifted = score - score.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def gradients(v: Floats, u: Floats, probability: Floats, context: Ids) -> tuple[Floats, Floats, Floats]:
    """The two parts of each pair's gradient by its centre, and the whole batch's gradient by U.

    Parameters
    ----------
    v : (B, D)
        Centre vectors.
    u : (V, D)
        All context vectors.
    probability : (B, V)
    context : (B,)
        The words that are there.

    Returns
    -------
    observed, expected : (B, D)
        The gradient of the loss by v is `expected - observed`.
    du : (V, D)
        Summed over the batch: every word's row is moved by every pair.
    """
    observed = u[context]  # (B, D)
    expected = probability @ u  # (B, D)
    error = probability.copy()
    error[np.arange(len(context)), context] -= 1  # (B, V): P(j | c) - [j = o]
    return observed, expected, np.asarray(error.T @ v)


class SoftmaxTrainer(PairTrainer[SoftmaxSettings]):
    """Trains one minibatch at a time, over the same pairs as SGNS with the same seed.

    Parameters
    ----------
    corpus : Corpus
    settings : SoftmaxSettings
    start : tuple of two (V, D) arrays, optional
    frozen : (V,) bool, optional
        Words whose two vectors no step changes.
    dtype : float32 unless told
    """

    method = "Full softmax"

    def step(self) -> SoftmaxStep:
        """Take the next pairs of the text, record what the model thinks of them, then update.

        Raises
        ------
        DivergedError
            If the scores are no longer numbers; the vectors stay as they were before.
        TextError
            If subsampling leaves hardly a pair to learn from.
        """
        return self.learn(self.next_pairs())

    def probabilities(self, centre: Ids) -> Floats:
        """(B, V) probability of every word as a context of the centre words (B,)."""
        return np.asarray(np.exp(log_softmax(self.v_in[centre] @ self.v_out.T)))

    def two_parts(self, centre: int, context: int) -> tuple[Floats, Floats, Floats]:
        """Observed u_o (D,) and expected sum_j P(j | c) u_j (D,) of one pair, and the probabilities (V,)."""
        probability = self.probabilities(np.array([centre]))
        observed, expected, _ = gradients(self.v_in[[centre]], self.v_out, probability, np.array([context]))
        return observed[0], expected[0], probability[0]

    def learn(self, pairs: Pairs) -> SoftmaxStep:
        """What one step does with B given pairs.

        Raises
        ------
        DivergedError
            If the scores are no longer numbers; the vectors stay as they were before.
        """
        v = self.v_in[pairs.centre]
        score = v @ self.v_out.T  # (B, V): the whole vocabulary, for every pair
        check_numbers(self.steps_done + 1, self.learning_rate, score)
        log_probability = log_softmax(score)
        probability = np.exp(log_probability)
        loss = -float(log_probability[np.arange(len(pairs)), pairs.context].mean())

        observed, expected, du = gradients(v, self.v_out, probability, pairs.context)
        if self.frozen is not None:
            du[self.frozen] = 0
        self.descend(expected - observed, pairs.centre)
        self.v_out -= self.rate * du
        self.steps_done += 1
        self.words_seen = pairs.words_seen
        return SoftmaxStep(self.steps_done, pairs, score, probability, observed, expected, loss)
