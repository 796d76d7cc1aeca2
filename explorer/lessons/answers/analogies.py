"""Answers about analogies: the first answer, whether it is a parallelogram, how much of a whole set is right."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from explorer.errors import LessonError
from explorer.judging import analogy, analogy_sets, relations
from explorer.judging.analogy import AnalogySettings, Rule
from explorer.judging.bias import word_sets
from explorer.lessons.answers.numbers import built_in, famous
from explorer.vectors.word_vectors import WordVectors

BUILT_IN: Final = "built-in"
GLOVE: Final = "GloVe"
DRAWN: Final = 15  # pairs of a relation that the page draws when it opens


def model_called(model: str) -> WordVectors:
    """The vectors of the Wikipedia model that comes with the app, or of GloVe."""
    return famous() if model == GLOVE else built_in()


def first_answer(a: str, b: str, c: str, allowed: bool = False, rule: Rule = "3CosAdd", model: str = BUILT_IN) -> str:
    """The first answer to a : b :: c : ?, with or without the given words among the answers."""
    settings = AnalogySettings(rule, keep_query=allowed)
    return analogy.solve(model_called(model), a, b, c, settings, k=1)[0].word


def offsets_alike(a: str, b: str, c: str, d: str, model: str = BUILT_IN) -> float:
    """Cosine of the two offsets b - a and d - c: 1 for a parallelogram."""
    return analogy.parallelogram(model_called(model), a, b, c, d).cosine or 0.0


def pairs_agree(relation: str, shuffled: bool = False, model: str = BUILT_IN) -> float:
    """Mean cosine of an offset of the relation with the others, for its own pairs or for shuffled pairs.

    Raises
    ------
    LessonError
        If Google's questions have no such relation.
    """
    sections = {one.name: one for one in analogy_sets.google_set().sections}
    if relation not in sections:
        raise LessonError(f"There is no relation “{relation[:40]}”. The relations are: {', '.join(sections)}.")
    section = sections[relation]
    vectors = model_called(model)
    asked = list(dict.fromkeys((question.a, question.b) for question in section.questions))
    pairs, _ = word_sets.pairs_in_model(vectors, asked, any_case=True)
    found = relations.relation(vectors, pairs[:DRAWN])
    return found.shuffled if shuffled else float(found.agreement.mean())


@lru_cache(maxsize=16)
def _right(section: str, model: str) -> float:
    whole = analogy_sets.google_set()
    one = analogy_sets.QuestionSet(section, tuple(each for each in whole.sections if each.name == section))
    return analogy_sets.score(model_called(model), one)[0].accuracy


def hardest_first(sections: Sequence[str], model: str = BUILT_IN) -> tuple[str, ...]:
    """Sections of the Google set, the one with the fewest right answers first."""
    return tuple(sorted(sections, key=lambda section: _right(section, model)))


ANSWERS: Final[tuple[Callable[..., float | str | tuple[str, ...]], ...]] = (
    first_answer,
    offsets_alike,
    pairs_agree,
    hardest_first,
)
