"""Answers about bias: a direction and who leans along it, a test and its conventions, and what debiasing leaves."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from explorer.errors import LessonError
from explorer.judging.bias import association, debias, direction, residual, word_sets
from explorer.judging.bias.association import Spread, Weat
from explorer.judging.bias.debias import WAYS, DebiasSettings
from explorer.judging.bias.direction import Direction
from explorer.judging.bias.residual import Residual
from explorer.lessons.answers.numbers import built_in
from explorer.vectors.word_vectors import WordVectors

SIDE: Final = 200  # formerly most biased words to each side
BOTH: Final = "Both d and p"
ONLY_D: Final = "d, but not p"
NEITHER: Final = "Neither d nor p"


@lru_cache(maxsize=1)
def _gender() -> Direction:
    """The gender direction with which the pages open: PCA of those of the paper's pairs that the model has."""
    vectors = built_in()
    listed = next(one for one in word_sets.pair_lists() if one.key == "gender")
    pairs, _ = word_sets.pairs_in_model(vectors, listed.pairs, any_case=True)
    return direction.direction(vectors, pairs, "PCA of pairs")


def explained_by_first(by_chance: bool = False) -> float:
    """Per cent of the variance explained by the first component, of the gender pairs or of random pairs."""
    along = _gender()
    if by_chance:
        return 100 * float(direction.explained_by_chance(built_in(), len(along.pairs))[0])
    return 100 * float(along.explained[0])


def leans_most(among: Sequence[str], to: str = "she") -> str:
    """Which of these words lies furthest on the side of she, or of he."""
    ranked = direction.project(built_in(), _gender(), list(among))
    return ranked[0 if to == "she" else -1].word


def lies_at(word: str, way: str = "") -> float:
    """Cosine of a word with the gender direction, before debiasing or after it in that way."""
    vectors = _taken(way) if way else built_in()
    return direction.project(vectors, _gender(), [word])[0].score


def _sides(test: str) -> list[list[str]]:
    listed = next((one for one in word_sets.association_tests() if one.key == test), None)
    if listed is None:
        raise LessonError(f"There is no test “{test[:40]}”: they are called weat1 to weat10.")
    sides = (listed.x, listed.y, listed.a, listed.b)
    return [word_sets.in_model(built_in(), one.words, any_case=True)[0] for one in sides]


@lru_cache(maxsize=8)
def _test(test: str, spread: Spread) -> Weat:
    return association.weat(built_in(), *_sides(test), spread=spread)


def effect(test: str, spread: Spread = "sample") -> float:
    """Effect size d of an association test of the paper."""
    return _test(test, spread).effect


def known_of(test: str, side: int) -> float:
    """How many words of a set of that test the model knows; sets 1 and 2 are the targets, 3 and 4 the attributes."""
    return float(len(_sides(test)[side - 1]))


def spread_changes(test: str) -> str:
    """What another standard deviation changes in a test: d, p, both or neither."""
    one, other = _test(test, "sample"), _test(test, "population")
    if one.p != other.p:
        return BOTH
    return ONLY_D if one.effect != other.effect else NEITHER


@lru_cache(maxsize=4)
def _taken(way: str) -> WordVectors:
    """The built-in model after the gender direction is removed with the page Debias's usual settings."""
    chosen = next((one for one in WAYS if one == way), None)
    if chosen is None:
        raise LessonError(f"A direction is removed by {', '.join(WAYS)}, not by “{way[:40]}”.")
    vectors = built_in()
    asked = DebiasSettings(_gender().pairs, chosen, "PCA of pairs", sets=_gender().pairs)
    settings = debias.with_usual_words(vectors, asked, gender=True)
    return debias.steps(vectors, settings)[1][-1].vectors


@lru_cache(maxsize=4)
def remains(way: str) -> Residual:
    """What is still found of the formerly most biased words after the direction is removed in that way."""
    after = _taken(way)
    before, along = built_in(), _gender()
    definitional, _ = word_sets.in_model(before, word_sets.specific_words().words)
    first, second = residual.most_biased(before, along, SIDE, leave_out=definitional)
    return residual.residual(before, after, along, first, second)


def clusters_find(way: str) -> float:
    """Per cent of the formerly most biased words whose side two clusters still find after debiasing in that way."""
    return 100 * remains(way).clustering


ANSWERS: Final[tuple[Callable[..., float | str | tuple[str, ...]], ...]] = (
    explained_by_first,
    leans_most,
    lies_at,
    effect,
    known_of,
    spread_changes,
    clusters_find,
)
