"""
How often words occur near each other: the matrix X that counting methods and GloVe start from.

Each time word j occurs at a distance d of at most `window` words from word i, a weight is added to
X[i, j]: 1 for plain counts, 1/d in GloVe (Pennington, Socher and Manning 2014, section 4.2),
(window + 1 - d) / window for the average of word2vec's dynamic windows (Levy and Goldberg 2014,
"Neural word embedding as implicit matrix factorization").  Windows do not cross sentences.

`count_sparse` does this in a few lines.  For a long text, `cooccurrence` uses a compiled loop, one
row of X at a time, so that no more than X itself is ever in memory.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.progress import Report, to_nobody
from explorer.text.corpus import Corpus
from explorer.text.vocabulary import Vocabulary
from explorer.training.lecture.base import check_window
from explorer.training.lecture.pairs import Ids
from explorer.vectors.word_vectors import Floats

Weighting = Literal["flat", "harmonic", "linear"]
WEIGHTINGS: tuple[Weighting, ...] = ("flat", "harmonic", "linear")
LONG = 50_000  # words; from here the compiled loop is worth loading


@dataclass(frozen=True, eq=False)
class Cooccurrence:
    """The nonzeros of X, row by row, columns ascending.

    Parameters
    ----------
    vocabulary : Vocabulary
    row, column : (N,) int32
    weight : (N,) float64
        X[row, column], above 0.
    """

    vocabulary: Vocabulary
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    weight: NDArray[np.float64]

    def __post_init__(self) -> None:
        for part in (self.row, self.column, self.weight):
            part.setflags(write=False)

    def __len__(self) -> int:
        return len(self.weight)

    def matrix(self) -> Any:  # noqa: ANN401  scipy has no types
        """X as a (V, V) scipy.sparse array in compressed rows."""
        from scipy.sparse import csr_array

        V = len(self.vocabulary)
        return csr_array((self.weight, (self.row, self.column)), shape=(V, V))

    def dense(self, ids: Ids) -> Floats:
        """(n, n) part of X that belongs to the words `ids` (n,)."""
        return np.asarray(self.matrix()[ids][:, ids].toarray())


def distance_weights(window: int, weighting: Weighting) -> Floats:
    """(window,) weight of a neighbour 1, 2, ... words away.

    >>> distance_weights(4, "harmonic").round(3).tolist(), distance_weights(4, "linear").tolist()
    ([1.0, 0.5, 0.333, 0.25], [1.0, 0.75, 0.5, 0.25])

    Raises
    ------
    SettingError
        If there is no such weighting.
    """
    distance = np.arange(1, window + 1)
    if weighting == "flat":
        return np.ones(window)
    if weighting == "harmonic":
        return np.asarray(1 / distance)
    if weighting == "linear":
        return np.asarray((window + 1 - distance) / window)
    raise SettingError(f"Neighbours are weighted {', '.join(WEIGHTINGS[:-1])} or {WEIGHTINGS[-1]}, not “{weighting}”.")


def cooccurrence(
    corpus: Corpus,
    *,
    window: int,
    weighting: Weighting = "harmonic",
    report: Report = to_nobody,
) -> Cooccurrence:
    """X of a corpus, counted to both sides, so that X is symmetric.

    For a long text `report` is told how many words are done, of V; it may end the work by raising.

    Raises
    ------
    SettingError
        If the window is out of bounds or there is no such weighting.
    """
    check_window(window)
    weights = distance_weights(window, weighting)
    if len(corpus.tokens) < LONG:
        return count_sparse(corpus, weights)
    from explorer.training.fast import cooccurrence_kernels

    row, column, weight = cooccurrence_kernels.count_rows(
        corpus.tokens, corpus.offsets, len(corpus.vocabulary), weights, report
    )
    return Cooccurrence(corpus.vocabulary, row, column, weight)


def count_sparse(corpus: Corpus, weights: Floats) -> Cooccurrence:
    """X of a corpus, from the weights (window,) of the distances: the text compared with itself shifted by 1, 2, ..."""
    from scipy.sparse import coo_array

    tokens, V = corpus.tokens, len(corpus.vocabulary)
    sentence = np.repeat(np.arange(corpus.sentences), np.diff(corpus.offsets))
    shape = (V, V)
    one_sided = coo_array(shape).tocsr()
    for distance, weight in enumerate(weights, start=1):
        together = sentence[:-distance] == sentence[distance:]
        left, right = tokens[:-distance][together], tokens[distance:][together]
        one_sided = one_sided + coo_array((np.full(len(left), weight), (left, right)), shape=shape).tocsr()
    both = (one_sided + one_sided.T).tocsr()
    both.sort_indices()
    coo = both.tocoo()
    return Cooccurrence(corpus.vocabulary, coo.row.astype(np.int32), coo.col.astype(np.int32), coo.data)
