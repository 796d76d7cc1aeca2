"""
What the columns of a table are: one has the words, one or several the vectors, and the others are kept beside them.

A data frame written as CSV has its words in any column, its vectors in numbered columns or as a list in one, and
columns of other things before or behind.  A table whose first column is the word and whose others are all numbers is
plain rows of text, which `text` reads several times faster.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from explorer.errors import VectorFileError
from explorer.files.formats.gathered import Gathered
from explorer.files.formats.recognise import NUMBER
from explorer.files.formats.row_source import RowSource
from explorer.files.formats.source import Source
from explorer.files.formats.word_file import NAMES, lines_of

Kind = Literal["numbers", "lists", "texts"]
WORD_NAMES: Final = (*NAMES, "text", "term", "key", "index", "__index_level_0__", "", "unnamed: 0")
VECTOR_NAMES: Final = ("vector", "vectors", "embedding", "embeddings", "emb")
SAMPLED: Final = 30  # rows by which the columns are judged
NUMBERED: Final = re.compile(r"(.*?)(\d{1,9})")
LIST: Final = re.compile(r"\s*[\[(][\s\d.,eE+\-naif]*[\])]\s*")  # as a list or a NumPy array is written
NUMBERED_ROWS: Final = -1
AXES: Final = ("x", "y", "z")  # of a table of points
SEPARATORS: Final = ("\t", ",", ";")


@dataclass(frozen=True)
class Plan:
    """The columns of a table, by their places.

    Parameters
    ----------
    names : tuple of str
        As the table calls its columns.
    word : int
        Where the words are; `NUMBERED_ROWS` for points without names, which are called 1, 2, ...
    vector : tuple of int
        Where the numbers are, or the one column of lists.
    lists : bool
        Whether it is one of lists.
    """

    names: tuple[str, ...]
    word: int
    vector: tuple[int, ...]
    lists: bool

    @property
    def beside(self) -> tuple[int, ...]:
        """The other columns, except one that has no name and only counts the rows."""
        used = {self.word, *self.vector}
        return tuple(
            k
            for k, name in enumerate(self.names)
            if k not in used and name.strip().lower() not in ("", "unnamed: 0", "__index_level_0__")
        )

    @property
    def is_plain(self) -> bool:
        """Whether its rows are as `text` reads them: the word, then numbers alone."""
        return not self.lists and self.word == 0 and self.vector == tuple(range(1, len(self.names)))

    @property
    def told(self) -> str:
        """What was taken from where, for the reader."""
        first, last = (self.names[k] for k in (self.vector[0], self.vector[-1]))
        vectors = f"the column “{first}”" if self.lists else f"{len(self.vector)} columns, “{first}” to “{last}”"
        words = f"“{self.names[self.word]}”" if self.names[self.word].strip() else "the column without a name"
        if self.word == NUMBERED_ROWS:
            words = "the numbers of the rows, since none names them"
        others = f" {len(self.beside)} more are kept beside them." if self.beside else ""
        return f"A table: the words are from {words}, the vectors from {vectors}.{others}"


def planned(names: Sequence[str], kinds: Sequence[Kind]) -> Plan | None:
    """What the columns with these names and kinds are; None if none holds words or none vectors.

    >>> plan = planned(["id", "word", "d0", "d1", "tag"], ["numbers", "texts", "numbers", "numbers", "texts"])
    >>> plan.word, plan.vector, plan.beside
    (1, (2, 3), (0, 4))
    """
    low = [name.strip().lower() for name in names]
    texts = [k for k, kind in enumerate(kinds) if kind == "texts"]
    lists = [k for k, kind in enumerate(kinds) if kind == "lists"]
    named = [k for name in WORD_NAMES for k in texts if low[k] == name]
    word = next(iter([*named, *texts]), None)
    if word is None:
        return None
    if lists:
        vector = next((k for name in VECTOR_NAMES for k in lists if low[k] == name), lists[0])
        return Plan(tuple(names), word, (vector,), lists=True)
    runs = _runs(low, kinds)
    return Plan(tuple(names), word, max(runs, key=len), lists=False) if runs else None


def points(names: Sequence[str], kinds: Sequence[Kind]) -> Plan | None:
    """The plan of a table of points that no column names: numbers called x and y, and z if there is one; else None.

    >>> points(["x", "y", "class"], ["numbers", "numbers", "texts"]).vector
    (0, 1)
    """
    low = [name.strip().lower() for name in names]
    axes = tuple(low.index(axis) for axis in AXES if axis in low and kinds[low.index(axis)] == "numbers")
    if [low[k] for k in axes] not in (list(AXES[:2]), list(AXES)):
        return None
    return Plan(tuple(names), NUMBERED_ROWS, axes, lists=False)


def _runs(names: Sequence[str], kinds: Sequence[Kind]) -> list[tuple[int, ...]]:
    """Runs of columns of numbers that are numbered one after the other (x1, x2, …); without any, all of numbers."""
    numbered: list[list[int]] = []
    plain: list[list[int]] = []
    before: tuple[str, int] | None = None
    for k, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        if kind != "numbers":
            before = None
            continue
        found = NUMBERED.fullmatch(name)
        now = (found[1], int(found[2])) if found else None
        if now and before == (now[0], now[1] - 1):
            numbered[-1].append(k)
        elif now:
            numbered.append([k])
        before = now
        if plain and plain[-1][-1] == k - 1:
            plain[-1].append(k)
        else:
            plain.append([k])
    long = [tuple(run) for run in numbered if len(run) > 1]
    return long or [tuple(run) for run in plain]


def plan_of_text(opening: bytes, *, whole: bool) -> tuple[Plan, str] | None:
    """The plan of the table that begins with `opening`, and its separator; None if no line names the columns."""
    first = opening.partition(b"\n")[0]
    separator = max(SEPARATORS, key=lambda mark: first.count(mark.encode()))
    if not first.count(separator.encode()):
        return None
    text = opening.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    lines = text.split("\n") if whole else text.split("\n")[:-1]
    try:
        parsed = _parsed((line.rstrip("\r") + "\n" for line in lines), separator)
        rows = [row for row, _ in zip(parsed, range(SAMPLED), strict=False) if row]
    except csv.Error:
        return None
    if len(rows) < 2 or len({len(row) for row in rows}) > 1:
        return None
    head, body = rows[0], rows[1:]
    kinds = [_kind([row[k] for row in body]) for k in range(len(head))]
    plan = planned(head, kinds)
    if plan is None or len({row[plan.word] for row in body}) < len(body):
        plan = points(head, kinds) or plan
    return (plan, separator) if plan is not None and _are_names(plan) else None


def _are_names(plan: Plan) -> bool:
    """Whether the names of a table's vectors are not numbers, or count up from 0 or 1 as those of a data frame do."""
    names = [plan.names[k].strip() for k in plan.vector]
    if not any(NUMBER.fullmatch(name.encode("utf-8", "replace")) for name in names):
        return all(names)
    named = plan.names[plan.word].strip().lower() in WORD_NAMES
    return named and any(names == [str(k + start) for k in range(len(names))] for start in (0, 1))


