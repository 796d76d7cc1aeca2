"""The common type: all code that makes vectors returns `WordVectors`, all code that uses vectors takes it."""

import hashlib
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from explorer.errors import UnknownWordError
from explorer.vectors import folding
from explorer.vectors.codes.scan import WORTHWHILE, CodedRows, coded
from explorer.vectors.columns import Columns
from explorer.vectors.subwords import Subwords
from explorer.vectors.word_list import WordList, word_list

MOST_COMPARED = 100_000  # words that a spelling is compared with
Floats = NDArray[np.floating]
Rows = NDArray[np.intp]
Metric = Literal["cosine", "euclidean"]


class RowStore(Protocol):
    """A store of rows that are not all in memory, which also finds the nearest among them.

    `explorer.vectors.engines` has the implementations; exact NumPy is the reference for all of them.
    """

    @property
    def shape(self) -> tuple[int, int]:
        """V and D."""

    def take(self, rows: Rows) -> Floats:
        """(n, D) float32: the rows (n,) in the order asked for."""

    def nearest(
        self, query: Floats, k: int, metric: Metric, left_out: Collection[int] = ()
    ) -> tuple[Rows, NDArray[np.float32]]:
        """(n,) rows nearest to `query` (D,) without those `left_out`, the nearest first; (n,) cosines or distances.

        At most `k`; equal scores in the order of the rows; a zero row has the cosine 0.
        """


@dataclass(frozen=True, eq=False)
class Precomputed:
    """What a file or database already states about vectors; what is missing is computed.

    Parameters
    ----------
    fingerprint : str, optional
    norms : (V,) float32, optional
    index : mapping, optional
        Word -> row.
    codes : CodedRows, optional
    columns : Columns, optional
        What the file says about each word besides its vector; part of the content, and so of the fingerprint.
    subwords : Subwords, optional
        Vectors of pieces of words, from which a vector for an unknown word can be composed.
    """

    fingerprint: str = ""
    norms: Floats | None = None
    index: Mapping[str, int] | None = None
    codes: CodedRows | None = None
    columns: Columns | None = None
    subwords: Subwords | None = None


