"""What a map hides of one word: its true nearest words in the full space, and where the map puts them."""

from dataclasses import dataclass

from explorer.projection.layout import Projection
from explorer.similarity import Metric, nearest
from explorer.vectors import WordVectors


@dataclass(frozen=True)
class TrueNeighbour:
    """One of the nearest words of the whole vocabulary.

    Parameters
    ----------
    word : str
    score : float
        Cosine, or Euclidean distance.
    row : int or None
        On the map; None where it is not drawn.
    near : bool
        It is also among the nearest words on the map.
    """

    word: str
    score: float
    row: int | None
    near: bool

    @property
    def place(self) -> str:
        """Where the map has it, in words."""
        if self.row is None:
            return "not on this map"
        return "near on the map" if self.near else "hidden: far on the map"


def true_neighbours(
    projection: Projection, vectors: WordVectors, word: str, *, k: int = 10, metric: Metric = "cosine"
) -> list[TrueNeighbour]:
    """The `k` nearest words of `word` in the whole of `vectors`, the nearest first, each with its place on the map.

    Raises
    ------
    UnknownWordError
        If the word is not in the vocabulary.
    """
    rows = {drawn: row for row, drawn in enumerate(projection.words)}
    here = rows.get(word)
    shown = set() if here is None else set(projection.honesty.shown[here].tolist())
    return [
        TrueNeighbour(near.word, near.score, row := rows.get(near.word), row is not None and row in shown)
        for near in nearest(vectors, word, k, metric=metric)
    ]
