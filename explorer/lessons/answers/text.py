"""Answers about a text before anything is learned: its words, its windows and pairs, what is dropped and drawn."""

from collections.abc import Callable
from typing import Final

import numpy as np

from explorer.errors import LessonError
from explorer.training.lecture.pairs import window_pairs


def window_pair_count(words: int, window: int) -> float:
    """How many pairs a window that reaches `window` words to each side makes of a sentence of `words` words.

    >>> window_pair_count(words=5, window=2)
    14.0

    Raises
    ------
    LessonError
        If the sentence or the window is not between 1 and 1,000 words.
    """
    if not (1 <= words <= 1000 and 1 <= window <= 1000):
        raise LessonError(f"A sentence and a window have between 1 and 1,000 words, not {words} and {window}.")
    centre, _ = window_pairs(np.zeros(words, int), np.full(words, window))
    return float(len(centre))


ANSWERS: Final[tuple[Callable[..., float | str | tuple[str, ...]], ...]] = (window_pair_count,)