def _kind(cells: Sequence[str]) -> Kind:
    """What the cells of a column are; empty ones say nothing."""
    filled = [cell for cell in cells if cell.strip()]
    if filled and all(NUMBER.fullmatch(cell.strip().encode("utf-8", "replace")) for cell in filled):
        return "numbers"
    return "lists" if filled and all(LIST.fullmatch(cell) for cell in filled) else "texts"


def _parsed(lines: Iterator[str], separator: str) -> Iterator[list[str]]:
    if separator == "\t":
        return csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=separator)


class TableSource(RowSource):
    """A table as rows of a word, a tab, and numbers between tabs; its other columns are gathered.

    Parameters
    ----------
    inner : Source
        At the line of names.
    plan : Plan
    separator : str
    """

    def __init__(self, inner: Source, plan: Plan, separator: str) -> None:
        super().__init__(inner)
        self.gathered = Gathered([plan.names[k] for k in plan.beside])
        self._plan, self._separator = plan, separator
        self._rows = self._lines()

    def next_piece(self, size: int) -> bytes:
        """Some whole rows.

        Raises
        ------
        VectorFileError
            If a cell does not end.
        """
        try:
            return super().next_piece(size)
        except csv.Error as error:
            raise VectorFileError(f"“{self.name}” cannot be read to its end as a table: {error}.") from None

    def _lines(self) -> Iterator[bytes]:
        plan = self._plan
        decoded = (line.decode("utf-8", "replace") + "\n" for line in lines_of(self._inner))
        rows = _parsed(decoded, self._separator)
        next(rows, None)
        number = 0
        for row in rows:
            if not row:
                continue
            number += 1
            cells = row if len(row) == len(plan.names) else [*row, *[""] * (len(plan.names) - len(row))]
            self.gathered.add([cells[k].encode("utf-8", "replace") for k in plan.beside])
            numbers = numbers_in(cells[plan.vector[0]]) if plan.lists else [cells[k].strip() for k in plan.vector]
            word = str(number) if plan.word == NUMBERED_ROWS else re.sub(r"[\t\r\n]+", " ", cells[plan.word])
            yield "\t".join([word, *numbers]).encode("utf-8", "replace") + b"\n"


def numbers_in(cell: str) -> list[str]:
    """The numbers of a list as it is written.

    >>> numbers_in("[ 0.1  -2e-3, 4]")
    ['0.1', '-2e-3', '4']
    """
    return re.split(r"[\s,]+", cell.strip().strip("[]()").strip(" ,\n"))
