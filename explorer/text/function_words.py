"""
Words that hold a sentence together and mean little alone: "the", "of", "and".

They are the most frequent words of every text, so a map of the most frequent words mostly shows them. The list holds
the closed classes of English, after Quirk et al. 1985, "A comprehensive grammar of the English language"; a word that
is not on it, also one of another language, counts as a content word.
"""

from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parents[1] / "data" / "words" / "function_words.txt"


@cache
def function_words() -> frozenset[str]:
    """The list, in lower case."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def has_content(word: str) -> bool:
    """Whether a word means something alone: not on the list, longer than one letter, no mark and no part of a word.

    >>> [word for word in ("The", "king", "'s", "x", "--", "1984", "水") if has_content(word)]
    ['king', '水']
    """
    if len(word) == 1 and word.isascii():
        return False
    if word.startswith(("'", "’")) or not any(letter.isalpha() for letter in word):
        return False
    return word.casefold() not in function_words()
