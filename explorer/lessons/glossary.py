"""
Every term that the pages use: what it means in one sentence, on which page it appears, and who introduced it.

The sentences are in `data/glossary.toml` only: what a page explains on hover comes from there.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from explorer.errors import SelectionError

FILE: Final = Path(__file__).parents[1] / "data" / "glossary.toml"


@dataclass(frozen=True)
class Term:
    """One entry.

    Parameters
    ----------
    key : str
        Its name in a link: "learning-rate".
    name : str
        As the reader sees it.
    about : str
        What it means, in one sentence of plain text.
    page : str
        Section and page that show it: "train/watch".
    also : tuple of str
        Other names and symbols of the same thing.
    view : tuple of (key, value)
        Settings in the link of that page that bring the term into view.
    source : str
        Who introduced it, with the year and, where there is one, the equation.
    """

    key: str
    name: str
    about: str
    page: str
    also: tuple[str, ...] = ()
    view: tuple[tuple[str, str], ...] = ()
    source: str = ""

    @property
    def letter(self) -> str:
        """The letter of the alphabet it is listed under.

        >>> term("three-cos-add").letter, term("one-hot").letter
        ('0–9', 'O')
        """
        first = self.name[0].upper()
        return first if first.isalpha() else "0–9"


@cache
def terms() -> tuple[Term, ...]:
    """All entries in alphabetical order."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    found = [
        Term(
            key,
            entry["term"],
            entry["about"],
            entry["page"],
            tuple(entry.get("also", ())),
            tuple(entry.get("view", {}).items()),
            entry.get("source", ""),
        )
        for key, entry in told.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.letter != "0–9", one.name.casefold())))


def term(key: str) -> Term:
    """The entry of that key.

    Raises
    ------
    SelectionError
        If there is none.
    """
    found = next((one for one in terms() if one.key == key), None)
    if found is None:
        shown = key if len(key) <= 40 else key[:40] + "…"
        raise SelectionError(f"The glossary has no term “{shown}”; search for it by name.")
    return found


def matching(sought: str, letter: str = "") -> tuple[Term, ...]:
    """The entries with all words of `sought` in their names or sentence; those with them in a name come first.

    >>> [one.key for one in matching("σ")][:1]
    ['sigmoid']
    """
    words = sought.casefold().split()
    found = []
    for one in terms():
        names = " ".join([one.name, *one.also]).casefold()
        whole = f"{names} {one.about.casefold()}"
        if (not letter or one.letter == letter) and all(word in whole for word in words):
            found.append((not all(word in names for word in words), one))
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))
