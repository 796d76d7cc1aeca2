"""
An average that learns on: the deep averaging network, with its word vectors frozen, learning on, or from scratch.

Iyyer, Manjunatha, Boyd-Graber and Daumé 2015, "Deep unordered composition rivals syntactic methods for text
classification": the mean of the vectors of a sentence's words, some of which are left out at random in each
pass (word dropout, eq. 4), goes through layers of tanh to a softmax; AdaGrad (Duchi et al. 2011) takes the steps.
The result is the mean of the networks after each pass from the second on (Polyak and Juditsky 1992), which
depends less on where the last pass ends.

    a = 1/n Σ e_w      h_1 = tanh(W_1 a + b_1)  ...      p = softmax(W_y h + b_y)

Of vectors that learn on, only those of words in the labelled sentences move: dL/de_w = 1/n dL/da.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from explorer.errors import DivergedError, SettingError
from explorer.tasks.classifier import Use, check_use, softmax
from explorer.tasks.embedding import Embedding, beginning
from explorer.tasks.features import counts, vocabulary_of
from explorer.tasks.labelled import Labelled, Sentence, Sentences
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

TINY = 1e-8
STEPS = 20  # of a pass over few sentences


@dataclass(frozen=True)
class NetworkSettings:
    """A deep averaging network.

    Parameters
    ----------
    use : "frozen", "learning on" or "from scratch"
        What becomes of the word vectors.
    hidden, layers : int
        Units of each of the layers between mean and softmax; with 0 layers it is logistic regression.
    dropout : float
        Share of words left out of each mean while learning.
    rate, vector_rate : float
        AdaGrad's rate for the layers and for the word vectors.
    epochs, batch : int
        Passes, and sentences a step; with few sentences a step takes fewer, so that a pass still has 20
        steps if possible.
    dim : int
        D of vectors from scratch.
    seed : int
        Draws the layers, vectors from scratch, the order of the sentences, and the words left out.
    """

    use: Use = "learning on"
    hidden: int = 100
    layers: int = 1
    dropout: float = 0.5
    rate: float = 0.02
    vector_rate: float = 0.02
    epochs: int = 8
    batch: int = 32
    dim: int = 50
    seed: int = 0

    def __post_init__(self) -> None:
        check_use(self.use)
        if not (1 <= self.hidden <= 1000 and 0 <= self.layers <= 4):
            raise SettingError(f"0 to 4 layers of 1 to 1,000 units, not {self.layers} of {self.hidden}.")
        if not 0 <= self.dropout < 1:
            raise SettingError(f"The share of words left out lies between 0 and 1, not at {self.dropout:g}.")
        if not (0 < self.rate <= 10 and 0 < self.vector_rate <= 10):
            raise SettingError(f"A rate lies above 0 and is 10 at most, not {self.rate:g} and {self.vector_rate:g}.")
        if not (1 <= self.epochs <= 1000 and 1 <= self.batch <= 10_000 and 1 <= self.dim <= 1000):
            raise SettingError("Epochs and dimensions are 1 to 1,000, a batch 1 to 10,000 sentences.")


@dataclass(frozen=True, eq=False)
class Network:
    """A trained deep averaging network.

    Parameters
    ----------
    classes : tuple of C str
    embedding : Embedding
    layers : tuple of ((in, out), (out,)) pairs
        Weights and biases, the softmax's last.
    """

    classes: tuple[str, ...]
    embedding: Embedding
    layers: tuple[tuple[Floats, Floats], ...]

    def scores(self, sentences: Sentences) -> Floats:
        """(N, C) score of each class."""
        columns = vocabulary_of(sentences)
        rows, known = self.embedding.rows(tuple(columns))
        table = counts(sentences, columns)
        means = (table @ rows) / np.maximum(1, table @ known)[:, None]
        return np.asarray(_forward(self.layers, means)[-1], dtype=np.float64)

    def inputs(self, sentence: Sentence) -> Floats:
        """(n, D) the vector each word goes in with, zeros for an unknown one."""
        return self.embedding.inputs(sentence)

    def slopes(self, sentence: Sentence) -> Floats:
        """(C, n, D) derivative of each class's score by the vector of each word."""
        rows, known = self.embedding.rows(sentence)
        n = max(1, int(known.sum()))
        passed = _forward(self.layers, rows.sum(axis=0, keepdims=True) / n)
        C = len(self.classes)
        delta = np.eye(C)
        for depth in range(len(self.layers) - 1, -1, -1):
            delta = delta @ self.layers[depth][0].T
            if depth:
                delta = delta * (1 - passed[depth] ** 2)
        return np.asarray(delta[:, None, :] * known[None, :, None] / n)


