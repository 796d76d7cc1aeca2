"""
What is near what: cosine and Euclidean nearness, and the exact nearest words of a whole vocabulary.

The cosine of two vectors is their inner product after each is scaled to length 1 (Salton,
Wong and Yang 1975, "A vector space model for automatic indexing").  Nothing is approximate
here: every row is compared, in float32, without a second matrix in memory.  Equal scores keep
the order of the vocabulary.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Thread

import numpy as np

from explorer.errors import SelectionError, SettingError
from explorer.vectors.codes.scan import highest_cosines
from explorer.vectors.word_vectors import Floats, Metric, Rows, WordVectors

NEAR = 150_000  # numbers that fit the cache of one core: 600 kB
BLOCK = 4096  # rows whose differences are held at a time: 5 MB at D = 300


@dataclass(frozen=True)
class Ranked:
    """A word and its score: a cosine (more is nearer) or a Euclidean distance (less is nearer)."""

    word: str
    score: float


def spelled(vectors: WordVectors, word: str) -> str:
    """`word` as the vocabulary writes it: as typed, else in another case or with other accents, else as typed.

    Of several, the one in lower case comes first, then the capitalised one, then the most frequent.

    >>> royals = WordVectors(("king", "Paris", "Orléans"), np.eye(3, dtype=np.float32))
    >>> [spelled(royals, word) for word in ("King", " paris", "ORLEANS", "rome")]
    ['king', 'Paris', 'Orléans', 'rome']
    """
    typed = word.strip()
    known = next((w for w in (typed, typed.lower(), typed.capitalize()) if w in vectors), None)
    return known or vectors.in_any_writing(typed) or typed


def cosine(vectors: WordVectors, a: str, b: str) -> float:
    """The cosine of two words, in [-1, 1]; 0 if one of them has the zero vector.

    >>> royals = WordVectors(("king", "queen"), np.array([[2, 1], [2, -1]], dtype=np.float32))
    >>> round(cosine(royals, "king", "queen"), 6)
    0.6

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    left, right = vectors.matrix[vectors.rows([a, b])].astype(np.float64)
    length = np.linalg.norm(left) * np.linalg.norm(right)
    return float(np.clip(left @ right / length, -1, 1)) if length else 0.0


def cosines(vectors: WordVectors, query: Floats) -> Floats:
    """(V,) cosine of every word with `query` (D,), in [-1, 1]; 0 for a zero row.

    Raises
    ------
    SelectionError
        If `query` is the zero vector, which has no direction.
    """
    length = np.linalg.norm(query)
    if not length:
        raise SelectionError("A vector of length zero has no direction, so no word is nearer to it than another.")
    unit = np.asarray(query / length, dtype=np.float32)
    scores = vectors.matrix @ unit
    scores /= np.where(vectors.norms == 0, 1, vectors.norms)
    return np.clip(scores, -1, 1)


def products(vectors: WordVectors, queries: Floats) -> Floats:
    """(V, n) inner products of every word with `queries` (n, D), in one pass over the matrix.

    Only so many rows are taken at a time that they stay in the processor's cache for the next query. That is three
    times as fast as the matrix product, which first copies the matrix into another order.
    """
    asked = np.ascontiguousarray(queries, dtype=np.float32)
    matrix = vectors.matrix
    found = np.empty((len(matrix), len(asked)), dtype=np.float32)
    few = max(1, NEAR // matrix.shape[1])

    def multiply(first: int, last: int) -> None:
        for start in range(first, last, few):
            rows = slice(start, min(last, start + few))
            for n, query in enumerate(asked):
                found[rows, n] = matrix[rows] @ query

    half = len(matrix) // (2 * few) * few
    other = Thread(target=multiply, args=(0, half))
    other.start()
    multiply(half, len(matrix))
    other.join()
    return found


def distances(vectors: WordVectors, query: Floats) -> Floats:
    """(V,) Euclidean distance of every word from `query` (D,).

    The differences themselves are squared: ‖x‖² - 2 x·q + ‖q‖² would be faster, but in float32
    it loses all digits between neighbours.
    """
    point = np.asarray(query, dtype=np.float32)
    found = np.empty(len(vectors), dtype=np.float32)
    for start in range(0, len(vectors), BLOCK):
        apart = vectors.matrix[start : start + BLOCK] - point
        found[start : start + BLOCK] = np.sqrt(np.einsum("vd,vd->v", apart, apart))
    return found


def highest(scores: Floats, k: int) -> Rows:
    """(k,) rows of the highest of the scores (V,), best first; equal scores in the order of the rows.

    Rows whose score is -inf are left out.

    >>> highest(np.array([0.1, 0.9, 0.5, 0.9]), 3).tolist()
    [1, 3, 2]
    """
    k = min(k, len(scores))
    if k <= 0:
        return np.empty(0, dtype=np.intp)
    bar = np.partition(scores, len(scores) - k)[len(scores) - k]  # the k-th highest; partition alone splits ties anyhow
    rows = np.flatnonzero((scores >= bar) & (scores > -np.inf))
    return rows[np.argsort(-scores[rows], kind="stable")][:k]


def nearest(
    vectors: WordVectors, query: str | Floats, k: int = 10, *, exclude: Iterable[str] = (), metric: Metric = "cosine"
) -> list[Ranked]:
    """The `k` words nearest to a word, or to a vector (D,), the nearest first.

    A word asked about is not its own neighbour.  Words of `exclude` are left out, too; those that
    are not in the vocabulary are ignored.

    >>> words = ("king", "queen", "apple")
    >>> royals = WordVectors(words, np.array([[2, 1], [2, -1], [-3, 0]], dtype=np.float32))
    >>> [(near.word, round(near.score, 3)) for near in nearest(royals, "king")]
    [('queen', 0.6), ('apple', -0.894)]
    >>> [(near.word, round(near.score, 3)) for near in nearest(royals, "king", metric="euclidean")]
    [('queen', 2.0), ('apple', 5.099)]

    Raises
    ------
    UnknownWordError
        If the word asked about is not in the vocabulary.
    SelectionError
        If the query is the zero vector and the metric is the cosine.
    SettingError
        If `k` is below 1, or the metric is neither of the two.
    """
    if k < 1:
        raise SettingError(f"The number of neighbours must be at least 1, not {k}.")
    left_out = {vectors.index[word] for word in exclude if word in vectors}
    if isinstance(query, str):
        row = int(vectors.rows([query])[0])
        left_out.add(row)
    vector = vectors.matrix[row] if isinstance(query, str) else query
    if vectors.engine is not None and (metric == "euclidean" or (metric == "cosine" and np.any(vector))):
        rows, found = vectors.engine.nearest(vector, k, metric, left_out)
        return [Ranked(vectors.words[int(row)], float(score)) for row, score in zip(rows, found, strict=True)]
    if metric == "cosine" and vectors.codes is not None and np.any(vector):
        rows, found = highest_cosines(vectors.codes, vectors.matrix, vector, k, left_out)
        return [Ranked(vectors.words[int(row)], float(score)) for row, score in zip(rows, found, strict=True)]
    if metric == "cosine":
        scores = cosines(vectors, vector)
    elif metric == "euclidean":
        scores = -distances(vectors, vector)
    else:
        raise SettingError(f"Nearness is measured by “cosine” or “euclidean”, not by “{metric}”.")
    scores[list(left_out)] = -np.inf
    sign = 1 if metric == "cosine" else -1
    return [Ranked(vectors.words[row], sign * float(scores[row])) for row in highest(scores, k)]
