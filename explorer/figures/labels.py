"""
Labels that do not cover each other: greedy placement, the most important word first.

Each word tries eight places around its point and takes the first that is free on a coarse
bitmap of the picture; a word that finds none goes without (Christensen, Marks and Shieber 1995,
"An empirical study of algorithms for point-feature label placement": greedy rules come close
to the best known at a fraction of the time).
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from explorer.vectors.word_vectors import Floats

CELL = 4  # pixels of the bitmap
GAP = 5  # pixels between a point and its label
NARROW: Final = {
    **dict.fromkeys("iljI.,':;|!", 0.28),
    **dict.fromkeys("ftr()-", 0.36),
    **dict.fromkeys("cksvxyzJ", 0.52),
    **dict.fromkeys("mwMW", 0.86),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ", 0.7),
}
POSITIONS: Final = (
    "middle right",
    "middle left",
    "top center",
    "bottom center",
    "top right",
    "bottom right",
    "top left",
    "bottom left",
)


def width(word: str, size: float) -> float:
    """About how many pixels wide `word` is in a sans-serif of `size` pixels."""
    return size * sum(NARROW.get(letter, 0.58 if letter < "\u2e80" else 1.0) for letter in word)


def placed(
    at: Floats,
    words: Sequence[str],
    order: Iterable[int],
    *,
    picture: tuple[float, float] = (760, 600),
    size: float = 12,
    most: int = 400,
    equal: bool = True,
    clear: bool | Sequence[int] = False,
) -> list[tuple[int, str]]:
    """The words that get a label, and its place next to the point in Plotly's terms.

    Parameters
    ----------
    at : (N, 2)
        Coordinates of the words; the picture has that many pixels, and both axes the same scale if `equal`.
    order : rows, the most important first
        Those that may have a label.
    clear : bool or rows
        Whether labels must not cover any point, their own or another's; or the points that they must not cover.
    """
    low, high = at.min(axis=0), at.max(axis=0)
    scales = (np.array(picture) - 40) / np.maximum(high - low, 1e-9)
    scale = scales.min() if equal else scales
    pixels = (at - (low + high) / 2) * scale * [1, -1] + np.array(picture) / 2
    columns, rows = int(picture[0] / CELL) + 2, int(picture[1] / CELL) + 2
    taken = np.zeros((rows, columns), dtype=bool)
    if clear is not False:
        kept = pixels if clear is True else pixels[list(clear)]
        across, down = (kept // CELL).astype(np.intp).T
        taken[down, across] = True
    found: list[tuple[int, str]] = []
    tall = 1.2 * size
    for row in order:
        x, y = float(pixels[row, 0]), float(pixels[row, 1])
        wide = width(words[row], size) + 4
        lefts = {"right": x + GAP, "left": x - GAP - wide, "center": x - wide / 2}
        tops = {"middle": y - tall / 2, "top": y - GAP - tall, "bottom": y + GAP}
        for position in POSITIONS:
            vertical, horizontal = position.split()
            left, top = lefts[horizontal], tops[vertical]
            if left < 0 or top < 0 or left + wide > picture[0] or top + tall > picture[1]:
                continue
            box = (
                slice(int(top) // CELL, int(top + tall) // CELL + 1),
                slice(int(left) // CELL, int(left + wide) // CELL + 1),
            )
            if not taken[box].any():
                taken[box] = True
                found.append((row, position))
                break
        if len(found) >= most:
            break
    return found
