"""
Pseudowords: two words merged into one, so that the right sense of each place is known without anybody labelling it.

Every *king* and every *computer* of a text becomes "king/computer", and a system has to say which of the two was there
(Gale, Church and Yarowsky 1992; Schütze 1992).  As no vector of a place looks at its own word, nothing needs to be
replaced.  Half of the places are examples for the centroids; the other half is judged.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.context.groups import Labels, groups
from explorer.context.model import ContextModel, places_in
from explorer.context.place_vectors import PlaceVectors, System, place_vectors
from explorer.context.sense_scores import SenseScore, judge, score
from explorer.context.type_vectors import Ids
from explorer.errors import SelectionError
from explorer.vectors.word_vectors import Floats

PAIRS = (
    ("king", "computer"),
    ("doctor", "castle"),
    ("summer", "engine"),
    ("music", "island"),
    ("guitar", "river"),
    ("apple", "bank"),
)
FEWEST = 20  # places of each word
MOST = 400
REACH = 32  # words on each side
JUDGED: tuple[System, ...] = ("average", "model", "mixed", "typed")


@dataclass(frozen=True, eq=False)
class Pseudoword:
    """Two words merged into one.

    Parameters
    ----------
    words : pair of str
    where : (N,)
        Places in the text.
    sense : (N,)
        0 for the first word, 1 for the second.
    judged : (M,)
        Which of the places were not examples.
    vectors : PlaceVectors
    scores : mapping
        By system.
    of_type : SenseScore
        Of the one vector that both words would share: it always says the more frequent one.
    """

    words: tuple[str, str]
    where: Ids
    sense: Labels
    judged: Labels
    vectors: PlaceVectors
    scores: dict[System, SenseScore]
    of_type: SenseScore

    def mistakes(self, system: System) -> list[tuple[int, str]]:
        """Places of the text where a system said the wrong word, and that word."""
        said = self.scores[system].said
        wrong = self.judged[said != self.sense[self.judged]]
        return [(int(self.where[i]), self.words[1 - int(self.sense[i])]) for i in wrong]


def pseudoword(model: ContextModel, text: NDArray[np.int32], words: tuple[str, str], *, seed: int = 0) -> Pseudoword:
    """Two words of a text (T,) merged into one and told apart by each system; at most 400 places of each.

    Raises
    ------
    UnknownWordError
        If the vectors do not know one of the words.
    SelectionError
        If they are the same, or one of them is too rare in the text.
    """
    rng = np.random.default_rng(seed)
    rows = model.types.vectors.rows(words)
    if rows[0] == rows[1]:
        raise SelectionError("Two different words are needed to make one of them.")
    chosen = []
    for word, row in zip(words, rows, strict=True):
        at = np.flatnonzero(text == row)
        if len(at) < FEWEST:
            raise SelectionError(f"“{word}” occurs {len(at)} times in this text; {FEWEST} places are needed.")
        chosen.append(np.sort(rng.permutation(at)[:MOST]))
    where = np.concatenate(chosen)
    sense = np.repeat([0, 1], [len(at) for at in chosen])
    vectors = place_vectors(model, places_in(text, where, reach=REACH))
    order = rng.permutation(len(where))
    example, judged = order[: len(order) // 2], np.sort(order[len(order) // 2 :])
    scores = {
        system: score(vectors.of(system)[judged], sense[judged], vectors.of(system)[example], sense[example])
        for system in JUDGED
    }
    often = np.bincount(sense[example]).argmax()
    of_type = judge(sense[judged], np.full(len(judged), often), np.zeros(len(judged), np.intp))
    return Pseudoword(words, where, sense, judged, vectors, scores, of_type)


def told_by_groups(rows: Floats, sense: Labels) -> float:
    """Share of unit rows (N, D) of two senses that k-means puts right, whichever group is called which."""
    of = groups(rows, 2)
    return float(max((of == sense).mean(), (of != sense).mean()))
