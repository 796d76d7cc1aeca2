"""
fastText's pieces of words (Bojanowski et al. 2017, "Enriching word vectors with subword information", eq. 2).

A word stands between < and >, and its pieces are all runs of `shortest` to `longest` of its letters.  Each piece is
hashed to one of B rows (FNV-1a, over signed bytes as fastText has it); pieces that meet in a row share its vector.
The vector of a word that the model has learned is the mean of its own row and its pieces' rows; that of any other word
is the mean of its pieces' rows alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError

OFFSET, PRIME = np.uint32(2166136261), np.uint32(16777619)  # of the 32-bit FNV hash
LONGEST_PIECE = 30  # letters; fastText's own models have 6
LONGEST_WORD = 200  # letters of a word that a vector is composed for


@dataclass(frozen=True, eq=False)
class Subwords:
    """The vectors of pieces of words.

    Parameters
    ----------
    matrix : (B, D) floating
        Row h belongs to the pieces whose hash is h modulo B.
    shortest, longest : int
        Letters of a piece.
    """

    matrix: NDArray[np.floating]
    shortest: int
    longest: int

    def pieces(self, word: str) -> list[str]:
        """The pieces of a word, the shortest first.

        >>> Subwords(np.zeros((9, 2)), 3, 4).pieces("add")
        ['<ad', 'add', 'dd>', '<add', 'add>']
        """
        whole = f"<{word}>"
        sizes = range(max(self.shortest, 1), min(self.longest, len(whole)) + 1)
        found = [whole[start : start + n] for n in sizes for start in range(len(whole) - n + 1)]
        return [piece for piece in found if piece not in ("<", ">")]

    def composed(self, word: str) -> NDArray[np.float32]:
        """(D,) the mean of the vectors of a word's pieces: the vector of a word that the model has not learned.

        Raises
        ------
        SelectionError
            If the word is too long, or too short to have a piece.
        """
        if len(word) > LONGEST_WORD:
            raise SelectionError(f"A vector is composed for words of up to {LONGEST_WORD} letters, not {len(word):,}.")
        _, hashes = hashed([word.encode("utf-8", "replace")], self.shortest, self.longest)
        if not len(hashes):
            raise SelectionError(f"“{word}” has no piece of {self.shortest} to {self.longest} letters to compose from.")
        rows = np.asarray(self.matrix[hashes % np.uint32(len(self.matrix))], dtype=np.float32)
        mean: NDArray[np.float32] = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
        return mean


def hashed(words: Sequence[bytes], shortest: int, longest: int) -> tuple[NDArray[np.intp], NDArray[np.uint32]]:
    """(m,) the word, of words in UTF-8, that each of their pieces belongs to, ascending; (m,) the pieces' hashes."""
    found = list(_by_length(words, shortest, longest))
    if not found:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.uint32)
    of = np.concatenate([one for one, _ in found])
    order = np.argsort(of, kind="stable")
    return of[order], np.concatenate([one for _, one in found])[order]


def _by_length(
    words: Sequence[bytes], shortest: int, longest: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.uint32]]]:
    """For each number of letters, the words (m,) and hashes (m,) of the pieces with that many.

    The hash of a piece is that of the piece one letter shorter from the same start, continued over the next letter.
    """
    marked = [b"<" + word + b">" for word in words]
    raw = np.frombuffer(b"".join(marked), dtype=np.uint8)
    carried = raw.view(np.int8).astype(np.int32).view(np.uint32)  # as C widens a signed char
    begins = np.flatnonzero((raw & 0xC0) != 0x80)  # where letters begin: not on a byte that continues one
    widths = np.diff(np.append(begins, len(raw)))
    word_ends = np.cumsum([len(word) for word in marked])
    of = np.searchsorted(word_ends, begins, side="right")
    behind = np.searchsorted(begins, word_ends)[of]  # one past the last letter of the letter's own word
    first = np.append(True, of[1:] != of[:-1]) if len(of) else np.empty(0, dtype=bool)
    letters = np.arange(len(begins))
    hashes = np.full(len(begins), OFFSET, dtype=np.uint32)
    for n in range(1, longest + 1):
        live = np.flatnonzero(letters + n - 1 < behind)
        if not len(live):
            return
        added = live + n - 1
        for byte in range(int(widths[added].max())):
            longer = widths[added] > byte
            rows = live[longer]
            hashes[rows] = (hashes[rows] ^ carried[begins[added[longer]] + byte]) * PRIME
        if n == 1:
            live = live[~first[live] & (live + 1 < behind[live])]  # the marks < and > alone are no pieces
        if n >= shortest and len(live):
            yield of[live], hashes[live]
