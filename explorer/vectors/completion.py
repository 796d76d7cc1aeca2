"""
Words of a vocabulary that begin as typed: what a field offers while a word is being written.

Words that begin exactly so come first, then those that do in another case or with other accents ("cafe" finds "Café");
both begin with the most frequent.  A binary search in lists sorted by bytes finds them, so that a typed letter costs
microseconds even with a million words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from explorer.vectors.folding import folded, folded_list, packed
from explorer.vectors.formula import Term
from explorer.vectors.word_list import WordList, byte_order

Kind = Literal["word", "list", "formula"]
SHOWN: Final = 8  # suggestions at a time
LONGEST: Final = 100  # characters of a beginning
LAST_OF_LIST: Final = re.compile(r"[^,;\s|，、；]*$")
LAST_OF_FORMULA: Final = re.compile(r'[^\s(),"“”„+*/×·⋅÷−–]*$')


@dataclass(frozen=True, eq=False)
class Completions:
    """A vocabulary ready to be completed from; row i of both lists is the i-th most frequent word."""

    exact: WordList
    folded: WordList

    def beginning_with(self, typed: str, k: int = SHOWN) -> list[str]:
        """Up to `k` words that begin with `typed`, those in the same case and accents first; none if it is empty."""
        if not typed or len(typed) > LONGEST:
            return []
        rows = self.exact.rows_beginning_with(typed, k).tolist()
        others = self.folded.rows_beginning_with(folded(typed), 2 * k).tolist() if len(rows) < k else []
        return [self.exact[row] for row in dict.fromkeys([*rows, *others])][:k]


@dataclass(frozen=True)
class Offer:
    """What a field offers: `words` in the place of the `replaced` last characters before the cursor."""

    replaced: int
    words: tuple[str, ...]


def completions(words: Sequence[str]) -> Completions:
    """Words in the order of their frequency, of many the first million, ready to be completed from.

    >>> royals = completions(["king", "Queen", "queue", "quick", "Québec"])
    >>> royals.beginning_with("que"), royals.beginning_with("Que")
    (['queue', 'Queen', 'Québec'], ['Queen', 'queue', 'Québec'])
    """
    blob, offsets = packed(words)
    return Completions(WordList(blob, offsets, byte_order(blob, offsets)[0]), folded_list(blob, offsets))


def offer(known: Completions, typed: str, kind: Kind) -> Offer:
    """What completes the word at the end of `typed`, the text of a field up to its cursor.

    The field holds one word, a list of words, or a formula.  In a formula a hyphen may be part of a word or a minus,
    and words that would be read differently are quoted.

    >>> royals = completions(["king", "man", "mango", "ice-cream"])
    >>> offer(royals, "king - ma", "formula"), offer(royals, "king-ma", "formula"), offer(royals, "ice-c", "formula")
    (Offer(replaced=2, words=('man', 'mango')), Offer(replaced=2, words=('man', 'mango')), \
Offer(replaced=5, words=('"ice-cream"',)))
    """
    if kind == "word":
        part = typed.lstrip()
        return Offer(len(part), tuple(known.beginning_with(part)))
    if kind == "list":
        part = _last(LAST_OF_LIST, typed)
        return Offer(len(part), tuple(known.beginning_with(part)))
    part = _last(LAST_OF_FORMULA, typed)
    words = known.beginning_with(part)
    if not words and "-" in part:
        part = part.rpartition("-")[2]
        words = known.beginning_with(part)
    return Offer(len(part), tuple(str(Term(1, word)) for word in words))


def _last(pattern: re.Pattern[str], typed: str) -> str:
    found = pattern.search(typed)
    return found[0] if found else ""
