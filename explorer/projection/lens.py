"""What a map hides of one word: its true nearest words in the full space, and where the map puts them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import SelectionError
from explorer.projection.layout import Projection
from explorer.projection.space import Space
from explorer.vectors.similarity import cosine, nearest
from explorer.vectors.word_vectors import Metric, WordVectors


@dataclass(frozen=True)
class TrueNeighbour:
    """One of the nearest words of the whole vocabulary.

    Parameters
    ----------
    word : str
    score : float
        Cosine, or Euclidean distance.
    row : int or None
        On the map; None if it is not drawn.
    near : bool
        Whether it is also among the nearest words on the map.
    """

    word: str
    score: float
    row: int | None
    near: bool

    @property
    def place(self) -> str:
        """Where it lies on the map, in words."""
        if self.row is None:
            return "not drawn"
        return "near" if self.near else "hidden"


def drawn_neighbours(
    projection: Projection, space: Space, word: str
) -> tuple[int | None, tuple[int, ...], tuple[int, ...]]:
    """The rows of a word, of its true nearest among the words drawn, and of those of them that the map hides."""
    row = next((i for i, drawn in enumerate(projection.words) if drawn == word), None)
    if row is None:
        return None, (), ()
    nearness = space.rows @ space.rows[row]
    if space.metric == "euclidean":
        nearness -= 0.5 * np.einsum("nd,nd->n", space.rows, space.rows)
    nearness[row] = -np.inf
    near = tuple(np.argsort(-nearness, kind="stable")[: projection.honesty.k].tolist())
    shown = set(projection.honesty.shown[row].tolist())
    return row, near, tuple(other for other in near if other not in shown)


def true_neighbours(
    projection: Projection, vectors: WordVectors, word: str, *, k: int = 10, metric: Metric = "cosine"
) -> list[TrueNeighbour]:
    """The `k` nearest words of `word` in the whole of `vectors`, the nearest first, each with its place on the map.

    Raises
    ------
    UnknownWordError
        If the word is not in the vocabulary.
    """
    found = nearest(vectors, word, k, metric=metric)
    wanted = {word, *(near.word for near in found)}
    rows = {drawn: row for row, drawn in enumerate(projection.words) if drawn in wanted}
    here = rows.get(word)
    shown = set() if here is None else set(projection.honesty.shown[here].tolist())
    return [
        TrueNeighbour(near.word, near.score, row := rows.get(near.word), row is not None and row in shown)
        for near in found
    ]


def torn(projection: Projection, space: Space, word: str, *, k: int = 5) -> bool:
    """Whether the map tears a word's neighbours apart; False if the word is not drawn.

    It does if two of its `k` true nearest drawn words lie further from each other on the map than the root mean square
    distance of two random words.
    """
    _, near, _ = drawn_neighbours(projection, space, word)
    if len(near) < 2:
        return False
    at = projection.coordinates - projection.coordinates.mean(axis=0)
    usual = 2 * (at * at).sum(axis=1).mean()  # the mean square distance of two of them
    apart = at[list(near[:k])][:, None] - at[list(near[:k])]
    return bool((apart * apart).sum(axis=2).max() > usual)


def pairs_of(text: str) -> list[tuple[str, str]]:
    """Pairs of words as typed for arrows.

    >>> pairs_of("king queen, man woman")
    [('king', 'queen'), ('man', 'woman')]

    Raises
    ------
    SelectionError
        If a part of the text is not two words.
    """
    found = []
    for part in filter(None, (piece.strip() for piece in text.replace(";", ",").split(","))):
        pair = part.split()
        if len(pair) != 2:
            raise SelectionError(f"“{part[:60]}” is not a pair: write two words, then a comma before the next two.")
        found.append((pair[0], pair[1]))
    return found


def arrows(
    projection: Projection, vectors: WordVectors, pairs: Sequence[tuple[str, str]]
) -> list[tuple[int, int, str]]:
    """The rows on the map of the words of each pair, and their true cosine in words.

    Raises
    ------
    SelectionError
        If a word is not on the map.
    """
    rows = {drawn: row for row, drawn in enumerate(projection.words)}
    found = []
    for pair in pairs:
        for word in pair:
            if word not in rows:
                raise SelectionError(f"“{word[:60]}” is not drawn on this map, so no arrow can begin or end there.")
        found.append((rows[pair[0]], rows[pair[1]], f"cos {cosine(vectors, *pair):.2f}"))
    return found
