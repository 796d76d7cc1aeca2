"""Answers about counting instead of predicting: co-occurrence, PMI, SVD, GloVe's weight, and what SGNS aims at."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, Literal

import numpy as np

from explorer.errors import LessonError
from explorer.lessons.answers.numbers import packaged_text
from explorer.text.vocabulary import Vocabulary
from explorer.training.lecture import glove
from explorer.training.lecture.cooccurrence import Cooccurrence, cooccurrence
from explorer.training.lecture.counts import CountSettings, CountTrainer, pmi
from explorer.training.lessons import count_table

Matrix = Literal["counts", "ppmi"]

COUNTS: Final = "The plain counts"
PPMI: Final = "PPMI"


def neighbours_of(word: str, sentences: int = 2) -> float:
    """How many different words stand next to `word` (window 1) in the first or in both sentences of CS224N."""
    corpus = count_table.cs224n()
    if sentences == 1:
        corpus = corpus.without(np.array([1]))
    counts = cooccurrence(corpus, window=1, weighting="flat")
    return float((counts.row == corpus.vocabulary.index[word]).sum())


def full_cells(text: str = "lee", window: int = 5) -> float:
    """Per cent of the cells of the table of counts that are not empty."""
    return 100 * count_table.fullness(cooccurrence(packaged_text(text), window=window, weighting="harmonic"))


def _cell(together: float, word: float, context: float, total: float) -> Cooccurrence:
    """A table of two words and two contexts with these sums."""
    weight = np.array([together, word - together, context - together, total - word - context + together])
    if (weight <= 0).any():
        raise LessonError("Two words meet less often than each of them occurs, and all counts are above 0.")
    rows, columns = np.array([0, 0, 1, 1], np.int32), np.array([0, 1, 0, 1], np.int32)
    return Cooccurrence(Vocabulary(("word", "other"), np.array([1, 1])), rows, columns, weight)


def pmi_of(together: float, word: float, context: float, total: float) -> float:
    """PMI in nats of two words: how often they meet, the sums of their row and column, and the sum of the table."""
    return float(pmi(_cell(together, word, context, total))[0])


def aim_of(together: float, word: float, context: float, total: float, negatives: int) -> float:
    """The score u·v that SGNS with that many negatives aims at for such a pair: PMI - log k, in nats."""
    counts = _cell(together, word, context, total)
    cells = count_table.pmi_table(counts, np.arange(2), smoothing=1, shift=negatives, positive=False)
    return float(cells[0, 0])


@lru_cache(maxsize=8)
def _shared(text: str, matrix: Matrix, components: int) -> float:
    """Share of the matrix's sum of squares in its first components, as the page Count and GloVe shows it."""
    settings = CountSettings(dim=20, weighting="harmonic", matrix=matrix, smoothing=1, weight_exponent=1)
    return CountTrainer(packaged_text(text), settings).step().share(components)


def share_of_two(text: str = "royals", matrix: Matrix = "ppmi") -> float:
    """Per cent of the sum of squares of a text's table that the first two components hold."""
    return 100 * _shared(text, matrix, 2)


def fuller_in_two(text: str = "royals") -> str:
    """Whether two components hold more of the counts or of PPMI."""
    return COUNTS if _shared(text, "counts", 2) > _shared(text, "ppmi", 2) else PPMI


def glove_weight(count: float, x_max: float = 100, exponent: float = 0.75) -> float:
    """The weight of a count in GloVe, from 0 to 1."""
    return float(glove.f(np.array([count]), x_max, exponent)[0])


ANSWERS: Final[tuple[Callable[..., float | str | tuple[str, ...]], ...]] = (
    neighbours_of,
    full_cells,
    pmi_of,
    aim_of,
    share_of_two,
    fuller_in_two,
    glove_weight,
)
