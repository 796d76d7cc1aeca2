"""
A sentence as BERT's word pieces (Devlin et al. 2019; WordPiece: Wu et al. 2016).

First words: control characters are removed, Chinese characters and punctuation are words of their own, and if the
vocabulary has no capitals, letters become lower-case and lose their accents.  Then each word is cut, from its start,
into the longest pieces that the vocabulary has; a piece that continues a word is written ##so.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.errors import VectorFileError

FIRST, LAST, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
GOING_ON = "##"
LONGEST_WORD = 100  # letters; a longer word is unknown as a whole
CHINESE = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Pieces:
    """A sentence in pieces, [CLS] before and [SEP] behind it.

    Parameters
    ----------
    names : tuple of T str
    ids : (T,) int
        Rows of the model's vectors.
    words : tuple of str
    of : (T,) int
        Which word a piece belongs to; -1 for [CLS] and [SEP].
    """

    names: tuple[str, ...]
    ids: NDArray[np.intp]
    words: tuple[str, ...]
    of: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class WordPiece:
    """A vocabulary of pieces: `index` gives the row of each."""

    index: Mapping[str, int]

    @cached_property
    def is_lower(self) -> bool:
        """Whether the vocabulary has no capitals, so that a sentence first loses its capitals and accents."""
        marks = (piece.startswith("[") and piece.endswith("]") for piece in self.index)
        return all(mark or piece == piece.lower() for piece, mark in zip(self.index, marks, strict=True))

    def pieces(self, sentence: str) -> Pieces:
        """A sentence in pieces."""
        words = tuple(words_of(sentence, lower=self.is_lower))
        names, of = [FIRST], [-1]
        for i, word in enumerate(words):
            parts = self.cut(word)
            names += parts
            of += [i] * len(parts)
        names.append(LAST)
        of.append(-1)
        ids = np.array([self.index[name] for name in names], np.intp)
        return Pieces(tuple(names), ids, words, np.array(of, np.intp))

    def cut(self, word: str) -> list[str]:
        """One word in pieces, each the longest that fits; [UNK] if somewhere none does."""
        found, start = [], 0
        while start < len(word) <= LONGEST_WORD:
            tries = (
                (GOING_ON if start else "") + word[start:end]  # the longest first
                for end in range(len(word), start, -1)
            )
            piece = next((one for one in tries if one in self.index), None)
            if piece is None:
                return [UNKNOWN]
            start += len(piece) - (len(GOING_ON) if start else 0)
            found.append(piece)
        return found or [UNKNOWN]


def vocabulary(raw: bytes) -> WordPiece:
    """The vocabulary of a vocab.txt: a piece a line, its row the number of the line from 0.

    Raises
    ------
    VectorFileError
        If it is not text, or lacks one of [CLS], [SEP] and [UNK].
    """
    try:
        lines = raw.decode("utf-8").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        raise VectorFileError("vocab.txt is not text in UTF-8; it should have a word piece a line.") from None
    index = {line: row for row, line in enumerate(lines) if line}
    missing = [one for one in (FIRST, LAST, UNKNOWN) if one not in index]
    if missing:
        raise VectorFileError(f"vocab.txt lacks {', '.join(missing)}, so it is not the vocabulary of a BERT.")
    return WordPiece(index)


def words_of(sentence: str, *, lower: bool) -> Iterator[str]:
    """The words of a sentence, as they are cut into pieces.

    >>> list(words_of("Né in Köln, it's 3$!", lower=True))
    ['ne', 'in', 'koln', ',', 'it', "'", 's', '3', '$', '!']
    """
    for word in "".join(_spaced(one) for one in sentence).split():
        yield from _parted(_small(word) if lower else word)


def _spaced(one: str) -> str:
    """A character as it is read: a blank for any white space, nothing for a control character."""
    if one in "\t\n\r" or unicodedata.category(one) == "Zs":
        return " "
    if one == "\ufffd" or unicodedata.category(one)[0] == "C":
        return ""
    return f" {one} " if any(first <= ord(one) <= last for first, last in CHINESE) else one


def _small(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(one) != "Mn")


def _parted(word: str) -> Iterator[str]:
    """The runs of a word between punctuation, and each mark."""
    run = ""
    for one in word:
        if _is_mark(one):
            if run:
                yield run
            run = ""
            yield one
        else:
            run += one
    if run:
        yield run


def _is_mark(one: str) -> bool:
    """Punctuation; of ASCII also all other signs, like $ and ^."""
    return ("!" <= one <= "~" and not one.isalnum()) or unicodedata.category(one)[0] == "P"
