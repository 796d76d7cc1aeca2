"""
SGNS at the speed of the machine: the objective of `sgns`, for texts of millions of words.

Unlike the stepper, which shows every number of a batch, the engine reads the text in
pieces of some thousand words, in one or several threads that write to the same two
matrices without locks (Recht et al. 2011, "Hogwild"), and reports how far it is.  The
learning rate falls linearly to a ten-thousandth of its start over all epochs, as in
word2vec.c.  `kernels` says how the arithmetic is ordered; with one thread the result
depends on the settings alone.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import DivergedError, SettingError
from explorer.text.corpus import Corpus
from explorer.training.fast import kernels
from explorer.training.lecture.held_out import held_out
from explorer.training.lecture.sgns import SGNSSettings
from explorer.vectors.model import Provenance
from explorer.vectors.word_vectors import Floats, WordVectors

LOWEST_RATE = 1e-4  # of the learning rate at the start
PIECE = 10_000  # words learned between two looks at the clock, at most
PIECES = 200  # of a text, at least
BEAT = 0.05  # seconds between two looks at the threads

Frozen = NDArray[np.bool_] | tuple[NDArray[np.bool_], NDArray[np.bool_]]
DEFAULTS = SGNSSettings(dim=100, learning_rate=0.025, sample=1e-4)


@dataclass(frozen=True)
class Progress:
    """How far a training has come.

    Parameters
    ----------
    epoch, epochs : int
        Epochs finished, and wanted.
    words, words_total : int
        Words of the text learned from, all epochs together.
    words_per_second : float
        Since this call of `train` or `run_epoch` began; 0 at its beginning.
    learning_rate : float
    losses : tuple of float, length epoch + 1
        Held-out loss in nats per pair, before training and after each epoch.
    """

    epoch: int
    epochs: int
    words: int
    words_total: int
    words_per_second: float
    learning_rate: float
    losses: tuple[float, ...]

    @property
    def seconds_left(self) -> float:
        """An estimate from the speed so far; infinite before there is one."""
        return (self.words_total - self.words) / self.words_per_second if self.words_per_second else float("inf")


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A training as it was after an epoch, to continue from.

    Parameters
    ----------
    epoch : int
        Epochs finished.
    v_in, v_out : (V, D)
        Copies; read-only.
    losses : tuple of float, length epoch + 1
    """

    epoch: int
    v_in: Floats
    v_out: Floats
    losses: tuple[float, ...]

    def __post_init__(self) -> None:
        self.v_in.setflags(write=False)
        self.v_out.setflags(write=False)


