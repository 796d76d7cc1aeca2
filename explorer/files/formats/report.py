"""What happened while a file was read: the record a visitor is shown, and the tally it is made from."""

import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from explorer.files.formats.recognise import NUMBER
from explorer.files.formats.usable import SHOWN, Usable
from explorer.vectors.block import Block

JUDGED: Final = 200  # words by which a file is judged
ROWS_SHOWN: Final = 2
NUMBERS_SHOWN: Final = 8


@dataclass(frozen=True)
class Skipped:
    """A row that was left out: the number of its line (of its record in a binary file), from 1, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class ImportReport:
    """What was found in a vector file.

    Parameters
    ----------
    form : str
        The format it was read as.
    size : int
        Bytes of the file.
    seconds : float
        The time that reading took.
    rows, dim : int
        V and D of what came out.
    promised : tuple of int, optional
        V and D that the header promises, where there is one.
    found : tuple of int
        Rows and D that the file holds, as far as it was read.
    limited : bool
        Reading ended at the number of words asked for.
    skipped : int
        Rows left out, of which `examples` are the first.
    duplicates, zeros, not_finite : int
        Rows whose word had come before (left out), rows of zeros only (kept), and rows with an
        infinite or undefined number (left out; also among `skipped`).
    repeated : tuple of str
        The first words that came again.
    warnings : tuple of str
        One sentence for each deviation from the format.
    doubts : tuple of str
        One sentence for each reason to believe that the file was misread.
    first_rows : tuple of (str, tuple of float)
        The first rows as they were understood: the word and its first numbers.
    """

    form: str
    size: int
    seconds: float
    rows: int
    dim: int
    promised: tuple[int, int] | None = None
    found: tuple[int, int] = (0, 0)
    limited: bool = False
    skipped: int = 0
    examples: tuple[Skipped, ...] = ()
    duplicates: int = 0
    repeated: tuple[str, ...] = ()
    zeros: int = 0
    not_finite: int = 0
    warnings: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    first_rows: tuple[tuple[str, tuple[float, ...]], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(values: dict[str, Any]) -> "ImportReport":
        """The inverse of `as_dict`."""
        pair = {name: tuple(values[name]) if values[name] else None for name in ("promised", "found")}
        examples = tuple(Skipped(**one) for one in values["examples"])
        lists = {name: tuple(values.get(name, ())) for name in ("repeated", "warnings", "doubts")}
        first = tuple((word, tuple(numbers)) for word, numbers in values.get("first_rows", ()))
        return ImportReport(**{**values, **pair, **lists, "examples": examples, "first_rows": first})


@dataclass
class Tally:
    """Counts what goes wrong while a file is read; `most` is the number of rows asked for, None for all."""

    most: int | None = None
    rows: int = 0
    lines: int = 0
    skipped: int = 0
    not_finite: int = 0
    examples: list[Skipped] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    first_words: list[bytes] = field(default_factory=list)
    first_rows: list[tuple[str, tuple[float, ...]]] = field(default_factory=list)

    def add(self, rows: Usable, line: int) -> None:
        """Count what became of a block whose first row is on `line`."""
        self.skipped += rows.skipped
        room = max(SHOWN - len(self.examples), 0)
        self.examples += [Skipped(line + row, reason) for row, reason in rows.examples[:room]]
        self.not_finite += rows.not_finite
        self.repairs += rows.repairs

    def is_full(self, block: Block) -> bool:
        """Whether there are more rows in the block than are still asked for."""
        return self.most is not None and self.rows + len(block.lengths) > self.most

    @property
    def asked_for(self) -> int:
        """Rows that are still asked for, where their number is limited."""
        return (self.most or 0) - self.rows

    def begin(self, block: Block) -> None:
        """Note the first words, and the first rows as they were understood."""
        ends = block.lengths[:JUDGED].cumsum().tolist()
        starts = [0, *ends[:-1]]
        self.first_words = [block.words[start:end] for start, end in zip(starts, ends, strict=True)]
        shown = [tuple(float(str(x)) for x in row[:NUMBERS_SHOWN]) for row in block.matrix[:ROWS_SHOWN]]
        words = [word.decode("utf-8", "replace") for word in self.first_words[:ROWS_SHOWN]]
        self.first_rows = list(zip(words, shown, strict=True))

    def doubts(self, dim: int) -> tuple[str, ...]:
        """What makes it unlikely that the file has been understood."""
        found = []
        if dim == 1:
            found.append("Only one number was found behind each word; word vectors have dozens.")
        strange = [word for word in self.first_words if _holds_a_number(word)]
        if len(strange) * 2 > len(self.first_words):
            found.append(
                f"{len(strange):,} of the first {len(self.first_words):,} words hold a number, such as "
                f"“{strange[0][:60].decode('utf-8', 'replace')}”, as if the columns had been misread."
            )
        if self.skipped * 2 > self.lines:
            found.append(f"Most lines were left out: {self.skipped:,} of {self.lines:,}.")
        return tuple(found)

    def sentences(self) -> tuple[str, ...]:
        """The warnings, and one sentence for each kind of repair."""
        repaired = (f"{repair}: {count:,} word{'s' if count > 1 else ''}." for repair, count in self.repairs.items())
        return (*self.warnings, *repaired)


def _holds_a_number(word: bytes) -> bool:
    """Whether a word is a number with a point or an exponent, or has a number among its parts; a year is a word."""
    parts = re.split(rb"[ \t,;]+", word)
    return any(
        NUMBER.fullmatch(part) is not None and (len(parts) > 1 or re.search(rb"[.eE]", part) is not None)
        for part in parts
    )
