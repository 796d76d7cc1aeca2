"""
OSCaR: Dev, Li, Phillips and Srikumar 2021, "OSCaR: orthogonal subspace correction and rectification of biases".

Nothing is taken out.  Two directions that should have nothing to do with each other, v₁ of gender
and v₂ of occupations, are made orthogonal: in the plane of the two, v₁ stays, v₂ is turned to a
right angle with it, and every word is turned by an angle between 0 and that, which depends on its
place in the plane (section 3, graded rotation).  Let θ' be the angle of v₂ and φ that of the word,
both from v₁, θ = π/2 - θ', and v₂' the part of v₂ orthogonal to v₁.  The word is turned by

    θ φ / θ'               if it lies on the side of v₂' and φ < θ'
    θ (π - φ) / (π - θ')   if it lies on the side of v₂' and φ ≥ θ'
    θ (π - φ) / θ'         if it lies on the other side and φ ≥ π - θ'
    θ φ / (π - θ')         if it lies on the other side and φ < π - θ'

So the new angle is piecewise linear through 0 -> 0, θ' -> π/2, π -> π, and the same mirrored
through the origin.  What lies outside the plane stays, and so does every length.  The authors' code
(oscar.py) exchanges θ and θ', so that v₂ misses the right angle; here the formula is the paper's.
"""

from collections.abc import Sequence

import numpy as np

from explorer.errors import SelectionError
from explorer.judging.bias.debiasing.steps import by_blocks, derived
from explorer.judging.bias.direction import Direction
from explorer.progress import Report, to_nobody
from explorer.vectors.unit import unit_rows
from explorer.vectors.word_vectors import Floats, WordVectors


def concept_line(vectors: WordVectors, words: Sequence[str]) -> Floats:
    """(D,) first principal component of the unit vectors of `words`: along it they differ most; of length 1.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If there are fewer than two words, or all have the same vector.
    """
    if len(words) < 2:
        raise SelectionError(
            f"A second direction needs two words of this model or more, not {len(words)}. Choose another list."
        )
    rows = unit_rows(vectors, words)
    _, singular, components = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    if singular[0] < 1e-9:
        raise SelectionError("The words of the second direction have the same vector, so they have no direction.")
    return np.asarray(components[0])


def oscar(vectors: WordVectors, along: Direction, beside: Floats, *, report: Report = to_nobody) -> WordVectors:
    """Vectors in which `beside` (D,), of length 1, is orthogonal to `along`, which stays as it is.

    Raises
    ------
    SelectionError
        If the two are the same direction, so that there is no plane to turn words in.
    """
    across = float(beside @ along.vector)
    up = beside - across * along.vector
    height = float(np.linalg.norm(up))
    if height < 1e-6:
        raise SelectionError("The two directions are the same, so they cannot be made orthogonal. Choose other words.")
    up = up / height
    angle = np.arctan2(height, across)  # θ', in (0, π)
    corners, turned = (np.array([-np.pi, of_second - np.pi, 0.0, of_second, np.pi]) for of_second in (angle, np.pi / 2))

    def rotated(block: Floats) -> Floats:
        """(n, D) rows turned within the plane."""
        x, y = block @ along.vector, block @ up  # (n,) each
        new, length = np.interp(np.arctan2(y, x), corners, turned), np.hypot(x, y)
        block += np.outer(length * np.cos(new) - x, along.vector) + np.outer(length * np.sin(new) - y, up)
        return block

    return derived(vectors, by_blocks(vectors, rotated, report))
