"""
Maps whose axes mean something: each axis is a formula of words, and a word's place is its measure against the formula.

As in Grand et al. 2022, "Semantic projection recovers rich human knowledge of multiple object
features from word embeddings": a difference such as "woman - man" is a scale on which every
word has a place.  Nothing is optimised, so the same axes always give the same picture.
"""

import numpy as np

from explorer.errors import SelectionError
from explorer.projection.honesty import honesty
from explorer.projection.layout import Projection
from explorer.projection.neighbours import NeighbourGraph
from explorer.projection.settings import Measure, ProjectionSettings
from explorer.projection.space import Space
from explorer.vectors.formula import evaluate
from explorer.vectors.word_vectors import Floats, WordVectors


def cosines_with(vectors: WordVectors, words: WordVectors, formula: str) -> Floats:
    """(N,) cosine in [-1, 1] of each of `words` with a formula of words of `vectors`.

    Raises
    ------
    UnknownWordError
        If a word of the formula is not in the vocabulary.
    FormulaError
        If it does not parse or cancels out.
    """
    direction = evaluate(formula, vectors).astype(np.float64)
    direction /= np.linalg.norm(direction)
    return np.clip(words.unit @ direction.astype(np.float32), -1, 1)


def along(vectors: WordVectors, words: WordVectors, formula: str, measure: Measure = "cosine") -> Floats:
    """(N,) each of `words` measured against a formula of words of `vectors`.

    The dot product and the distance take all vectors as they are, with their lengths; the correlation is Pearson's,
    over the dimensions.

    Raises
    ------
    UnknownWordError
        If a word of the formula is not in the vocabulary.
    FormulaError
        If it does not parse or cancels out.
    """
    if measure == "cosine":
        return cosines_with(vectors, words, formula)
    if measure == "correlation":
        own = words.unit - words.unit.mean(axis=1, keepdims=True)
        direction = evaluate(formula, vectors)
        direction = direction - direction.mean()
        lengths = np.linalg.norm(own, axis=1) * np.linalg.norm(direction)
        return np.asarray(np.clip((own @ direction) / np.where(lengths == 0, 1, lengths), -1, 1))
    direction = evaluate(formula, vectors, unit=False)
    if measure == "dot product":
        return np.asarray(words.matrix @ direction, dtype=np.float32)
    return np.asarray(np.linalg.norm(words.matrix - direction, axis=1), dtype=np.float32)


def on_axes(
    vectors: WordVectors,
    words: WordVectors,
    space: Space,
    graph: NeighbourGraph | None,
    settings: ProjectionSettings,
) -> Projection:
    """The map of `words` whose axes are the formulas of `settings.axes`.

    Raises
    ------
    SelectionError
        If there are not as many formulas as the map has dimensions.
    UnknownWordError
        If a word of a formula is not in the vocabulary.
    FormulaError
        If a formula does not parse or cancels out.
    """
    if len(settings.axes) != settings.dims:
        raise SelectionError(f"A map in {settings.dims}-D needs {settings.dims} formulas, not {len(settings.axes)}.")
    at = np.stack([along(vectors, words, formula, settings.measure) for formula in settings.axes], axis=1)
    return Projection(space.words, at, settings, honesty(space, graph, at))
