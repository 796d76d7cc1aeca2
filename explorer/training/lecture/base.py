"""
What the other objectives share with SGNS: the bounds of their settings, the two matrices, the finished vectors.

Read `sgns.py` first: it does without this file, and is the objective of Mikolov et al. 2013.  Each
file after it keeps the text, the windows and the two matrices and changes one idea: how the loss
turns a centre word and the words around it into a number.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from explorer.errors import DivergedError, SettingError
from explorer.text.corpus import Corpus
from explorer.training.lecture.pairs import Pairs, PairStream
from explorer.training.lecture.sgns import subtract_rows
from explorer.vectors.model import Provenance
from explorer.vectors.word_vectors import Floats, WordVectors


def check_dim(dim: int) -> None:
    """Raise unless vectors may have `dim` components.

    Raises
    ------
    SettingError
        If `dim` lies outside 2..1000.
    """
    if not 2 <= dim <= 1000:
        raise SettingError(f"Vectors have between 2 and 1,000 dimensions here, not {dim}.")


def check_window(window: int) -> None:
    """Raise unless a window may reach `window` words to each side.

    Raises
    ------
    SettingError
        If `window` lies outside 1..100.
    """
    if not 1 <= window <= 100:
        raise SettingError(f"The window reaches between 1 and 100 words to each side, not {window}.")


def check_learning_rate(rate: float) -> None:
    """Raise unless `rate` is above 0 and at most 10.

    Raises
    ------
    SettingError
        Otherwise.
    """
    if not 0 < rate <= 10:
        raise SettingError(f"The learning rate must lie above 0 and not above 10, not at {rate:g}.")


def check_batch(batch: int) -> None:
    """Raise unless a step may take `batch` examples.

    Raises
    ------
    SettingError
        If `batch` lies outside 1..100000.
    """
    if not 1 <= batch <= 100_000:
        raise SettingError(f"A step takes between 1 and 100,000 examples, not {batch}.")


@dataclass(frozen=True)
class WindowSettings:
    """The settings of every objective that slides a window over the text.

    `sample` is the subsampling threshold (0 = keep every word), `batch` the pairs of one step
    (for CBOW: its windows).
    """

    dim: int = 32
    window: int = 5
    dynamic_window: bool = True
    learning_rate: float = 0.05
    sample: float = 0.0
    batch: int = 64
    seed: int = 1

    def __post_init__(self) -> None:
        check_dim(self.dim)
        check_window(self.window)
        check_learning_rate(self.learning_rate)
        check_batch(self.batch)
        if not 0 <= self.sample < 1:
            raise SettingError(f"The subsampling threshold must lie between 0 (off) and 1, not at {self.sample:g}.")


def check_numbers(step: int, rate: float, *scores: Floats) -> None:
    """Raise unless all `scores`, of shape (B,) or (B, K), are finite. Called before the vectors change.

    Raises
    ------
    DivergedError
        If one is infinite or not a number.
    """
    if not all(np.isfinite(score).all() for score in scores):
        raise DivergedError(
            f"Training diverged at step {step}: with a learning rate of {rate:g} the vectors grew beyond all numbers. "
            "Go back and use a lower rate."
        )


S = TypeVar("S", bound=WindowSettings)


class TwoMatrixTrainer(Generic[S]):
    """The state of a trainer: V_in, V_out and what has been done to them; a subclass adds `step()`.

    Parameters
    ----------
    corpus : Corpus
    settings : WindowSettings
    start : tuple of (V, D) and (outputs, D), optional
        V_in and V_out to start from (copied); otherwise V_in is uniform in +-0.5/D and V_out zero.
    frozen : (V,) bool, optional
        Rows of V_in that no step changes.
    dtype : float32 unless told (float64 for checking gradients)
    """

    method = ""  # what the provenance calls the method

    def __init__(
        self,
        corpus: Corpus,
        settings: S,
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
        init_rng, self._text_rng, self._noise_rng = np.random.default_rng(settings.seed).spawn(3)
        V = len(corpus.vocabulary)
        # All gradients of one step are taken at the same vectors: with more of them than words, all would
        # pull the same few rows the same way, and together too far.
        self.batch = min(settings.batch, V)
        if start is None:
            self.v_in: Floats = (init_rng.uniform(-0.5, 0.5, (V, settings.dim)) / settings.dim).astype(dtype)
            self.v_out: Floats = np.zeros((self.outputs(), settings.dim), dtype=dtype)
        else:
            self.v_in, self.v_out = (matrix.astype(dtype, copy=True) for matrix in start)

    def outputs(self) -> int:
        """Rows of V_out: a row per word, unless a subclass has a row per inner node of a tree."""
        return len(self.corpus.vocabulary)

    @property
    def epoch(self) -> float:
        """How many times the text has been read; 1.5 is in the middle of the second time."""
        return self.words_seen / len(self.corpus.tokens)

    def descend(self, dv: Floats, at: NDArray[np.integer]) -> None:
        """Subtract `learning_rate` times the gradients `dv` (B, D) from rows `at` (B,) of V_in, except frozen ones."""
        if self.frozen is not None:
            dv = np.where(self.frozen[at][:, None], 0, dv)
        subtract_rows(self.v_in, at, self.rate * dv)

    @property
    def rate(self) -> np.floating:
        """The learning rate in the type of the vectors, so that float32 stays float32."""
        rate: np.floating = self.v_in.dtype.type(self.learning_rate)
        return rate

    def vectors(self) -> WordVectors:
        """A copy of V_in as it is now."""
        vocabulary = self.corpus.vocabulary
        return WordVectors(vocabulary.words, self.v_in.astype(np.float32), vocabulary.counts)

    @property
    def provenance(self) -> Provenance:
        """What the vectors were learned from, how, and how far training went."""
        s = self.settings
        known = (("D", s.dim), ("window", s.window), ("sample", s.sample), ("rate", self.learning_rate))
        settings = (*known, ("batch", self.batch))
        return Provenance("trained", self.corpus.name, self.method, settings, s.seed, self.steps_done)


class PairTrainer(TwoMatrixTrainer[S]):
    """A trainer that reads pairs, the same ones as SGNS with the same seed; a subclass adds `learn()`."""

    @cached_property
    def _stream(self) -> PairStream:
        s = self.settings
        return PairStream(self.corpus, window=s.window, dynamic=s.dynamic_window, sample=s.sample, rng=self._text_rng)

    def next_pairs(self) -> Pairs:
        """The next pairs of the text, to be given to `learn`.

        Raises
        ------
        TextError
            If subsampling leaves hardly a pair to learn from.
        """
        return self._stream.take(self.batch)
