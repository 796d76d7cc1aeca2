"""
What a table says about its words besides their vectors: a part of speech, a frequency, a year, one column each.

Columns are content, as vectors are: a column has the name that its file gives it, and knows no model and no visitor.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError


class Texts(Sequence[str]):
    """Texts that lie in one block of UTF-8, each decoded when it is asked for; read-only.

    Parameters
    ----------
    blob : (n,) uint8
    offsets : (m+1,) int64
        Text i is blob[offsets[i]:offsets[i + 1]].
    """

    def __init__(self, blob: NDArray[np.uint8], offsets: NDArray[np.int64]) -> None:
        self.blob, self.offsets = blob, offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        if isinstance(place, slice):
            return tuple(self[i] for i in range(*place.indices(len(self))))
        place = range(len(self))[int(place)]
        return bytes(self.blob[self.offsets[place] : self.offsets[place + 1]]).decode("utf-8", "replace")


@dataclass(frozen=True, eq=False)
class Column:
    """One column: numbers, or texts.

    Parameters
    ----------
    name : str
    numbers : (V,) float64, optional
        Of a column of numbers; NaN where a word has none.
    codes : (V,) uint32, optional
        Of a column of texts: row i holds texts[codes[i]].
    texts : sequence of str
        The different texts of the column, in the order of their first rows; "" where a word has
        none.
    """

    name: str
    numbers: NDArray[np.float64] | None = None
    codes: NDArray[np.uint32] | None = None
    texts: Sequence[str] = ()

    def __post_init__(self) -> None:
        if (self.numbers is None) == (self.codes is None):
            raise ValueError(f"column {self.name!r} must hold either numbers or texts")
        (self.numbers if self.codes is None else self.codes).setflags(write=False)  # type: ignore[union-attr]

    def __len__(self) -> int:
        return len(self.numbers if self.codes is None else self.codes)  # type: ignore[arg-type]

    @property
    def is_number(self) -> bool:
        """Whether the column holds numbers; else texts."""
        return self.numbers is not None

    def cells(self, rows: NDArray[np.intp] | Sequence[int] | None = None) -> list[str]:
        """The cells of rows (n,), by default of all, as text; "" where a word has none.

        >>> Column("year", numbers=np.array([1984.0, np.nan, 0.5])).cells()
        ['1984', '', '0.5']
        """
        if self.numbers is not None:
            chosen = self.numbers if rows is None else self.numbers[np.asarray(rows, dtype=np.intp)]
            return ["" if number != number else f"{number:.12g}" for number in chosen.tolist()]
        assert self.codes is not None
        codes = self.codes if rows is None else self.codes[np.asarray(rows, dtype=np.intp)]
        known = {code: self.texts[code] for code in np.unique(codes).tolist()}
        return [known[code] for code in codes.tolist()]

    def only(self, rows: NDArray[np.intp]) -> "Column":
        """The column of rows (n,), in that order; the texts stay as they are."""
        if self.numbers is not None:
            return replace(self, numbers=self.numbers[rows])
        assert self.codes is not None
        return replace(self, codes=self.codes[rows])


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns of a table, each with a cell for every word; no two have the same name.

    >>> columns = Columns((Column("tag", codes=np.array([0, 1, 0], dtype=np.uint32), texts=("noun", "verb")),))
    >>> columns.names, columns["tag"].cells([1, 2])
    (('tag',), ['verb', 'noun'])
    """

    columns: tuple[Column, ...]

    def __len__(self) -> int:
        return len(self.columns)

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the columns are called, in their order."""
        return tuple(column.name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        """The column of that name.

        Raises
        ------
        SelectionError
            If there is none.
        """
        if name not in self.names:
            raise SelectionError(f"There is no column “{name[:60]}”; there are {', '.join(self.names)}.")
        return self.columns[self.names.index(name)]

    def only(self, rows: NDArray[np.intp]) -> "Columns":
        """The columns of rows (n,), in that order."""
        return Columns(tuple(column.only(rows) for column in self.columns))
