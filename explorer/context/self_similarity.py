"""
How much of a vector of a place is the word, and how much the context (Ethayarajh 2019).

    self-similarity        mean cosine of a word's vectors at two of its places: 1 if the place makes no difference
    intra-similarity       mean cosine of the vectors of a sentence with their mean: does being in it make them alike?
    explainable variance   of a word's vectors at n places, the share σ_1² / Σ σ_i² of the first singular value: what
                           one vector for the word could keep at most

All vectors of a model may point one way (anisotropy); then any two places are alike, and high values say nothing.  So
each measure is also taken of random places of different words, and this value is subtracted.

The rows may come from anywhere: another place, another layer of another model, as long as one row is one place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import SelectionError
from explorer.vectors.word_vectors import Floats

DRAWS = 50  # samples of random places that say what variance one direction explains anyway


@dataclass(frozen=True)
class Baseline:
    """What places of different words have in common: mean cosine, and variance explained in samples of n of them."""

    cosine: float
    variance: float


def self_similarity(rows: Floats) -> float:
    """Mean cosine of any two different rows (n, D), n at least 2; a row of zeros is at a cosine of 0 to all.

    Raises
    ------
    SelectionError
        If there are fewer than two rows.
    """
    n = len(_of_several(rows))
    directions = _unit(rows)
    total = directions.sum(axis=0)
    return float((total @ total - (directions * directions).sum()) / (n * n - n))


def intra_similarity(rows: Floats) -> float:
    """Mean cosine of the rows (n, D) of a sentence with their mean.

    Raises
    ------
    SelectionError
        If there are fewer than two rows.
    """
    mean = _unit(_of_several(rows).mean(axis=0, dtype=np.float64))
    return float((_unit(rows) @ mean).mean())


def explainable_variance(rows: Floats) -> float:
    """Share in [1/n, 1] of the squares of rows (n, D) along their first singular direction; they are not centred.

    Raises
    ------
    SelectionError
        If there are fewer than two rows, or all are zero.
    """
    squares = np.linalg.svd(_of_several(rows).astype(np.float64), compute_uv=False) ** 2
    if squares.sum() == 0:
        raise SelectionError("All these vectors are zero: there is no variance to explain.")
    return float(squares[0] / squares.sum())


def baseline(rows: Floats, n: int, *, seed: int = 0) -> Baseline:
    """The baseline of rows (N, D) of different words at random places; its variance is from samples of `n` places.

    Raises
    ------
    SelectionError
        If there are fewer than `n` rows, or `n` is less than 2.
    """
    if not 2 <= n <= len(rows):
        raise SelectionError(f"Samples of {n} places are to be drawn from {len(rows)}; 2 or more are needed of each.")
    rng = np.random.default_rng(seed)
    drawn = [explainable_variance(rows[rng.choice(len(rows), n, replace=False)]) for _ in range(DRAWS)]
    return Baseline(self_similarity(rows), float(np.mean(drawn)))


@dataclass(frozen=True, eq=False)
class Measured:
    """The three measures of one system or layer, uncorrected, for W words and S sentences, and the baseline.

    Parameters
    ----------
    words : (W,)
        Self-similarity of each word.
    variance : (W,)
        Explainable variance of each word.
    sentences : (S,)
        Intra-similarity of each sentence.
    baseline : Baseline
    """

    words: Floats
    variance: Floats
    sentences: Floats
    baseline: Baseline

    @property
    def corrected(self) -> Floats:
        """(W,) self-similarity minus that of places of different words."""
        return self.words - self.baseline.cosine


def measured(words: Sequence[Floats], sentences: Sequence[Floats], random: Floats, *, seed: int = 0) -> Measured:
    """The measures of one system: arrays (n, D) of each word's places, of each sentence's, and (N, D) at random.

    Raises
    ------
    SelectionError
        If a word or sentence has fewer than two places, none is given, or there are fewer random places than a word
        has.
    """
    if not words or not sentences:
        raise SelectionError("There must be at least one word and one sentence to be measured.")
    return Measured(
        np.array([self_similarity(rows) for rows in words]),
        np.array([explainable_variance(rows) for rows in words]),
        np.array([intra_similarity(rows) for rows in sentences]),
        baseline(random, min(len(rows) for rows in words), seed=seed),
    )


def _of_several(rows: Floats) -> Floats:
    if len(rows) < 2:
        raise SelectionError(f"Places are compared with each other: 2 are needed, not {len(rows)}.")
    return rows


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12))
