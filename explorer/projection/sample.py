"""The words of a vocabulary that a map shows: a sample by rank, likeness, a search, several conditions, or a list."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from explorer.errors import SelectionError
from explorer.projection.conditions import Conditions, meeting
from explorer.projection.search import matching
from explorer.projection.settings import DRAWN_AS_GIVEN, VAST
from explorer.vectors.formula import evaluate
from explorer.vectors.similarity import cosines, highest
from explorer.vectors.word_vectors import Precomputed, Rows, WordVectors

MOST_NUMBERS = 50_000_000  # of a map of more than `VAST` words
# of a row's largest number: squares of smaller numbers are lost in float32, and with them the direction
SMALLEST = 1e-18


@dataclass(frozen=True, eq=False)
class Sample:
    """Some words of a model, and which words were left out.

    Parameters
    ----------
    model : WordVectors
        The model they are taken from.
    vectors : WordVectors
        The N words drawn.
    rows : (N,) rows in the whole model
    missing : tuple of str
        Requested words that the model does not have.
    zero : tuple of str
        Words whose vector is zero, or too short for float32: without a direction they have no place on a map.
    statement : str
        The sample in words, as shown under the map.
    call : str
        The call of this module that makes it.
    """

    model: WordVectors
    vectors: WordVectors
    rows: Rows
    missing: tuple[str, ...]
    zero: tuple[str, ...]
    statement: str
    call: str

    def __len__(self) -> int:
        return len(self.rows)


def by_rank(vectors: WordVectors, n: int, *, skip: int = 0) -> Sample:
    """The `n` most frequent words after the first `skip`; the first ones if the order is not by frequency.

    Raises
    ------
    SelectionError
        If there are too many for their number of dimensions.
    """
    rows = np.arange(min(skip, len(vectors)), min(skip + n, len(vectors)), dtype=np.intp)
    order = "most frequent words" if vectors.by_frequency else "first words of the file"
    after = f" after the first {skip:,}" if skip else ""
    told = f"the {len(rows):,} {order}{after}, of {len(vectors):,}"
    return _sample(vectors, rows, (), told, f"by_rank(vectors, {n}" + (f", skip={skip})" if skip else ")"))


def by_likeness(vectors: WordVectors, formula: str, n: int) -> Sample:
    """The `n` words of the highest cosine with a formula of words, the nearest first; with one word, its neighbourhood.

    Raises
    ------
    UnknownWordError
        If a word of the formula is not in the vocabulary.
    FormulaError
        If it does not parse or cancels out.
    SelectionError
        If there are too many for their number of dimensions.
    """
    rows = highest(cosines(vectors, evaluate(formula, vectors)), min(n, len(vectors)))
    told = f"the {len(rows):,} words nearest to {formula.strip()}, of {len(vectors):,}"
    return _sample(vectors, rows, (), told, f"by_likeness(vectors, {formula!r}, {n})")


def by_search(vectors: WordVectors, sought: str, n: int) -> Sample:
    """The first `n` words that contain a piece of text or match a /regular expression/.

    Raises
    ------
    SettingError
        If the expression is not valid, or could take for ever.
    SelectionError
        If there are too many for their number of dimensions.
    """
    found = matching(vectors.words, sought)
    some = f"the first {n:,} of the {len(found):,}" if len(found) > n else f"the {len(found):,}"
    told = f"{some} words that match “{sought.strip()}”, of {len(vectors):,}"
    return _sample(vectors, np.array(found[:n], dtype=np.intp), (), told, f"by_search(vectors, {sought!r}, {n})")


def by_conditions(vectors: WordVectors, n: int, wanted: Conditions) -> Sample:
    """The first `n` words that meet all conditions; the most frequent ones if the order is by frequency.

    Raises
    ------
    UnknownWordError
        If a word of the formula is not in the vocabulary.
    FormulaError
        If it does not parse or cancels out.
    SettingError
        If the pattern or a range is not valid, or the pattern could take for ever.
    SelectionError
        If the model has no such column, or there are too many words for their number of dimensions.
    """
    found = np.flatnonzero(meeting(vectors, wanted))
    order = "most frequent" if vectors.by_frequency else "first"
    some = f"the {n:,} {order} of the {len(found):,}" if len(found) > n else f"the {len(found):,}"
    told = f"{some} words {wanted.told}".rstrip() + f", of {len(vectors):,}"
    return _sample(vectors, found[:n], (), told, f"by_conditions(vectors, {n}, {wanted!r})")


def by_list(vectors: WordVectors, words: Iterable[str]) -> Sample:
    """The words of a list that the model has, each once, in the order given.

    Raises
    ------
    SelectionError
        If there are too many for their number of dimensions.
    """
    found, missing = vectors.known(dict.fromkeys(words))
    rows = np.array([vectors.index[word] for word in found], dtype=np.intp)
    told = f"{len(rows):,} words of a list, of {len(vectors):,}"
    return _sample(vectors, rows, tuple(missing), told, f"by_list(vectors, {found})")


def _sample(vectors: WordVectors, rows: Rows, missing: tuple[str, ...], statement: str, call: str) -> Sample:
    """The words at `rows` (n,) that have a direction.

    Raises
    ------
    SelectionError
        If there are too many for their number of dimensions.
    """
    n = len(rows)
    if n > VAST and n * vectors.dim > MOST_NUMBERS:
        raise SelectionError(
            f"A map of more than {VAST:,} words is made of at most {MOST_NUMBERS // 1_000_000} million numbers: with "
            f"{vectors.dim} dimensions that is {max(VAST, MOST_NUMBERS // vectors.dim):,} words, not {n:,}."
        )
    whole = n == len(vectors) and vectors.engine is None and bool((rows == np.arange(n)).all())
    matrix = vectors.matrix if whole else vectors.matrix[rows]
    filled = np.maximum(matrix.max(axis=1, initial=0), -matrix.min(axis=1, initial=0)) >= SMALLEST
    if vectors.dim in DRAWN_AS_GIVEN:
        filled[:] = True  # a point may lie at zero
    zero = tuple(vectors.words[row] for row in rows[~filled])
    rows = rows[filled]
    drawn = replace(
        vectors,
        words=tuple(vectors.words) if whole and filled.all() else tuple(vectors.words[row] for row in rows),
        matrix=matrix if filled.all() else matrix[filled],
        counts=None if vectors.counts is None else vectors.counts[rows],
        # the same rows need not be hashed again; without the columns they are still different content
        precomputed=Precomputed(f"drawn of {vectors.fingerprint}") if whole and filled.all() else None,
    )
    return Sample(vectors, drawn, rows, missing, zero, statement, call)
