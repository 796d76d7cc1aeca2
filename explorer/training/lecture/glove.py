"""
GloVe: fit the logarithm of every co-occurrence count by a dot product.

Unlike sgns.py: no pair is read from the text.  The text is counted once (cooccurrence.py), and the
model learns from the nonzeros of X in shuffled order (Pennington, Socher and Manning 2014, "GloVe:
Global vectors for word representation", eq. 8 and 9):

    J = sum over X_ij > 0 of f(X_ij) (w_i . w~_j + b_i + b~_j - log X_ij)^2
    f(x) = min((x / x_max)^0.75, 1)

f keeps rare pairs from being taken too seriously and frequent ones from drowning the rest.  A word
has two vectors with equal roles, since X is symmetric; their sum w + w~ is used.  Each component
has its own step size, which shrinks as its gradients add up (AdaGrad: Duchi, Hazan and Singer
2011); as in the authors' program, the sums of squares begin at 1.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.text.corpus import Corpus
from explorer.training.lecture.base import check_batch, check_dim, check_learning_rate, check_numbers, check_window
from explorer.training.lecture.cooccurrence import WEIGHTINGS, Cooccurrence, Weighting, cooccurrence
from explorer.training.lecture.pairs import Ids
from explorer.training.lecture.sgns import subtract_rows
from explorer.vectors.model import Provenance
from explorer.vectors.word_vectors import Floats, WordVectors

NUMBERS_AT_ONCE = 1 << 23  # of vectors that the compiled loop learns between two reports


@dataclass(frozen=True)
class GloVeSettings:
    """What the reader chooses before training starts.

    `x_max` is the count from which a pair has weight 1, `exponent` how steeply f rises to it,
    `batch` the nonzeros of one step.
    """

    dim: int = 32
    window: int = 10
    weighting: Weighting = "harmonic"
    x_max: float = 100.0
    exponent: float = 0.75
    learning_rate: float = 0.05
    batch: int = 64
    seed: int = 1

    def __post_init__(self) -> None:
        check_dim(self.dim)
        check_window(self.window)
        check_learning_rate(self.learning_rate)
        check_batch(self.batch)
        if self.weighting not in WEIGHTINGS:
            raise SettingError(
                f"Neighbours are weighted {', '.join(WEIGHTINGS[:-1])} or {WEIGHTINGS[-1]}, not “{self.weighting}”."
            )
        if not 0 < self.x_max <= 1e9:
            raise SettingError(f"The count x_max must lie above 0 and not above a billion, not at {self.x_max:g}.")
        if not 0 <= self.exponent <= 2:
            raise SettingError(f"The exponent of f must lie between 0 and 2, not at {self.exponent:g}.")


@dataclass(frozen=True, eq=False)
class GloVeStep:
    """Everything one minibatch did, all numbers from before the update.

    Parameters
    ----------
    number : int
        Counts from 1.
    word, context : (B,) ids
        i and j of the nonzeros of X.
    count : (B,)
        X_ij
    f : (B,)
        Weight of each nonzero, in [0, 1].
    model : (B,)
        w_i . w~_j + b_i + b~_j
    difference : (B,)
        model - log X_ij
    loss : float
        Mean of f difference^2 over the B nonzeros.
    """

    number: int
    word: Ids
    context: Ids
    count: Floats
    f: Floats
    model: Floats
    difference: Floats
    loss: float


def f(count: Floats, x_max: float, exponent: float = 0.75) -> Floats:
    """Weight in [0, 1] of counts (N,): min((count / x_max) ** exponent, 1).

    >>> f(np.array([100 / 16, 50, 1000]), 100, 0.75).round(4).tolist()
    [0.125, 0.5946, 1.0]
    """
    return np.asarray(np.minimum((count / x_max) ** exponent, 1))


def gradients(w: Floats, c: Floats, f: Floats, difference: Floats) -> tuple[Floats, Floats, Floats]:
    """Gradient of each f difference^2 by its word vector, its context vector, and (both) its biases.

    Parameters
    ----------
    w, c : (B, D)
    f, difference : (B,)

    Returns
    -------
    dw, dc : (B, D)
    db : (B,)
    """
    db = 2 * f * difference
    return db[:, None] * c, db[:, None] * w, db


class GloVeTrainer:
    """Trains one minibatch of nonzeros at a time.

    Parameters
    ----------
    corpus : Corpus
    settings : GloVeSettings
    start : tuple of two (V, D) arrays, optional
        Word and context vectors to start from (copied); otherwise both are uniform in +-0.5/D.
    frozen : (V,) bool, optional
        Words whose two vectors no step changes; their biases stay free.
    dtype : float32 unless told
    counts : Cooccurrence, optional
        Those of this text and these settings, if they are known already.
    """

    method = "GloVe"

    def __init__(
        self,
        corpus: Corpus,
        settings: GloVeSettings,
        *,
        start: tuple[Floats, Floats] | None = None,
        frozen: NDArray[np.bool_] | None = None,
        dtype: type[np.floating] = np.float32,
        counts: Cooccurrence | None = None,
    ) -> None:
        self.corpus = corpus
        self.settings = settings
        self.learning_rate = settings.learning_rate
        self.frozen = frozen
        self.steps_done = 0
        self.seen = 0  # nonzeros, all epochs together
        if counts is None:
            counts = cooccurrence(corpus, window=settings.window, weighting=settings.weighting)
        self.counts = counts
        self.f = f(self.counts.weight, settings.x_max, settings.exponent).astype(dtype)  # (N,)
        self.log_count = np.log(self.counts.weight).astype(dtype)  # (N,)
        init_rng, self._order_rng = np.random.default_rng(settings.seed).spawn(2)
        V, D = len(corpus.vocabulary), settings.dim
        self.batch = min(settings.batch, V)  # as in base.py
        if start is None:
            self.w, self.c = ((init_rng.uniform(-0.5, 0.5, (V, D)) / D).astype(dtype) for _ in range(2))
        else:
            self.w, self.c = (matrix.astype(dtype, copy=True) for matrix in start)
        self.bias_w, self.bias_c = np.zeros(V, dtype), np.zeros(V, dtype)
        self.sum_w, self.sum_c = np.ones((V, D), dtype), np.ones((V, D), dtype)  # AdaGrad's sums of squares
        self.sum_bias_w, self.sum_bias_c = np.ones(V, dtype), np.ones(V, dtype)
        self._waiting = np.empty(0, dtype=np.intp)
        self._rest = np.empty(0, dtype=np.intp)  # nonzeros left of an epoch whose compiled loop was stopped
        self._before: list[Floats] = []
        self._J = 0.0

    @property
    def epoch(self) -> float:
        """How many times all nonzeros have been seen."""
        return self.seen / len(self.counts)

    @property
    def words_seen(self) -> int:
        """`epoch` in words of the text, for a progress bar."""
        return int(self.epoch * len(self.corpus.tokens))

    def step(self) -> GloVeStep:
        """Take the next nonzeros in shuffled order, record how well the model fits them, then update.

        Raises
        ------
        DivergedError
            If the model is no longer made of numbers; the vectors stay as they were before.
        """
        while len(self._waiting) < self.batch:
            self._waiting = np.concatenate([self._waiting, self._order_rng.permutation(len(self.counts))])
        at, self._waiting = np.split(self._waiting, [self.batch])
        return self.learn(at)

    def model(self, at: Ids) -> Floats:
        """(B,) what the vectors say about the nonzeros numbered `at` (B,), to be compared with `log_count[at]`."""
        i, j = self.counts.row[at], self.counts.column[at]
        return np.asarray(np.einsum("bd,bd->b", self.w[i], self.c[j]) + self.bias_w[i] + self.bias_c[j])

    def objective(self) -> float:
        """J over all nonzeros, divided by their number so that texts can be compared."""
        total, N = 0.0, len(self.counts)
        for first in range(0, N, 1 << 16):
            at = np.arange(first, min(first + (1 << 16), N))
            total += float((self.f[at] * (self.model(at) - self.log_count[at]) ** 2).sum(dtype=np.float64))
        return total / N

    def learn(self, at: Ids) -> GloVeStep:
        """What one step does with the B nonzeros numbered `at` (B,).

        Raises
        ------
        DivergedError
            If the model is no longer made of numbers; the vectors stay as they were before.
        """
        i, j = self.counts.row[at], self.counts.column[at]
        model = self.model(at)
        check_numbers(self.steps_done + 1, self.learning_rate, model)
        difference = model - self.log_count[at]
        loss = float((self.f[at] * difference**2).mean())
        dw, dc, db = gradients(self.w[i], self.c[j], self.f[at], difference)
        check_numbers(self.steps_done + 1, self.learning_rate, dw**2, dc**2)  # AdaGrad sums squares
        if self.frozen is not None:
            dw[self.frozen[i]] = 0
            dc[self.frozen[j]] = 0
        rate = self.w.dtype.type(self.learning_rate)
        for parameter, sums, rows, gradient in (
            (self.w, self.sum_w, i, dw),
            (self.c, self.sum_c, j, dc),
            (self.bias_w, self.sum_bias_w, i, db),
            (self.bias_c, self.sum_bias_c, j, db),
        ):
            change = rate * gradient / np.sqrt(sums[rows])
            if parameter.ndim == 2:
                subtract_rows(parameter, rows, change)
                subtract_rows(sums, rows, -(gradient**2))  # after the update, as in the authors' program
            else:
                np.subtract.at(parameter, rows, change)
                np.add.at(sums, rows, gradient**2)
        self.steps_done += 1
        self.seen += len(at)
        return GloVeStep(self.steps_done, i, j, self.counts.weight[at], self.f[at], model, difference, loss)

    def train_epoch(self, told: Callable[[], None] = lambda: None) -> float:
        """See every nonzero once in shuffled order with the compiled loop; J divided by their number.

        The same as `step()` with batches of one, from the start of an epoch. `told` is called now and then and may
        stop it by raising; the next call continues from there.

        Raises
        ------
        DivergedError
            If the model is no longer made of numbers; the vectors stay as they were at the start of the epoch.
        SettingError
            If rows are frozen: only `step()` knows how to leave rows alone.
        """
        if self.frozen is not None:
            raise SettingError("A whole epoch cannot be trained with frozen words; take single steps.")
        from explorer.training.fast.cooccurrence_kernels import glove_epoch

        if not len(self._rest):
            self._before = [part.copy() for part in self._parts()]
            self._rest, self._J = self._order_rng.permutation(len(self.counts)), 0.0
        rate = self.w.dtype.type(self.learning_rate)
        while len(self._rest):
            told()
            some, self._rest = np.split(self._rest, [max(1, NUMBERS_AT_ONCE // self.settings.dim)])
            parts = self._parts()
            self._J += glove_epoch(some, self.counts.row, self.counts.column, self.log_count, self.f, rate, *parts)
        if not (np.isfinite(self._J) and all(np.isfinite(part).all() for part in self._parts())):
            for part, kept in zip(self._parts(), self._before, strict=True):
                part[:] = kept
            check_numbers(self.steps_done + 1, self.learning_rate, np.array([np.nan]))
        self.steps_done += -(-len(self.counts) // self.batch)
        self.seen += len(self.counts)
        return float(self._J) / len(self.counts)

    def _parts(self) -> Iterator[Floats]:
        yield from (self.w, self.c, self.bias_w, self.bias_c)
        yield from (self.sum_w, self.sum_c, self.sum_bias_w, self.sum_bias_c)

    def vectors(self) -> WordVectors:
        """w + w~ as they are now."""
        vocabulary = self.corpus.vocabulary
        return WordVectors(vocabulary.words, (self.w + self.c).astype(np.float32), vocabulary.counts)

    @property
    def provenance(self) -> Provenance:
        """What the vectors were learned from, how, and how far training went."""
        s = self.settings
        known = (("D", s.dim), ("window", f"{s.window} ({s.weighting})"), ("x_max", s.x_max), ("exponent", s.exponent))
        settings = (*known, ("rate", self.learning_rate), ("epochs", self.epoch))
        return Provenance("trained", self.corpus.name, self.method, settings, s.seed, self.steps_done)
