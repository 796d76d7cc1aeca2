"""
Words without their case and accents: "Café", "CAFE" and "cafe" are one when they are folded.

Only marks on Latin, Greek or Cyrillic letters count as accents; in other scripts such marks are vowels or distinguish
two letters.  See Unicode Technical Report 30, "Character foldings" (2004).
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice
from typing import Final

import numpy as np

from explorer.vectors.word_list import Bytes, Offsets, WordList, byte_order

MOST: Final = 1_000_000  # words of a vocabulary, the most frequent
ACCENTS: Final = re.compile("[\u0300-\u036f]")  # those of Latin, Greek and Cyrillic letters


def folded(word: str) -> str:
    """`word` in lower case and without accents; letters that are not accented ones stay as they are.

    >>> folded("Café"), folded("ÅNGSTRÖM"), folded("smørbrød"), folded("が")
    ('cafe', 'angstrom', 'smørbrød', 'が')
    """
    lower = word.lower()
    if lower.isascii():
        return lower
    return unicodedata.normalize("NFC", ACCENTS.sub("", unicodedata.normalize("NFD", lower)))


def packed(words: Sequence[str]) -> tuple[Bytes, Offsets]:
    """The first `MOST` words as UTF-8 one after the other, and (V+1,) where each begins; copies."""
    if isinstance(words, WordList):
        offsets = np.array(words.offsets[: MOST + 1], dtype=np.int64)
        return np.array(words.blob[: offsets[-1]]), offsets
    encoded = [word.encode("utf-8", "surrogatepass") for word in islice(words, MOST)]
    offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum([len(word) for word in encoded], out=offsets[1:])
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets


def folded_list(blob: Bytes, offsets: Offsets) -> WordList:
    """The words (n,) bytes, (V+1,) offsets, each `folded`, in their rows: several of them may be equal.

    Those of ASCII are folded all at once, the others one by one.
    """
    lower = blob + np.uint8(32) * ((blob >= ord("A")) & (blob <= ord("Z")))
    beyond = np.concatenate([[0], np.cumsum(blob >= 128)])[offsets]  # (V+1,) bytes beyond ASCII before each word
    lengths = np.diff(offsets)
    source, plain, at = blob.tobytes(), lower.tobytes(), 0
    pieces: list[bytes] = []
    for row in np.flatnonzero(np.diff(beyond)).tolist():
        start, end = int(offsets[row]), int(offsets[row + 1])
        word = folded(source[start:end].decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")
        pieces += [plain[at:start], word]
        lengths[row], at = len(word), end
    ends = np.zeros(len(offsets), dtype=np.int64)
    np.cumsum(lengths, out=ends[1:])
    bytes_of_all = np.frombuffer(b"".join([*pieces, plain[at:]]), dtype=np.uint8)
    return WordList(bytes_of_all, ends, byte_order(bytes_of_all, ends)[0])
