"""
CBOW: predict the word in the middle from the mean of the words around it.

Unlike sgns.py: the window stays together.  The n words around a centre are averaged first, and
only the mean h is scored against the centre word and the negatives (Mikolov et al. 2013,
"Efficient estimation of word representations in vector space", section 3.1):

    h = (v_1 + ... + v_n) / n        loss = -log sigmoid(u_c . h) - sum_k log sigmoid(-u_k . h)

One step per window instead of one per pair makes it fast; averaging blurs rare words.  Each word
of the window gets 1/n of the gradient by h.  word2vec.c and gensim leave out the 1/n, so CBOW
looked worse than it is for years (Irsoy, Benton and Stratos 2021, "Corrected CBOW performs as well
as skip-gram").  With hierarchical softmax instead of negatives, u are nodes of the tree.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.training.lecture import hierarchical
from explorer.training.lecture.base import S, TwoMatrixTrainer, WindowSettings, check_numbers
from explorer.training.lecture.huffman import HuffmanTree, huffman
from explorer.training.lecture.pairs import Ids
from explorer.training.lecture.sgns import gradients, pair_losses, sigmoid, subtract_rows
from explorer.training.lecture.windows import Windows, WindowStream
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True)
class CBOWSettings(WindowSettings):
    """What the reader chooses before training starts; `negatives` and `noise_exponent` as for SGNS."""

    negatives: int = 5
    noise_exponent: float = 0.75

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.negatives <= 100:
            raise SettingError(f"There can be 0 to 100 negatives for each window, not {self.negatives}.")
        if not 0 <= self.noise_exponent <= 2:
            raise SettingError(f"The noise exponent must lie between 0 and 2, not at {self.noise_exponent:g}.")


@dataclass(frozen=True)
class CBOWHierarchicalSettings(WindowSettings):
    """What the reader chooses before training starts: the tree follows from the counts."""


@dataclass(frozen=True, eq=False)
class CBOWStep:
    """Everything one minibatch did, all numbers from before the update.

    Parameters
    ----------
    number : int
        Counts from 1.
    windows : Windows
        B windows and their places in the text.
    mean : (B, D)
        h, the mean of the vectors of the words around each centre.
    negative : (B, K) ids
    counted : (B, K) bool
        False where the negative drawn was the centre word itself.
    score, sigmoid, error : (B,)
        u_c . h, its sigmoid, and sigmoid - 1.
    score_negative, sigmoid_negative, error_negative : (B, K)
        The same of the negatives; the error is sigmoid - 0, and 0 where not counted.
    loss : float
        Mean over the B windows, in nats.
    """

    number: int
    windows: Windows
    mean: Floats
    negative: Ids
    counted: NDArray[np.bool_]
    score: Floats
    score_negative: Floats
    sigmoid: Floats
    sigmoid_negative: Floats
    error: Floats
    error_negative: Floats
    loss: float


@dataclass(frozen=True, eq=False)
class CBOWHierarchicalStep:
    """Everything one minibatch did, all numbers from before the update; path fields as in `HierarchicalStep`.

    Parameters
    ----------
    number : int
    windows : Windows
    mean : (B, D)
    node, turn, inside, score, sigmoid, error : (B, L)
    probability : (B,)
        Of the centre word, given the words around it.
    loss : float
        Mean over the B windows, in nats.
    """

    number: int
    windows: Windows
    mean: Floats
    node: Ids
    turn: Ids
    inside: NDArray[np.bool_]
    score: Floats
    sigmoid: Floats
    error: Floats
    probability: Floats
    loss: float


def window_means(v: Floats, inside: NDArray[np.bool_]) -> Floats:
    """(B, D) means of context vectors (B, C, D), over those that are `inside` (B, C)."""
    return np.asarray(np.einsum("bc,bcd->bd", share(inside, v.dtype), v))


def share(inside: NDArray[np.bool_], dtype: np.dtype[np.floating]) -> Floats:
    """(B, C) 1/n for each of the n words in a window, 0 in the padding: each word's part of h."""
    return np.asarray(inside / inside.sum(axis=1, keepdims=True), dtype=dtype)


class _WindowTrainer(TwoMatrixTrainer[S]):
    """What both forms of CBOW share: reading windows, and handing each word its share of the gradient."""

    @cached_property
    def _stream(self) -> WindowStream:
        s = self.settings
        return WindowStream(self.corpus, window=s.window, dynamic=s.dynamic_window, sample=s.sample, rng=self._text_rng)

    def _mean(self, windows: Windows) -> Floats:
        return window_means(self.v_in[windows.context], windows.inside)

    def _hand_out(self, dh: Floats, windows: Windows) -> None:
        dv = share(windows.inside, dh.dtype)[:, :, None] * dh[:, None, :]  # (B, C, D): 1/n of dh each
        self.descend(dv[windows.inside], windows.context[windows.inside])


