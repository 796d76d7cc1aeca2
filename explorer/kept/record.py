"""An entry of the log: a run, a model or an import, with all that is needed to repeat it, and its result."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from explorer.kept.bookmark import Query

Kind = Literal["run", "model", "import"]
KINDS: Final = get_args(Kind)
LONGEST: Final = 200  # characters of a name or a value
MOST_ROWS: Final = 40  # settings, or figures

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Record:
    """One entry.

    Parameters
    ----------
    key : str
        The same for the same run or model, which is noted once, in its last state.
    kind : str
        "run" for a training; "model" for one that was kept or made; "import".
    name : str
        Of the text or the model.
    settings, figures : tuple of (name, value)
        What was chosen and what came out, as shown to the reader.
    since : float
        When it was noted last, in seconds since 1970, UTC.
    seed : int, optional
    checksum : str
        Of the vectors, where there are any.
    page : str
        Section and page on which it opens.
    query : tuple of (key, value)
        The settings of the link that opens it.
    picture : bytes
        A small PNG; empty for none.
    """

    key: str
    kind: Kind
    name: str
    settings: Pairs
    figures: Pairs
    since: float
    seed: int | None = None
    checksum: str = ""
    page: str = ""
    query: Query = ()
    picture: bytes = b""


def differences(one: Record, other: Record) -> list[tuple[str, str, str]]:
    """The differences of two entries: each name, and its value in either; “–” where an entry has none."""
    rows = [("name", one.name, other.name), ("kind", one.kind, other.kind)]
    mine_seed, other_seed = ("" if entry.seed is None else str(entry.seed) for entry in (one, other))
    rows.append(("seed", mine_seed, other_seed))
    for mine, theirs in ((one.settings, other.settings), (one.figures, other.figures)):
        left, right = dict(mine), dict(theirs)
        rows += [(name, left.get(name, ""), right.get(name, "")) for name in dict.fromkeys([*left, *right])]
    rows.append(("checksum", one.checksum[:16], other.checksum[:16]))
    return [(name, mine or "–", theirs or "–") for name, mine, theirs in rows if mine != theirs]
