"""
The course of a language model: what it would say of any sentence, at moments from the first step to the last.

Nothing is learned here that language_model.py does not learn.  The Kneser-Ney model that it is compared with
counts the same sentences with the same vocabulary and is measured on the same sentences held out.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.errors import SettingError
from explorer.progress import Report, parts, to_nobody
from explorer.sequence.language.draws import Draw, draws, written
from explorer.sequence.language.language_model import LanguageModel, LanguageModelSettings, LanguageModelTrainer
from explorer.sequence.language.ngram import KneserNey
from explorer.sequence.language.tokens import Sentences, Tokens, Unit, sentences_of, split
from explorer.sequence.moments import Moments
from explorer.sequence.network import Network

MOMENTS = 12  # a visitor's page keeps the model of each, usually under half a megabyte
MOST_TOKENS = {"words": 2000, "characters": 200}  # different tokens; the rarer words are <UNK>
MOST_SENTENCES = 4000
ORDER = {"words": 3, "characters": 5}  # of the n-grams it is compared with
DRAWN = {"words": 25, "characters": 80}  # tokens written after a beginning
COSTS = (4, 2, 1)  # of counting n-grams, of their perplexity and of the first look, about
SAMPLE = {"words": 20, "characters": 80}  # tokens, of the ladder


@dataclass(frozen=True)
class Seen:
    """A model at one moment: perplexity on sentences held out, and a sentence that it writes."""

    perplexity: float
    sample: str


class LanguageCourse:
    """A training of `steps` steps on a text, seen at moments that lie closer together in the beginning.

    Parameters
    ----------
    text : str
        Its first 4,000 sentences are read.
    unit : "words" or "characters"
    settings : LanguageModelSettings
    steps : int
    report : callable
        Hears how much is made ready, and may end it by raising.

    Attributes
    ----------
    learned, held : Sentences
    peer : KneserNey
        Trigrams of words, or 5-grams of characters.
    peer_perplexity : float
        On the sentences held out.
    rare : int
        How many different words of the text are <UNK>.

    Raises
    ------
    SettingError
        If there are not 1 to 5,000 steps.
    TextError
        If the text has too few sentences.
    """

    def __init__(
        self, text: str, unit: Unit, settings: LanguageModelSettings, steps: int, report: Report = to_nobody
    ) -> None:
        if not 1 <= steps <= 5000:
            raise SettingError(f"Train for 1 to 5,000 steps, not {steps}.")
        read = [sentence for sentence in sentences_of(text, unit) if sentence][:MOST_SENTENCES]
        self.learned, self.held = split(read, unit, max_size=MOST_TOKENS[unit])
        tokens = self.learned.tokens
        self.rare = len({token for sentence in read for token in sentence} - set(tokens.words))
        counting, comparing, looking = parts(report, COSTS)
        self.peer = KneserNey(self.learned, ORDER[unit], counting)
        self.peer_perplexity = self.peer.perplexity(self.held, comparing)
        trainer, look = LanguageModelTrainer(self.learned, settings), _looks(self.learned.tokens, self.held)
        self._moments = Moments(trainer, steps, look, most=MOMENTS, looking=looking)

    @property
    def step(self) -> list[int]:
        """The steps after which it is looked at."""
        return [int(step) for step in self._moments.step]

    @property
    def reached(self) -> int:
        """The last moment that has been looked at."""
        return self._moments.reached

    @property
    def seen(self) -> list[Seen]:
        """One for each moment so far; a list that does not grow while it is read."""
        return list(self._moments.seen)

    @property
    def learned_perplexity(self) -> list[float]:
        """On the batches since the previous moment, with dropout; one for each moment so far, NaN at the start."""
        return [float(np.exp(loss)) for loss in self._moments.loss[: len(self.seen)]]

    def at(self, moment: int) -> LanguageModel:
        """The model as it was then."""
        return LanguageModel(self.learned.tokens, self._moments.at(moment))

    def sampled(
        self, moment: int, beginning: str, *, temperature: float, top_k: int | None, seed: int
    ) -> tuple[list[str], list[Draw]]:
        """The tokens of a sentence's beginning, and the draws with which that moment's model continues it.

        Raises
        ------
        UnknownWordError
            If a character of the beginning was never seen.
        SettingError
            If the temperature is negative, or top-k below 1.
        """
        model = self.at(moment)
        begun = model.tokens.cut(beginning)
        rng = np.random.default_rng(seed)
        longest = len(begun) + DRAWN[model.tokens.unit]
        ids = model.tokens.ids(begun)
        return begun, list(draws(model, rng, beginning=ids, temperature=temperature, top_k=top_k, longest=longest))

    def run(self, report: Report = to_nobody) -> None:
        """Go on to the end; `report` is told the steps done, of how many, and may raise to end the work.

        Raises
        ------
        DivergedError
            If the loss is no longer a number.
        """

        def looking(*_: int) -> None:
            report(self._moments.trainer.steps_done, self.step[-1])

        self._moments.run(report, looking)


def _looks(tokens: Tokens, held: Sentences) -> Callable[[Network, Report], Seen]:
    """How a network of these tokens is seen; the report hears how far the sentences held out are predicted."""

    def look(network: Network, report: Report) -> Seen:
        model = LanguageModel(tokens, network)
        sample = written(model, np.random.default_rng(1), longest=SAMPLE[tokens.unit])
        return Seen(model.perplexity(held, report), sample)

    return look