class CBOWTrainer(_WindowTrainer[CBOWSettings]):
    """CBOW with negative sampling, one minibatch at a time.

    Parameters
    ----------
    corpus : Corpus
    settings : CBOWSettings
    start : tuple of two (V, D) arrays, optional
    frozen : (V,) bool, optional
        Words whose two vectors no step changes.
    dtype : float32 unless told
    """

    method = "CBOW"

    @cached_property
    def noise(self) -> Floats:
        """(V,) probability that each word is drawn as a negative."""
        return self.corpus.vocabulary.noise(self.settings.noise_exponent)

    @cached_property
    def _noise_steps(self) -> Floats:
        return np.asarray(np.cumsum(self.noise) / self.noise.sum())

    def draw_negatives(self, B: int) -> Ids:
        """(B, K) ids drawn from the noise distribution."""
        drawn = self._noise_rng.random((B, self.settings.negatives))
        return np.searchsorted(self._noise_steps, drawn, side="right").clip(max=len(self.noise) - 1)

    def step(self) -> CBOWStep:
        """Take the next windows of the text, record what the model thinks of them, then update.

        Raises
        ------
        DivergedError
            If the scores are no longer numbers; the vectors stay as they were before.
        TextError
            If subsampling leaves hardly a window to learn from.
        """
        windows = self._stream.take(self.batch)
        return self.learn(windows, self.draw_negatives(len(windows)))

    def learn(self, windows: Windows, negative: Ids) -> CBOWStep:
        """What one step does with B given windows and (B, K) given negatives.

        Raises
        ------
        DivergedError
            If the scores are no longer numbers; the vectors stay as they were before.
        """
        h, u, u_negative = self._mean(windows), self.v_out[windows.centre], self.v_out[negative]
        score = np.einsum("bd,bd->b", h, u)  # (B,)
        score_negative = np.einsum("bkd,bd->bk", u_negative, h)  # (B, K)
        check_numbers(self.steps_done + 1, self.learning_rate, score, score_negative)
        counted = negative != windows.centre[:, None]  # (B, K)
        p, p_negative = sigmoid(score), sigmoid(score_negative)
        error, error_negative = p - 1, np.where(counted, p_negative, 0)
        loss = float(pair_losses(score, score_negative, counted).mean())

        dh, du, du_negative = gradients(h, u, u_negative, error, error_negative)  # of SGNS, with h for v
        if self.frozen is not None:
            du[self.frozen[windows.centre]] = 0
            du_negative[self.frozen[negative]] = 0
        subtract_rows(self.v_out, windows.centre, self.rate * du)
        subtract_rows(self.v_out, negative, self.rate * du_negative)
        self._hand_out(dh, windows)
        self.steps_done += 1
        self.words_seen = windows.words_seen
        return CBOWStep(
            self.steps_done,
            windows,
            h,
            negative,
            counted,
            score,
            score_negative,
            p,
            p_negative,
            error,
            error_negative,
            loss,
        )


class CBOWHierarchicalTrainer(_WindowTrainer[CBOWHierarchicalSettings]):
    """CBOW with hierarchical softmax, one minibatch at a time.

    Parameters
    ----------
    corpus : Corpus
    settings : CBOWHierarchicalSettings
    start : tuple of (V, D) and (V-1, D), optional
    frozen : (V,) bool, optional
        Words whose row of V_in no step changes.
    dtype : float32 unless told
    """

    method = "CBOW with hierarchical softmax"

    @cached_property
    def tree(self) -> HuffmanTree:
        """The tree of the vocabulary's counts."""
        return huffman(self.corpus.vocabulary.counts)

    def outputs(self) -> int:
        """A row of V_out for each inner node."""
        return len(self.corpus.vocabulary) - 1

    def step(self) -> CBOWHierarchicalStep:
        """Take the next windows of the text, record what the model thinks of them, then update.

        Raises
        ------
        DivergedError
            If the scores are no longer numbers; the vectors stay as they were before.
        TextError
            If subsampling leaves hardly a window to learn from.
        """
        return self.learn(self._stream.take(self.batch))

    def learn(self, windows: Windows) -> CBOWHierarchicalStep:
        """What one step does with B given windows.

        Raises
        ------
        DivergedError
            If the scores are no longer numbers; the vectors stay as they were before.
        """
        node, turn, inside = self.tree.paths_of(windows.centre)  # (B, L) each
        h, u = self._mean(windows), self.v_out[node]
        score = np.einsum("bld,bd->bl", u, h)
        check_numbers(self.steps_done + 1, self.learning_rate, score)
        p = sigmoid(score)
        error = np.where(inside, p - (1 - turn), 0).astype(score.dtype)
        losses = hierarchical.path_losses(score, turn, inside)

        dh, du = hierarchical.gradients(h, u, error)
        subtract_rows(self.v_out, node[inside], self.rate * du[inside])
        self._hand_out(dh, windows)
        self.steps_done += 1
        self.words_seen = windows.words_seen
        return CBOWHierarchicalStep(
            self.steps_done, windows, h, node, turn, inside, score, p, error, np.exp(-losses), float(losses.mean())
        )
