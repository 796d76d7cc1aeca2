"""
The neural language model: predict the next word, and learn vectors on the way.

Bengio, Ducharme, Vincent and Jauvin 2003, "A neural probabilistic language model", eq. 1 and 2;
the ancestor of all the others.  Unlike softmax.py, the order of the context words counts: their n
vectors are laid end to end, a hidden layer combines them, and a softmax over the whole vocabulary
says what comes next:

    x = (C(w_t-n), ..., C(w_t-1))        y = b + W x + U tanh(d + H x)        P(w_t) = softmax(y)

The rows of C are the word vectors.  W, the direct connections, may be left out.  Skip-gram came
from asking what else may be left out: the hidden layer, the order, all words but one.  So the
context can be chosen (Ng's lecture): the last n words, n to the left and n to the right, or one
word nearby.  The edge of a sentence is a word of its own, before the first word and after the last.
"""

from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.text.corpus import Corpus
from explorer.training.lecture.base import check_batch, check_dim, check_learning_rate, check_numbers
from explorer.training.lecture.pairs import Ids
from explorer.training.lecture.sgns import subtract_rows
from explorer.training.lecture.softmax import log_softmax
from explorer.vectors.model import Provenance
from explorer.vectors.word_vectors import Floats, WordVectors

Context = Literal["last", "around", "nearby"]
STEEPEST = 5.0  # a longer one is shortened to this (Pascanu, Mikolov and Bengio 2013), so that no step is a leap
CONTEXTS: tuple[Context, ...] = ("last", "around", "nearby")


@dataclass(frozen=True)
class NeuralLMSettings:
    """What the reader chooses before training starts.

    `context` is "last" (the n words before), "around" (n before and n after) or "nearby" (one word
    at most n away, drawn again each time); `order` is n.  `hidden` is the width of the tanh layer,
    `direct` whether W is used, `held_out` the share of sentences kept for measuring perplexity.
    """

    dim: int = 32
    context: Context = "last"
    order: int = 4
    hidden: int = 32
    direct: bool = False
    learning_rate: float = 0.5
    batch: int = 64
    held_out: float = 0.1
    seed: int = 1

    def __post_init__(self) -> None:
        check_dim(self.dim)
        check_learning_rate(self.learning_rate)
        check_batch(self.batch)
        if self.context not in CONTEXTS:
            raise SettingError(f"The context is “last”, “around” or “nearby”, not “{self.context}”.")
        if not 1 <= self.order <= 20:
            raise SettingError(f"The model looks at 1 to 20 words, not at {self.order}.")
        if not 1 <= self.hidden <= 1000:
            raise SettingError(f"The hidden layer has 1 to 1,000 units, not {self.hidden}.")
        if not 0 <= self.held_out <= 0.5:
            raise SettingError(f"Between 0 and half of the sentences can be held out, not {self.held_out:g}.")


@dataclass(frozen=True, eq=False)
class Parameters:
    """All parameters, or the gradient by them; E = V + 1 words, of which the last is the edge of a sentence.

    Parameters
    ----------
    C : (E, D)
        The word vectors.
    H, d : (h, nD), (h,)
        Into the hidden layer.
    U, b : (E, h), (E,)
        Out of it.
    W : (E, nD)
        Around it; all 0 and never changed if there are no direct connections.
    """

    C: Floats
    H: Floats
    d: Floats
    U: Floats
    b: Floats
    W: Floats


@dataclass(frozen=True, eq=False)
class NeuralLMStep:
    """Everything one minibatch did, all numbers from before the update.

    Parameters
    ----------
    number : int
        Counts from 1.
    context : (B, n) ids
        In the order of the text; V is the edge of the sentence.
    target : (B,) ids
    x : (B, nD)
        The context words' vectors, end to end.
    hidden : (B, h)
        tanh(d + H x)
    probability : (B, E)
        Of every word, and last of the sentence's end; rows sum to 1.
    loss : float
        Mean of -log P(target), in nats; exp of it is the perplexity.
    """

    number: int
    context: Ids
    target: Ids
    x: Floats
    hidden: Floats
    probability: Floats
    loss: float


def forward(p: Parameters, context: Ids) -> tuple[Floats, Floats, Floats]:
    """x (B, nD), the hidden layer (B, h) and the scores y (B, E) of contexts (B, n)."""
    x = p.C[context].reshape(len(context), -1)
    hidden = np.tanh(p.d + x @ p.H.T)
    return x, hidden, np.asarray(p.b + x @ p.W.T + hidden @ p.U.T)


