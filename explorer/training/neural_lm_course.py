"""
The course of a neural language model's training: what it would say, at moments from the first step to the last.

Nothing is learned here that neural_lm.py does not learn (Bengio et al. 2003); its parameters are
copied now and then, so that any context can be asked of any moment.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np

from explorer.corpus import Corpus
from explorer.training.neural_lm import NeuralLMSettings, NeuralLMTrainer, Parameters
from explorer.vectors import Floats, WordVectors

MOMENTS = 16
MOST_BYTES = 100_000_000  # that the moments of one training take
END = "⏎"  # how the sentence's edge is shown


@dataclass(frozen=True, eq=False)
class NeuralLMCourse:
    """A training seen at M moments.

    Parameters
    ----------
    step : (M,)
    loss : (M,)
        Mean of the steps since the moment before, in nats.
    perplexity : (M,)
        On sentences held out.
    parameters : M of them
    trainer : NeuralLMTrainer
        As it was at the end; not to be stepped.
    """

    step: Floats
    loss: Floats
    perplexity: Floats
    parameters: tuple[Parameters, ...]
    trainer: NeuralLMTrainer

    def at(self, moment: int) -> NeuralLMTrainer:
        """The trainer as it was then, to be asked and not to be stepped."""
        then = object.__new__(NeuralLMTrainer)
        then.__dict__.update(self.trainer.__dict__)
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


def follow(
    corpus: Corpus, settings: NeuralLMSettings, steps: int, report: Callable[[int, int], None] | None = None
) -> NeuralLMCourse:
    """Train for so many steps and look at moments that lie closer together in the beginning.

    Raises
    ------
    DivergedError
        If the learning rate is too high.
    """
    trainer = NeuralLMTrainer(corpus, settings)
    kept_fields = [field.name for field in fields(Parameters) if field.name != "W" or settings.direct]
    size = sum(getattr(trainer.parameters, name).nbytes for name in kept_fields)
    count = min(MOMENTS, max(3, MOST_BYTES // size))  # a big model is looked at less often
    moments = np.unique(np.concatenate([[0], np.geomspace(10, max(steps, 10), count).astype(int)]))
    loss, perplexity, kept = [], [], []
    for until in moments:
        losses = []
        while trainer.steps_done < until:
            losses.append(trainer.step().loss)
            if report is not None and trainer.steps_done % 20 == 0:
                report(trainer.steps_done, steps)
        loss.append(np.mean(losses) if losses else np.log(trainer.edge + 1))
        perplexity.append(trainer.perplexity(most=1500))
        p = trainer.parameters
        kept.append(replace(p, **{name: getattr(p, name).copy() for name in kept_fields}))
    return NeuralLMCourse(moments, np.array(loss), np.array(perplexity), tuple(kept), trainer)
