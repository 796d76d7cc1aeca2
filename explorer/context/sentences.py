"""Two sentences, every word at its place against every other, and the places of a text that are nearest to one."""

from dataclasses import dataclass

import numpy as np

from explorer.context.model import ContextModel, Places
from explorer.context.place_vectors import PlaceVectors, System, place_vectors
from explorer.context.type_vectors import UNKNOWN
from explorer.context.word_places import WordPlaces, nearest_places
from explorer.context.words import words_of
from explorer.errors import SelectionError
from explorer.vectors.word_vectors import Floats

LONGEST = 30  # words of a sentence


@dataclass(frozen=True, eq=False)
class Compared:
    """The known words of two sentences, those left out, and the vectors of all places, the first sentence's first."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    unknown: tuple[str, ...]
    vectors: PlaceVectors

    def cosines(self, system: System) -> Floats:
        """(R, C) of the words of the first sentence with those of the second."""
        rows, n = self.vectors.of(system), len(self.one)
        return np.asarray(rows[:n] @ rows[n:].T)

    @property
    def shared(self) -> list[str]:
        """Words that both have, the rarest-looking (longest) first."""
        return sorted(
            dict.fromkeys(word for word in self.one if word in self.other), key=lambda word: (-len(word), word)
        )

    def same_word(self, word: str, system: System) -> float:
        """Cosine of a shared word's first place in one sentence with its first place in the other."""
        return float(self.cosines(system)[self.one.index(word), self.other.index(word)])


def compared(model: ContextModel, one: str, other: str) -> Compared:
    """Two sentences at all their places.

    Raises
    ------
    SelectionError
        If one has fewer than two known words, or more than thirty.
    """
    known: list[tuple[str, ...]] = []
    unknown: list[str] = []
    for sentence in (one, other):
        words = [word.text for word in words_of(sentence)]
        rows = model.types.ids(words)
        known.append(tuple(word for word, row in zip(words, rows, strict=True) if row != UNKNOWN))
        unknown += [word for word, row in zip(words, rows, strict=True) if row == UNKNOWN]
        if not 2 <= len(known[-1]) <= LONGEST:
            raise SelectionError(
                f"Give two sentences of 2 to {LONGEST} words that the built-in vectors know; "
                f"one of these has {len(known[-1])}."
            )
    ids = [model.types.ids(words) for words in known for _ in words]
    at = np.array([i for words in known for i in range(len(words))])
    return Compared(known[0], known[1], tuple(dict.fromkeys(unknown)), place_vectors(model, Places(ids, at)))


def fitting(model: ContextModel, found: Compared, word: str, k: int, *, n: int = 8) -> list[str]:
    """The `n` words that fit best at the place of a word in sentence `k` (0 or 1), without the word itself.

    As in `substitutes`, the frequency of a word counts a quarter, because *the* fits a little in every gap.
    """
    at = found.one.index(word) if k == 0 else len(found.one) + found.other.index(word)
    scores = model.scores(found.vectors.contexts[at : at + 1])[0] - 0.75 * model.network.parameters["bias"]
    best = [model.types.words[i] for i in np.argsort(-scores)[: n + 1]]
    return [one for one in best if one != word][:n]


def nearest_of(
    found: Compared, word: str, k: int, near: WordPlaces, system: System, *, n: int = 3
) -> list[tuple[int, float]]:
    """The `n` places of a word in a text nearest to its first place in sentence `k` (0 or 1), with their cosines."""
    at = found.one.index(word) if k == 0 else len(found.one) + found.other.index(word)
    best = nearest_places(near.vectors.of(system), found.vectors.of(system)[at], n)
    return [(int(near.where[i]), cosine) for i, cosine in best]
