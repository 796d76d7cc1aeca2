"""The best sentences for a question, whichever way they are searched, and where the ways differ."""

from dataclasses import dataclass
from typing import Protocol

from explorer.errors import SettingError
from explorer.tasks.labelled import Sentence
from explorer.vectors.similarity import highest
from explorer.vectors.word_vectors import Floats


class Index(Protocol):
    """Sentences that can be searched."""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The N sentences."""

    def scores(self, query: Sentence) -> Floats:
        """(N,) score of each sentence for the query; higher is better."""


@dataclass(frozen=True)
class Hit:
    """A sentence that was found: its row, its score, and the words it shares with the question."""

    row: int
    score: float
    sentence: Sentence
    shared: tuple[str, ...]


@dataclass(frozen=True)
class OnlyHere:
    """A sentence that one way finds among its best and the other does not, with its place in both, from 1.

    `elsewhere` is 0 if the other way does not find it at all.
    """

    hit: Hit
    place: int
    elsewhere: int


def best(index: Index, query: Sentence, k: int = 10) -> list[Hit]:
    """The `k` sentences with the highest scores above 0, the best first.

    Raises
    ------
    SelectionError
        If the index can do nothing with the query.
    SettingError
        If `k` is below 1.
    """
    if k < 1:
        raise SettingError(f"The number of sentences to find must be at least 1, not {k}.")
    scores = index.scores(query)
    return [_hit(index, int(row), float(scores[row]), query) for row in highest(scores, k) if scores[row] > 0]


def only_here(here: Index, there: Index, query: Sentence, k: int = 10) -> list[OnlyHere]:
    """The best `k` of one way that are not among the best `k` of the other, both over the same sentences.

    Raises
    ------
    SelectionError
        If either index can do nothing with the query.
    """
    scores, others = here.scores(query), there.scores(query)
    among = {int(row) for row in highest(others, k) if others[row] > 0}
    found = []
    for place, row in enumerate(highest(scores, k), start=1):
        if scores[row] > 0 and int(row) not in among:
            elsewhere = int((others > others[row]).sum()) + 1 if others[row] > 0 else 0
            found.append(OnlyHere(_hit(here, int(row), float(scores[row]), query), place, elsewhere))
    return found


def _hit(index: Index, row: int, score: float, query: Sentence) -> Hit:
    sentence = index.sentences[row]
    return Hit(row, score, sentence, tuple(dict.fromkeys(word for word in query if word in sentence)))
