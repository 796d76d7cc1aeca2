"""
Relations of many pairs: whether capitals, plurals or tenses all point the same way, and pairs found along a direction.

A relation holds as an offset if the differences b - a of its pairs are parallel.  They are compared
with shuffled pairs of the same words, as Vylomova et al. 2016 and Linzen 2016 advise: words of one
kind lie close together, so even wrong pairs agree somewhat.  Pairs along a direction are generated
as in Bolukbasi et al. 2016, eq. 1: the x - y most parallel to a - b with x and y no further apart
than 1.  x and y are different words by construction, so the generator can never answer x : x
(Nissim, van Noord and van der Goot 2019).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import SelectionError
from explorer.vectors.typed_words import Pair
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

BLOCK = 512
DEALS = 20  # times that the second words are shuffled
AMONG = 5000  # words that pairs are generated from


@dataclass(frozen=True, eq=False)
class Relation:
    """Pairs in the plane, and how parallel they truly are.

    Parameters
    ----------
    pairs : tuple of (str, str)
    xy : (2 P, 2) float64
        Where the words lie in the plane of the first two principal components: first words, then second ones.
    variance : (float, float)
        Shares of the words' variance on the two axes.
    agreement : (P,) float64
        Cosine of each pair's offset with the mean of the others, in all dimensions.
    shuffled : float
        Mean of the same when the second words are shuffled among the first words.
    """

    pairs: tuple[Pair, ...]
    xy: Floats
    variance: tuple[float, float]
    agreement: Floats
    shuffled: float


def relation(vectors: WordVectors, pairs: Sequence[Pair], *, seed: int = 0) -> Relation:
    """The pairs as a relation, each word at length 1.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If there are fewer than three pairs, too few to compare.
    """
    if len(pairs) < 3:
        raise SelectionError(f"{len(pairs)} pairs have both words in this model; a relation needs at least three.")
    first = unit_rows(vectors, [a for a, _ in pairs])
    second = unit_rows(vectors, [b for _, b in pairs])
    everything = np.concatenate([first, second])
    centred = everything - everything.mean(axis=0)
    left, singular, _ = np.linalg.svd(centred, full_matrices=False)
    shares = singular**2 / (singular**2).sum()
    generator = np.random.default_rng(seed)
    dealt = [float(_agreement(second[_deal(len(pairs), generator)] - first).mean()) for _ in range(DEALS)]
    return Relation(
        tuple(pairs),
        left[:, :2] * singular[:2],
        (float(shares[0]), float(shares[1])),
        _agreement(second - first),
        float(np.mean(dealt)),
    )


@dataclass(frozen=True)
class Generated:
    """A pair found along a direction, and the cosine of its offset with that direction."""

    x: str
    y: str
    cosine: float


def along(vectors: WordVectors, a: str, b: str, *, k: int = 40, apart: float = 1.0) -> list[Generated]:
    """The `k` pairs x : y most parallel to a : b, no first word twice, of the first `AMONG` words.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If the two words have the same vector.
    """
    given = unit_rows(vectors, [a, b])
    difference = given[0] - given[1]
    length = np.linalg.norm(difference)
    if not length:
        raise SelectionError(f"“{a}” and “{b}” have the same vector: there is no direction from one to the other.")
    words = vectors.words[:AMONG]
    unit = unit_rows(vectors, words)
    on_it = unit @ (difference / length)
    best, partner = np.full(len(words), -2.0), np.zeros(len(words), dtype=np.intp)
    for start in range(0, len(words), BLOCK):
        distances = np.sqrt(np.maximum(2 - 2 * unit[start : start + BLOCK] @ unit.T, 0))  # (b, n)
        allowed = (distances <= apart) & (distances > 1e-3)
        cosines = np.where(
            allowed, (on_it[start : start + BLOCK, None] - on_it) / np.where(allowed, distances, 1), -2.0
        )
        partner[start : start + BLOCK] = cosines.argmax(axis=1)
        best[start : start + BLOCK] = cosines.max(axis=1)
    order = np.argsort(-best, kind="stable")[:k]
    return [Generated(words[i], words[partner[i]], float(best[i])) for i in order if best[i] > 0]


def _agreement(offsets: Floats) -> Floats:
    """(P,) cosine of each offset (P, D) with the sum of all others."""
    others = offsets.sum(axis=0) - offsets
    lengths = np.linalg.norm(offsets, axis=1) * np.linalg.norm(others, axis=1)
    return np.asarray(np.einsum("pd,pd->p", offsets, others) / np.where(lengths == 0, 1, lengths))


def _deal(n: int, generator: np.random.Generator) -> Rows:
    """(n,) a permutation that leaves nothing in its place: a shuffled order rotated by one place."""
    order = generator.permutation(n)
    dealt = np.empty(n, dtype=np.intp)
    dealt[order] = np.roll(order, 1)
    return dealt
