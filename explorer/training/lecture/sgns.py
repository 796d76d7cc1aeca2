"""
Skip-gram with negative sampling: tell a true pair from k noise pairs.

Mikolov et al. 2013, "Distributed representations of words and phrases and their
compositionality", eq. 4.  Letters as in the lectures: v_c is the vector of the
centre word (a row of V_in), u_o of the context word and u_k of a drawn negative
(rows of V_out).  For one pair

    loss = -log sigmoid(u_o . v_c) - sum_k log sigmoid(-u_k . v_c)      in nats

As in word2vec, a negative that happens to be the context word itself does not count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.errors import DivergedError, SettingError
from explorer.text.corpus import Corpus
from explorer.training.lecture.pairs import Ids, Pairs, PairStream, ReadingPlace
from explorer.vectors.model import Provenance
from explorer.vectors.word_vectors import Floats, WordVectors


@dataclass(frozen=True)
class SGNSSettings:
    """What the reader chooses before training starts.

    `sample` is the subsampling threshold (0 = keep every word), `noise_exponent` the power of
    the counts that negatives are drawn by, `batch` the pairs of one step.
    """

    dim: int = 32
    window: int = 5
    dynamic_window: bool = True
    negatives: int = 5
    learning_rate: float = 0.05
    sample: float = 0.0
    noise_exponent: float = 0.75
    batch: int = 64
    seed: int = 1

    def __post_init__(self) -> None:
        if not 2 <= self.dim <= 1000:
            raise SettingError(f"Vectors have between 2 and 1,000 dimensions here, not {self.dim}.")
        if not 1 <= self.window <= 100:
            raise SettingError(f"The window reaches between 1 and 100 words to each side, not {self.window}.")
        if not 0 <= self.negatives <= 100:
            raise SettingError(f"There can be 0 to 100 negatives for each pair, not {self.negatives}.")
        if not 0 < self.learning_rate <= 10:
            raise SettingError(f"The learning rate must lie above 0 and not above 10, not at {self.learning_rate:g}.")
        if not 0 <= self.sample < 1:
            raise SettingError(f"The subsampling threshold must lie between 0 (off) and 1, not at {self.sample:g}.")
        if not 0 <= self.noise_exponent <= 2:
            raise SettingError(f"The noise exponent must lie between 0 and 2, not at {self.noise_exponent:g}.")
        if not 1 <= self.batch <= 100_000:
            raise SettingError(f"A step takes between 1 and 100,000 pairs, not {self.batch}.")


@dataclass(frozen=True, eq=False)
class SGNSStep:
    """Everything one minibatch did, all numbers from before the update.

    Parameters
    ----------
    number : int
        Counts from 1.
    pairs : Pairs
        B pairs and their places in the text.
    negative : (B, K) ids
    counted : (B, K) bool
        False where the negative drawn was the context word itself.
    score : (B,)
        u_o . v_c
    score_negative : (B, K)
        u_k . v_c
    sigmoid, sigmoid_negative : as the scores
    error : (B,)
        sigmoid - 1, the derivative of the loss by the score.
    error_negative : (B, K)
        sigmoid - 0, and 0 where not counted.
    loss : float
        Mean over the B pairs, in nats.
    """

    number: int
    pairs: Pairs
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
class Place:
    """Where a trainer is in its text and in its random numbers: its whole state except the vectors."""

    reading: ReadingPlace
    drawn: Mapping[str, Any]
    words_seen: int
    seed: int


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)) in [0, 1], the shape of `x`, without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)), dtype=x.dtype)


def pair_losses(score: Floats, score_negative: Floats, counted: NDArray[np.bool_]) -> Floats:
    """(B,) losses in nats of pairs with scores (B,) against negatives with scores (B, K).

    -log sigmoid(x) is computed as log(1 + exp(-x)), which neither overflows nor loses digits.
    """
    positive = np.logaddexp(0, -score)
    negative = np.where(counted, np.logaddexp(0, score_negative), 0).sum(axis=1)
    return np.asarray(positive + negative)


def gradients(
    v: Floats, u: Floats, u_negative: Floats, error: Floats, error_negative: Floats
) -> tuple[Floats, Floats, Floats]:
    """Gradient of each pair's loss by its three kinds of vectors.

    Parameters
    ----------
    v, u : (B, D)
    u_negative : (B, K, D)
    error : (B,)
        sigmoid(u . v) - 1
    error_negative : (B, K)
        sigmoid(u_k . v), 0 where the negative does not count

    Returns
    -------
    dv, du : (B, D)
    du_negative : (B, K, D)
    """
    dv = error[:, None] * u + np.einsum("bk,bkd->bd", error_negative, u_negative)
    du = error[:, None] * v
    du_negative = error_negative[:, :, None] * v[:, None, :]
    return dv, du, du_negative


def subtract_rows(matrix: Floats, at: Ids, change: Floats) -> None:
    """Subtract the rows `change` (..., D) from the rows `at` (...) of `matrix` (V, D); a row named twice loses both.

    The same as np.subtract.at(matrix, at, change), but number by number, which NumPy does four times as fast.

    >>> matrix = np.zeros((3, 2))
    >>> subtract_rows(matrix, np.array([0, 2, 0]), np.ones((3, 2)))
    >>> matrix.tolist()
    [[-2.0, -2.0], [0.0, 0.0], [-1.0, -1.0]]
    """
    D = matrix.shape[1]
    numbers = np.ravel(at)[:, None] * D + np.arange(D)  # (B, D) positions in the flattened matrix
    np.subtract.at(matrix.reshape(-1, copy=False), numbers.ravel(), change.ravel())


class SGNSTrainer:
    """Trains one minibatch at a time; each pair's gradient is applied in full, as word2vec does.

    Parameters
    ----------
    corpus : Corpus
    settings : SGNSSettings
    start : tuple of two (V, D) arrays, optional
        V_in and V_out to start from (copied); otherwise V_in is uniform in +-0.5/D and V_out zero.
    frozen : (V,) bool, optional
        Words whose two vectors no step changes.
    dtype : float32 unless told (float64 for checking gradients)
    """

    def __init__(
        self,
        corpus: Corpus,
        settings: SGNSSettings,
        *,
        start: tuple[Floats, Floats] | None = None,
        frozen: NDArray[np.bool_] | None = None,
        dtype: type[np.floating] = np.float32,
    ) -> None:
        self.corpus = corpus
        self.settings = settings
        self.learning_rate = settings.learning_rate
        self.steps_done = 0
        self.words_seen = 0
        self.frozen = frozen
        init_rng, pair_rng, self._noise_rng = np.random.default_rng(settings.seed).spawn(3)
        vocabulary = corpus.vocabulary
        # All gradients of one step are taken at the same vectors: with more of them than words, all would
        # pull the same few rows the same way, and together too far.
        self.batch = min(settings.batch, len(vocabulary))
        self.noise = vocabulary.noise(settings.noise_exponent)  # (V,)
        self._noise_steps = np.cumsum(self.noise) / self.noise.sum()
        self._stream = PairStream(
            corpus,
            window=settings.window,
            dynamic=settings.dynamic_window,
            sample=settings.sample,
            rng=pair_rng,
        )
        shape = (len(vocabulary), settings.dim)
        if start is None:
            self.v_in = (init_rng.uniform(-0.5, 0.5, shape) / settings.dim).astype(dtype)
            self.v_out = np.zeros(shape, dtype=dtype)
        else:
            self.v_in, self.v_out = (matrix.astype(dtype, copy=True) for matrix in start)

    @property
    def epoch(self) -> float:
        """How many times the text has been read; 1.5 is in the middle of the second time."""
        return self.words_seen / len(self.corpus.tokens)

    @property
    def place(self) -> Place:
        """The place that training has reached, for `go_on_from`."""
        return Place(self._stream.place, self._noise_rng.bit_generator.state, self.words_seen, self.settings.seed)

    def go_on_from(self, place: Place) -> None:
        """Continue from the place of another trainer of this text; with another seed, draw anew from there."""
        same_seed = place.seed == self.settings.seed
        self._stream.go_to(place.reading, redraw=not same_seed)
        if same_seed:
            self._noise_rng.bit_generator.state = place.drawn
        self.words_seen = place.words_seen

    def draw_negatives(self, B: int) -> Ids:
        """(B, K) ids drawn from the noise distribution."""
        drawn = self._noise_rng.random((B, self.settings.negatives))
        return np.searchsorted(self._noise_steps, drawn, side="right").clip(max=len(self.noise) - 1)

    def step(self) -> SGNSStep:
        """Take the next pairs of the text, record what the model thinks of them, then update.

        Raises
        ------
        DivergedError
            If the scores are no longer numbers; the vectors stay as they were before.
        """
        pairs = self.next_pairs(self.batch)
        return self.learn(pairs, self.draw_negatives(len(pairs)))

    def next_pairs(self, B: int) -> Pairs:
        """The next `B` pairs of the text, to be given to `learn`."""
        return self._stream.take(B)

    def learn(self, pairs: Pairs, negative: Ids) -> SGNSStep:
        """What one step does with B given pairs and (B, K) given negatives.

        Raises
        ------
        DivergedError
            If the scores are no longer numbers; the vectors stay as they were before.
        """
        v, u = self.v_in.take(pairs.centre, axis=0), self.v_out.take(pairs.context, axis=0)
        u_negative = self.v_out.take(negative, axis=0)
        score = np.einsum("bd,bd->b", v, u)  # (B,)
        score_negative = np.einsum("bkd,bd->bk", u_negative, v)  # (B, K)
        if not (np.isfinite(score).all() and np.isfinite(score_negative).all()):
            raise DivergedError(
                f"Training diverged at step {self.steps_done + 1}: with a learning rate of {self.learning_rate:g} the "
                "vectors grew beyond all numbers. Go back and use a lower rate."
            )
        counted = negative != pairs.context[:, None]  # (B, K)
        p, p_negative = sigmoid(score), sigmoid(score_negative)
        error, error_negative = p - 1, np.where(counted, p_negative, 0)
        loss = float(pair_losses(score, score_negative, counted).mean())

        dv, du, du_negative = gradients(v, u, u_negative, error, error_negative)
        if self.frozen is not None:
            dv[self.frozen[pairs.centre]] = 0
            du[self.frozen[pairs.context]] = 0
            du_negative[self.frozen[negative]] = 0
        rate = self.v_in.dtype.type(self.learning_rate)
        subtract_rows(self.v_in, pairs.centre, rate * dv)
        subtract_rows(self.v_out, pairs.context, rate * du)
        subtract_rows(self.v_out, negative, rate * du_negative)
        self.steps_done += 1
        self.words_seen = pairs.words_seen
        return SGNSStep(
            self.steps_done, pairs, negative, counted, score, score_negative, p, p_negative, error, error_negative, loss
        )

    def vectors(self) -> WordVectors:
        """A copy of V_in as it is now."""
        vocabulary = self.corpus.vocabulary
        return WordVectors(vocabulary.words, self.v_in.astype(np.float32), vocabulary.counts)

    @property
    def provenance(self) -> Provenance:
        """What the vectors were learned from, how, and how far training went."""
        s = self.settings
        known = (("D", s.dim), ("window", s.window), ("k", s.negatives), ("rate", self.learning_rate))
        settings = (*known, ("sample", s.sample), ("batch", self.batch))
        return Provenance("trained", self.corpus.name, "SGNS", settings, s.seed, self.steps_done)
