"""
The training steps of every network that reads in order: take a batch, go forward, backward through time, update.

Seeded; one step at a time; each step leaves a record, with all numbers from before the update.
"""

from dataclasses import dataclass, field

import numpy as np

from explorer.errors import DivergedError, SettingError
from explorer.progress import Report, to_nobody
from explorer.sequence.batches import Batch, Examples, epoch, in_turn
from explorer.sequence.heads import Average
from explorer.sequence.inputs import Ids
from explorer.sequence.network import Gradients, Network, Pass
from explorer.sequence.optimisers import Optimiser, OptimiserSettings
from explorer.vectors.word_vectors import Floats

AT_ONCE = 64  # sentences that are judged at a time


@dataclass(frozen=True)
class TrainingSettings:
    """How a network learns.

    `batch` is the number of examples of a step; the backward pass is cut after every `truncate` steps; `average` says
    whether every word weighs the same or the losses of a sentence are summed, as in the notes; `word_dropout` is the
    share of words that are hidden from the network during training (zeros in their place); with `into_nan`, a
    training that diverges goes on into NaN, so that this can be seen, instead of stopping before it.
    """

    optimiser: OptimiserSettings = field(default_factory=OptimiserSettings)
    batch: int = 32
    average: Average = "word"
    truncate: int | None = None
    word_dropout: float = 0.0
    into_nan: bool = False
    seed: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.batch <= 10_000:
            raise SettingError(f"A step takes between 1 and 10,000 examples, not {self.batch}.")
        if self.average not in ("word", "sentence"):
            raise SettingError(f"The loss is the mean by word or by sentence, not by “{self.average}”.")
        if not 0 <= self.word_dropout < 1:
            raise SettingError(f"Between no word (0) and nearly all (below 1) are hidden, not {self.word_dropout:g}.")
        if self.truncate is not None and self.truncate < 1:
            raise SettingError(f"The backward pass is cut after 1 step or more, not after {self.truncate}.")


@dataclass(frozen=True, eq=False)
class SequenceStep:
    """The record of one step, with all numbers from before the update.

    Parameters
    ----------
    number : int
        Counts from 1.
    batch : Batch
    passed : Pass
    gradients : Gradients
        After clipping.
    norm : float
        Length of the gradient before clipping.
    loss : float
        In nats, by word or by sentence.
    right : float
        Share of the counted answers that were right.
    """

    number: int
    batch: Batch
    passed: Pass
    gradients: Gradients
    norm: float
    loss: float
    right: float


@dataclass(frozen=True)
class Score:
    """How good a network is: loss in nats by counted answer, the share that is right, and how many were counted."""

    loss: float
    right: float
    counted: int

    @property
    def perplexity(self) -> float:
        """exp of the loss: the number of equally likely answers that would be as hard."""
        return float(np.exp(self.loss))


class SequenceTrainer:
    """Trains a network on examples, a batch at a time.

    Parameters
    ----------
    network : Network
        Changed in place.
    examples : Examples
    settings : TrainingSettings
    """

    def __init__(self, network: Network, examples: Examples, settings: TrainingSettings) -> None:
        self.network = network
        self.examples = examples
        self.settings = settings
        self.optimiser = Optimiser(settings.optimiser)
        self.steps_done = 0
        self.seen = 0  # examples, all epochs together
        self.words_seen = 0
        self._order_rng, self._dropout_rng = np.random.default_rng(settings.seed).spawn(2)
        self._waiting: list[np.ndarray] = []

    @property
    def epoch(self) -> float:
        """How many times the examples have been read; 1.5 is in the middle of the second time."""
        return self.seen / len(self.examples)

    def next_batch(self) -> Batch:
        """The next examples, to be given to `learn`."""
        if not self._waiting:
            self._waiting = epoch(self.examples, self.settings.batch, self._order_rng)[::-1]
        return self.examples.batch(self._waiting.pop())

    def step(self) -> SequenceStep:
        """The record of one step: take the next examples, run the network on them, then update.

        Raises
        ------
        DivergedError
            If the loss or the gradient is no longer a number; the parameters stay as they were before.
        """
        return self.learn(self.next_batch())

    def learn(self, batch: Batch) -> SequenceStep:
        """The record of one step with a given batch.

        Raises
        ------
        DivergedError
            If the loss or the gradient is no longer a number; the parameters stay as they were before.
        """
        s = self.settings
        with np.errstate(over="ignore", invalid="ignore"):  # divergence is reported in words
            passed = self.network.forward(self._shown(batch.ids), batch.mask, rng=self._dropout_rng)
            gradients = self.network.backward(passed, batch.target, average=s.average, truncate=s.truncate)
            norm = self.optimiser.clip(gradients.parameters)
            judged = gradients.judged
            if not s.into_nan and not np.isfinite([judged.loss, norm]).all():
                raise DivergedError(
                    f"Training diverged at step {self.steps_done + 1}: the loss is {judged.loss:g} and the gradient "
                    f"has the length {norm:g}. Go back, clip the gradients or use a lower learning rate than "
                    f"{self.optimiser.learning_rate:g}."
                )
            self.optimiser.move(self.network.parameters, gradients.parameters)
        self.steps_done += 1
        self.seen += len(batch.which)
        self.words_seen += batch.ids.size if batch.mask is None else int(batch.mask.sum())
        right = float(judged.right.sum()) / max(judged.counted, 1)
        return SequenceStep(self.steps_done, batch, passed, gradients, norm, judged.loss, right)

    def _shown(self, ids: Ids) -> Ids:
        """The words (T, B) that the network sees."""
        share = self.settings.word_dropout
        return ids if not share else np.where(self._dropout_rng.random(ids.shape) < share, -1, ids)

    def run(self, steps: int, report: Report = to_nobody) -> list[float]:
        """The losses of `steps` further steps; `report` is told how many are done, and may raise to end the work.

        Raises
        ------
        DivergedError
            If the loss or the gradient is no longer a number.
        """
        losses = []
        for done in range(steps):
            report(done, steps)
            losses.append(self.step().loss)
        return losses


def score(network: Network, examples: Examples, *, report: Report = to_nobody) -> Score:
    """How good the network is on examples that it does not learn from; `report` counts them."""
    loss, right, counted, done = 0.0, 0, 0, 0
    for part in in_turn(examples, AT_ONCE):
        judged = network.judged(network.forward(part.ids, part.mask), part.target)
        loss += float(judged.losses.sum(dtype=np.float64))
        right += int(judged.right.sum())
        counted += judged.counted
        done += len(part.which)
        report(done, len(examples))
    return Score(loss / max(counted, 1), right / max(counted, 1), counted)


def answers(network: Network, sentences: tuple[np.ndarray, ...], *, batch: int = AT_ONCE) -> list[Floats]:
    """ŷ of each sentence, in the order given: (T_i, n_y) at each step, or (n_y,) where one answer is given."""
    found: list[Floats] = [np.empty(0)] * len(sentences)
    whole = Examples(sentences, np.zeros(len(sentences), np.intp))
    for part in in_turn(whole, batch):
        probability = network.forward(part.ids, part.mask).probability
        for b, i in enumerate(part.which):
            each = network.settings.head == "each"
            found[i] = probability[: len(sentences[i]), b] if each else probability[b]
    return found
