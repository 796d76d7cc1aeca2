"""What happened while a file was read: the record a visitor is shown, and the tally it is made from."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from explorer.files.formats.fit import SHOWN, Fitted


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
        What reading took, when it was read.
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
        One sentence for each thing that is not as the format has it.
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

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(values: dict[str, Any]) -> "ImportReport":
        """The inverse of `as_dict`."""
        pair = {name: tuple(values[name]) if values[name] else None for name in ("promised", "found")}
        examples = tuple(Skipped(**one) for one in values["examples"])
        lists = {name: tuple(values[name]) for name in ("repeated", "warnings")}
        return ImportReport(**{**values, **pair, **lists, "examples": examples})


@dataclass
class Tally:
    """Counts what goes wrong while a file is read."""

    rows: int = 0
    lines: int = 0
    skipped: int = 0
    not_finite: int = 0
    examples: list[Skipped] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)

    def add(self, rows: Fitted, line: int) -> None:
        """Count what became of a block whose first row is on `line`."""
        self.skipped += rows.skipped
        room = max(SHOWN - len(self.examples), 0)
        self.examples += [Skipped(line + row, reason) for row, reason in rows.examples[:room]]
        self.not_finite += rows.not_finite
        self.repairs += rows.repairs

    def sentences(self) -> tuple[str, ...]:
        """The warnings, and one sentence for each kind of repair."""
        repaired = (f"{repair}: {count:,} word{'s' if count > 1 else ''}." for repair, count in self.repairs.items())
        return (*self.warnings, *repaired)
