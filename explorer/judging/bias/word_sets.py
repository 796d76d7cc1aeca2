"""
The word lists that come with the app, each with its source, and shares as a visitor types them.

Facts live in explorer/data/words/*.json; this module reads them into records.  A word is looked up
as written and, on request, in upper or lower case as well: a model that knows only lower-case words
has "mary" where a list says "Mary".
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from explorer.errors import SelectionError
from explorer.vectors.similarity import spelled
from explorer.vectors.typed_words import MOST, Pair
from explorer.vectors.word_vectors import WordVectors

FOLDER = Path(__file__).parents[2] / "data" / "words"


@dataclass(frozen=True)
class PairList:
    """Pairs of words whose difference is meant to be one thing.

    Parameters
    ----------
    key : str
        Its name in a link.
    title, about, source : str
    poles : (str, str)
        What the first and the second words of the pairs represent.
    pairs : tuple of (str, str)
    """

    key: str
    title: str
    poles: Pair
    pairs: tuple[Pair, ...]
    about: str = ""
    source: str = ""


@dataclass(frozen=True)
class GroupList:
    """Sets of words, one word of each set for each of several groups.

    Parameters
    ----------
    key : str
        Its name in a link.
    title, about, source : str
    names : tuple of str
        What the words at each place in a set represent.
    sets : tuple of tuples of str
    stereotypes : tuple of tuples of str
        The stereotypes of each group that the source lists; empty if it lists none.
    """

    key: str
    title: str
    names: tuple[str, ...]
    sets: tuple[tuple[str, ...], ...]
    about: str = ""
    source: str = ""
    stereotypes: tuple[tuple[str, ...], ...] = ()

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The words of each group, each once.

        >>> GroupList("", "", ("black", "white"), (("black", "white"), ("africa", "white"))).groups
        (('black', 'africa'), ('white',))
        """
        return tuple(tuple(dict.fromkeys(words)) for words in zip(*self.sets, strict=True))


@dataclass(frozen=True)
class WordList:
    """Words to be looked at together."""

    key: str
    title: str
    words: tuple[str, ...]
    about: str = ""
    source: str = ""


@dataclass(frozen=True)
class AssociationTest:
    """Two sets of target words and two sets of attributes.

    Parameters
    ----------
    x, y, a, b : WordList
        First and second target, first and second attribute.
    published : tuple of (model, d, p)
        What the paper prints.
    """

    key: str
    title: str
    x: WordList
    y: WordList
    a: WordList
    b: WordList
    published: tuple[tuple[str, float, str], ...] = ()
    source: str = ""


@dataclass(frozen=True)
class LabourStatistics:
    """Occupations and the share of women who work in them, in per cent."""

    key: str
    title: str
    share_of_women: dict[str, float]
    about: str = ""
    source: str = ""


@cache
def association_tests() -> tuple[AssociationTest, ...]:
    """WEAT 1 to 10."""
    content = json.loads((FOLDER / "weat.json").read_text(encoding="utf-8"))
    return tuple(
        AssociationTest(
            key=entry["key"],
            title=entry["title"],
            x=_side(entry["x"]),
            y=_side(entry["y"]),
            a=_side(entry["a"]),
            b=_side(entry["b"]),
            published=tuple((model, row["d"], row["p"]) for model, row in entry["published"].items()),
            source=content["source"],
        )
        for entry in content["weat"]
    )


@cache
def labour_statistics() -> tuple[LabourStatistics, ...]:
    """The occupations with labour statistics."""
    return tuple(LabourStatistics(**entry) for entry in _read("labour"))


@cache
def pair_lists() -> tuple[PairList, ...]:
    """The pair lists that come with the app."""
    return tuple(map(_pair_list, _read("pairs")))


@cache
def group_lists() -> tuple[GroupList, ...]:
    """The lists of more than two groups that come with the app."""
    return tuple(
        GroupList(**{
            **entry,
            "names": tuple(entry["names"]),
            "sets": tuple(map(tuple, entry["sets"])),
            "stereotypes": tuple(map(tuple, entry.get("stereotypes", ()))),
        })
        for entry in _read("groups")
    )


