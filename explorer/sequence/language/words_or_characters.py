"""
The same sentences read as words and as characters: what each costs and what each can say.

Both networks learn from the same sentences for as many steps of as many sentences, and are measured on the same
sentences held out.  The characters are those of the words and the spaces between, so that both predict the same text;
nats per sentence are then the same unit for both, except that <UNK> does not spell the word it replaces.
"""

import time
from dataclasses import dataclass, field

import numpy as np

from explorer.errors import SettingError
from explorer.progress import Report, parts, to_nobody
from explorer.sequence.language.course import MOST_SENTENCES, MOST_TOKENS
from explorer.sequence.language.language_model import LanguageModel, LanguageModelSettings, LanguageModelTrainer
from explorer.sequence.language.tokens import LONGEST_LINE, Sentences, Unit, sentences_of, split
from explorer.sequence.moments import Moments
from explorer.sequence.network import Network
from explorer.sequence.trainer import score
from explorer.vectors.word_vectors import Floats

MOMENTS = 8
COSTS = (1, 3)  # of the words and of the characters held out, about
UNITS: tuple[Unit, ...] = ("words", "characters")


@dataclass(eq=False)
class Side:
    """One of the two ways, and its training.

    Parameters
    ----------
    unit : "words" or "characters"
    learned, held : Sentences
    moments : Moments
        Each moment records the nats that a sentence held out costs.
    seconds : float
        Processor time spent in training so far.
    """

    unit: Unit
    learned: Sentences
    held: Sentences
    moments: Moments[float]
    seconds: float = field(default=0.0)

    @property
    def length(self) -> float:
        """The mean number of predictions for a sentence held out, <EOS> counted."""
        return self.held.predicted / len(self.held)

    @property
    def unknown(self) -> float:
        """The share of tokens held out that are <UNK>."""
        tokens = np.concatenate(self.held.ids)
        return 0.0 if self.held.tokens.unknown is None else float((tokens == self.held.tokens.unknown).mean())

    @property
    def seconds_by_thousand(self) -> float:
        """Seconds of the processor to learn from 1,000 sentences once; NaN before the first step."""
        return 1000 * self.seconds / self.moments.trainer.seen if self.moments.trainer.seen else float("nan")

    @property
    def model(self) -> LanguageModel:
        """The model as it is now."""
        return LanguageModel(self.learned.tokens, self.moments.trainer.network)


class WordsOrCharacters:
    """Two trainings of `steps` steps that take turns; they can be read while they go on.

    Parameters
    ----------
    text : str
    settings : LanguageModelSettings
    steps : int
    report : callable
        Hears how much is made ready, and may end it by raising.

    Attributes
    ----------
    sides : tuple of Side
        Words, then characters.

    Raises
    ------
    SettingError
        If there are not 1 to 5,000 steps.
    TextError
        If the text has too few sentences.
    """

    def __init__(self, text: str, settings: LanguageModelSettings, steps: int, report: Report = to_nobody) -> None:
        if not 1 <= steps <= 5000:
            raise SettingError(f"Train for 1 to 5,000 steps, not {steps}.")
        sentences = [s for s in sentences_of(text, "words") if s and len(" ".join(s)) <= LONGEST_LINE][:MOST_SENTENCES]
        self.steps = steps
        told = dict(zip(UNITS, parts(report, COSTS), strict=True))
        self.sides = tuple(_side(sentences, unit, settings, steps, told[unit]) for unit in UNITS)

    @property
    def step(self) -> list[int]:
        """The steps after which both are looked at."""
        return [int(step) for step in self.sides[0].moments.step]

    @property
    def nats(self) -> list[Floats]:
        """Nats per sentence held out, (M,) over the moments so far, for words and for characters."""
        return [np.array(side.moments.seen) for side in self.sides]

    def run(self, report: Report = to_nobody) -> None:
        """Go on to the end; `report` is told the steps done by both, of how many, and may raise to end the work.

        Raises
        ------
        DivergedError
            If a loss is no longer a number.
        """

        def told(*_: int) -> None:
            report(sum(side.moments.trainer.steps_done for side in self.sides), 2 * self.steps)

        for moment in range(len(self.step)):
            for side in self.sides:
                begun = time.thread_time()
                try:
                    side.moments.go_to(moment, told, told)
                finally:
                    side.seconds += time.thread_time() - begun


def _side(sentences: list[list[str]], unit: Unit, settings: LanguageModelSettings, steps: int, report: Report) -> Side:
    cut = sentences if unit == "words" else [list(" ".join(sentence)) for sentence in sentences]
    learned, held = split(cut, unit, max_size=MOST_TOKENS[unit])
    trainer = LanguageModelTrainer(learned, settings)

    def look(network: Network, looking: Report) -> float:
        found = score(network, held.examples, report=looking)
        return found.loss * found.counted / len(held)

    return Side(unit, learned, held, Moments(trainer, steps, look, most=MOMENTS, looking=report))
