"""
A tagger that reads the whole sentence, in both directions: an RNN, GRU or LSTM with a tag at each word.

Huang, Xu and Yu 2015, "Bidirectional LSTM-CRF models for sequence tagging", without the CRF.  The input for a word
is its vector and four numbers for how it is written, as in the window tagger; vectors are frozen, learn on, or
begin from scratch.  The networks are those of `explorer.sequence`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.errors import SettingError
from explorer.sequence.batches import Examples
from explorer.sequence.inputs import FrozenVectors, LearnedVectors
from explorer.sequence.network import EMBEDDING, CellName, Network, NetworkSettings
from explorer.sequence.optimisers import OptimiserSettings
from explorer.sequence.trainer import SequenceTrainer, TrainingSettings
from explorer.tasks import in_order
from explorer.tasks.classifier import Use, check_use, softmax
from explorer.tasks.embedding import beginning
from explorer.tasks.features import columns_of, vocabulary_of, word_rows
from explorer.tasks.labelled import Sentence, Sentences
from explorer.tasks.names.conll import Tagged, told_apart
from explorer.tasks.names.window import FLAGS, written
from explorer.vectors.word_vectors import Floats, WordVectors


@dataclass(frozen=True)
class RecurrentTaggerSettings:
    """A recurrent tagger: its cell, directions, vectors, size, what is left out while learning, Adam's rate, passes."""

    cell: CellName = "LSTM"
    both_ways: bool = True
    use: Use = "learning on"
    units: int = 64
    dropout: float = 0.3
    word_dropout: float = 0.2
    rate: float = 0.003
    epochs: int = 8
    batch: int = 16
    dim: int = 50
    seed: int = 0

    def __post_init__(self) -> None:
        check_use(self.use)
        _ = self.network  # checks its own bounds
        if not (1 <= self.epochs <= 500 and 1 <= self.batch <= 10_000 and 1 <= self.dim <= 1000):
            raise SettingError("Passes are 1 to 500, dimensions 1 to 1,000, a batch 1 to 10,000 sentences.")

    @property
    def network(self) -> NetworkSettings:
        """The settings of the network alone."""
        return NetworkSettings(
            cell=self.cell,
            units=self.units,
            both_ways=self.both_ways,
            dropout=self.dropout,
            head="each",
            seed=self.seed,
        )


@dataclass(frozen=True, eq=False)
class RecurrentTagger:
    """A trained recurrent tagger.

    Parameters
    ----------
    tags : tuple of C str
    columns : mapping
        Word of the sentences learned from, as it is written -> row of `learned`.
    learned : (V, F) float32
        Its input: the D numbers of its vector, and four for how it is written.
    vectors : WordVectors or None
        The model that other words are looked up in.
    network : Network
    """

    tags: tuple[str, ...]
    columns: Mapping[str, int]
    learned: Floats
    vectors: WordVectors | None
    network: Network

    def scores(self, sentence: Sentence) -> Floats:
        """(n, C) score of each tag for each word."""
        return in_order.scores(self.network, [sentence], self.inputs)[0]

    def chances(self, sentence: Sentence) -> Floats:
        """(n, C) probability of each tag."""
        return softmax(self.scores(sentence)) if sentence else np.zeros((0, len(self.tags)))

    def tagged(self, sentences: Sentences) -> list[Sentence]:
        """The likeliest tag of each word of each sentence."""
        found = in_order.scores(self.network, sentences, self.inputs)
        return [tuple(self.tags[i] for i in one.argmax(axis=1)) for one in found]

    def shares(self, sentence: Sentence, at: int, tag: str) -> Floats:
        """(n,) gradient x input of each word for the score of `tag`, minus the others' mean, at the word `at`."""
        C = len(self.tags)
        x = np.repeat(self.inputs(sentence)[:, None, :], C, axis=1)
        target = np.full((len(sentence), C), -1, dtype=np.intp)
        target[at] = np.arange(C)
        passed = self.network.forward_from(x, np.zeros(target.shape, dtype=np.intp))
        slopes = -C * self.network.backward(passed, target, need_x=True).x  # (n, C, D), up to a term that all share
        number = self.tags.index(tag)
        along = slopes[:, number] - np.delete(slopes, number, axis=1).mean(axis=1)
        return np.asarray(np.einsum("nd,nd->n", along, x[:, 0]))

    def inputs(self, words: Sentence) -> Floats:
        """(n, F) float32 input for each word: its vector, or zeros, and four numbers for how it is written."""
        rows = np.zeros((len(words), self.learned.shape[1]), dtype=np.float32)
        if self.vectors is not None:
            rows[:, : -len(FLAGS)] = word_rows([word.lower() for word in words], self.vectors)[0]
        for i, word in enumerate(words):
            rows[i, -len(FLAGS) :] = written(word)
            if word in self.columns:
                rows[i] = self.learned[self.columns[word]]
        return rows


class RecurrentTaggerTraining:
    """A recurrent tagger as it learns; a step is one batch.

    Parameters
    ----------
    settings : RecurrentTaggerSettings
    learned : Tagged
    vectors : WordVectors, optional
        Not needed from scratch.

    Raises
    ------
    SelectionError
        If it needs vectors and has none, or there are not two tags to tell apart.
    """

    def __init__(self, settings: RecurrentTaggerSettings, learned: Tagged, vectors: WordVectors | None = None) -> None:
        self.settings = settings
        self._tags = told_apart(learned)
        self._vectors = None if settings.use == "from scratch" else vectors
        self._columns = vocabulary_of(learned.sentences)
        rng = np.random.default_rng(settings.seed)
        words = tuple(self._columns)
        lower = tuple(word.lower() for word in words)
        rows, _ = beginning(lower, settings.use, vectors, dim=settings.dim, rng=rng)
        self._rows = np.hstack([rows, np.array([written(word) for word in words], dtype=np.float32)])
        inputs = FrozenVectors(self._rows) if settings.use == "frozen" else LearnedVectors(self._rows)
        number = {tag: i for i, tag in enumerate(self._tags)}
        examples = Examples(
            columns_of(learned.sentences, self._columns),
            columns_of(learned.tags, number),
        )
        self._trainer = SequenceTrainer(
            Network(settings.network, inputs, len(self._tags)),
            examples,
            TrainingSettings(
                OptimiserSettings(learning_rate=settings.rate),
                batch=settings.batch,
                word_dropout=settings.word_dropout,
                seed=settings.seed,
            ),
        )
        self.done = 0

    @property
    def steps(self) -> int:
        """Batches of all passes."""
        return self.settings.epochs * -(-len(self._trainer.examples) // self.settings.batch)

    def step(self) -> float:
        """One batch; its mean loss in nats a word.

        Raises
        ------
        DivergedError
            If the loss is no longer a number.
        """
        loss = self._trainer.step().loss
        self.done += 1
        return loss

    def tagger(self) -> RecurrentTagger:
        """The tagger as it is now."""
        network = self._trainer.network
        network = network.at(network.copied())
        learned = network.parameters.get(EMBEDDING, self._rows)
        return RecurrentTagger(self._tags, self._columns, learned, self._vectors, network)
