"""What a check has found, in a sentence, and what to do about it, in another."""

from dataclasses import asdict, dataclass
from typing import Literal

State = Literal["well", "note", "wrong"]  # "note": the app runs, but less well than it could
MARKS: dict[State, str] = {"well": "✓", "note": "•", "wrong": "✗"}


@dataclass(frozen=True)
class Finding:
    """`check` names what was looked at, `says` what was found; `do` is empty where all is well."""

    check: str
    state: State
    says: str
    do: str = ""

    def __str__(self) -> str:
        return f"{MARKS[self.state]} {self.says}" + (f" {self.do}" if self.do else "")

    def as_dict(self) -> dict[str, str]:
        """The finding as a dict, for --json."""
        return asdict(self)
