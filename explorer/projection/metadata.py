"""A visitor's own table about words: one row a word, with columns to colour the map by."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import VectorFileError
from explorer.vectors.word_vectors import Floats

LARGEST = 5_000_000  # characters
MOST_GROUPS = 8


@dataclass(frozen=True, eq=False)
class Metadata:
    """A table whose first column is the word.

    Parameters
    ----------
    columns : tuple of str
        Names of the other columns.
    rows : dict
        Word -> the other cells.
    """

    columns: tuple[str, ...]
    rows: dict[str, tuple[str, ...]]

    def found(self, words: Sequence[str]) -> int:
        """How many of `words` are in the table."""
        return sum(word in self.rows for word in words)

    def numbers(self, words: Sequence[str], column: str) -> Floats | None:
        """(N,) values of a column, nan where there is none; None if some values are not numbers."""
        place = self.columns.index(column)
        try:
            return np.array([float(self.rows[word][place] or "nan") if word in self.rows else np.nan for word in words])
        except ValueError:
            return None

    def cells(self, words: Sequence[str], column: str) -> list[str]:
        """The cells of a column for each word; "" for an empty one."""
        place = self.columns.index(column)
        return [self.rows[word][place] if word in self.rows else "" for word in words]

    def groups(self, words: Sequence[str], column: str) -> tuple[NDArray[np.intp], tuple[str, ...]]:
        """(N,) groups of words with the same cell, the largest first, and their names; the rest share the last."""
        return grouped(self.cells(words, column))


def grouped(cells: Sequence[str]) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """(N,) groups of words with the same cell, the largest first, and their names; the rest share the last."""
    counts: dict[str, int] = {}
    for cell in cells:
        if cell:
            counts[cell] = counts.get(cell, 0) + 1
    names = sorted(counts, key=lambda name: -counts[name])
    kept = names if len(names) < MOST_GROUPS and "" not in cells else names[: MOST_GROUPS - 1]
    of = np.array([kept.index(cell) if cell in kept else len(kept) for cell in cells], dtype=np.intp)
    return of, (*kept, *(["other or unknown"] if (of == len(kept)).any() else []))


def read(text: str, name: str, words: Sequence[str]) -> Metadata:
    """The table of a TSV or CSV file, whose first line names the columns and whose first column is the word.

    Raises
    ------
    VectorFileError
        If it is not such a table, or has none of `words`.
    """
    known = table(text, name)
    if not known.found(words):
        raise VectorFileError(f"The first column of {name} holds none of the words on the map; it must be the word.")
    return known


def table(text: str, name: str) -> Metadata:
    """The same table, whatever words it has.

    Raises
    ------
    VectorFileError
        If it is not such a table.
    """
    if len(text) > LARGEST:
        raise VectorFileError(f"{name} has {len(text):,} characters; at most {LARGEST:,} are read.")
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) < 2:
        raise VectorFileError(f"{name} has no rows: the first line names the columns, each further line is a word.")
    mark = "\t" if "\t" in lines[0] else (";" if lines[0].count(";") > lines[0].count(",") else ",")
    try:
        cells = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark, strict=True))
    except csv.Error as error:
        raise VectorFileError(f"{name} is not a table: {error}.") from None
    head = tuple(cell.strip() or f"column {i + 1}" for i, cell in enumerate(cells[0]))
    if len(head) < 2:
        raise VectorFileError(f"{name} has one column only; the first is the word, the others say something about it.")
    if len(set(head)) < len(head):
        raise VectorFileError(f"Two columns of {name} have the same name; give each its own.")
    rows: dict[str, tuple[str, ...]] = {}
    for number, row in enumerate(cells[1:], 2):
        if row and len(row) != len(head):
            raise VectorFileError(f"Line {number} of {name} has {len(row)} cells, but the first line has {len(head)}.")
        if row:
            rows.setdefault(row[0].strip(), tuple(cell.strip() for cell in row[1:]))
    return Metadata(head[1:], rows)
