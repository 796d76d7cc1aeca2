"""Answers about one word at many places, and about what vectors are for: few labels or many, search by meaning."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from explorer.context import model as models
from explorer.context import text_sample
from explorer.context.model import ContextModel
from explorer.context.place_vectors import System
from explorer.context.sentences import compared
from explorer.context.split import Split, SplitSettings
from explorer.context.text_sample import TextSample
from explorer.context.word_places import WordPlaces, word_places
from explorer.errors import LessonError
from explorer.lessons.answers.analogies import model_called
from explorer.lessons.answers.numbers import built_in, famous
from explorer.tasks.contenders import Contender
from explorer.tasks.curve import CurveSettings, Level, levels, points
from explorer.tasks.labelled import polarity, split
from explorer.tasks.linear import AverageSettings, CountSettings
from explorer.tasks.search.by_meaning import MeaningIndex, MeaningSettings, meaning_index
from explorer.tasks.search.lines import packaged

MOST_PLACES: Final = 1000
VECTORS: Final = "vectors"
ONE_HOT: Final = "one-hot words"


@lru_cache(maxsize=1)
def _model() -> ContextModel:
    return models.built_in(built_in())


@lru_cache(maxsize=1)
def _wikipedia() -> TextSample:
    return text_sample.wikipedia(_model().types)


def same_word(word: str, one: str, other: str, by: System) -> float:
    """Cosine of a word's place in one sentence with its place in another, by type, average, model or mixed."""
    return compared(_model(), one, other).same_word(word, by)


@lru_cache(maxsize=4)
def places(word: str, groups: int) -> WordPlaces:
    """The places of a word in the sample of Wikipedia, in groups, as on the page In context.

    Raises
    ------
    LessonError
        If it is more than 6 groups, or fewer than 1.
    """
    if not 1 <= groups <= 6:
        raise LessonError(f"Places fall into 1 to 6 groups, not {groups}.")
    return word_places(_model(), _wikipedia(), word, groups, most=MOST_PLACES)


def share_of_largest(word: str, groups: int) -> float:
    """Per cent of a word's places that are in the largest group."""
    return 100 * float((places(word, groups).of == 0).mean())


@lru_cache(maxsize=2)
def _split(word: str) -> Split:
    found = Split(SplitSettings(word=word))
    found.run()
    return found


def apart_least_first(word: str = "bank") -> tuple[str, ...]:
    """Type, average and model, ordered by how far they keep the two senses of a word apart, the least first."""
    found = _split(word)
    apart = {"type": 0.0, "average": found.of_average, "model": found.moments[-1].silhouette}
    return tuple(sorted(apart, key=apart.__getitem__))


@lru_cache(maxsize=2)
def _curve(few: int) -> dict[tuple[str, int], Level]:
    """Accuracy of naive Bayes on one-hot words and of the average of GloVe's vectors, with few labels and with all."""
    learned, tested = split(polarity(), test_share=0.2, seed=0)
    contenders = [Contender(ONE_HOT, CountSettings()), Contender(VECTORS, AverageSettings(), famous())]
    found = levels(list(points(contenders, learned, tested, CurveSettings(sizes=(few,)))))
    return {(level.contender, min(level.size, few + 1)): level for level in found}  # all labels are few + 1


def lead_of_vectors(labels: int = 0) -> float:
    """Percentage points by which averaged vectors lead one-hot words with that many labels, or with all (0)."""
    few = labels or 100
    found, size = _curve(few), labels or few + 1
    return 100 * (found[VECTORS, size].mean - found[ONE_HOT, size].mean)


def ahead(labels: int = 0) -> str:
    """Which of the two judges more sentences rightly with that many labels, or with all (0)."""
    return "Averaged vectors" if lead_of_vectors(labels) > 0 else "One-hot words"


@lru_cache(maxsize=1)
def news(model: str) -> MeaningIndex:
    """Lee news, ready to be searched by meaning with the page Search's usual settings."""
    return meaning_index(packaged("Lee news").sentences, model_called(model), MeaningSettings("SIF"))


ANSWERS: Final[tuple[Callable[..., float | str | tuple[str, ...]], ...]] = (
    same_word,
    share_of_largest,
    apart_least_first,
    lead_of_vectors,
    ahead,
)