@dataclass(frozen=True, eq=False)
class WordVectors:
    """One row per word, and no name: results kept for all visitors depend on the content alone.

    A `Model` (`explorer.vectors.model`) holds a visitor's name for them and where they come from. Never changed after
    it is made.

    Parameters
    ----------
    words : sequence of str, length V
        Row i of `matrix` is the vector of `words[i]`; no word twice.
    matrix : (V, D) float32
        Taken over and made read-only, so that no visitor can change an instance that others share.
    counts : (V,) int64, optional
        How often each word occurred in the text, where that is known.
    engine : RowStore, optional
        Finds the nearest if the rows are in a database; `matrix` then fetches the rows that are asked for.
    by_frequency : bool
        Whether row i holds the i-th most frequent word, so that a row is a frequency rank.
    precomputed : Precomputed, optional
        Of exactly these words and numbers; `dataclasses.replace` does not pass it on, as other rows have other lengths.
    """

    words: Sequence[str]
    matrix: Floats
    counts: NDArray[np.int64] | None = None
    engine: RowStore | None = None
    by_frequency: bool = True
    precomputed: InitVar[Precomputed | None] = None
    _precomputed: Precomputed = field(init=False, repr=False)

    def __post_init__(self, precomputed: Precomputed | None) -> None:
        if self.matrix.ndim != 2 or len(self.words) != len(self.matrix):
            raise ValueError(f"matrix must have one row per word: {len(self.words)} words, shape {self.matrix.shape}")
        self.matrix.setflags(write=False)
        if self.counts is not None:
            self.counts.setflags(write=False)
        object.__setattr__(self, "_precomputed", precomputed or Precomputed())

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.index

    @property
    def dim(self) -> int:
        """D, the number of components of each vector."""
        return int(self.matrix.shape[1])

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Word -> row."""
        if self._precomputed.index is not None:
            return self._precomputed.index
        return {word: row for row, word in enumerate(self.words)}

    @cached_property
    def norms(self) -> Floats:
        """(V,) Euclidean lengths of the rows."""
        if self._precomputed.norms is not None:
            return self._precomputed.norms
        norms: Floats = np.sqrt(np.einsum("vd,vd->v", self.matrix, self.matrix))
        norms.setflags(write=False)
        return norms

    @cached_property
    def unit(self) -> Floats:
        """(V, D) rows scaled to length 1; a zero row stays zero."""
        unit = self.matrix / np.where(self.norms == 0, 1, self.norms)[:, None]
        unit.setflags(write=False)
        return unit

    def unit_at(self, rows: Rows) -> Floats:
        """(N, D) float32: only the given rows of `unit`, without computing the others."""
        norms = self.norms[rows]
        return np.asarray(self.matrix[rows] / np.where(norms == 0, 1, norms)[:, None], dtype=np.float32)

    @cached_property
    def fingerprint(self) -> str:
        """Identifies the content: the key for every cached result about these vectors."""
        if self._precomputed.fingerprint:
            return self._precomputed.fingerprint
        digest = hashlib.blake2b(np.ascontiguousarray(self.matrix).data, digest_size=12)
        digest.update("\n".join(self.words).encode("utf-8", "surrogatepass"))
        if self.subwords is not None:
            digest.update(np.ascontiguousarray(self.subwords.matrix).data)
        for column in self.columns or ():
            digest.update("\0".join([column.name, *column.cells()]).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    @cached_property
    def codes(self) -> CodedRows | None:
        """The rows as bytes to search, if there are enough of them for that to be worth it; else None."""
        if self._precomputed.codes is not None or self.engine is not None:
            return self._precomputed.codes
        return coded(self.matrix, self.norms) if self.matrix.size >= WORTHWHILE else None

    @property
    def columns(self) -> Columns | None:
        """What the file of these vectors says about each word besides its vector; None if it says nothing.

        Vectors made from others (a sample, a debiased model) have none: their words are looked up in the originals.
        """
        return self._precomputed.columns

    @property
    def subwords(self) -> Subwords | None:
        """Composes a vector for a word that is not among these, if the file was fastText's; else None."""
        return self._precomputed.subwords

    def rows(self, words: Iterable[str]) -> Rows:
        """(N,) rows of `words`.

        Raises
        ------
        UnknownWordError
            If a word is not in the vocabulary; names it and the nearest spellings that are.
        """
        found = []
        for word in words:
            row = self.index.get(word)
            if row is None:
                raise UnknownWordError(word, self.nearest_spellings(word))
            found.append(row)
        return np.array(found, dtype=np.intp)

    def known(self, words: Iterable[str]) -> tuple[list[str], list[str]]:
        """The words of a list that are in the vocabulary, and those that are not, each in the order given."""
        found: list[str] = []
        missing: list[str] = []
        for word in words:
            (found if word in self.index else missing).append(word)
        return found, missing

    def nearest_spellings(self, word: str, k: int = 3) -> list[str]:
        """Up to `k` words of the vocabulary spelled most like `word`, the best first.

        Same letters in another case come first; then Jaro-Winkler similarity above 0.8, whatever the case.  A tenfold
        rank costs 0.02: a mistyped word is more often a frequent one than a rare one.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import JaroWinkler

        choices: Sequence[str] = self.words
        if len(choices) > MOST_COMPARED:  # the frequent words, and all that begin with the same two letters
            choices = (*choices[:MOST_COMPARED], *self._listed.beginning_with(word[:2], MOST_COMPARED))
        close = process.extract(
            word[:60], choices, scorer=JaroWinkler.similarity, processor=str.lower, limit=10 * k, score_cutoff=0.8
        )
        close = [match for match in close if match[1] > close[0][1] - 0.12]  # the best comes first
        close.sort(key=lambda match: math.log10(2 + self.index[str(match[0])]) / 50 - match[1])
        cased = [w for w in dict.fromkeys((word.lower(), word.capitalize(), word.upper())) if w in self.index]
        return list(dict.fromkeys([*cased, *(str(match[0]) for match in close)]))[:k]

    @cached_property
    def _folded(self) -> WordList:
        """The words without case and accents, to find one that is written differently."""
        return folding.folded_list(*folding.packed(self.words))

    def in_any_writing(self, word: str) -> str | None:
        """The most frequent word that differs from `word` only in case and accents; None if there is none."""
        row = self._folded.find(folding.folded(word))
        return None if row is None else self.words[row]

    @cached_property
    def _listed(self) -> WordList:
        """The words with their order, to find those with the same beginning."""
        return self.words if isinstance(self.words, WordList) else word_list(self.words)

    def most_frequent(self, n: int) -> "WordVectors":
        """The first `n` rows, which are the most frequent words where `by_frequency`; shares memory."""
        counts = None if self.counts is None else self.counts[:n]
        columns = None if self.columns is None else self.columns.only(np.arange(min(n, len(self)), dtype=np.intp))
        words, known = tuple(self.words[:n]), Precomputed(columns=columns, subwords=self.subwords)
        return replace(self, words=words, matrix=self.matrix[:n], counts=counts, engine=None, precomputed=known)
