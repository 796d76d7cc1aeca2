"""
The part of speech that an English word has most often: a list of 79,687 words, in lower case.

It is the lexicon of Brill's tagger, which was counted in the Brown corpus and the Penn Treebank (Brill 1992, "A simple
rule-based part of speech tagger").  A word on its own has no part of speech, only a sentence gives it one: "run" is
mostly a verb and is listed as one.  Nothing is guessed about a word that is not on the list.
"""

import lzma
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from explorer.errors import SelectionError

FILE: Final = Path(__file__).parents[1] / "data" / "words" / "parts_of_speech.txt.xz"
PARTS: Final = ("noun", "proper noun", "verb", "adjective", "adverb", "other")
UNKNOWN: Final = "unknown"  # how a page calls the part of a word that is not listed


def parts_of(words: Iterable[str]) -> list[str | None]:
    """The part of speech of each word, one of `PARTS` whatever its case; None if the list does not have the word.

    >>> parts_of(["queen", "Paris", "slowly", "xyzzy"])
    ['noun', 'proper noun', 'adverb', None]
    """
    lexicon = _lexicon()
    return [lexicon.get(word.lower()) for word in words]


def share_unknown(words: Iterable[str]) -> float:
    """Share in [0, 1] of the words that are not on the list.

    Raises
    ------
    SelectionError
        If there is no word.
    """
    parts = parts_of(words)
    if not parts:
        raise SelectionError("There is no word whose part of speech could be looked up. Choose at least one.")
    return parts.count(None) / len(parts)


@cache
def _lexicon() -> dict[str, str]:
    """Word -> part of speech; the file has a line for each part, its words after a tab."""
    lines = lzma.decompress(FILE.read_bytes()).decode("utf-8").splitlines()
    return {word: part for part, words in (line.split("\t") for line in lines) for word in words.split(" ")}