class NetworkTraining:
    """A deep averaging network as it learns; a step is one batch of sentences.

    Parameters
    ----------
    settings : NetworkSettings
    learned : Labelled
    vectors : WordVectors, optional
        Not needed from scratch.

    Raises
    ------
    SelectionError
        If vectors are needed and none are given.
    """

    def __init__(self, settings: NetworkSettings, learned: Labelled, vectors: WordVectors | None = None) -> None:
        self.settings, self.sentences = settings, learned
        self.vectors = None if settings.use == "from scratch" else vectors
        self._rng = np.random.default_rng(settings.seed)
        self._columns = vocabulary_of(learned.sentences)
        rows, self._known = beginning(tuple(self._columns), settings.use, vectors, dim=settings.dim, rng=self._rng)
        self._before, self._rows = rows.copy(), rows
        self._table = counts(learned.sentences, self._columns)
        sizes = [rows.shape[1], *[settings.hidden] * settings.layers, len(learned.classes)]
        self._layers = [
            ((self._rng.normal(0, 1, (i, o)) / np.sqrt(i)).astype(np.float32), np.zeros(o, np.float32))
            for i, o in pairwise(sizes)
        ]
        self._squares = [(np.zeros_like(W), np.zeros_like(b)) for W, b in self._layers]
        self._row_squares = np.zeros_like(rows)
        self._batch = min(settings.batch, max(1, len(learned) // STEPS))
        self._means = [value.copy() for value in self._values()]
        self._order = np.arange(len(learned))
        self.done = 0

    @property
    def of_a_pass(self) -> int:
        """Batches of one pass over the sentences."""
        return -(-len(self.sentences) // self._batch)

    @property
    def steps(self) -> int:
        """Batches of all passes."""
        return self.settings.epochs * self.of_a_pass

    def step(self) -> float:
        """One batch, with words left out; its mean loss in nats a sentence. Each pass has a new order.

        Raises
        ------
        DivergedError
            If the loss is no longer a number.
        """
        passes, at = divmod(self.done, self.of_a_pass)
        if at == 0:
            self._order = self._rng.permutation(len(self.sentences))
        chosen = self._order[at * self._batch : (at + 1) * self._batch]
        loss = self._learn(chosen)
        if not np.isfinite(loss):
            raise DivergedError("The loss is no longer a number: the rates are too high. Lower them and train again.")
        self.done += 1
        if at + 1 == self.of_a_pass:
            passes = max(1, passes)  # in the mean: the first pass does not count
            for mean, value in zip(self._means, self._values(), strict=True):
                np.add(mean, (value - mean) / passes, out=mean)
        return loss / len(chosen)

    def classifier(self) -> Network:
        """The network as it is now."""
        settings = self.settings
        kept = self._known if settings.use == "frozen" else np.ones(len(self._rows), dtype=bool)
        columns = {word: row for word, row in self._columns.items() if kept[row]}
        rows = self._before if settings.use == "frozen" else self._means[0].copy()
        flat = [mean.copy() for mean in self._means[1:]]
        layers = tuple(zip(flat[::2], flat[1::2], strict=True))
        return Network(self.sentences.classes, Embedding(columns, rows, self._before, self.vectors), layers)

    def _values(self) -> list[Floats]:
        """What is learned: the vectors, then weights and biases of each layer."""
        return [self._rows, *(value for layer in self._layers for value in layer)]

    def _learn(self, chosen: Rows) -> float:
        """One step of AdaGrad on the chosen sentences; the sum of their losses."""
        settings = self.settings
        part = self._table[chosen]
        part.data = part.data * (self._rng.random(len(part.data)) >= settings.dropout) * self._known[part.indices]
        part.eliminate_zeros()
        used, inverse = np.unique(part.indices, return_inverse=True)
        part.indices, part._shape = inverse.astype(part.indices.dtype), (part.shape[0], len(used))
        share = 1 / np.maximum(1, np.asarray(part.sum(axis=1)).ravel())
        passed = _forward(self._layers, ((part @ self._rows[used]) * share[:, None]).astype(np.float32))
        chances = softmax(passed[-1])
        labels = self.sentences.labels[chosen]
        losses = -np.log(np.maximum(chances[np.arange(len(chosen)), labels], 1e-30))
        delta = chances
        delta[np.arange(len(chosen)), labels] -= 1
        delta /= len(chosen)
        for depth in range(len(self._layers) - 1, -1, -1):
            W, b = self._layers[depth]
            by_W, by_b = passed[depth].T @ delta, delta.sum(axis=0)
            delta = delta @ W.T
            if depth:
                delta *= 1 - passed[depth] ** 2
            _ada_grad(W, self._squares[depth][0], by_W, settings.rate)
            _ada_grad(b, self._squares[depth][1], by_b, settings.rate)
        if settings.use != "frozen":
            slope = part.T @ (delta * share[:, None])
            self._row_squares[used] += slope**2
            self._rows[used] -= settings.vector_rate * slope / (np.sqrt(self._row_squares[used]) + TINY)
        return float(losses.sum())


def _ada_grad(value: Floats, square: Floats, slope: Floats, rate: float) -> None:
    """Take a step of AdaGrad, changing the value and the sum of squared slopes in place."""
    square += slope**2
    value -= rate * slope / (np.sqrt(square) + TINY)


def _forward(layers: "tuple[tuple[Floats, Floats], ...] | list[tuple[Floats, Floats]]", means: Floats) -> list[Floats]:
    """The means (N, D), what each layer makes of them, and the scores (N, C) last."""
    passed = [means]
    for depth, (W, b) in enumerate(layers, start=1):
        reached = passed[-1] @ W + b
        passed.append(np.tanh(reached) if depth < len(layers) else reached)
    return passed
