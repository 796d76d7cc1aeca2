"""The meaning of shapes on a map, if it differs from that of the colours."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST: Final = 6  # shapes that can be told apart when small
MOST_IN_SPACE: Final = 3  # that Plotly draws in space on every system
OTHER: Final = "other"
MOST_WORDS: Final = 4000  # more points are drawn as discs, by Plotly and on the canvas


@dataclass(frozen=True, eq=False)
class Shaping:
    """The meaning of each point's shape: one of a few values.

    Parameters
    ----------
    title : str
        What the values are.
    of : (N,) int
        Place in `names`.
    names : tuple of str
    caption : str
        One sentence for the caption under the map.
    """

    title: str
    of: NDArray[np.intp]
    names: tuple[str, ...]
    caption: str

    def only(self, rows: NDArray[np.bool_]) -> "Shaping":
        """The shapes of the words where `rows` (N,) is true, unchanged."""
        return replace(self, of=self.of[rows])


def by_values(cells: Sequence[str], title: str, *, most: int = MOST) -> Shaping:
    """A shape for each value of N words, the most frequent first; beyond `most`, the rest share one.

    Words without a value, "", belong to the rest, and so does a value that is itself called "other".
    """
    counts = Counter(cell for cell in cells if cell)
    values = [value for value, _ in counts.most_common()]
    without = "" in cells
    kept = values if len(values) + without <= most else [value for value in values if value != OTHER][: most - 1]
    rest = [*([OTHER] if len(kept) < len(values) else []), *(["none"] if without else [])]
    place = {value: number for number, value in enumerate(kept)}
    of = np.array([place.get(cell, len(kept)) for cell in cells], dtype=np.intp)
    caption = f"Shapes: {title}"
    if len(kept) < len(values):
        caption += f"; {len(kept)} of the {len(values):,} values have their own, the others share one"
    return Shaping(title, of, (*kept, *([" or ".join(rest)] if rest else [])), f"{caption}.")