@cache
def equalize_pairs() -> PairList:
    """Pairs that should differ in gender only."""
    return _pair_list(_read("debias", "equalize")[0])


@cache
def specific_words() -> WordList:
    """Words that are about gender by definition and keep it when others are neutralized."""
    entry = _read("debias", "specific")[0]
    return WordList(**{**entry, "words": tuple(entry["words"])})


@cache
def word_lists() -> tuple[WordList, ...]:
    """The word lists that come with the app."""
    return tuple(WordList(**{**entry, "words": tuple(entry["words"])}) for entry in _read("lists"))


def parse_shares(text: str) -> dict[str, float]:
    """Words with a share in per cent, as a visitor types them: one on each line, the number after a comma.

    >>> parse_shares("nurse, 90\\ntruck driver: 6 %")
    {'nurse': 90.0, 'truck driver': 6.0}

    Raises
    ------
    SelectionError
        If a line does not hold a word and a number from 0 to 100, or there is none; says which.
    """
    shares: dict[str, float] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        read = re.fullmatch(r"(.+?)\s*[,;:\t]\s*(\d+(?:\.\d+)?)\s*%?", line.strip())
        if read is None or float(read[2]) > 100:
            raise SelectionError(
                f"Line {number}, “{line.strip()[:40]}”, is not a word and its share in per cent, such as: nurse, 90."
            )
        shares[read[1].strip()] = float(read[2])
    if not shares:
        raise SelectionError("There are no shares. Write one word on each line with its share, such as: nurse, 90.")
    if len(shares) > MOST:
        raise SelectionError(f"There are {len(shares):,} words; at most {MOST:,} are taken.")
    return shares


def in_model(vectors: WordVectors, words: Iterable[str], *, any_case: bool = False) -> tuple[list[str], list[str]]:
    """The words of a list as the model spells them, each once, and those it does not have."""
    found: dict[str, None] = {}
    missing: list[str] = []
    for word in words:
        spelled = _spelled(vectors, word, any_case)
        if spelled is None:
            missing.append(word)
        else:
            found[spelled] = None
    return list(found), missing


def pairs_in_model(
    vectors: WordVectors, pairs: Iterable[Pair], *, any_case: bool = False
) -> tuple[list[Pair], list[Pair]]:
    """The pairs whose words the model has, as it spells them and each once, and the other pairs."""
    found: dict[Pair, None] = {}
    missing: list[Pair] = []
    for first, second in pairs:
        a, b = _spelled(vectors, first, any_case), _spelled(vectors, second, any_case)
        if a is None or b is None or a == b:
            missing.append((first, second))
        else:
            found[a, b] = None
    return list(found), missing


def sets_in_model(
    vectors: WordVectors, sets: Iterable[Iterable[str]], *, any_case: bool = False
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The sets whose words the model has, as it spells them, and the other sets."""
    found: dict[tuple[str, ...], None] = {}
    missing: list[tuple[str, ...]] = []
    for listed in map(tuple, sets):
        written, unknown = in_model(vectors, listed, any_case=any_case)
        if unknown or len(written) < len(listed):
            missing.append(listed)
        else:
            found[tuple(written)] = None
    return list(found), missing


def _pair_list(entry: dict[str, Any]) -> PairList:
    return PairList(**{**entry, "poles": tuple(entry["poles"]), "pairs": tuple(map(tuple, entry["pairs"]))})


def _side(entry: dict[str, Any]) -> WordList:
    return WordList(entry["name"], entry["name"], tuple(entry["words"]))


def _spelled(vectors: WordVectors, word: str, any_case: bool) -> str | None:
    written = spelled(vectors, word) if any_case else word
    return written if written in vectors else None


def _read(name: str, part: str = "") -> list[dict[str, Any]]:
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = content[part or name]
    return entries
