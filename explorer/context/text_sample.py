"""A text whose places are looked at: its words in order, and the ids of those that the vectors know."""

import hashlib
import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from sys import intern

import numpy as np
from numpy.typing import NDArray

from explorer.context.type_vectors import TypeVectors
from explorer.context.words import words_of
from explorer.errors import SelectionError, TextError

WIKIPEDIA = Path(__file__).parents[1] / "data" / "texts" / "wikipedia_places.txt.xz"
HELD_OUT = 1_000_000  # words at its beginning that the built-in context model never learned from
SHOWN = 12  # words on each side of a place, where it is read by a person
FEWEST = 2


@dataclass(frozen=True, eq=False)
class TextSample:
    """A text as words (T), and as ids (T,) with -1 for a word that the vectors do not know; read-only."""

    words: Sequence[str]
    ids: NDArray[np.int32]

    def __post_init__(self) -> None:
        self.ids.setflags(write=False)

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def fingerprint(self) -> str:
        """Identifies the text: a key for what is computed from it."""
        return hashlib.blake2b("\n".join(self.words).encode("utf-8"), digest_size=12).hexdigest()

    def where(self, row: int, *, most: int, seed: int = 0) -> tuple[NDArray[np.intp], int]:
        """Up to `most` places (N,) of the word of that row, drawn by the seed, ascending; and how many there are."""
        at = np.flatnonzero(self.ids == row)
        if len(at) > most:
            at = np.sort(np.random.default_rng(seed).permutation(at)[:most])
        return at, int((self.ids == row).sum())

    def around(self, place: int, *, shown: int = SHOWN) -> tuple[str, str, str]:
        """The words before a place, the word there, and those behind, for a person to read."""
        before = " ".join(self.words[max(0, place - shown) : place])
        return before, self.words[place], " ".join(self.words[place + 1 : place + 1 + shown])

    def between(self, left: int, right: int) -> dict[int, int]:
        """Rows of the words between two words, given by row, and how often each was there: the most frequent first."""
        found = self.ids[1:-1][(self.ids[:-2] == left) & (self.ids[2:] == right)]
        rows, counts = np.unique(found[found >= 0], return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return dict(zip(rows[order].tolist(), counts[order].tolist(), strict=True))


def wikipedia(types: TypeVectors) -> TextSample:
    """The sample of English Wikipedia that comes with the app; its first million words were held out of training."""
    lines = lzma.decompress(WIKIPEDIA.read_bytes()).decode("ascii").splitlines()
    words = [intern(word) for line in lines for word in line.split()]  # each once in memory: 17 MB in place of 118
    return TextSample(words, types.ids(words))


def sample_of(text: str, types: TypeVectors) -> TextSample:
    """A text of the reader's own.

    Raises
    ------
    TextError
        If it has hardly a word that the vectors know.
    """
    words = [word.text for word in words_of(text)]
    ids = types.ids(words)
    if (ids >= 0).sum() < 10:
        raise TextError(
            "The text has fewer than ten words that the built-in vectors know. They are English words of the letters "
            "a to z; give a longer English text."
        )
    return TextSample(words, ids)


def row_of(types: TypeVectors, sample: TextSample, word: str) -> int:
    """The row of a word that occurs in the text, in lower case.

    Raises
    ------
    SelectionError
        If what is asked for is not one word, or is too rare in the text.
    UnknownWordError
        If the vectors do not know it.
    """
    written = words_of(word)
    if len(written) != 1:
        raise SelectionError("Give one word of the letters a to z, such as java.")
    row = int(types.vectors.rows([written[0].text])[0])
    times = int((sample.ids == row).sum())
    if times < FEWEST:
        raise SelectionError(
            f"“{written[0].text}” occurs {times} times in this text: too rarely to compare its places."
        )
    return row
