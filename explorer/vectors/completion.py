"""
Words of a vocabulary that begin as typed: what a field offers while a word is being written.

First stand the words that begin exactly so, then those that do in another case or with other accents ("cafe" finds
"Café"), each from the most frequent on.  Both are found by halving in lists sorted by their bytes, so that a letter
typed costs microseconds with a million words too.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

import numpy as np

from explorer.vectors.formula import Term
from explorer.vectors.word_list import Bytes, Offsets, WordList, byte_order

Kind = Literal["word", "list", "formula"]
MOST: Final = 1_000_000  # words offered of a vocabulary, the most frequent
SHOWN: Final = 8  # suggestions at a time
LONGEST: Final = 100  # characters of a beginning
ACCENTS: Final = re.compile("[\u0300-\u036f]")  # those of Latin, Greek and Cyrillic letters
LAST_OF_LIST: Final = re.compile(r"[^,;\s|，、；]*$")
LAST_OF_FORMULA: Final = re.compile(r'[^\s(),"“”„+*/×·⋅÷−–]*$')


def folded(word: str) -> str:
    """`word` in lower case and without accents; letters that are no accented ones stay as they are.

    >>> folded("Café"), folded("ÅNGSTRÖM"), folded("smørbrød"), folded("が")
    ('cafe', 'angstrom', 'smørbrød', 'が')
    """
    lower = word.lower()
    if lower.isascii():
        return lower
    return unicodedata.normalize("NFC", ACCENTS.sub("", unicodedata.normalize("NFD", lower)))


@dataclass(frozen=True, eq=False)
class Completions:
    """A vocabulary ready to be completed from; row i of both lists is the i-th most frequent word."""

    exact: WordList
    folded: WordList

    def beginning_with(self, typed: str, k: int = SHOWN) -> list[str]:
        """Up to `k` words that begin with `typed`, those in its very case and accents first; none for an empty one."""
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
    """The first `MOST` of the words, which stand in the order of their frequency, ready to be completed from.

    >>> royals = completions(["king", "Queen", "queue", "quick", "Québec"])
    >>> royals.beginning_with("que"), royals.beginning_with("Que")
    (['queue', 'Queen', 'Québec'], ['Queen', 'queue', 'Québec'])
    """
    blob, offsets = _packed(words)
    exact = WordList(blob, offsets, byte_order(blob, offsets)[0])
    blob, offsets = _folded(blob, offsets)
    return Completions(exact, WordList(blob, offsets, byte_order(blob, offsets)[0]))


def offer(known: Completions, typed: str, kind: Kind) -> Offer:
    """What completes the word at the end of `typed`, the text of a field up to its cursor.

    The field holds one word, a list of words, or a formula, in which a hyphen may belong to the word or take it away
    and words that would be read otherwise are quoted.

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


def _packed(words: Sequence[str]) -> tuple[Bytes, Offsets]:
    """The first `MOST` words as UTF-8 one after the other, and (V+1,) where each begins; memory of their own."""
    if isinstance(words, WordList):
        offsets = np.array(words.offsets[: MOST + 1], dtype=np.int64)
        return np.array(words.blob[: offsets[-1]]), offsets
    encoded = [word.encode("utf-8", "surrogatepass") for word in islice(words, MOST)]
    offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum([len(word) for word in encoded], out=offsets[1:])
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets


def _folded(blob: Bytes, offsets: Offsets) -> tuple[Bytes, Offsets]:
    """The words (n,) bytes, (V+1,) offsets, each `folded`: those of ASCII all at once, the others one by one."""
    lower = blob + np.uint8(32) * ((blob >= ord("A")) & (blob <= ord("Z")))
    beyond = np.concatenate([[0], np.cumsum(blob >= 128)])[offsets]  # (V+1,) bytes beyond ASCII before each word
    strange = np.flatnonzero(np.diff(beyond))
    lengths = np.diff(offsets)
    source, plain, at = blob.tobytes(), lower.tobytes(), 0
    pieces: list[bytes] = []
    for row in strange.tolist():
        start, end = int(offsets[row]), int(offsets[row + 1])
        word = folded(source[start:end].decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")
        pieces += [plain[at:start], word]
        lengths[row], at = len(word), end
    ends = np.zeros(len(offsets), dtype=np.int64)
    np.cumsum(lengths, out=ends[1:])
    return np.frombuffer(b"".join([*pieces, plain[at:]]), dtype=np.uint8), ends
