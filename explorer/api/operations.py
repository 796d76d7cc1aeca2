"""The operations of the HTTP interface: pure functions from a question and the vectors it names to an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from explorer.api import records
from explorer.errors import ExplorerError, SelectionError, UnknownWordError
from explorer.judging import analogy
from explorer.judging.analogy import AnalogySettings
from explorer.judging.bias.doubt import rows_of
from explorer.judging.bias.scores import ScoreSettings
from explorer.judging.bias.word_sets import in_model
from explorer.projection import layout, sample
from explorer.projection.settings import ProjectionSettings
from explorer.vectors import formula as formulas
from explorer.vectors import similarity
from explorer.vectors.similarity import Ranked
from explorer.vectors.word_vectors import WordVectors

FEWEST: Final = 2  # words of a list for a bias score that the model must know


class UnknownModelError(SelectionError):
    """No model of that name can be asked about."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no model “{name[:80]}” to ask about; /api/models lists them.")


def neighbours(asked: records.AskNeighbours, vectors: WordVectors) -> records.Ranking:
    """The words nearest to a word. Its vector is composed of pieces if this is asked for and the model lacks the word.

    Raises
    ------
    UnknownWordError
        If the model lacks the word, and has no pieces or may not use them.
    """
    composed = asked.composed and asked.word not in vectors and vectors.subwords is not None
    query = vectors.subwords.composed(asked.word) if composed and vectors.subwords is not None else asked.word
    found = similarity.nearest(vectors, query, asked.k, metric=asked.metric)
    return records.Ranking(asked.model, asked.word, asked.metric, composed, _scored(found))


def analogies(asked: records.AskAnalogy, vectors: WordVectors) -> records.Ranking:
    """The best answers to a : b :: c : ?"""
    found = analogy.solve(vectors, asked.a, asked.b, asked.c, AnalogySettings(rule=asked.rule), k=asked.k)
    told = f"{asked.a} : {asked.b} :: {asked.c} : ?"
    return records.Ranking(asked.model, told, asked.rule, composed=False, words=_scored(found))


def formula(asked: records.AskFormula, vectors: WordVectors) -> records.Ranking:
    """The words nearest to a formula, without its own words."""
    parsed = formulas.parse(asked.formula, vectors)
    own = list(parsed.words)
    found = similarity.nearest(vectors, formulas.evaluate(parsed, vectors), asked.k, exclude=own)
    return records.Ranking(asked.model, asked.formula, "cosine", composed=False, words=_scored(found))


def word_map(asked: records.AskMap, vectors: WordVectors) -> records.Map:
    """The places of words on a map."""
    drawn = sample.by_list(vectors, asked.words)
    settings = ProjectionSettings(asked.method, dims=asked.dims, seed=asked.seed).fitting(max(len(drawn), 2))
    made = layout.project(*layout.graph_of(drawn.vectors, settings), settings)
    places = [tuple(round(float(x), 6) for x in row) for row in made.coordinates]
    points = tuple(records.Point(word, place) for word, place in zip(made.words, places, strict=True))
    trust, continuity = (float(of.mean()) for of in (made.honesty.trust_of, made.honesty.continuity_of))
    return records.Map(asked.model, asked.method, points, (*drawn.missing, *drawn.zero), trust, continuity)


def bias(asked: records.AskBias, vectors: WordVectors) -> records.Bias:
    """A bias score, computed from the words that the model has.

    Raises
    ------
    SelectionError
        If fewer than two words of a list are in the model.
    """
    lists: list[tuple[str, ...]] = []
    missing: list[str] = []
    for name, words in (("x", asked.x), ("y", asked.y), ("a", asked.a), ("b", asked.b)):
        found, lacking = in_model(vectors, words)
        if len(found) < FEWEST:
            raise SelectionError(f"Of the words of {name} the model has {len(found)}; a score needs {FEWEST} or more.")
        lists.append(tuple(found))
        missing += lacking
    score = ScoreSettings(asked.score, tuple(lists)).score
    value = score.of(*(rows_of(vectors, one, unit=score.unit) for one in lists))
    return records.Bias(asked.model, asked.score, float(value), score.even, score.convention, tuple(missing))


def _scored(found: list[Ranked]) -> tuple[records.Scored, ...]:
    return tuple(records.Scored(near.word, round(near.score, 6)) for near in found)


@dataclass(frozen=True)
class Operation:
    """One address: its name below /api/, what is asked, what is answered, and the function between them.

    `answer` is None for the list of models, which the server itself knows.
    """

    name: str
    asks: type[Any]
    answers: type[Any]
    answer: Callable[[Any, WordVectors], Any] | None


OPERATIONS: Final = (
    Operation("models", records.AskModels, records.Models, None),
    Operation("neighbours", records.AskNeighbours, records.Ranking, neighbours),
    Operation("analogy", records.AskAnalogy, records.Ranking, analogies),
    Operation("formula", records.AskFormula, records.Ranking, formula),
    Operation("map", records.AskMap, records.Map, word_map),
    Operation("bias", records.AskBias, records.Bias, bias),
)


def status_of(error: ExplorerError) -> int:
    """The HTTP status of an error: 404 for a word or model that is not there, else 400."""
    return 404 if isinstance(error, (UnknownWordError, UnknownModelError)) else 400
