"""
The same text trained several times, with one thing different: the seed (the null), or one setting.

A run that was watched step by step is repeated by the same stepper for the same number of steps, so that
its null is of the same kind; whole texts are trained by the compiled engine, whose learning rate falls as
in word2vec.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.errors import SettingError
from explorer.judging.compare.models import MOST_MODELS
from explorer.progress import Report, parts, to_nobody
from explorer.text.corpus import Corpus
from explorer.training.fast import engine
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.vectors.word_vectors import WordVectors

EVERY = 20  # steps between two reports
VARIED = {  # what is varied -> its field and its usual values
    "Window": ("window", (2, 5, 10)),
    "Dimensions D": ("dim", (10, 50, 200)),
    "Negatives k": ("negatives", (2, 5, 20)),
    "Seed": ("seed", (1, 2, 3)),
}


@dataclass(frozen=True)
class Variation:
    """The settings of several trainings that differ in one: `varied` is a key of `VARIED`."""

    base: SGNSSettings
    varied: str
    values: tuple[int, ...]
    epochs: int = 10

    def __post_init__(self) -> None:
        if self.varied not in VARIED:
            raise SettingError(f"What can be varied is {', '.join(VARIED)}, not “{self.varied}”.")
        if not 2 <= len(set(self.values)) == len(self.values) <= MOST_MODELS:
            raise SettingError(f"Give two to {MOST_MODELS} different values of “{self.varied}”, like 2, 5, 10.")
        if not 1 <= self.epochs <= 200:
            raise SettingError(f"The text is read between 1 and 200 times, not {self.epochs}.")
        self.settings()

    def settings(self) -> list[SGNSSettings]:
        """The settings of each training."""
        field = VARIED[self.varied][0]
        return [replace(self.base, **{field: value}) for value in self.values]  # type: ignore[arg-type]

    def names(self) -> list[str]:
        """What each training is called.

        >>> Variation(SGNSSettings(), "Negatives k", (2, 5)).names()
        ['negatives k 2', 'negatives k 5']
        """
        what = self.varied[0].lower() + self.varied[1:]
        return [f"{what} {value}" for value in self.values]


def read_values(text: str, *, varied: str) -> tuple[int, ...]:
    """The whole numbers of a line, separated by commas or spaces.

    >>> read_values("2, 5 10", varied="Window")
    (2, 5, 10)

    Raises
    ------
    SettingError
        If something in it is not a whole number.
    """
    parts = [part for part in re.split(r"[,;\s]+", text) if part]
    wrong = [part for part in parts if not re.fullmatch(r"\d{1,9}", part)]
    if wrong or not parts:
        what = f"“{wrong[0][:20]}” is not a whole number" if wrong else "There is no value"
        raise SettingError(f"{what}; write two to {MOST_MODELS} values of “{varied}”, like 2, 5, 10.")
    return tuple(int(part) for part in parts)


def varied(corpus: Corpus, variation: Variation, report: Report = to_nobody) -> list[WordVectors]:
    """One model for each value, by the engine; `report` hears how much is done, and may end the work by raising."""
    every = variation.settings()
    told = parts(report, [_cost(settings) for settings in every])
    return [
        by_engine(corpus, settings, epochs=variation.epochs, report=tell)
        for settings, tell in zip(every, told, strict=True)
    ]


def _cost(settings: SGNSSettings) -> float:
    """How long a training takes beside others of the same text, about: a pair has some work whatever D is."""
    return settings.window * (settings.negatives + 1) * (settings.dim + 30)


def by_engine(corpus: Corpus, settings: SGNSSettings, *, epochs: int, report: Report = to_nobody) -> WordVectors:
    """The vectors of a text by the compiled engine; `report` counts words read, and may end the work by raising."""
    made = engine.train(corpus, settings, epochs=epochs, progress=lambda now: report(now.words, now.words_total))
    return made.vectors


def repeated(
    corpus: Corpus, settings: SGNSSettings, *, steps: int, seeds: Sequence[int], report: Report = to_nobody
) -> list[WordVectors]:
    """As many trainings of `corpus` as there are seeds, each of `steps` steps; `report` counts steps of all."""
    models = []
    for place, seed in enumerate(seeds):
        trainer = SGNSTrainer(corpus, replace(settings, seed=seed))
        for step in range(steps):
            if step % EVERY == 0:
                report(place * steps + step, len(seeds) * steps)
            trainer.step()
        models.append(trainer.vectors())
    return models
