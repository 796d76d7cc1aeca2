"""What the pages on words and pairs report, computed with the library alone."""

from collections.abc import Callable
from typing import Final

import numpy as np

from explorer.errors import LessonError
from explorer.lessons.answers.numbers import packaged_text
from explorer.lessons.observed import Observed
from explorer.training.lessons import one_hot, reading


def numbers(V: int = 100, text: str = "royals", written: str = "the king and the astronaut") -> Observed:
    """What the view Numbers of One-hot and look-up shows with a vocabulary of V words.

    Raises
    ------
    LessonError
        If V is below 1.
    """
    if V < 1:
        raise LessonError(f"A vocabulary has at least 1 word, not {V}.")
    corpus = packaged_text(text)
    covered = one_hot.coverage(corpus, V)
    places = one_hot.ids(corpus, written.lower().split(), V)
    return {"view": "Numbers", "V": covered.V, "share": covered.share, "unknown": places.count(None)}


def window(
    sentence: int = 1, window: int = 2, dynamic: bool = False, t: float = 0.0, seed: int = 1, text: str = "royals"
) -> Observed:
    """What the view Window of Pairs and sampling reports for a sentence; sentences are counted from 1.

    Raises
    ------
    LessonError
        If the text has no such sentence, or the window is not one of the page's.
    """
    corpus = packaged_text(text)
    if not 1 <= sentence <= corpus.sentences or not 1 <= window <= 10:
        raise LessonError(f"There are sentences 1 to {corpus.sentences:,} and windows of 1 to 10 words.")
    seen = reading.read(corpus, sentence - 1, window=window, dynamic=dynamic, sample=t, seed=seed)
    return {
        "view": "Window",
        "text": text,
        "sentence": sentence,
        "window": window,
        "pairs": len(seen.centre),
        "kept": int(np.count_nonzero(seen.kept)),
        "t": t,
    }


def dropping(t: float = 0.0, text: str = "royals") -> Observed:
    """What the view Subsampling of Pairs and sampling shows at a threshold."""
    return {"view": "Subsampling", "text": text, "t": t, "left": reading.expected_share(packaged_text(text), t)}


REACHED: Final[tuple[Callable[..., Observed], ...]] = (numbers, window, dropping)
