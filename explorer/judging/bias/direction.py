"""
A direction in the space that represents one difference, and words measured along it.

From pairs such as (she, he), all rows at length 1, after Bolukbasi et al. 2016, "Man is to
computer programmer as woman is to homemaker?", section 5.1:

    one pair               g = she - he
    mean of differences    g = mean over pairs of (a - b)
    PCA of centred pairs   g = first principal component of all a - m and b - m, with m = (a + b) / 2
    linear classifier      g = the weights of a logistic regression that tells the a from the b

With each pair centred, a - m = -(b - m) = (a - b) / 2, so this is a PCA of the halved differences
about the origin: it explains the spread of the differences, and all of it if there is one pair.
The mean of differences is also the difference of the two means.  Every direction has length 1 and
points to the first words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from explorer.errors import SelectionError, SettingError
from explorer.judging.bias.logistic import logistic_regression
from explorer.vectors.similarity import Ranked
from explorer.vectors.typed_words import Pair
from explorer.vectors.unit import of_length_one, unit_rows
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

Method = Literal["one pair", "mean of differences", "PCA of pairs", "linear classifier"]
METHODS: tuple[Method, ...] = get_args(Method)
ALIKE = 200  # fewest words of similar frequency that a place is compared with
MOST_ALIKE = 1000  # and most, taken evenly from all of them
DRAWS = 20  # of random pairs


@dataclass(frozen=True, eq=False)
class Direction:
    """A line through the space, with a positive end.

    Parameters
    ----------
    vector : (D,) float64
        Length 1; points to the first words of the pairs.
    method : str
        One of `METHODS`.
    pairs : tuple of (str, str)
        The pairs it was made of.
    agreement : (P,) float64
        Cosine of each pair's own difference with the direction, in [-1, 1].
    explained : (P,) float64
        Share of the variance of the centred pairs along each of their principal components,
        largest first, summing to 1; the same for every method.
    """

    vector: Floats
    method: Method
    pairs: tuple[Pair, ...]
    agreement: Floats
    explained: Floats


def direction(vectors: WordVectors, pairs: Sequence[Pair], method: Method = "PCA of pairs") -> Direction:
    """The direction of `pairs`, all of which the vocabulary must have; "one pair" takes the first of them.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If there are no pairs, or the two words of one have the same vector, or the differences cancel.
    SettingError
        If there is no such method.
    """
    if method not in METHODS:
        raise SettingError(f"A direction is made by {', '.join(METHODS[:-1])} or {METHODS[-1]}, not by “{method}”.")
    if not pairs:
        raise SelectionError("No pair has both its words in this model, so there is no direction. Choose other pairs.")
    if method == "one pair":
        pairs = pairs[:1]
    first, second = unit_rows(vectors, [a for a, _ in pairs]), unit_rows(vectors, [b for _, b in pairs])
    differences = first - second  # (P, D)
    lengths = np.linalg.norm(differences, axis=1)
    for (a, b), length in zip(pairs, lengths, strict=True):
        if not length:
            raise SelectionError(f"“{a}” and “{b}” have the same vector, so they have no difference. Leave them out.")
    vector = line(first, second, method)
    explained = principal_components(differences)[1]
    return Direction(vector, method, tuple(pairs), differences @ vector / lengths, explained)


def line(first: Floats, second: Floats, method: Method = "PCA of pairs") -> Floats:
    """(D,) the direction from unit rows (P, D) of second words to those of the first, at length 1.

    Raises
    ------
    SelectionError
        If the differences cancel.
    """
    if method == "one pair":
        first, second = first[:1], second[:1]
    differences = first - second  # (P, D)
    mean = differences.mean(axis=0)
    if method == "linear classifier":
        vector = logistic_regression(np.concatenate([first, second]), np.repeat([1.0, 0.0], len(first)))[0]
    else:
        vector = principal_components(differences)[0][0] if method == "PCA of pairs" else mean
    length = float(np.linalg.norm(vector))
    if length <= 1e-9 * np.linalg.norm(differences, axis=1).mean():
        raise SelectionError("The differences of these pairs cancel each other. Turn some of the pairs round.")
    return np.asarray(vector / length * (-1 if vector @ mean < 0 else 1))


def agreement(vectors: WordVectors, pairs: Sequence[Pair]) -> Floats:
    """(M, M) cosines of the directions that all methods make of the same pairs, in the order of `METHODS`.

    Raises
    ------
    UnknownWordError, SelectionError
        As `direction` does.
    """
    made = np.stack([direction(vectors, pairs, method).vector for method in METHODS])
    return np.clip(made @ made.T, -1, 1)


def principal_components(differences: Floats) -> tuple[Floats, Floats]:
    """(P, D) principal components of centred pairs from their differences (P, D), and (P,) shares of the variance.

    Raises
    ------
    SelectionError
        If all differences are zero.
    """
    _, singular, components = np.linalg.svd(differences, full_matrices=False)
    shares = singular**2
    if not shares.sum() > 0:
        raise SelectionError("The two words of every pair have the same vector, so the pairs have no direction.")
    return components, shares / shares.sum()


def explained_by_chance(vectors: WordVectors, n_pairs: int, *, seed: int = 0) -> Floats:
    """(P,) mean shares of the variance of pairs of random words, to compare `Direction.explained` with.

    The words are drawn from the first 20,000 of the vocabulary, its frequent ones.
    """
    generator = np.random.default_rng(seed)
    frequent = min(len(vectors), 20_000)
    total = np.zeros(min(n_pairs, vectors.dim))
    for _ in range(DRAWS):
        rows = generator.choice(frequent, size=(2, n_pairs), replace=2 * n_pairs > frequent)
        left, right = (_unit(vectors, row) for row in rows)
        total += principal_components(left - right)[1]
    return np.asarray(total / DRAWS)


def project(vectors: WordVectors, along: Direction, words: Sequence[str]) -> list[Ranked]:
    """Each word's projection on the direction, a cosine in [-1, 1], the greatest first.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    values = unit_rows(vectors, words) @ along.vector
    order = np.argsort(-values, kind="stable")
    return [Ranked(words[i], float(values[i])) for i in order]


