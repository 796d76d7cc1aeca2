"""
Known answers of context models: a forward pass and measures of context, both by hand; the scores in the model's file.

By hand: one unit, one dimension, all weights 0 except the candidate's on the input and those of the merging layers.
Both gates are then σ(0) = 1/2, so a reader that has read one word x holds tanh(x) / 2; x is half the unit vector.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from explorer.context import model as models
from explorer.context import text_sample, weights_file
from explorer.context.model import ContextModel
from explorer.context.network import ContextNetwork, NetworkSettings
from explorer.context.place_vectors import System
from explorer.context.pseudowords import pseudoword
from explorer.context.self_similarity import explainable_variance, intra_similarity, self_similarity
from explorer.context.type_vectors import TypeVectors
from explorer.files import library
from explorer.known_answers.answers import Check, Value
from explorer.vectors.word_vectors import WordVectors

TOPIC = "Context model"
ASKED: tuple[System, ...] = ("average", "model", "mixed")


def checks() -> Iterator[Check]:
    """All of them."""
    by_hand = 0.5 * float(np.tanh(0.5)), -0.5 * float(np.tanh(0.5))
    name = "of “a b” with vectors 1 and −1, one unit: what b knows of a from the left, and a of b from the right"
    yield Check(TOPIC, name, by_hand, _two_words, 1e-6, "By hand: σ(0) tanh(±1/2)")
    name = "places (1, 0), (0, 1), (1, 1): self-similarity √2/3, intra-similarity (1 + √2)/3, variance explained 3/4"
    yield Check(TOPIC, name, (2**0.5 / 3, (1 + 2**0.5) / 3, 0.75), _contextual, 1e-9, "By hand; Ethayarajh 2019, § 3")
    told: Any = weights_file.load(models.BUILT_IN).about["scores"]  # JSON of our own
    shares = tuple(told[f"king/computer: {system}"]["centroids"] for system in ASKED)
    name = f"king and computer merged into one word, told apart by {', '.join(ASKED)}: share right"
    yield Check(TOPIC, name, shares, _told_apart, 1e-4, "The model's own file, when it was made")


def _two_words() -> Value:
    types = TypeVectors(WordVectors(("a", "b"), np.array([[1.0], [-1.0]]), counts=np.array([1, 1])), np.float64)
    begun = ContextNetwork.begin(types, NetworkSettings(1, 1, 1), seed=0)
    p = {name: np.zeros_like(value) for name, value in begun.parameters.items()}
    p["left.W"][2, 1] = p["right.W"][2, 1] = p["out.W"][0, 0] = 1
    p["merge.b"][0], p["out.b"][0] = 1, -1  # so that the layer's maximum with 0 removes nothing
    p["merge.W"][0, :2] = 1
    c = ContextModel(ContextNetwork(types, begun.settings, p), sample=0).read(np.array([0, 1]))
    return float(c[1, 0]), float(c[0, 0])


def _contextual() -> Value:
    rows = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    return self_similarity(rows), intra_similarity(rows), explainable_variance(rows)


def _told_apart() -> Value:
    model = models.built_in(library.built_in())
    held_out = text_sample.wikipedia(model.types).ids[: text_sample.HELD_OUT]
    scores = pseudoword(model, held_out, ("king", "computer")).scores
    return tuple(scores[system].accuracy.value for system in ASKED)