def gradients(
    p: Parameters, context: Ids, target: Ids, x: Floats, hidden: Floats, probability: Floats, *, direct: bool
) -> Parameters:
    """The gradient of the mean loss of B examples by every parameter.

    Parameters
    ----------
    p : Parameters
    context : (B, n)
    target : (B,)
    x, hidden, probability : (B, nD), (B, h), (B, E)
        Of `forward`.
    direct : bool
    """
    B = len(target)
    dy = probability.copy()
    dy[np.arange(B), target] -= 1
    dy /= B  # (B, E)
    dhidden = (dy @ p.U) * (1 - hidden**2)  # (B, h): tanh' = 1 - tanh^2
    dx = dhidden @ p.H + (dy @ p.W if direct else 0)  # (B, nD)
    dC = np.zeros_like(p.C)
    subtract_rows(dC, context, -dx)  # a word that occurs twice gets both
    dW = dy.T @ x if direct else np.zeros_like(p.W)
    return Parameters(dC, dhidden.T @ x, dhidden.sum(axis=0), dy.T @ hidden, dy.sum(axis=0), dW)


class NeuralLMTrainer:
    """Trains one minibatch of places of the text at a time, all places in shuffled order.

    Unlike the other trainers it takes the mean gradient of the minibatch, since all examples
    share H and U.

    Parameters
    ----------
    corpus : Corpus
    settings : NeuralLMSettings
    start : (V, D), optional
        Word vectors to start from (copied); otherwise C is uniform in +-0.5.
    frozen : (V,) bool, optional
        Words whose vector no step changes.
    dtype : float32 unless told
    """

    method = "Neural language model"

    def __init__(
        self,
        corpus: Corpus,
        settings: NeuralLMSettings,
        *,
        start: Floats | None = None,
        frozen: NDArray[np.bool_] | None = None,
        dtype: type[np.floating] = np.float32,
    ) -> None:
        self.corpus = corpus
        self.settings = s = settings
        self.learning_rate = s.learning_rate
        self.frozen = frozen
        self.steps_done = 0
        self.seen = 0  # places, all epochs together
        init_rng, self._order_rng, self._context_rng, held_rng = np.random.default_rng(s.seed).spawn(4)
        self.edge = V = len(corpus.vocabulary)
        E, n = V + 1, {"last": s.order, "around": 2 * s.order, "nearby": 1}[s.context]

        def _uniform(*shape: int, reach: float) -> Floats:
            return init_rng.uniform(-reach, reach, shape).astype(dtype)

        # U, b and W begin at 0: before learning every word is equally likely, and the loss is log E.
        self.parameters = Parameters(
            C=_uniform(E, s.dim, reach=0.5),
            H=_uniform(s.hidden, n * s.dim, reach=(n * s.dim) ** -0.5),
            d=np.zeros(s.hidden, dtype),
            U=np.zeros((E, s.hidden), dtype),
            b=np.zeros(E, dtype),
            W=np.zeros((E, n * s.dim), dtype),
        )
        if start is not None:
            self.parameters.C[:V] = start
        before = np.arange(-s.order, 0)
        self.offsets = np.concatenate([before, -before[::-1]]) if s.context != "last" else before
        self._fenced, places, sentence = self._fence(s.order)
        held = held_rng.permutation(corpus.sentences)[: int(s.held_out * corpus.sentences)]
        is_held = np.isin(sentence, held)
        self.places, self.held_places = places[~is_held], places[is_held]
        self._waiting = np.empty(0, dtype=np.intp)

    def _fence(self, reach: int) -> tuple[Ids, Ids, Ids]:
        """The text with `reach` edges around every sentence; the places to predict; their sentences."""
        corpus = self.corpus
        lengths = np.diff(corpus.offsets)
        sentence = np.repeat(np.arange(corpus.sentences), lengths)
        at = np.arange(len(corpus.tokens)) + reach * (sentence + 1)
        fenced = np.full(len(corpus.tokens) + reach * (corpus.sentences + 1), self.edge)
        fenced[at] = corpus.tokens
        if self.settings.context != "last":  # an end can be predicted only from what comes before it
            return fenced, at, sentence
        ends = corpus.offsets[1:] + reach * np.arange(1, corpus.sentences + 1)
        return fenced, np.concatenate([at, ends]), np.concatenate([sentence, np.arange(corpus.sentences)])

    @property
    def epoch(self) -> float:
        """How many times the text has been read; 1.5 is in the middle of the second time."""
        return self.seen / len(self.places)

    @property
    def words_seen(self) -> int:
        """`epoch` in words of the text, for a progress bar."""
        return int(self.epoch * len(self.corpus.tokens))

    def contexts(self, places: Ids, rng: np.random.Generator) -> Ids:
        """(B, n) context ids of the places (B,); `rng` draws the one nearby."""
        if self.settings.context == "nearby":
            return np.asarray(self._fenced[places + rng.choice(self.offsets, len(places))][:, None])
        return np.asarray(self._fenced[places[:, None] + self.offsets])

    def step(self) -> NeuralLMStep:
        """Take the next places of the text, record what the model expects there, then update.

        Raises
        ------
        DivergedError
            If the scores are no longer numbers; the vectors stay as they were before.
        """
        while len(self._waiting) < self.settings.batch:
            self._waiting = np.concatenate([self._waiting, self._order_rng.permutation(self.places)])
        places, self._waiting = np.split(self._waiting, [self.settings.batch])
        return self.learn(self.contexts(places, self._context_rng), self._fenced[places])

    def learn(self, context: Ids, target: Ids) -> NeuralLMStep:
        """What one step does with contexts (B, n) and targets (B,).

        Raises
        ------
        DivergedError
            If the scores are no longer numbers; the vectors stay as they were before.
        """
        p, s = self.parameters, self.settings
        x, hidden, score = forward(p, context)
        check_numbers(self.steps_done + 1, self.learning_rate, score)
        log_probability = log_softmax(score)
        probability = np.exp(log_probability)
        loss = -float(log_probability[np.arange(len(target)), target].mean())
        slope = gradients(p, context, target, x, hidden, probability, direct=s.direct)
        if self.frozen is not None:
            slope.C[:-1][self.frozen] = 0
        moves: list[tuple[Floats, Floats]] = [(getattr(p, f.name), getattr(slope, f.name)) for f in fields(Parameters)]
        length = float(np.sqrt(sum(float((gradient**2).sum()) for _, gradient in moves)))
        rate = p.C.dtype.type(self.learning_rate * min(1.0, STEEPEST / max(length, STEEPEST)))
        for parameter, gradient in moves:
            np.subtract(parameter, rate * gradient, out=parameter)
        self.steps_done += 1
        self.seen += len(target)
        return NeuralLMStep(self.steps_done, context, target, x, hidden, probability, loss)

    def probabilities(self, context: Ids) -> Floats:
        """(B, E) probability of every word, and last of the sentence's end, after contexts (B, n)."""
        return np.asarray(np.exp(log_softmax(forward(self.parameters, context)[2])))

    def perplexity(self, *, most: int = 5000) -> float:
        """exp of the mean loss over the held-out sentences, or over the text itself where none are held out.

        A perplexity of n is the uncertainty of a choice among n equally likely words; E for a model
        that knows nothing.  At most `most` places are measured, the same ones each time.
        """
        places = self.held_places if len(self.held_places) else self.places
        rng = np.random.default_rng(0)
        if len(places) > most:
            places = rng.choice(places, most, replace=False)
        losses = []
        for first in range(0, len(places), 512):
            part = places[first : first + 512]
            log_probability = log_softmax(forward(self.parameters, self.contexts(part, rng))[2])
            losses.append(-log_probability[np.arange(len(part)), self._fenced[part]])
        return float(np.exp(np.concatenate(losses).mean(dtype=np.float64)))

    def generate(
        self, beginning: list[str], *, temperature: float = 1.0, rng: np.random.Generator, longest: int = 30
    ) -> list[str]:
        """A sentence that begins with the words `beginning`; each further word is drawn with P^(1/temperature).

        Temperature 1 draws by the model's probabilities, lower prefers likely words, 0 always takes the likeliest.

        Raises
        ------
        UnknownWordError
            If a word of the beginning is not in the vocabulary.
        SettingError
            If the model does not look at the last words, or the temperature is negative.
        """
        if self.settings.context != "last":
            raise SettingError("Only a model that looks at the last words can write: choose the context “last”.")
        if not 0 <= temperature <= 100:
            raise SettingError(f"The temperature must lie between 0 and 100, not at {temperature:g}.")
        n, words = self.settings.order, self.corpus.vocabulary.words
        ids = [self.edge] * n + [int(row) for row in self.vectors().rows(beginning)]
        while len(ids) < n + longest:
            score = forward(self.parameters, np.array([ids[-n:]]))[2][0].astype(np.float64)
            if temperature == 0:
                drawn = int(score.argmax())
            else:
                steps = np.cumsum(np.exp((score - score.max()) / temperature))
                drawn = int(np.searchsorted(steps, rng.random() * steps[-1], side="right").clip(max=self.edge))
            if drawn == self.edge:
                break
            ids.append(drawn)
        return [words[i] for i in ids[n:]]

    def vectors(self) -> WordVectors:
        """A copy of C as it is now, without the edge."""
        vocabulary = self.corpus.vocabulary
        return WordVectors(vocabulary.words, self.parameters.C[:-1].astype(np.float32), vocabulary.counts)

    @property
    def provenance(self) -> Provenance:
        """What the vectors were learned from, how, and how far training went."""
        s = self.settings
        known = (("D", s.dim), ("context", f"{s.context} {s.order}"), ("hidden", s.hidden))
        direct = ("direct connections", "yes" if s.direct else "no")
        settings = (*known, direct, ("rate", self.learning_rate), ("batch", s.batch))
        return Provenance("trained", self.corpus.name, self.method, settings, s.seed, self.steps_done)
