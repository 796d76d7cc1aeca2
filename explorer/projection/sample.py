"""What is drawn of a vocabulary: a stated sample, by rank or by list."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from explorer.vectors import Rows, WordVectors


@dataclass(frozen=True, eq=False)
class Sample:
    """Some words of a model, and what was left out.

    Parameters
    ----------
    model : WordVectors
        What they are taken from.
    vectors : WordVectors
        The N words drawn.
    rows : (N,) rows in the whole model
    missing : tuple of str
        Words asked for that the model does not have.
    zero : tuple of str
        Words whose vector is zero: without a direction they have no place on a map.
    statement : str
        The sample in words, as it is told under the map.
    listed : bool
        The words are those of a list.
    """

    model: WordVectors
    vectors: WordVectors
    rows: Rows
    missing: tuple[str, ...]
    zero: tuple[str, ...]
    statement: str
    listed: bool = False

    def __len__(self) -> int:
        return len(self.rows)


def by_rank(vectors: WordVectors, n: int, *, skip: int = 0) -> Sample:
    """The `n` most frequent words after the first `skip`; the first ones where the order is not by frequency."""
    rows = np.arange(min(skip, len(vectors)), min(skip + n, len(vectors)), dtype=np.intp)
    order = "most frequent words" if vectors.provenance.by_frequency else "first words of the file"
    after = f" after the first {skip:,}" if skip else ""
    return _sample(vectors, rows, (), f"the {len(rows):,} {order}{after}, of {len(vectors):,}")


def by_list(vectors: WordVectors, words: Iterable[str]) -> Sample:
    """The words of a list that the model has, each once, in the order given."""
    found, missing = vectors.known(dict.fromkeys(words))
    rows = np.array([vectors.index[word] for word in found], dtype=np.intp)
    sample = _sample(vectors, rows, tuple(missing), f"{len(rows):,} words of a list, of {len(vectors):,}")
    return replace(sample, listed=True)


def _sample(vectors: WordVectors, rows: Rows, missing: tuple[str, ...], statement: str) -> Sample:
    matrix = vectors.matrix[rows]
    filled = np.abs(matrix).max(axis=1, initial=0) > 0
    zero = tuple(vectors.words[row] for row in rows[~filled])
    rows = rows[filled]
    drawn = replace(
        vectors,
        words=tuple(vectors.words[row] for row in rows),
        matrix=matrix[filled],
        counts=None if vectors.counts is None else vectors.counts[rows],
    )
    return Sample(vectors, drawn, rows, missing, zero, statement)
