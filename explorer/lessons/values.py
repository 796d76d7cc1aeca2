"""Values of a lesson's TOML by name: each has the expected type, or there is a sentence saying what is wrong."""

import math
from collections.abc import Iterable
from typing import Final

from explorer.errors import Problem
from explorer.lessons.layout import Block

LONGEST_TEXT: Final = 4000  # characters
LONGEST_NAME: Final = 200
MOST_SETTINGS: Final = 60


class Values:
    """The values of a block, read by name; whatever is wrong is added to `problems`.

    Parameters
    ----------
    block : Block
    problems : list of Problem
    known : iterable of str
        All names that the block may have; any other is a problem.
    """

    def __init__(self, block: Block, problems: list[Problem], known: Iterable[str]) -> None:
        self.block, self._problems = block, problems
        names = list(known)
        for name in block.values:
            if name not in names:
                self.wrong(name, f"“{name[:40]}” is not known here. Known are: {', '.join(names)}.")

    def __contains__(self, name: str) -> bool:
        return name in self.block.values

    def wrong(self, name: str, sentence: str, nth: int = 0) -> None:
        """Note what is wrong with the value of `name`."""
        self._problems.append(Problem(self.block.line_of(name, nth), sentence))

    def text(self, name: str, *, needed: bool = False, most: int = LONGEST_NAME) -> str:
        """A text that is not empty, or "" where there is none."""
        value = self.block.values.get(name)
        if value is None:
            if needed:
                self.wrong(name, f"“{name}” is missing.")
            return ""
        return self._text(name, value, most)

    def texts(self, name: str, *, most: int, longest: int = LONGEST_NAME) -> tuple[str, ...]:
        """A list of at most `most` texts."""
        value = self.block.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.wrong(name, f'“{name}” is a list of texts in quotes, as ["one", "two"].')
            return ()
        if len(value) > most:
            self.wrong(name, f"“{name}” has at most {most} texts, not {len(value)}.")
        if len(set(value)) < len(value):
            self.wrong(name, f"“{name}” has the same text twice.")
        return tuple(self._text(name, one, longest) for one in value[:most])

    def whole(self, name: str, *, least: int, most: int, needed: bool = False) -> int | None:
        """A whole number from `least` to `most`."""
        value = self.block.values.get(name)
        if value is None and not needed:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.wrong(name, f"“{name}” is a whole number from {least} to {most}.")
            return least
        return value

    def number(self, name: str) -> float | None:
        """A number that is not negative."""
        value = self.block.values.get(name)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e15:
            self.wrong(name, f"“{name}” is a number that is not negative, as 0.005.")
            return None
        return float(value)

    def flag(self, name: str) -> bool:
        """True or false; false if the name is missing."""
        value = self.block.values.get(name, False)
        if not isinstance(value, bool):
            self.wrong(name, f"“{name}” is true or false, without quotes.")
        return value is True

    def spelled(self, name: str, *, longest: int = LONGEST_TEXT) -> dict[str, str]:
        """A table of names and values, each value spelled as in a link."""
        value = self.block.values.get(name, {})
        if not isinstance(value, dict) or len(value) > MOST_SETTINGS:
            self.wrong(
                name, f'“{name}” is a table of at most {MOST_SETTINGS} values, as {{ seed = 1, text = "royals" }}.'
            )
            return {}
        found = {}
        for key, one in value.items():
            if (said := spelling(one)) is None or len(said) > longest:
                self.wrong(name, f"“{key[:40]}” in “{name}” is a text, a number, true or false.")
            else:
                found[key] = said
        return found

    def answer(self, name: str, value: object, *, nth: int = 0) -> float | str | tuple[str, ...] | None:
        """A number, a text or a list of texts, whichever `value` is."""
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
            return float(value)
        if isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT and value.strip():
            return value
        if isinstance(value, list) and 0 < len(value) <= 50 and all(isinstance(one, str) for one in value):
            return tuple(value)
        self.wrong(name, f"“{name}” is a number, a text in quotes or a list of texts.", nth)
        return None

    def _text(self, name: str, value: object, most: int) -> str:
        if not isinstance(value, str):
            self.wrong(name, f"“{name}” is a text in quotes.")
            return ""
        if not value.strip():
            self.wrong(name, f"“{name}” is empty.")
        if len(value) > most:
            self.wrong(name, f"“{name}” has at most {most:,} characters, not {len(value):,}.")
        return value.strip()[:most]


def spelling(value: object) -> str | None:
    """A value as a link spells it; None if a link has no spelling for it.

    >>> [spelling(value) for value in (True, 5, 0.025, 3.0, "royals", [1])]
    ['true', '5', '0.025', '3.0', 'royals', None]
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else None
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else None
    return value if isinstance(value, str) else None
