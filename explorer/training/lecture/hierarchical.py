"""
Skip-gram with hierarchical softmax: log V yes-or-no questions instead of V competitors.

Unlike softmax.py: words do not have output vectors, the inner nodes of a Huffman tree do.  On the
way from the root to the context word, each node n goes left with probability sigmoid(u_n . v_c);
the product over the turns taken is the word's probability (Morin and Bengio 2005; Mikolov et al.
2013, "Distributed representations of words and phrases and their compositionality", eq. 3).  The
two probabilities at a node sum to 1, so those of all words do, too:

    loss = -sum over the nodes n of o's path of log sigmoid(+-u_n . v_c)        + left, - right
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.training.lecture.base import PairTrainer, WindowSettings, check_numbers
from explorer.training.lecture.huffman import HuffmanTree, huffman
from explorer.training.lecture.pairs import Ids, Pairs
from explorer.training.lecture.sgns import sigmoid, subtract_rows
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True)
class HierarchicalSettings(WindowSettings):
    """What the reader chooses before training starts: the tree follows from the counts."""


@dataclass(frozen=True, eq=False)
class HierarchicalStep:
    """Everything one minibatch did, all numbers from before the update.

    Parameters
    ----------
    number : int
        Counts from 1.
    pairs : Pairs
        B pairs and their places in the text.
    node : (B, L)
        Rows of V_out on the way from the root to the context word, padded to the longest.
    turn : (B, L)
        0 for left, 1 for right.
    inside : (B, L) bool
        False in the padding.
    score : (B, L)
        u_n . v_c
    sigmoid : (B, L)
        Probability of going left at each node.
    error : (B, L)
        sigmoid - (1 - turn), the derivative of the loss by the score; 0 in the padding.
    probability : (B,)
        The product of the turns' probabilities: P(o | c).
    loss : float
        Mean over the B pairs, in nats.
    """

    number: int
    pairs: Pairs
    node: Ids
    turn: Ids
    inside: NDArray[np.bool_]
    score: Floats
    sigmoid: Floats
    error: Floats
    probability: Floats
    loss: float


def path_losses(score: Floats, turn: Ids, inside: NDArray[np.bool_]) -> Floats:
    """(B,) losses in nats of paths with scores (B, L) and turns (B, L).

    -log sigmoid(x) for a left turn, -log sigmoid(-x) for a right one.
    """
    signed = np.where(turn == 0, score, -score)
    return np.asarray(np.where(inside, np.logaddexp(0, -signed), 0).sum(axis=1))


def gradients(v: Floats, u: Floats, error: Floats) -> tuple[Floats, Floats]:
    """Gradient of each path's loss by the vector it starts from (B, D) and by its nodes (B, L, D).

    Parameters
    ----------
    v : (B, D)
    u : (B, L, D)
    error : (B, L)
        0 in the padding.
    """
    dv = np.einsum("bl,bld->bd", error, u)
    du = error[:, :, None] * v[:, None, :]  # (B, L, D)
    return dv, du


def word_probabilities(tree: HuffmanTree, score: Floats) -> Floats:
    """(B, V) probability of every word, from the scores (B, V-1) of all inner nodes; rows sum to 1."""
    rows, turns, inside = tree.paths
    left, right = np.logaddexp(0, -score), np.logaddexp(0, score)  # (B, V-1): -log of each turn's probability
    surprise = np.where(turns == 0, left[:, rows], right[:, rows])  # (B, V, L)
    return np.asarray(np.exp(-np.where(inside, surprise, 0).sum(axis=2)))


class HierarchicalTrainer(PairTrainer[HierarchicalSettings]):
    """Trains one minibatch at a time, over the same pairs as SGNS with the same seed.

    Parameters
    ----------
    corpus : Corpus
    settings : HierarchicalSettings
    start : tuple of (V, D) and (V-1, D), optional
        V_in, and V_out with a row per inner node.
    frozen : (V,) bool, optional
        Words whose row of V_in no step changes; the nodes belong to no word and stay free.
    dtype : float32 unless told
    """

    method = "Hierarchical softmax"

    @cached_property
    def tree(self) -> HuffmanTree:
        """The tree of the vocabulary's counts."""
        return huffman(self.corpus.vocabulary.counts)

    def outputs(self) -> int:
        """A row of V_out for each inner node."""
        return len(self.corpus.vocabulary) - 1

    def step(self) -> HierarchicalStep:
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
        return word_probabilities(self.tree, np.asarray(self.v_in[centre] @ self.v_out.T))

    def all_probabilities(self, centre: int) -> Floats:
        """(V,) probability of every word as a context of the word `centre`."""
        return np.asarray(self.probabilities(np.array([centre]))[0])

    def turn_probabilities(self, centre: int, context: int) -> Floats:
        """(n,) probability of each turn on the way to `context`, given `centre`; their product is P(o | c)."""
        rows, turns = self.tree.path(context)
        score = self.v_out[rows] @ self.v_in[centre]
        return sigmoid(np.where(turns == 0, score, -score))

    def learn(self, pairs: Pairs) -> HierarchicalStep:
        """What one step does with B given pairs.

        Raises
        ------
        DivergedError
            If the scores are no longer numbers; the vectors stay as they were before.
        """
        node, turn, inside = self.tree.paths_of(pairs.context)  # (B, L) each
        v, u = self.v_in[pairs.centre], self.v_out[node]
        score = np.einsum("bld,bd->bl", u, v)
        check_numbers(self.steps_done + 1, self.learning_rate, score)
        p = sigmoid(score)
        error = np.where(inside, p - (1 - turn), 0).astype(score.dtype)
        losses = path_losses(score, turn, inside)

        dv, du = gradients(v, u, error)
        self.descend(dv, pairs.centre)
        subtract_rows(self.v_out, node[inside], self.rate * du[inside])
        self.steps_done += 1
        self.words_seen = pairs.words_seen
        return HierarchicalStep(
            self.steps_done, pairs, node, turn, inside, score, p, error, np.exp(-losses), float(losses.mean())
        )
