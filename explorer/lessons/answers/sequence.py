"""Answers about reading in order: what an average cannot see, what a gradient loses on its way, what a gate keeps."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np

from explorer.errors import LessonError
from explorer.lessons.answers.numbers import famous
from explorer.sequence.gru import GRU
from explorer.sequence.language.language_model import LanguageModelSettings
from explorer.sequence.rnn import RNN
from explorer.sequence.tasks import fruit
from explorer.sequence.tasks.memory_race import MemoryRace, MemoryRaceSettings
from explorer.tasks.features import rows_of
from explorer.tasks.language_models import LanguageModels
from explorer.tasks.tokens import words_of

KNOWS: Final = 0.95  # share of right verbs above which a cell knows them
SAME: Final = "Both get the same answer"
MOST_WORDS: Final = 1000
MOST_STEPS: Final = 1000


def average_tells(one: str, other: str) -> str:
    """Whether two sentences get different answers from the average of GloVe's vectors."""
    vectors = famous()
    rows = [rows_of(words_of(sentence), vectors) for sentence in (one, other)]
    first, second = (vectors.matrix[known[known >= 0]].astype(np.float64).mean(axis=0) for known in rows)
    return SAME if np.allclose(first, second, rtol=0, atol=1e-9) else "They get different answers"


def weights_of(cell: str, units: int, inputs: int) -> float:
    """How many numbers the matrices W of a cell have, without biases.

    Raises
    ------
    LessonError
        If the cell is not an RNN or a GRU, or has more than 1,000 units or inputs.
    """
    kinds = {"RNN": RNN, "GRU": GRU}
    if cell not in kinds or not (1 <= units <= 1000 and 1 <= inputs <= 1000):
        raise LessonError("Ask for an RNN or a GRU with 1 to 1,000 units and inputs.")
    return float(np.prod(kinds[cell](inputs, units).shapes["W"]))


def gradient_left(factor: float, words: int) -> float:
    """What is left of a gradient of 1 that many words back, in a network of one unit with weight `factor` and slope 1.

    Raises
    ------
    LessonError
        If it goes back more than `MOST_WORDS` words.
    """
    if not 1 <= words <= MOST_WORDS:
        raise LessonError(f"The gradient goes back 1 to {MOST_WORDS:,} words, not {words:,}.")
    cell, x = RNN(1, 1), np.zeros((words, 1, 1))  # without input a stays 0, where the slope of tanh is 1
    weights = {"W": np.array([[factor, 0.0]]), "b": np.zeros(1)}
    arriving = np.zeros((words, 1, 1))
    arriving[-1] = 1
    return float(cell.backward(weights, cell.forward(weights, x), arriving).a0[0, 0])


def gated(memory: float, candidate: float, update: float) -> float:
    """The new memory of a GRU, given its memory, candidate and update gate.

    Raises
    ------
    LessonError
        If the gate or the candidate is out of its range.
    """
    if not (0 < update < 1 and -1 < candidate < 1):
        raise LessonError("A gate lies between 0 and 1, a candidate between −1 and 1, both without the ends.")
    cell, x = GRU(1, 1, relevance=False), np.zeros((1, 1, 1))
    bias = np.array([np.log(update / (1 - update)), np.arctanh(candidate)])
    start = np.full((1, 1), memory)
    return float(cell.forward({"W": np.zeros((2, 2)), "b": bias}, x, start=(start, start)).a[1, 0, 0])


@lru_cache(maxsize=2)
def _raced(steps: int, seed: int) -> MemoryRace:
    """One seed of the race of What it remembers, run to its end."""
    race = MemoryRace(MemoryRaceSettings(steps=steps, seeds=(seed,)))
    race.run()
    return race


def cells_that_know(steps: int = 200, seed: int = 1) -> str:
    """Which cells get the verb right over the longest gap, in the words of a choice.

    Raises
    ------
    LessonError
        If the race would take more than `MOST_STEPS` steps.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise LessonError(f"A race of an answer takes 1 to {MOST_STEPS:,} steps, not {steps:,}.")
    race = _raced(steps, seed)
    right = race.accuracy[:, 0, -1, -1]
    know = [cell for cell, share in zip(race.settings.cells, right, strict=True) if share >= KNOWS]
    if len(know) == len(right):
        return "All three"
    return " and ".join(know) or "None of them"


def fading_first(distance: int = 40, seed: int = 1) -> tuple[str, ...]:
    """The cells by the share of the gradient that is left that many words back before training, the least first."""
    race = MemoryRace(MemoryRaceSettings(steps=1, seeds=(seed,)))
    left = {cell: race.flows(0, cell)[0] for cell in race.settings.cells}
    return tuple(sorted(left, key=lambda cell: left[cell][distance] / left[cell][0]))


@lru_cache(maxsize=1)
def _fruit() -> LanguageModels:
    """The language model with which the page of that name opens, trained."""
    course = LanguageModels(fruit.text(), "words", LanguageModelSettings(), 200)
    course.run()
    return course


def likelier_word(one: str, other: str) -> str:
    """The word in the more probable of two sentences that is not in the other; all their other words are the same.

    Raises
    ------
    LessonError
        If they do not differ in one word.
    """
    model = _fruit().at(_fruit().reached)
    said = [model.sentence(model.tokens.cut(sentence)) for sentence in (one, other)]
    better, worse = sorted(said, key=lambda each: -each.log_probability)
    pairs = zip(better.words, worse.words, strict=False)
    differing = [mine for mine, theirs in pairs if mine != theirs]
    if len(better.words) != len(worse.words) or len(differing) != 1:
        raise LessonError("The two sentences must differ in exactly one word.")
    return differing[0]


ANSWERS: Final[tuple[Callable[..., float | str | tuple[str, ...]], ...]] = (
    average_tells,
    weights_of,
    gradient_left,
    gated,
    cells_that_know,
    fading_first,
    likelier_word,
)
