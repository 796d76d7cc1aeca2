"""
Other published measures of bias, each with its own convention; they need not agree.

    RND   relative norm distance                       Garg, Schiebinger, Jurafsky and Zou 2018
    RNSB  relative negative sentiment bias             Sweeney and Najafian 2019
    MAC   mean average cosine distance                 Manzini, Lim, Tsvetkov and Black 2019
    RIPA  relational inner product association         Ethayarajh, Duvenaud and Hirst 2019
    ECT   embedding coherence test                     Dev and Phillips 2019
    Indirect bias of two words through a direction     Bolukbasi et al. 2016, section 5.3
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import SelectionError
from explorer.judging.bias.association import pearson
from explorer.judging.bias.direction import Direction
from explorer.judging.bias.logistic import logistic_regression
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import Floats, WordVectors


def norm_distances(rows: Floats, first: Floats, second: Floats) -> Floats:
    """(N,) for each row w (N, D) ‖w - m₁‖ - ‖w - m₂‖, with the means m of `first` (n, D) and `second` (m, D).

    Negative: nearer to the first.  RND is their sum over neutral words.
    """
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


def negative_sentiment(rows: Floats, positive: Floats, negative: Floats) -> NegativeSentiment:
    """RNSB of rows (N, D), judged by a classifier of the other two (n, D) and (m, D), all at length 1."""
    trained = np.concatenate([negative, positive])
    weights, bias = logistic_regression(trained, np.repeat([1.0, 0.0], [len(negative), len(positive)]))
    negativity = 1 / (1 + np.exp(-(rows @ weights + bias)))
    shares = negativity / negativity.sum()
    return NegativeSentiment(float(shares @ np.log(shares * len(shares))), shares)


def average_cosine(rows: Floats, *attributes: Floats) -> float:
    """MAC: mean over rows (N, D) and sets of attributes (n, D) of the mean cosine distance; 1 is no bias, in [0, 2]."""
    return float(np.mean([1 - rows @ group.mean(axis=0) for group in attributes]))


def average_distances(groups: Sequence[Floats], attributes: Sequence[Floats]) -> Floats:
    """(G, A) mean cosine distance of the rows (n, D) of each group and those (m, D) of each set of attributes.

    MAC is their mean, each group weighted by its number of words.
    """
    return np.array([[average_cosine(rows, listed) for listed in attributes] for rows in groups])


def inner_products(rows: Floats, first: Floats, second: Floats) -> Floats:
    """(N, P) RIPA of each row w (N, D) with each pair a (P, D), b (P, D): w · (a - b) / ‖a - b‖, at their own length.

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


def coherence(rows: Floats, first: Floats, second: Floats) -> float:
    """ECT: rank correlation of attributes' (N, D) cosines with the means of two groups (n, D), (m, D); 1 is no bias.

    Raises
    ------
    SelectionError
        If there are fewer than three attributes, or all are equally near to a group, so that they have no order.
    """
    return pearson(*(_ranks(rows @ group.mean(axis=0)) for group in (first, second)))


def _ranks(values: Floats) -> Floats:
    """(N,) ranks from 1 on, those of equal values their mean: SciPy's `rankdata` takes four times as long for few."""
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((times.cumsum() - (times - 1) / 2)[place])


@dataclass(frozen=True, eq=False)
class Indirect:
    """The likeness of a word to others, with the direction and without it.

    Parameters
    ----------
    cosines : (N,) float64
        w · v of unit vectors.
    without : (N,) float64
        cos(w⊥, v⊥), where w⊥ is w without its part along the direction.
    """

    cosines: Floats
    without: Floats

    @property
    def shares(self) -> Floats:
        """(N,) β(w, v) = (w · v - cos(w⊥, v⊥)) / w · v: the share of the likeness that comes from the direction."""
        return np.asarray((self.cosines - self.without) / self.cosines)


def indirect(vectors: WordVectors, along: Direction, word: str, others: Sequence[str]) -> Indirect:
    """The likeness of `word` to each of `others` (N), with the direction and without it.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    w = unit_rows(vectors, [word])[0]
    v = unit_rows(vectors, others)
    rest_w, rest_v = w - (w @ along.vector) * along.vector, v - np.outer(v @ along.vector, along.vector)
    lengths = np.linalg.norm(rest_v, axis=1) * np.linalg.norm(rest_w)
    nothing = lengths < 1e-6  # nothing is left of a word that is the direction itself, so there is no likeness either
    without = np.where(nothing, 0, rest_v @ rest_w) / np.where(nothing, 1, lengths)
    return Indirect(np.asarray(v @ w), np.asarray(without))


def indirect_bias(vectors: WordVectors, along: Direction, word: str, others: Sequence[str]) -> Floats:
    """(N,) share of the likeness of `word` to each of `others` that comes from the direction.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    return indirect(vectors, along, word, others).shares
