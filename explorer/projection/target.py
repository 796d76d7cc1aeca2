"""
Labels that pull the words of a UMAP map together, beside their vectors; and what they did to the map.

McInnes, Healy and Melville 2018, "UMAP", whose program umap-learn lays labels out with the vectors: the fuzzy graph of
the words is intersected with that of the labels (its `y` and `target_weight`; done in `umap.supervised`). A map made in
this way shows what it was told. `same_label` measures that: alike in the vectors, on the map with labels and on the
map without them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError

UNKNOWN = -1


@dataclass(frozen=True)
class Target:
    """Labels of the N words of a map, and how strongly they pull: content, which knows no name.

    Parameters
    ----------
    labels : bytes
        Of (N,) int32: equal numbers are equal labels, `UNKNOWN` is none.
    strength : float
        `target_weight` of umap-learn. Also at 0 a neighbour of another label counts for less.
    """

    labels: bytes
    strength: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.strength <= 1:
            raise SettingError(f"The strength of labels must lie between 0 and 1, not at {self.strength:g}.")
        if self.different < 2:
            told = "all words with a label have the same" if self.different else "no word has a label"
            raise SettingError(f"Labels can pull words apart only where there are two or more, and here {told}.")

    def __repr__(self) -> str:
        """What tells it from another, in a line."""
        return f"<{len(self)} labels {blake2b(self.labels, digest_size=8).hexdigest()}, strength {self.strength!r}>"

    def __len__(self) -> int:
        return len(self.labels) // np.dtype(np.int32).itemsize

    @property
    def of(self) -> NDArray[np.int32]:
        """(N,) the number of each word's label; read-only."""
        return np.frombuffer(self.labels, dtype=np.int32)

    @property
    def different(self) -> int:
        """How many labels there are."""
        return len(np.unique(self.of[self.of != UNKNOWN]))

    @property
    def unknown(self) -> int:
        """How many words have none."""
        return int((self.of == UNKNOWN).sum())

    @property
    def far(self) -> float:
        """How far apart labels lie: an edge between words of two labels keeps exp(-far) of its weight."""
        return 2.5 / (1 - self.strength) if self.strength < 1 else 1e12


def target_of(cells: Sequence[str], strength: float = 0.5) -> Target:
    """The target of words for which a column says `cells`; "" is no label.

    >>> target_of(["noun", "verb", "", "noun"]).of.tolist()
    [0, 1, -1, 0]

    Raises
    ------
    SettingError
        If there are fewer than two different labels, or the strength is out of [0, 1].
    """
    numbers = {cell: number for number, cell in enumerate(dict.fromkeys(cell for cell in cells if cell))}
    return Target(np.array([numbers.get(cell, UNKNOWN) for cell in cells], dtype=np.int32).tobytes(), strength)


def on_their_own(neighbour: NDArray[np.integer], target: Target) -> int:
    """How many words no edge holds, at a strength at which those between two labels vanish from float32.

    `neighbour` (N, k) are the ends of the edges: a word is on its own if all of its neighbours have another label, and
    all words whose neighbour it is.
    """
    if np.exp(np.float32(-target.far)) > 0:
        return 0
    of = target.of
    held = (of[:, None] == of[neighbour]) | (of[:, None] == UNKNOWN) | (of[neighbour] == UNKNOWN)
    either = held.any(axis=1)
    either[neighbour[held]] = True
    return int((~either).sum())


def same_label(neighbour: NDArray[np.integer], target: Target) -> float:
    """The share in [0, 1] of words' neighbours (N, k) that have the label of the word; 0 where nothing can be said.

    Words without a label neither ask nor count.
    """
    of = target.of
    both = (of[:, None] != UNKNOWN) & (of[neighbour] != UNKNOWN)
    return float((both & (of[:, None] == of[neighbour])).sum() / max(1, both.sum()))


def same_label_by_chance(target: Target) -> float:
    """What `same_label` is where neighbours are drawn at random."""
    counts = np.bincount(target.of[target.of != UNKNOWN]).astype(float)
    n = counts.sum()
    return float((counts * (counts - 1)).sum() / (n * (n - 1)))
