"""Answers about maps: how much of the truth a picture keeps, and what another seed changes."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from explorer.errors import LessonError
from explorer.lessons.answers.numbers import built_in
from explorer.projection import lens, sample, shake
from explorer.projection.layout import Projection, graph_of, project
from explorer.projection.neighbours import NeighbourGraph
from explorer.projection.settings import Method, ProjectionSettings
from explorer.projection.space import Space

MOST_WORDS: Final = 1000
PLACES: Final = "Where the words lie"
SHARE: Final = "The share of neighbours kept"


@lru_cache(maxsize=8)
def map_of(method: Method, words: int, seed: int = 1) -> tuple[Projection, Space, NeighbourGraph]:
    """The map that the page draws of the most frequent words of the built-in model.

    Raises
    ------
    LessonError
        If there are fewer than 10 words or more than `MOST_WORDS`.
    """
    if not 10 <= words <= MOST_WORDS:
        raise LessonError(f"A map of an answer has 10 to {MOST_WORDS:,} words, not {words:,}.")
    settings = ProjectionSettings(method=method, seed=seed)
    drawn = sample.by_rank(built_in(), words).vectors
    space, graph = graph_of(drawn, settings)
    return project(space, graph, settings), space, graph


def neighbours_kept(method: Method, words: int) -> float:
    """Per cent of the true neighbours that the map keeps near."""
    return 100 * map_of(method, words)[0].honesty.kept


def variance_shown(words: int) -> float:
    """Per cent of the variance that a PCA map shows."""
    return 100 * float(sum(map_of("PCA", words)[0].explained))


def near_on_map(word: str, method: Method, words: int) -> float:
    """How many of the ten true neighbours of a word are also near it on the map."""
    found = lens.true_neighbours(map_of(method, words)[0], built_in(), word)
    return float(sum(one.place == "near" for one in found))


def another_seed_changes(words: int) -> str:
    """What another seed changes more in a t-SNE map: where the words lie, or how many neighbours are kept."""
    first, space, graph = map_of("t-SNE", words)
    again = map_of("t-SNE", words, 2)[0].honesty.kept
    wandered = shake.shaken(first, space, graph, seeds=2).share  # in radii of the map
    return PLACES if wandered > abs(again / first.honesty.kept - 1) else SHARE


ANSWERS: Final[tuple[Callable[..., float | str | tuple[str, ...]], ...]] = (
    neighbours_kept,
    variance_shown,
    near_on_map,
    another_seed_changes,
)
