"""Linear projection: Dev and Phillips 2019, "Attenuating bias in word vectors", w' = w - (w · g) g for every word."""

from explorer.judging.bias.debiasing.steps import derived, projected_out
from explorer.judging.bias.direction import Direction
from explorer.progress import Report, to_nobody
from explorer.vectors.word_vectors import WordVectors


def linear_projection(vectors: WordVectors, along: Direction, *, report: Report = to_nobody) -> WordVectors:
    """Every vector without its part along the direction, at the length that is left."""
    return derived(vectors, projected_out(vectors, along.vector[None], report))