@dataclass(frozen=True)
class Place:
    """Where a word lies along a direction, and where words of similar frequency lie.

    Parameters
    ----------
    word : str
    cosine : float
        With the direction.
    middle : float
        Mean cosine of words of similar frequency.
    low, high : float
        Limits between which 95% of their cosines lie.
    """

    word: str
    cosine: float
    middle: float
    low: float
    high: float

    @property
    def beyond(self) -> bool:
        """Whether it lies further out than words of similar frequency usually do."""
        return not self.low <= self.cosine <= self.high


def places_among_alike(vectors: WordVectors, along: Direction, words: Sequence[str]) -> list[Place]:
    """Each word's place on the direction, and those of at least 200 words from half to twice its rank.

    Words that say nothing of gender need not lie at 0 on a direction of gender: frequent words lie to one side.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    found = []
    for word, row, cosine in zip(words, vectors.rows(words), unit_rows(vectors, words) @ along.vector, strict=True):
        rank = int(row) + 1
        last = min(max(2 * rank, rank // 2 + ALIKE), len(vectors))
        rows = np.linspace(min(rank // 2, max(0, last - ALIKE)), last - 1, min(MOST_ALIKE, last)).astype(np.intp)
        others = _unit(vectors, np.unique(rows)) @ along.vector
        low, high = np.quantile(others, [0.025, 0.975])
        found.append(Place(word, float(cosine), float(others.mean()), float(low), float(high)))
    return found


def places(vectors: WordVectors, directions: Sequence[Direction], words: Sequence[str]) -> Floats:
    """(N, M) cosine of each word with each direction, in [-1, 1].

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If there are no words.
    """
    if not words:
        raise SelectionError("None of the words is in this model, so there is nothing to place.")
    return np.asarray(unit_rows(vectors, words) @ np.stack([along.vector for along in directions]).T)


def direct_bias(vectors: WordVectors, along: Direction, words: Sequence[str], *, strictness: float = 1.0) -> float:
    """Mean over `words` of |cos(w, g)| ** strictness: Bolukbasi et al. 2016, section 5.2; in [0, 1].

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If there are no words.
    SettingError
        If `strictness`, the paper's c, is negative.
    """
    if not words:
        raise SelectionError("None of the words is in this model, so there is no bias to measure.")
    if strictness < 0:
        raise SettingError(f"The strictness c of direct bias must be 0 or more, not {strictness:g}.")
    return float(np.mean(np.abs(unit_rows(vectors, words) @ along.vector) ** strictness))


def _unit(vectors: WordVectors, rows: Rows) -> Floats:
    return of_length_one(vectors.matrix[rows].astype(np.float64))
