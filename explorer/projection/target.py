"""
Labels that pull the words of a UMAP map together, in addition to their vectors; and what they change.

After McInnes, Healy and Melville 2018, "UMAP", whose program umap-learn uses labels together with the vectors: the
fuzzy graph of the words is intersected with that of the labels (its `y` and `target_weight`; done in
`umap.supervised`). A map made in this way shows the labels that it was given. `same_label` measures how much: in the
vectors, on the map with labels and on the map without them.
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
    """Labels of the N words of a map, and how strongly they pull; content without names.

    Parameters
    ----------
    labels : bytes
        The bytes of (N,) int32: equal numbers are equal labels, `UNKNOWN` means no label.
    strength : float
        `target_weight` of umap-learn. Even at 0 a neighbour with another label counts less.
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
        """A line that identifies the content."""
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
        """How many words have no label."""
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
    """How many words have no edge, at a strength at which edges between two labels vanish in float32.

    `neighbour` (N, k) are the ends of the edges: a word is on its own if all of its neighbours, and all words whose
    neighbour it is, have another label.
    """
    if np.exp(np.float32(-target.far)) > 0:
        return 0
    of = target.of
    held = (of[:, None] == of[neighbour]) | (of[:, None] == UNKNOWN) | (of[neighbour] == UNKNOWN)
    either = held.any(axis=1)
    either[neighbour[held]] = True
    return int((~either).sum())


def same_label(neighbour: NDArray[np.integer], target: Target) -> float:
    """The share in [0, 1] of words' neighbours (N, k) that have the label of the word; 0 if no word counts.

    Words without a label are left out, also as neighbours.
    """
    of = target.of
    both = (of[:, None] != UNKNOWN) & (of[neighbour] != UNKNOWN)
    return float((both & (of[:, None] == of[neighbour])).sum() / max(1, both.sum()))


def same_label_by_chance(target: Target) -> float:
    """The value of `same_label` if neighbours are drawn at random."""
    counts = np.bincount(target.of[target.of != UNKNOWN]).astype(float)
    n = counts.sum()
    return float((counts * (counts - 1)).sum() / (n * (n - 1)))
