"""
A recurrent language model compared with Bengio's window model: the same sentences, vocabulary and words held out.

The window model (neural_lm.py) sees the last few words only; the recurrent one carries a state over all of them.  At
every moment both have read the same number of words, and both predict every token and the <EOS> of the same sentences
held out.
"""

from itertools import pairwise

import numpy as np

from explorer.progress import Report, parts, to_nobody
from explorer.sequence.language.course import LanguageCourse
from explorer.sequence.language.language_model import LanguageModelSettings
from explorer.sequence.language.tokens import Sentences, Unit
from explorer.training.lecture.neural_lm import NeuralLMSettings, NeuralLMTrainer
from explorer.vectors.word_vectors import Floats

WINDOW = {"words": 4, "characters": 8}  # tokens that the window model looks at
PART = 512  # places predicted at once
READING = 0.5  # what the window model's reading costs, of what a step of the recurrent one does
LOOK = 1.0  # what it costs to predict all sentences held out once, in steps


class WindowModel:
    """Bengio's model of the sentences that a recurrent one learns from; it marks the edge of a sentence by <EOS>.

    Parameters
    ----------
    learned : Sentences
    seed : int
    """

    def __init__(self, learned: Sentences, *, seed: int) -> None:
        self.learned = learned
        settings = NeuralLMSettings(
            dim=64, hidden=64, order=WINDOW[learned.tokens.unit], learning_rate=1.0, batch=128, held_out=0, seed=seed
        )
        self.trainer = NeuralLMTrainer(learned.corpus("sentences learned from"), settings)
        self._read = 0  # tokens predicted when it was last read to the end that was asked for

    def read(self, words: int, report: Report = to_nobody) -> None:
        """Learn until `words` tokens have been predicted, <EOS> counted; `report` counts those, and may end it.

        Raises
        ------
        DivergedError
            If the scores are no longer numbers.
        """
        while self.trainer.seen < words:
            self.trainer.step()
            report(min(self.trainer.seen, words) - self._read, words - self._read)
        self._read = self.trainer.seen

    def losses(self, sentences: Sentences, report: Report = to_nobody) -> Floats:
        """(N,) nats that each token of the sentences costs, and after each sentence its <EOS>; `report` counts them."""
        n, edge = self.trainer.settings.order, self.trainer.edge
        context, target = [], []
        for ids in sentences.ids:
            said = np.concatenate([np.full(n, edge), ids, [edge]])
            context.append(np.lib.stride_tricks.sliding_window_view(said[:-1], n))
            target.append(said[n:])
        before, wanted = np.concatenate(context), np.concatenate(target)
        found = []
        for first in range(0, len(wanted), PART):
            probability = self.trainer.probabilities(before[first : first + PART]).astype(np.float64)
            found.append(-np.log(probability[np.arange(len(probability)), wanted[first : first + PART]]))
            report(first + len(probability), len(wanted))
        return np.concatenate(found)

    def perplexity(self, sentences: Sentences, report: Report = to_nobody) -> float:
        """exp of the mean loss by token, <EOS> counted; `report` counts tokens."""
        return float(np.exp(self.losses(sentences, report).mean()))


class LanguageModels(LanguageCourse):
    """The course of a recurrent language model, with a window model that reads the same number of words.

    Parameters
    ----------
    text : str
    unit : "words" or "characters"
    settings : LanguageModelSettings
    steps : int
    report : callable
        Hears how much is made ready, and may end it by raising.

    Attributes
    ----------
    window : WindowModel
    window_perplexity : one for each moment so far
        On the sentences held out.
    """

    def __init__(
        self, text: str, unit: Unit, settings: LanguageModelSettings, steps: int, report: Report = to_nobody
    ) -> None:
        beginning, judging = parts(report, (7, 1))
        super().__init__(text, unit, settings, steps, beginning)
        self.window = WindowModel(self.learned, seed=settings.seed)
        self.window_perplexity = [self.window.perplexity(self.held, judging)]

    def run(self, report: Report = to_nobody) -> None:
        """Go on to the end; `report` is told how many of `FINE` parts are done, and may raise to end the work.

        Raises
        ------
        DivergedError
            If a loss is no longer a number.
        """
        steps = [last - first for first, last in pairwise(self.step)]
        told = parts(report, [cost for n in steps for cost in (n, LOOK, READING * n, LOOK)])
        for moment in range(len(self.window_perplexity), len(self.step)):
            learning, looking, reading, judging = told[4 * moment - 4 : 4 * moment]
            self._moments.go_to(moment, _since(self.step[moment - 1], steps[moment - 1], learning), looking)
            self.window.read(self._moments.trainer.words_seen, reading)
            self.window_perplexity.append(self.window.perplexity(self.held, judging))


def _since(begun: int, steps: int, report: Report) -> Report:
    """Hears how many steps of a training are done, and tells `report` how many of `steps` after the first `begun`."""

    def told(done: int, _: int) -> None:
        report(done - begun, steps)

    return told
