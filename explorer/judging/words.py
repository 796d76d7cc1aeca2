"""
What a model knows about one word, about a few, and what kind of space its words live in.

Senses are groups among a word's neighbours, by average linkage of cosines; a single vector
holds all senses of a word at once (Arora et al. 2018, "Linear algebraic structure of word
senses").  Hubs are words that are neighbours of unusually many others (Radovanović, Nanopoulos
and Ivanović 2010).  Anisotropy is the mean cosine of random pairs (Ethayarajh 2019), and removing
the mean and a few top components lowers it (Mu and Viswanath 2018, "All-but-the-top").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError, SettingError
from explorer.vectors.highest_of_rows import highest_of_rows
from explorer.vectors.similarity import Ranked, cosines, highest, nearest
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

MOST_LISTED = 200  # words of a list that is compared all with all
BLOCK = 1024
MOST_REMOVED = 5  # components of the space


def similarity_matrix(vectors: WordVectors, words: Sequence[str]) -> Floats:
    """(N, N) cosines of the words with each other.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If there are more than `MOST_LISTED` words, or none.
    """
    if not words:
        raise SelectionError("None of the words is in this model, so there is nothing to compare.")
    if len(words) > MOST_LISTED:
        raise SelectionError(f"{len(words):,} words are compared all with all; use at most {MOST_LISTED}.")
    unit = vectors.unit_at(vectors.rows(words))
    return np.clip(unit @ unit.T, -1, 1)


def odd_one_out(vectors: WordVectors, words: Sequence[str]) -> list[Ranked]:
    """The words by their cosine with the mean of all, the odd one first; each word at length 1, as in gensim.

    Raises
    ------
    SelectionError
        If there are fewer than three words: of two, neither is odd.
    UnknownWordError
        If a word is not in the vocabulary.
    """
    if len(words) < 3:
        raise SelectionError("The odd one out needs at least three words of the model.")
    unit = vectors.unit_at(vectors.rows(words))
    with_mean = unit @ _direction(unit.mean(axis=0))
    order = np.argsort(with_mean, kind="stable")
    return [Ranked(words[i], float(with_mean[i])) for i in order]


@dataclass(frozen=True)
class Sense:
    """Neighbours of a word that belong together; `label` is the one most like the others."""

    label: str
    words: tuple[Ranked, ...]


def senses(vectors: WordVectors, word: str, *, k: int = 30, groups: int = 3) -> list[Sense]:
    """The `k` neighbours of a word in at most `groups` groups, the group of the nearest neighbour first.

    Raises
    ------
    UnknownWordError
        If the word is not in the vocabulary.
    SettingError
        If `groups` is below 1.
    """
    if groups < 1:
        raise SettingError(f"Neighbours are split into at least 1 group, not {groups}.")
    near = nearest(vectors, word, k)
    like = similarity_matrix(vectors, [other.word for other in near])
    members = average_linkage(like, groups)
    found = []
    for rows in members:
        inner = like[np.ix_(rows, rows)].mean(axis=1)
        found.append(Sense(near[rows[int(inner.argmax())]].word, tuple(near[row] for row in rows)))
    return found


def average_linkage(like: Floats, groups: int) -> list[list[int]]:
    """Rows of a similarity matrix (N, N) in groups: the two groups most alike on average are joined, again and again.

    >>> average_linkage(np.array([[1, 0.9, 0.1], [0.9, 1, 0.2], [0.1, 0.2, 1]]), 2)
    [[0, 1], [2]]
    """
    members = [[row] for row in range(len(like))]
    between = like.astype(np.float64)  # sums of similarities between groups
    np.fill_diagonal(between, -np.inf)
    while len(members) > groups:
        sizes = np.array([len(rows) for rows in members], dtype=np.float64)
        mean = between / sizes[:, None] / sizes
        first, second = sorted(divmod(int(mean.argmax()), len(members)))
        between[first] += between[second]
        between[:, first] += between[:, second]
        between[first, first] = -np.inf
        between = np.delete(np.delete(between, second, axis=0), second, axis=1)
        members[first] = sorted(members[first] + members.pop(second))
    return sorted(members)


def neighbour_table(vectors: WordVectors, *, n: int = 10_000, k: int = 10) -> Rows:
    """(n, k) rows of the nearest neighbours by cosine of the first `n` words, among these n words.

    Raises
    ------
    SettingError
        If there are not more than `k` words.
    """
    n = min(n, len(vectors))
    if not 1 <= k < n:
        raise SettingError(f"The number of neighbours must lie between 1 and {n - 1}, not at {k}.")
    unit = vectors.unit_at(np.arange(n))
    groups = max(8 * k, n // 64)
    padded = np.zeros((unit.shape[1], -(-n // groups) * groups), dtype=np.float32)
    padded[:, :n] = unit.T
    table = np.empty((n, k), dtype=np.intp)
    for start in range(0, n, BLOCK):
        like = unit[start : start + BLOCK] @ padded  # (b, n and some)
        rows = np.arange(len(like))
        like[rows, start + rows] = -np.inf
        like[:, n:] = -np.inf
        table[start : start + BLOCK], _ = highest_of_rows(like, k, groups)
    return table


def hubness(table: Rows) -> NDArray[np.int64]:
    """(n,) how many of the n words have each as a neighbour, from a neighbour table (n, k); the mean is k."""
    return np.bincount(table.ravel(), minlength=len(table)).astype(np.int64)


def neighbours_of(vectors: WordVectors, table: Rows, word: str) -> list[str]:
    """The neighbours of a word by a neighbour table (n, k), the nearest first.

    Raises
    ------
    UnknownWordError
        If the word is not in the vocabulary.
    SelectionError
        If it is not among the n of the table.
    """
    return [vectors.words[other] for other in table[_row_of(vectors, table, word)]]


def _row_of(vectors: WordVectors, table: Rows, word: str) -> int:
    """The row of a word in a neighbour table (n, k).

    Raises
    ------
    SelectionError
        If it is not among the n of the table.
    """
    row = int(vectors.rows([word])[0])
    if row >= len(table):
        raise SelectionError(
            f"“{word}” is not among the {len(table):,} most frequent words, which the game is played on."
        )
    return row


def angle(cosine: float) -> float:
    """The angle of a cosine, in degrees.

    >>> angle(0.5)
    60.0
    """
    return round(float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))), 6)


def path(vectors: WordVectors, table: Rows, start: str, end: str) -> list[str]:
    """A shortest path from one word to another, each a neighbour of the word before it; empty if there is none.

    `table` is a neighbour table (n, k).

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If a word is not among the n of the table.
    """
    first, last = (_row_of(vectors, table, word) for word in (start, end))
    came_from = {first: first}
    border = [first]
    while border and last not in came_from:
        reached = []
        for row in border:
            for other in table[row].tolist():
                if other not in came_from:
                    came_from[other] = row
                    reached.append(other)
        border = reached
    if last not in came_from:
        return []
    way = [last]
    while way[-1] != first:
        way.append(came_from[way[-1]])
    return [vectors.words[row] for row in reversed(way)]


def mean_vector(vectors: WordVectors, words: Sequence[str]) -> Floats:
    """(D,) mean of the words at length 1.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If there are no words.
    """
    if not words:
        raise SelectionError("None of the words is in this model, so there is no mean.")
    return np.asarray(vectors.unit_at(vectors.rows(words)).mean(axis=0))


@dataclass(frozen=True, eq=False)
class Space:
    """What kind of space a model's frequent words live in.

    Parameters
    ----------
    anisotropy : float
        Mean cosine of random pairs; 0 if the words point evenly in all directions.
    spread : (m,) float64
        The cosines of those pairs.
    after_removal : tuple of float
        Anisotropy after the mean and 0, 1, 2, ... top components are removed.
    isotropy : float
        Smallest over largest value of the partition function along the principal axes, in (0, 1] (Mu and Viswanath).
    """

    anisotropy: float
    spread: Floats
    after_removal: tuple[float, ...]
    isotropy: float


def space(vectors: WordVectors, *, n: int = 10_000, pairs: int = 20_000, seed: int = 0) -> Space:
    """The anisotropy of the first `n` words, as they are and with top components removed.

    Raises
    ------
    SelectionError
        If there are fewer than three words.
    """
    n = min(n, len(vectors))
    if n < 3:
        raise SelectionError("A space is judged by at least three words.")
    matrix = vectors.matrix[:n].astype(np.float64)
    generator = np.random.default_rng(seed)
    left = generator.integers(0, n, pairs)
    right = (left + generator.integers(1, n, pairs)) % n  # never the same word
    spread = _pair_cosines(matrix, left, right)
    centred = matrix - matrix.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)  # (D, D), the largest component last
    after = []
    for removed in range(min(MOST_REMOVED, vectors.dim - 1) + 1):
        top = axes[:, vectors.dim - removed :]
        after.append(float(_pair_cosines(centred - centred @ top @ top.T, left, right).mean()))
    lengths = np.linalg.norm(matrix, axis=1).mean() or 1.0
    _, raw_axes = np.linalg.eigh(matrix.T @ matrix)
    partition = np.exp(matrix / lengths @ np.hstack([raw_axes, -raw_axes])).sum(axis=0)  # (2D,)
    return Space(float(spread.mean()), spread, tuple(after), float(partition.min() / partition.max()))


def frequency_rank(vectors: WordVectors, word: str) -> int:
    """The place of a word in the vocabulary, from 1; its rank by frequency if the vocabulary is in that order.

    Raises
    ------
    UnknownWordError
        If the word is not in the vocabulary.
    """
    return int(vectors.rows([word])[0]) + 1


def nearest_to_mean(vectors: WordVectors, words: Sequence[str], k: int = 10) -> list[Ranked]:
    """The `k` words nearest to the mean of `words`, without `words` themselves.

    Raises
    ------
    UnknownWordError, SelectionError
        As `mean_vector` does.
    """
    scores = cosines(vectors, mean_vector(vectors, words))
    scores[vectors.rows(words)] = -np.inf
    return [Ranked(vectors.words[row], float(scores[row])) for row in highest(scores, k)]


def _direction(vector: Floats) -> Floats:
    length = np.linalg.norm(vector)
    return vector / length if length else vector


def _pair_cosines(matrix: Floats, left: Rows, right: Rows) -> Floats:
    lengths = np.linalg.norm(matrix, axis=1)
    lengths[lengths == 0] = 1
    return np.asarray(np.einsum("pd,pd->p", matrix[left], matrix[right]) / lengths[left] / lengths[right])


def columns(table: Mapping[str, Sequence[float]], names: Sequence[str]) -> Floats:
    """(N, D) float32 rows from the named columns of a table; an empty cell counts as 0.

    >>> columns({"trait": ["a", "b"], "Jay": [0.5, None]}, ["Jay"])
    array([[0.5, 0. ]], dtype=float32)
    """
    return np.nan_to_num(np.array([[x or 0.0 for x in table[name]] for name in names], dtype=np.float32))
