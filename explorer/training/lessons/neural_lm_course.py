"""
The course of a neural language model's training: what it would say, at moments from the first step to the last.

The training is that of neural_lm.py (Bengio et al. 2003).  Its parameters are copied now and then,
so that the model of any moment can be asked about any context.
"""

from copy import copy
from dataclasses import fields, replace

import numpy as np

from explorer.progress import Report, to_nobody
from explorer.text.corpus import Corpus
from explorer.training.lecture.neural_lm import NeuralLMSettings, NeuralLMTrainer, Parameters
from explorer.training.lessons.plane import plane
from explorer.vectors.word_vectors import Floats, WordVectors

MOMENTS = 40
MAPPED = 60  # words
MOST_BYTES = 30_000_000  # that the moments of one training take
END = "⏎"  # how the sentence's edge is shown


class NeuralLMCourse:
    """A training of `steps` steps, observed at moments that are closer together at the beginning.

    What has been observed can be read while the training goes on in another thread.

    Parameters
    ----------
    corpus : Corpus
    settings : NeuralLMSettings
    steps : int

    Attributes
    ----------
    step : (M,)
        The steps at which it is observed.
    loss : one for each moment so far
        Mean of the steps since the moment before, in nats.
    perplexity : one for each moment so far
        On sentences held out.
    parameters : one for each moment so far
    planes : one (n, 2) for each moment so far
        The most frequent words by PCA of their unit vectors.
    trainer : NeuralLMTrainer
        As it is now; not to be stepped.
    """

    def __init__(self, corpus: Corpus, settings: NeuralLMSettings, steps: int) -> None:
        self.trainer = NeuralLMTrainer(corpus, settings)
        self._kept = [field.name for field in fields(Parameters) if field.name != "W" or settings.direct]
        size = sum(getattr(self.trainer.parameters, name).nbytes for name in self._kept)
        count = min(MOMENTS, max(4, MOST_BYTES // size))  # a big model is observed less often
        self.step = np.unique((np.linspace(0, 1, count) ** 2 * steps).round().astype(int))
        self.loss: list[float] = []
        self.perplexity: list[float] = []
        self.parameters: list[Parameters] = []
        self.planes: list[Floats] = []
        self._look(float(np.log(self.trainer.edge + 1)))

    @property
    def reached(self) -> int:
        """The last moment that has been observed."""
        return len(self.planes) - 1

    def run(self, report: Report = to_nobody) -> None:
        """Train to the end; `report` is told the steps done, of how many.

        Raises
        ------
        DivergedError
            If the learning rate is too high.
        """
        for moment in range(self.reached + 1, len(self.step)):
            losses = []
            while self.trainer.steps_done < self.step[moment]:
                losses.append(self.trainer.step().loss)
                report(self.trainer.steps_done, int(self.step[-1]))
            self._look(float(np.mean(losses)) if losses else self.loss[-1])

    def _look(self, loss: float) -> None:
        now = self.trainer.parameters
        self.loss.append(loss)
        self.perplexity.append(self.trainer.perplexity(most=1500))
        self.parameters.append(replace(now, **{name: getattr(now, name).copy() for name in self._kept}))
        self.planes.append(plane(now.C[:-1][:MAPPED], self.planes[-1] if self.planes else None))

    def at(self, moment: int) -> NeuralLMTrainer:
        """The trainer as it was at that moment: to be asked, not to be stepped."""
        then = copy(self.trainer)
        then.parameters = self.parameters[moment]
        return then

    def window(self, before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
        """The words the model sees before and after a gap; the sentence's edge where there are no more."""
        n = self.trainer.settings.order
        left = ([END] * n + before)[-n:]
        right = (after + [END] * n)[:n]
        kind = self.trainer.settings.context
        return (left[-1:] if kind == "nearby" else left), (right if kind == "around" else [])

    def next_words(self, moment: int, before: list[str], after: list[str], k: int) -> tuple[list[str], Floats]:
        """The k likeliest words of a gap and their probabilities (k,), the likeliest first.

        Raises
        ------
        UnknownWordError
            If a word that the model sees is not in the vocabulary.
        """
        model = self.at(moment)
        left, right = self.window(before, after)
        vectors = model.vectors()
        ids = [model.edge if word == END else int(vectors.rows([word])[0]) for word in (*left, *right)]
        probability = model.probabilities(np.array([ids]))[0]
        best = np.argsort(-probability, kind="stable")[:k]
        words = (*model.corpus.vocabulary.words, END)
        return [words[i] for i in best], probability[best]

    def sentences(self, moment: int, beginning: list[str], *, temperature: float, seed: int, n: int = 5) -> list[str]:
        """n sentences that the model writes.

        Raises
        ------
        UnknownWordError
            If a word of the beginning is not in the vocabulary.
        SettingError
            If the model does not look at the last words.
        """
        rng = np.random.default_rng(seed)
        model = self.at(moment)
        return [" ".join(model.generate(beginning, temperature=temperature, rng=rng)) for _ in range(n)]

    def vectors(self, moment: int) -> WordVectors:
        """The word vectors of that moment."""
        return self.at(moment).vectors()