class FastTraining:
    """Trains epoch by epoch.

    Parameters
    ----------
    corpus : Corpus
    settings : SGNSSettings
        `batch` has no meaning here.
    epochs : int
        The number of epochs over which the learning rate falls.
    threads : int
    start : Checkpoint or tuple of two (V, D) arrays, optional
        To continue from; otherwise V_in is uniform in +-0.5/D and V_out zero.
    frozen : (V,) bool, or two of them, optional
        Words whose two vectors must not change; or rows of V_in and rows of V_out.
    dtype : float32 unless told (float64 to compare with the stepper)

    Raises
    ------
    SettingError
        If epochs, threads, or the shape of `start` make no sense.
    """

    def __init__(
        self,
        corpus: Corpus,
        settings: SGNSSettings = DEFAULTS,
        *,
        epochs: int = 5,
        threads: int = 1,
        start: Checkpoint | tuple[Floats, Floats] | None = None,
        frozen: Frozen | None = None,
        dtype: type[np.floating] = np.float32,
    ) -> None:
        if not 1 <= epochs <= 10_000:
            raise SettingError(f"Training takes between 1 and 10,000 epochs, not {epochs}.")
        if not 1 <= threads <= 64:
            raise SettingError(f"Training runs in 1 to 64 threads, not {threads}.")
        V, D = shape = len(corpus.vocabulary), settings.dim
        self.corpus, self.settings, self.epochs, self.threads = corpus, settings, epochs, threads
        if frozen is None:
            frozen = np.zeros(V, np.bool_)
        self._frozen_in, self._frozen_out = frozen if isinstance(frozen, tuple) else (frozen, frozen)
        self._v_in = kernels.padded(V + 3 * threads, D, dtype)
        self._v_out = kernels.padded(V + threads, D, dtype)
        self.v_in, self.v_out = self._v_in[:V, :D], self._v_out[:V, :D]

        vocabulary = corpus.vocabulary
        self._table = kernels.alias_table(vocabulary.noise(settings.noise_exponent))
        self._keep = np.minimum(vocabulary.keep_probability(settings.sample) * 2.0**32, 2**32 - 1).astype(np.uint32)
        self._held_out = held_out(corpus, settings)
        self._pieces = _pieces(corpus, self._held_out.sentences)
        lengths = corpus.offsets[self._pieces[:, 1]] - corpus.offsets[self._pieces[:, 0]]
        self._words_before = np.concatenate([[0], np.cumsum(lengths)])
        # sentence by sentence of a piece: the text may be larger than memory
        self._longest = max(
            int(np.diff(corpus.offsets[s : s + PIECE + 1]).max()) for s in range(0, corpus.sentences, PIECE)
        )
        self._stop = np.zeros(1, np.uint8)
        self._words = [0] * threads  # of this epoch, by thread
        self.interrupted = False

        if isinstance(start, Checkpoint):
            self.epoch, self.losses = start.epoch, start.losses
            start = (start.v_in, start.v_out)
        else:
            self.epoch, self.losses = 0, ()
        if start is None:
            rng = np.random.default_rng(settings.seed)
            self.v_in[:] = rng.uniform(-0.5, 0.5, shape) / D
        elif start[0].shape != shape or start[1].shape != shape:
            raise SettingError(
                f"The vectors to continue from have shape {start[0].shape}; this text and these settings need {shape}."
            )
        else:
            self.v_in[:], self.v_out[:] = start
        if not self.losses:
            self.losses = (self._held_out.loss(self.v_in, self.v_out),)

    @property
    def words_of_an_epoch(self) -> int:
        """Words of the text that are learned from: all but those held out."""
        return int(self._words_before[-1])

    def learning_rate(self, words: int) -> float:
        """The rate after `words` words of all epochs together."""
        done = words / (self.words_of_an_epoch * self.epochs)
        return self.settings.learning_rate * max(1 - done, LOWEST_RATE)

    def progress(self, started: float | None = None, words_at_start: int = 0) -> Progress:
        """How far this training has come; its speed since `started` (on `time.perf_counter`) at `words_at_start`."""
        words = self.epoch * self.words_of_an_epoch + sum(self._words)
        seconds = 0.0 if started is None else time.perf_counter() - started
        return Progress(
            self.epoch,
            self.epochs,
            words,
            self.words_of_an_epoch * self.epochs,
            (words - words_at_start) / seconds if seconds else 0.0,
            self.learning_rate(words),
            self.losses,
        )

    def run_epoch(
        self,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> bool:
        """Whether the text was read to its end; False if `cancelled`, called 20 times a second, returned true.

        What was learned until then stays; the next call reads the text from its beginning.  `progress` is called as
        often, and once at the end, always in the thread of the caller.

        Raises
        ------
        DivergedError
            If the vectors are no longer numbers; they are then as they were before this epoch.
        """
        self.interrupted = cancelled is not None and cancelled()
        if self.interrupted:
            return False
        before = self.checkpoint()
        started, words_at_start = time.perf_counter(), self.epoch * self.words_of_an_epoch
        self._stop[0], self._words = 0, [0] * self.threads
        waiting, lock = iter(range(len(self._pieces))), threading.Lock()
        with ThreadPoolExecutor(self.threads) as pool:
            running = [pool.submit(self._learn, thread, waiting, lock) for thread in range(self.threads)]
            try:
                self._watch(running, progress, cancelled, started, words_at_start)
            finally:
                self._stop[0] = 1
        for done in running:
            done.result()
        loss = 0.0 if self.interrupted else self._held_out.loss(self.v_in, self.v_out)
        if not (self._finite() and np.isfinite(loss)):
            self._restore(before)
            raise DivergedError(
                f"Training diverged in epoch {self.epoch + 1}: with a learning rate of {self.settings.learning_rate:g} "
                "the vectors grew beyond all numbers. They are as they were before it; use a lower rate."
            )
        if self.interrupted:
            return False
        self._words = [0] * self.threads
        self.epoch += 1
        self.losses = (*self.losses, loss)
        if progress is not None:
            progress(self.progress(started, words_at_start))
        return True

    def _learn(self, thread: int, waiting: Iterator[int], lock: threading.Lock) -> None:
        """What one thread does: take the next piece, learn from it, until none is left or it is told to stop."""
        s = self.settings
        space = kernels.Workspace(
            rows=len(self.corpus.vocabulary),
            thread=thread,
            longest=self._longest,
            window=s.window,
            negatives=s.negatives,
            dtype=self._v_in.dtype.type,
        )
        while not self._stop[0]:
            with lock:
                piece = next(waiting, None)
            if piece is None:
                return
            first, last = self._pieces[piece]
            words = self.epoch * self.words_of_an_epoch + int(self._words_before[piece])
            space.random[0] = piece_seed(s.seed, self.epoch, piece)
            kernels.learn_sentences(
                self.corpus.tokens,
                self.corpus.offsets,
                first,
                last,
                self._v_in,
                self._v_out,
                self._keep,
                self._table,
                self._frozen_in,
                self._frozen_out,
                s.window,
                s.dynamic_window,
                s.negatives,
                self.learning_rate(words),
                space.spare_in,
                space.spare_out,
                self._stop,
                *space.buffers(),
            )
            self._words[thread] += int(self._words_before[piece + 1] - self._words_before[piece])

    def _watch(
        self,
        running: list[Future[None]],
        progress: Callable[[Progress], None] | None,
        cancelled: Callable[[], bool] | None,
        started: float,
        words_at_start: int,
    ) -> None:
        looked = started
        while wait(running, timeout=BEAT).not_done:
            if cancelled is not None and cancelled():
                self.interrupted = True
                return
            if progress is not None:
                progress(self.progress(started, words_at_start))
            if time.perf_counter() - looked > 10 * BEAT:
                looked = time.perf_counter()
                if not self._finite():
                    return

    def _finite(self) -> bool:
        with np.errstate(over="ignore", invalid="ignore"):
            return bool(np.isfinite(self.v_in.sum()) and np.isfinite(self.v_out.sum()))

    def checkpoint(self) -> Checkpoint:
        """A copy of the training's state now."""
        return Checkpoint(self.epoch, self.v_in.copy(), self.v_out.copy(), self.losses)

    def _restore(self, checkpoint: Checkpoint) -> None:
        self._v_in[:], self._v_out[:] = 0, 0  # also the rows of the threads
        self.v_in[:], self.v_out[:] = checkpoint.v_in, checkpoint.v_out
        self._words = [0] * self.threads

    def vectors(self) -> WordVectors:
        """A copy of V_in as it is now."""
        vocabulary = self.corpus.vocabulary
        return WordVectors(vocabulary.words, self.v_in.astype(np.float32), vocabulary.counts)

    @property
    def provenance(self) -> Provenance:
        """What the vectors were learned from, how, and how far training went."""
        s = self.settings
        known = (("D", s.dim), ("window", s.window), ("k", s.negatives), ("rate", s.learning_rate))
        settings = (
            *known,
            ("sample", s.sample),
            ("epochs", f"{self.epoch} of {self.epochs}"),
            ("threads", self.threads),
        )
        return Provenance("trained", self.corpus.name, "SGNS", settings, s.seed)


def _pieces(corpus: Corpus, held_out_sentences: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n, 2) first and last sentence of pieces of about `PIECE` words, without the held-out sentences."""
    words = max(min(PIECE, len(corpus.tokens) // PIECES), 1)
    cuts = np.searchsorted(corpus.offsets, np.arange(0, len(corpus.tokens), words))
    cuts = np.concatenate([cuts, held_out_sentences, held_out_sentences + 1, [0, corpus.sentences]])
    cuts = np.unique(cuts)
    pieces = np.stack([cuts[:-1], cuts[1:]], axis=1)
    return np.ascontiguousarray(pieces[~np.isin(pieces[:, 0], held_out_sentences)])


def piece_seed(seed: int, epoch: int, piece: int) -> int:
    """A non-zero state for the generator of one piece (splitmix64, Steele et al. 2014, of the three numbers)."""
    state = 0
    for number in (seed, epoch, piece):
        state = (state + number + 0x9E3779B97F4A7C15) % 2**64
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB % 2**64
        state ^= state >> 31
    return state | 1


@dataclass(frozen=True, eq=False)
class Training:
    """The result of `train`.

    Parameters
    ----------
    vectors : WordVectors
    provenance : Provenance
    v_out : (V, D)
        The context vectors, to continue from.
    losses : tuple of float
        Held-out loss in nats per pair, before training and after each epoch.
    finished : bool
        False if it was cancelled.
    words_per_second : float
    """

    vectors: WordVectors
    provenance: Provenance
    v_out: Floats
    losses: tuple[float, ...]
    finished: bool
    words_per_second: float


def train(
    corpus: Corpus,
    settings: SGNSSettings = DEFAULTS,
    *,
    epochs: int = 5,
    threads: int = 1,
    start: Checkpoint | tuple[Floats, Floats] | None = None,
    frozen: Frozen | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    checkpoint_every: int = 0,
    keep: Callable[[Checkpoint], None] | None = None,
) -> Training:
    """Vectors learned from `corpus`; what is not described here is as in `FastTraining`.

    Parameters
    ----------
    start, frozen : two arrays (V, D), and one or two (V,)
        See `FastTraining`, and `fine_tuning` to continue from a loaded model.
    progress, cancelled
        Called and asked 20 times a second, in this thread.
    checkpoint_every : int
        Give `keep` a checkpoint after every so many epochs; 0 for never.

    Raises
    ------
    DivergedError
        If the vectors are no longer numbers.
    SettingError
        If a setting makes no sense.
    """
    if checkpoint_every < 0:
        raise SettingError(f"Checkpoints come every 1 or more epochs, or 0 for none, not every {checkpoint_every}.")
    engine = FastTraining(corpus, settings, epochs=epochs, threads=threads, start=start, frozen=frozen)
    started, words_at_start = time.perf_counter(), engine.progress().words
    finished = True
    while finished and engine.epoch < epochs:
        finished = engine.run_epoch(progress, cancelled)
        if finished and checkpoint_every and keep is not None and engine.epoch % checkpoint_every == 0:
            keep(engine.checkpoint())
    speed = engine.progress(started, words_at_start).words_per_second
    v_out = np.ascontiguousarray(engine.v_out)
    return Training(engine.vectors(), engine.provenance, v_out, engine.losses, finished, speed)
