"""
The recurrent language model, in words or in characters (Mikolov et al. 2010; Ng's notes, week 1):

    x<1> = 0, x<t+1> = y<t>        ŷ<t> = P(word t | all words before it)
    P(sentence) = ŷ<1>[y<1>] * ŷ<2>[y<2>] * … * ŷ<T+1>[<EOS>]

Perplexity is exp of the mean loss by word, <EOS> counted.  One direction only: a network that reads from both ends
would see the word it has to predict.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from explorer.errors import SettingError
from explorer.progress import Report, to_nobody
from explorer.sequence.activations import log_softmax
from explorer.sequence.inputs import Ids, LearnedVectors, OneHot, small_vectors
from explorer.sequence.language.tokens import Sentences, Tokens
from explorer.sequence.layers import State
from explorer.sequence.network import CellName, Network, NetworkSettings
from explorer.sequence.optimisers import OptimiserSettings
from explorer.sequence.trainer import SequenceTrainer, TrainingSettings, score
from explorer.vectors.word_vectors import Floats

MOST_LETTERS = 200  # that can be read one-hot


@dataclass(frozen=True)
class LanguageModelSettings:
    """What the reader chooses; `dim` is D of the word vectors (characters are read one-hot).

    `word_dropout` is the share of words that are hidden from the network during training.
    """

    cell: CellName = "LSTM"
    units: int = 128
    layers: int = 1
    dim: int = 64
    dropout: float = 0.5
    word_dropout: float = 0.1
    learning_rate: float = 0.008
    batch: int = 32
    seed: int = 1

    def __post_init__(self) -> None:
        if not 2 <= self.dim <= 1000:
            raise SettingError(f"Vectors have between 2 and 1,000 dimensions here, not {self.dim}.")
        self.network()  # checks its own bounds
        self.training()

    def network(self) -> NetworkSettings:
        """What the network is made of."""
        return NetworkSettings(
            cell=self.cell, units=self.units, layers=self.layers, dropout=self.dropout, seed=self.seed
        )

    def training(self) -> TrainingSettings:
        """How it learns."""
        return TrainingSettings(
            OptimiserSettings(learning_rate=self.learning_rate),
            batch=self.batch,
            word_dropout=self.word_dropout,
            seed=self.seed,
        )


@dataclass(frozen=True, eq=False)
class SentenceProbability:
    """The probability of a sentence by the chain rule, word by word.

    Parameters
    ----------
    words : tuple of str
        As the model reads them (<UNK> for what it does not know), <EOS> last.
    probabilities : (n+1,)
        P(word | all words before it); their product is P(sentence).
    likeliest : tuple of str
        What the model expected at each place.
    """

    words: tuple[str, ...]
    probabilities: Floats
    likeliest: tuple[str, ...]
    losses: Floats = field(init=False)  # (n+1,) nats that each word costs

    def __post_init__(self) -> None:
        object.__setattr__(self, "losses", -np.log(self.probabilities))

    @property
    def log_probability(self) -> float:
        """log P(sentence) in nats; for a long sentence P itself is too small for a float."""
        return -float(self.losses.sum())

    @property
    def perplexity(self) -> float:
        """exp of the mean loss by word."""
        return float(np.exp(self.losses.mean()))

    @property
    def dearest(self) -> int:
        """The place of the word that costs most."""
        return int(self.losses.argmax())


class LanguageModel:
    """A network that says what comes next, and the tokens it speaks in.

    Parameters
    ----------
    tokens : Tokens
    network : Network
        With a softmax over all tokens at each step.
    """

    def __init__(self, tokens: Tokens, network: Network) -> None:
        self.tokens = tokens
        self.network = network

    def next(self, token: int, state: tuple[State, ...] | None = None) -> tuple[Floats, tuple[State, ...]]:
        """(V,) scores z of what comes after `token` (-1 at the beginning), and the state to read on from.

        softmax(z) are the probabilities; the state is a and c of each layer, (1, n_a) each.
        """
        passed = self.network.forward(np.array([[token]]), start=state)
        return passed.answer.score[0], passed.end

    def after(self, before: Ids) -> tuple[Floats, tuple[State, ...]]:
        """(V,) scores of what comes after the tokens (n,) of a sentence's beginning, and the state to read on from."""
        passed = self.network.forward(np.concatenate([[-1], before])[:, None])
        return passed.answer.score[-1], passed.end

    def sentence(self, words: Sequence[str]) -> SentenceProbability:
        """The probability of a sentence, word by word.

        Raises
        ------
        UnknownWordError
            If a character was never seen; a word never seen is <UNK>.
        """
        ids = self.tokens.ids(words)
        said = np.concatenate([ids, [self.tokens.eos]])
        score = self.network.forward(np.concatenate([[-1], ids])[:, None]).answer.score
        probability = np.exp(log_softmax(score.astype(np.float64)))  # in float32 the rarest probabilities would be 0
        names = self.tokens.words
        return SentenceProbability(
            tuple(names[i] for i in said),
            probability[np.arange(len(said)), said],
            tuple(names[i] for i in probability.argmax(axis=1)),
        )

    def perplexity(self, sentences: Sentences, report: Report = to_nobody) -> float:
        """exp of the mean loss by token over sentences, <EOS> counted; `report` counts sentences."""
        return score(self.network, sentences.examples, report=report).perplexity


class LanguageModelTrainer(SequenceTrainer):
    """Trains a language model a batch of sentences at a time.

    Parameters
    ----------
    sentences : Sentences
    settings : LanguageModelSettings
    """

    def __init__(self, sentences: Sentences, settings: LanguageModelSettings) -> None:
        V = len(sentences.tokens)
        letters = sentences.tokens.unit == "characters" and V <= MOST_LETTERS
        rng = np.random.default_rng(settings.seed)
        inputs = OneHot(V) if letters else LearnedVectors(small_vectors(V, settings.dim, rng))
        network = Network(settings.network(), inputs, V)
        # Start from how frequent each token is: the network then learns what the words before add to that.
        times = np.bincount(np.concatenate(sentences.examples.targets), minlength=V) + 1
        network.parameters["head.b_y"][:] = np.log(times / times.sum())
        network.parameters["head.W_ya"][:] = 0
        super().__init__(network, sentences.examples, settings.training())
        self.model = LanguageModel(sentences.tokens, network)
