"""
Words that hold a sentence together and mean little alone: "the", "of", "and".

They are the most frequent words of every text, so that a map of the most frequent words is a map of them.
The list is of the closed classes of English, after Quirk et al. 1985, "A comprehensive grammar of the English
language"; what it does not know, a word of another language too, is taken to mean something.
"""

from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parents[1] / "data" / "words" / "function_words.txt"


@cache
def function_words() -> frozenset[str]:
    """The list, in small letters."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def has_content(word: str) -> bool:
    """Whether a word means something alone: it is not of the list, longer than one letter, and no mark or half word.

    >>> [word for word in ("The", "king", "'s", "x", "--", "1984", "水") if has_content(word)]
    ['king', '水']
    """
    if len(word) == 1 and word.isascii():
        return False
    if word.startswith(("'", "’")) or not any(letter.isalpha() for letter in word):
        return False
    return word.casefold() not in function_words()
