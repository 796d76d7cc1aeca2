"""
Other published measures of bias, each with its own convention; they need not agree.

    RND   relative norm distance                       Garg, Schiebinger, Jurafsky and Zou 2018
    RNSB  relative negative sentiment bias             Sweeney and Najafian 2019
    MAC   mean average cosine distance                 Manzini, Lim, Tsvetkov and Black 2019
    RIPA  relational inner product association         Ethayarajh, Duvenaud and Hirst 2019
    ECT   embedding coherence test                     Dev and Phillips 2019
    Indirect bias of two words by way of a direction   Bolukbasi et al. 2016, section 5.3
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import SelectionError
from explorer.judging.bias.association import pearson
from explorer.judging.bias.direction import Direction, unit_rows
from explorer.judging.bias.logistic import logistic_regression
from explorer.judging.bias.word_sets import Pair
from explorer.vectors.word_vectors import Floats, WordVectors


def relative_norm_distance(
    vectors: WordVectors, first: Sequence[str], second: Sequence[str], words: Sequence[str]
) -> Floats:
    """(N,) for each word ‖w - m₁‖ - ‖w - m₂‖ with m the mean of a group; negative: nearer to the first.

    Words are at length 1; the published score is the sum over the words.

    Raises
    ------
    SelectionError
        If a set is empty.
    UnknownWordError
        If a word is not in the vocabulary.
    """
    _need(first, second, words)
    return norm_distances(unit_rows(vectors, words), unit_rows(vectors, first), unit_rows(vectors, second))


def norm_distances(rows: Floats, first: Floats, second: Floats) -> Floats:
    """(N,) how much further each row (N, D) lies from the mean of `first` (n, D) than from that of `second` (m, D)."""
    to_first, to_second = (np.linalg.norm(rows - group.mean(axis=0), axis=1) for group in (first, second))
    return np.asarray(to_first - to_second)


@dataclass(frozen=True, eq=False)
class NegativeSentiment:
    """RNSB: how unevenly a sentiment classifier spreads negative sentiment over words that should carry none.

    Parameters
    ----------
    divergence : float
        Kullback-Leibler divergence of `shares` from even shares, in nats; 0 is even.
    shares : (N,) float64
        Each word's share of the negative sentiment, summing to 1.
    """

    divergence: float
    shares: Floats


def relative_negative_sentiment(
    vectors: WordVectors, positive: Sequence[str], negative: Sequence[str], words: Sequence[str]
) -> NegativeSentiment:
    """Train logistic regression on the two lists, then compare the negative probability it gives to `words`.

    Raises
    ------
    SelectionError
        If a set is empty.
    UnknownWordError
        If a word is not in the vocabulary.
    """
    _need(positive, negative, words)
    return negative_sentiment(*(unit_rows(vectors, group) for group in (words, positive, negative)))


def negative_sentiment(rows: Floats, positive: Floats, negative: Floats) -> NegativeSentiment:
    """RNSB of rows (N, D), judged by a classifier of the other two (n, D) and (m, D), all at length 1."""
    trained = np.concatenate([negative, positive])
    weights, bias = logistic_regression(trained, np.repeat([1.0, 0.0], [len(negative), len(positive)]))
    negativity = 1 / (1 + np.exp(-(rows @ weights + bias)))
    shares = negativity / negativity.sum()
    return NegativeSentiment(float(shares @ np.log(shares * len(shares))), shares)


def mean_average_cosine(vectors: WordVectors, targets: Sequence[str], attributes: Sequence[Sequence[str]]) -> float:
    """MAC: mean over targets and attribute sets of the mean cosine distance; 1 is no bias, in [0, 2].

    Raises
    ------
    SelectionError
        If a set is empty.
    UnknownWordError
        If a word is not in the vocabulary.
    """
    _need(targets, *attributes)
    return average_cosine(unit_rows(vectors, targets), *(unit_rows(vectors, words) for words in attributes))


def average_cosine(rows: Floats, *attributes: Floats) -> float:
    """MAC of rows (N, D) with sets of attributes (n, D), all at length 1."""
    return float(np.mean([1 - rows @ group.mean(axis=0) for group in attributes]))


def relational_inner_product(vectors: WordVectors, pairs: Sequence[Pair], words: Sequence[str]) -> Floats:
    """(N, P) RIPA of each word with each pair: w · (a - b) / ‖a - b‖, all vectors at their own length.

    Raises
    ------
    SelectionError
        If a set is empty or the words of a pair have one vector.
    UnknownWordError
        If a word is not in the vocabulary.
    """
    _need(pairs, words)
    first, second = (vectors.matrix[vectors.rows([pair[side] for pair in pairs])] for side in (0, 1))
    if not (same := (first != second).any(axis=1)).all():
        a, b = pairs[int(np.argmin(same))]
        raise SelectionError(f"“{a}” and “{b}” have the same vector, so they have no difference. Leave them out.")
    return inner_products(vectors.matrix[vectors.rows(words)], first, second)


def inner_products(rows: Floats, first: Floats, second: Floats) -> Floats:
    """(N, P) RIPA of rows (N, D) with pairs (P, D) and (P, D), all at their own length.

    Raises
    ------
    SelectionError
        If the two rows of a pair are the same.
    """
    differences = first.astype(np.float64) - second
    lengths = np.linalg.norm(differences, axis=1)
    if not lengths.all():
        raise SelectionError("The two words of a pair have the same vector, so they have no difference.")
    return np.asarray(rows @ (differences / lengths[:, None]).T)


def embedding_coherence(
    vectors: WordVectors, first: Sequence[str], second: Sequence[str], attributes: Sequence[str]
) -> float:
    """ECT: rank correlation of the attributes' cosines with the means of the two groups; 1 is no bias.

    Raises
    ------
    SelectionError
        If a group is empty or there are fewer than three attributes.
    UnknownWordError
        If a word is not in the vocabulary.
    """
    _need(first, second)
    if len(attributes) < 3:
        raise SelectionError("The coherence test ranks attributes; it needs at least three in this model.")
    return coherence(*(unit_rows(vectors, group) for group in (attributes, first, second)))


def coherence(rows: Floats, first: Floats, second: Floats) -> float:
    """ECT of rows (N, D) with two groups (n, D) and (m, D), all at length 1.

    Raises
    ------
    SelectionError
        If the rows are all alike to a group, so that they have no order.
    """
    from scipy.stats import rankdata

    return pearson(*(rankdata(rows @ group.mean(axis=0)) for group in (first, second)))


def indirect_bias(vectors: WordVectors, along: Direction, word: str, others: Sequence[str]) -> Floats:
    """(N,) share of the likeness of `word` to each of `others` that comes from the direction.

    β(w, v) = (w · v - cos(w⊥, v⊥)) / w · v, with w⊥ what is left of w without the direction.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    w = unit_rows(vectors, [word])[0]
    v = unit_rows(vectors, others)
    rest_w, rest_v = w - (w @ along.vector) * along.vector, v - np.outer(v @ along.vector, along.vector)
    likeness = v @ w
    without = rest_v @ rest_w / np.linalg.norm(rest_v, axis=1) / np.linalg.norm(rest_w)
    return np.asarray((likeness - without) / likeness)


def _need(*sets: Sequence[object]) -> None:
    """Raise SelectionError if a set is empty."""
    if not all(len(words) for words in sets):
        raise SelectionError("One of the word sets has no word that is in this model.")
