"""
Three vectors for a word at a place, and two joined ones.

    type      the word's one vector: the same at every place
    average   mean of the type vectors around the place, rare words counting more
    model     the context vector, less what all places share: their mean and their main axes

    mixed     model and average side by side, 2 D numbers: tells senses apart best
    typed     the average of the words around and of the 50 words that fit the place best: lies among the type vectors

The word itself has no part in average, model, mixed or typed: they depend only on the words around it.  All have length
1; the mean of all types is subtracted first, as in "All-but-the-top" (Mu and Viswanath 2018).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from explorer.context.model import ContextModel, Places
from explorer.context.type_vectors import Ids, TypeVectors
from explorer.vectors.highest_of_rows import highest_of_rows
from explorer.vectors.word_vectors import Floats

System = Literal["type", "average", "model", "mixed", "typed"]
SUBSTITUTES = 50  # words that fit best
AXES = 3  # main directions of context vectors that all places share


@dataclass(frozen=True, eq=False)
class PlaceVectors:
    """Unit vectors of N places by each system; `contexts` (N, D) is the output of the model itself."""

    type: Floats
    average: Floats
    model: Floats
    mixed: Floats
    typed: Floats
    contexts: Floats

    def of(self, system: System) -> Floats:
        """(N, D) vectors of one system; `mixed` has 2 D numbers."""
        found: Floats = getattr(self, system)
        return found


def unit(rows: Floats) -> Floats:
    """Rows (N, D) at length 1; zero rows stay zero."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9))


def averages(types: TypeVectors, places: Places, reach: int | None = None) -> Floats:
    """(N, D) weighted means of the words around each place, of all there are or of `reach` on each side."""
    found = np.zeros((len(places), types.dim), types.unit.dtype)
    for i, (row, k) in enumerate(zip(places.rows, places.at.tolist(), strict=True)):
        near = row if reach is None else row[max(0, k - reach) : k + reach + 1]
        found[i] = types.weighted[near].sum(axis=0) - types.weighted[row[k]]
    return unit(found)


def common_of(contexts: Floats) -> Floats:
    """(A, D), A = 1 + AXES: what context vectors (N, D) of random places share: mean and main axes."""
    mean = contexts.mean(axis=0)
    axes = np.linalg.svd(unit(contexts - mean), full_matrices=False)[2][:AXES]
    return np.concatenate([mean[None], axes])


def without_common(contexts: Floats, common: Floats) -> Floats:
    """(N, D) context vectors without what all share, at length 1."""
    rows, axes = unit(contexts - common[0]), common[1:]
    return unit(rows - rows @ axes.T @ axes)


def substitutes(model: ContextModel, contexts: Floats) -> Floats:
    """(N, D) mean type vector of the words that fit best; the frequency of a word counts a quarter."""
    types, bias = model.types, model.network.parameters["bias"]
    found = np.empty_like(contexts)
    many = min(SUBSTITUTES, len(types))
    groups = max(8 * many, len(types) // 64)
    score = np.full((min(256, len(contexts)), -(-len(types) // groups) * groups), -np.inf, dtype=np.float32)
    for begin in range(0, len(contexts), 256):
        here = score[: len(contexts) - begin]
        here[:, : len(types)] = model.scores(contexts[begin : begin + 256]) - np.float32(0.75) * bias
        best, weight = highest_of_rows(here, many, groups)
        weight = np.exp(0.5 * (weight - weight[:, :1]))
        weight /= weight.sum(axis=1, keepdims=True)
        rows = types.unit[best] - types.mean  # (n, 50, D)
        found[begin : begin + 256] = np.einsum("nk,nkd->nd", weight, rows)
    return unit(found)


def place_vectors(model: ContextModel, places: Places) -> PlaceVectors:
    """All vectors of places."""
    types = model.types
    words = np.array([row[k] for row, k in zip(places.rows, places.at.tolist(), strict=True)])
    contexts = model.contexts(places)
    average, own = averages(types, places), without_common(contexts, model.common)
    mixed = unit(np.concatenate([own, average], axis=1))
    typed = unit(0.5 * substitutes(model, contexts) + average)
    return PlaceVectors(type_rows(types, words), average, own, mixed, typed, contexts)


def type_rows(types: TypeVectors, ids: Ids) -> Floats:
    """(N, D) the type vectors of ids (N,), minus the mean of all, at length 1; zeros for unknown words."""
    return np.concatenate([types.centred, np.zeros((1, types.dim), types.unit.dtype)])[ids]
