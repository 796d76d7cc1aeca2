"""
Sentences read in order: an RNN, GRU or LSTM over the words, in one or both directions, with an answer at the end.

The networks are those of `explorer.sequence`; here they get word vectors that are frozen, learn on, or begin from
scratch.  Words outside the labelled sentences are looked up in the model that training started from.  As for the
average that learns on, the result is the mean of the networks after each pass from the second on (Polyak and
Juditsky 1992).
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from explorer.errors import SettingError
from explorer.sequence.batches import Examples
from explorer.sequence.inputs import FrozenVectors, LearnedVectors
from explorer.sequence.network import EMBEDDING, CellName, Network, NetworkSettings
from explorer.sequence.optimisers import OptimiserSettings
from explorer.sequence.trainer import SequenceTrainer, TrainingSettings
from explorer.tasks import in_order
from explorer.tasks.classifier import Use, check_use
from explorer.tasks.embedding import Embedding, beginning
from explorer.tasks.features import columns_of, vocabulary_of
from explorer.tasks.labelled import Labelled, Sentence, Sentences
from explorer.vectors.word_vectors import Floats, WordVectors

Answer = Literal["last", "mean", "max"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
STEPS = 20  # of a pass over few sentences


@dataclass(frozen=True)
class RecurrentSettings:
    """A recurrent classifier.

    Parameters
    ----------
    cell : one of the cells of `explorer.sequence`
    both_ways : bool
    use : "frozen", "learning on" or "from scratch"
        What becomes of the word vectors.
    answer : "last", "mean" or "max"
        Whether the answer is given from the last state, or the mean or maximum of all.
    units, layers : int
    dropout, word_dropout : float
        Shares of the states, and of the words, left out while learning.
    rate : float
        Adam's.
    epochs, batch : int
        Passes, and sentences a step; with few sentences a step takes fewer, so that a pass still has 20
        steps if possible.
    dim : int
        D of vectors from scratch.
    seed : int
    """

    cell: CellName = "GRU"
    both_ways: bool = True
    use: Use = "learning on"
    answer: Answer = "max"
    units: int = 64
    layers: int = 1
    dropout: float = 0.3
    word_dropout: float = 0.3
    rate: float = 0.003
    epochs: int = 5
    batch: int = 32
    dim: int = 50
    seed: int = 0

    def __post_init__(self) -> None:
        check_use(self.use)
        if self.answer not in ANSWERS:
            raise SettingError(f"The answer comes from the last state, the mean or the max, not from “{self.answer}”.")
        _ = self.network  # checks its own bounds
        if not (1 <= self.epochs <= 1000 and 1 <= self.batch <= 10_000 and 1 <= self.dim <= 1000):
            raise SettingError("Epochs and dimensions are 1 to 1,000, a batch 1 to 10,000 sentences.")

    @property
    def network(self) -> NetworkSettings:
        """The settings of the network alone."""
        return NetworkSettings(
            cell=self.cell,
            units=self.units,
            layers=self.layers,
            both_ways=self.both_ways,
            dropout=self.dropout,
            head=self.answer,
            seed=self.seed,
        )


@dataclass(frozen=True, eq=False)
class RecurrentClassifier:
    """A trained recurrent classifier.

    Parameters
    ----------
    classes : tuple of C str
    embedding : Embedding
    network : Network
        Reads the vectors that it is given.
    """

    classes: tuple[str, ...]
    embedding: Embedding
    network: Network

    def scores(self, sentences: Sentences) -> Floats:
        """(N, C) score of each class; those of a sentence without words are all 0."""
        found = in_order.scores(self.network, sentences, self.embedding.inputs)
        return np.array(found, dtype=np.float64).reshape(len(sentences), len(self.classes))

    def inputs(self, sentence: Sentence) -> Floats:
        """(n, D) the vector each word goes in with, zeros for an unknown one."""
        return self.embedding.inputs(sentence)

    def slopes(self, sentence: Sentence) -> Floats:
        """(C, n, D) derivative of each class's score by the vector of each word, up to a term that all classes share.

        -log softmax of class k has the slope -dz_k/dx + sum_j p_j dz_j/dx, of which the sum is the same for all k.
        """
        C = len(self.classes)
        x = np.repeat(self.inputs(sentence)[:, None, :], C, axis=1).astype(np.float32)
        ids = np.zeros((len(sentence), C), dtype=np.intp)
        gradients = self.network.backward(self.network.forward_from(x, ids), np.arange(C), need_x=True)
        return np.asarray(-C * gradients.x.transpose(1, 0, 2), dtype=np.float64)


class RecurrentTraining:
    """A recurrent classifier as it learns; a step is one batch.

    Parameters
    ----------
    settings : RecurrentSettings
    learned : Labelled
    vectors : WordVectors, optional
        Not needed from scratch.

    Raises
    ------
    SelectionError
        If vectors are needed and none are given, or there is no sentence with a word.
    """

    def __init__(self, settings: RecurrentSettings, learned: Labelled, vectors: WordVectors | None = None) -> None:
        self.settings, self.sentences = settings, learned
        self.vectors = None if settings.use == "from scratch" else vectors
        self._columns = vocabulary_of(learned.sentences)
        rng = np.random.default_rng(settings.seed)
        rows, self._known = beginning(tuple(self._columns), settings.use, vectors, dim=settings.dim, rng=rng)
        self._before = rows
        inputs = FrozenVectors(rows) if settings.use == "frozen" else LearnedVectors(rows)
        kept = [i for i, words in enumerate(learned.sentences) if words]
        ids = columns_of([learned.sentences[i] for i in kept], self._columns)
        examples = Examples(ids, learned.labels[kept])
        batch = min(settings.batch, max(1, len(examples) // STEPS))
        self._trainer = SequenceTrainer(
            Network(settings.network, inputs, len(learned.classes)),
            examples,
            TrainingSettings(
                OptimiserSettings(learning_rate=settings.rate),
                batch=batch,
                word_dropout=settings.word_dropout,
                seed=settings.seed,
            ),
        )
        self._of_a_pass = -(-len(examples) // batch)
        self._mean: dict[str, Floats] = {}
        self.done = 0

    @property
    def steps(self) -> int:
        """Batches of all passes."""
        return self.settings.epochs * self._of_a_pass

    def step(self) -> float:
        """One batch; its mean loss in nats a sentence.

        Raises
        ------
        DivergedError
            If the loss is no longer a number.
        """
        loss = self._trainer.step().loss
        self.done += 1
        passes, rest = divmod(self.done, self._of_a_pass)
        if rest == 0:
            self._take_into_the_mean(max(1, passes - 1))
        return loss

    def classifier(self) -> RecurrentClassifier:
        """The mean of the networks after each pass; before the end of the first the network as it is."""
        network = self._trainer.network
        network = network.at({name: value.copy() for name, value in (self._mean or network.parameters).items()})
        kept = self._known if self.settings.use == "frozen" else np.ones(len(self._before), dtype=bool)
        columns = {word: row for word, row in self._columns.items() if kept[row]}
        learned = network.parameters.get(EMBEDDING, self._before)
        return RecurrentClassifier(
            self.sentences.classes, Embedding(columns, learned, self._before, self.vectors), network
        )

    def _take_into_the_mean(self, passes: int) -> None:
        now = self._trainer.network.parameters
        if passes == 1:  # the first pass does not count once there is a second
            self._mean = {name: value.copy() for name, value in now.items()}
        for name, mean in self._mean.items():
            np.add(mean, (now[name] - mean) / passes, out=mean)
