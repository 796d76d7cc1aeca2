"""
Names of a kind, written letter by letter after a first letter (the "Dinosaurus Island" of Ng's course, week 1).

A list of names is a text whose sentences are names: language_model.py learns it in characters.  A short list is soon
known by heart, so each name written is compared with the list: is it new?
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from explorer.errors import SettingError, TextError
from explorer.sequence.language.draws import written
from explorer.sequence.language.language_model import LanguageModel, LanguageModelSettings

FOLDER = Path(__file__).parents[2] / "data" / "words"
LONGEST_NAME = 30  # characters
FEWEST = 10  # names
SETTINGS = LanguageModelSettings(cell="GRU", units=64, dropout=0.2, word_dropout=0, learning_rate=0.01, batch=32)


@dataclass(frozen=True)
class NameList:
    """Names of one kind, small letters."""

    key: str
    title: str
    source: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """A name, and whether it is new: not one of the list it was learned from."""

    name: str
    new: bool


@cache
def packaged() -> tuple[NameList, ...]:
    """The lists that come with the app; a reader can give another one as text, one name a line."""
    lists = json.loads((FOLDER / "names.json").read_text(encoding="utf-8"))["lists"]
    return tuple(
        NameList(
            one["key"], one["title"], one["source"], tuple((FOLDER / one["file"]).read_text(encoding="utf-8").split())
        )
        for one in lists
    )


def read(text: str, *, title: str) -> NameList:
    """The names of a text, one a line, each once; capitals become small letters.

    Raises
    ------
    TextError
        If there are fewer than 10, or one is longer than 30 characters.
    """
    names = tuple(dict.fromkeys(" ".join(line.split()).lower() for line in text.splitlines() if line.strip()))
    if len(names) < FEWEST:
        raise TextError(f"To learn how names are made takes at least {FEWEST}, one a line; here are {len(names)}.")
    longest = max(names, key=len)
    if len(longest) > LONGEST_NAME:
        raise TextError(f"A name has up to {LONGEST_NAME} characters; “{longest[:40]}” has {len(longest)}.")
    return NameList("own", title, "Brought by the reader.", names)


def some(
    model: LanguageModel, names: NameList, n: int, *, seed: int, beginning: str = "", temperature: float = 1.0
) -> list[Written]:
    """n names that the model writes, which begin with `beginning`.

    Raises
    ------
    UnknownWordError
        If no name of the list has a character of the beginning.
    SettingError
        If the temperature is negative, or the beginning too long.
    """
    if len(beginning) > LONGEST_NAME:
        raise SettingError(f"A name has up to {LONGEST_NAME} characters, its beginning not {len(beginning)}.")
    rng = np.random.default_rng(seed)
    begun = beginning.lower()
    drawn = [written(model, rng, beginning=begun, temperature=temperature, longest=LONGEST_NAME) for _ in range(n)]
    return [Written(name, name not in names.names) for name in drawn]
