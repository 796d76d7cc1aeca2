"""
Text as the built-in vectors know it: lower-case words of the letters a to z, digits spelled out one by one.

The text that they were learned from was normalised in this way (as text8 is), and a context model that reads them must
see the same words.  Each word keeps its position, so that a page can mark it in the sentence as written.
"""

import re
from dataclasses import dataclass

SPELLED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DIGITS = dict(zip("0123456789", SPELLED, strict=True))
GAP = "___"  # how a reader writes the place that is to be filled
_TOKEN = re.compile(r"_{2,}|[a-z]+|[0-9]")


@dataclass(frozen=True)
class Word:
    """A word, and its first letter and end in the text; `GAP` is the word of a gap."""

    text: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """All words of a text, in order.

    >>> [word.text for word in words_of("The bank, in 42 years: ___!")]
    ['the', 'bank', 'in', 'four', 'two', 'years', '___']
    """
    found = []
    for match in _TOKEN.finditer(_lowered(text)):
        token = match.group()
        found.append(Word(GAP if token[0] == "_" else DIGITS.get(token, token), match.start(), match.end()))
    return found


def plain_words(text: str) -> list[str]:
    """The words alone, for long texts.

    >>> plain_words("Room 4.")
    ['room', 'four']
    """
    return [GAP if token[0] == "_" else DIGITS.get(token, token) for token in _TOKEN.findall(_lowered(text))]


def _lowered(text: str) -> str:
    """Lower case without a change of length, so that places in it are places in the text."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
