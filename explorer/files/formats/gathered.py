"""
The columns of a table gathered beside its vectors, while the rows are read.

Each different text is kept once, however often it occurs.  A column whose cells are all numbers becomes one of numbers.
If a table is too large, columns are left out, and the report says so.
"""

from array import array
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.files.formats.recognise import NUMBER
from explorer.text.names import safe_name
from explorer.vectors.columns import Column, Columns

MOST_COLUMNS: Final = 50
MOST_HELD: Final = 256 << 20  # bytes of all cells together
LONGEST_CELL: Final = 1000  # bytes of a text; the rest is cut off
HELD_EACH: Final = 120  # bytes that Python takes for a text besides its letters


class Gathered:
    """The cells of a table's columns, row by row.

    Parameters
    ----------
    names : sequence of str
        As the table calls its columns; they are made visible, and told apart by a number.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.warnings: list[str] = []
        if len(names) > MOST_COLUMNS:
            self.warnings.append(f"Of the {len(names):,} columns beside the vectors the first {MOST_COLUMNS} are kept.")
        self.names = _told_apart(names[:MOST_COLUMNS])
        self.rows = 0
        self._held = 0
        self._known: list[dict[bytes, int]] = [{} for _ in self.names]
        self._codes = [array("I") for _ in self.names]

    def add(self, cells: Sequence[bytes]) -> None:
        """Keep the cells of the next row; missing ones are empty, surplus ones are left out."""
        self.rows += 1
        if self._held > MOST_HELD:
            return
        for k, (known, codes) in enumerate(zip(self._known, self._codes, strict=True)):
            cell = cells[k] if k < len(cells) else b""
            code = known.get(cell)
            if code is None:
                code = known[cell] = len(known)
                self._held += HELD_EACH + len(cell)
            codes.append(code)
        self._held += 4 * len(self.names)
        if self._held > MOST_HELD:
            self.warnings.append(
                f"The columns beside the vectors take more than {MOST_HELD >> 20} MB and were left out, "
                f"from row {self.rows:,} on."
            )

    def columns(self, rows: NDArray[np.int64]) -> Columns | None:
        """The columns with a cell for each of rows (V,), numbered as they were added from 0; None without any."""
        if not self.names or not self.rows:
            return None
        return Columns(
            tuple(
                _column(name, known, np.frombuffer(codes, dtype=np.uint32) if codes else np.empty(0, np.uint32), rows)
                for name, known, codes in zip(self.names, self._known, self._codes, strict=True)
            )
        )


def _column(name: str, known: Iterable[bytes], codes: NDArray[np.uint32], rows: NDArray[np.int64]) -> Column:
    """The column of that name: row i of (V,) is the cell with the code that was added as the rows[i]-th."""
    texts = [cell.strip(b' "') for cell in known]
    numbers = [_number(text) for text in texts]
    if None not in numbers and any(number == number for number in numbers):
        values = np.array([*numbers, np.nan])
        codes = np.append(codes, np.uint32(len(texts)))
        return Column(name, numbers=values[codes[np.minimum(rows, len(codes) - 1)]])
    texts = [text[:LONGEST_CELL].decode("utf-8", "replace").encode() for text in texts]
    decoded = [text.decode() for text in texts]
    if (rows >= len(codes)).any():  # rows that were not kept
        if "" not in decoded:
            decoded.append("")
        codes = np.append(codes, np.uint32(decoded.index("")))
    return Column(name, codes=codes[np.minimum(rows, len(codes) - 1)], texts=tuple(decoded))


def _number(text: bytes) -> float | None:
    """The finite number that a cell is, NaN for an empty cell; None for a text."""
    if not text or text.lower() == b"nan":
        return float("nan")
    number = float(text) if NUMBER.fullmatch(text) else None
    return number if number is not None and abs(number) < float("inf") else None


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """The names made visible and different from each other.

    >>> _told_apart(["tag", "tag", " "])
    ('tag', 'tag (2)', 'column 3')
    """
    found: list[str] = []
    for place, name in enumerate(names, 1):
        given = safe_name(name) if name.strip() else f"column {place}"
        told, number = given, 2
        while told in found:
            told, number = f"{given} ({number})", number + 1
        found.append(told)
    return tuple(found)
