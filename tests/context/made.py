"""Small vectors and a small context model, made up."""

import numpy as np

from explorer.context.model import ContextModel
from explorer.context.network import ContextNetwork, NetworkSettings
from explorer.context.type_vectors import TypeVectors
from explorer.vectors.word_vectors import WordVectors


def types(V=9, D=4, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    words = [f"w{i}" for i in range(V)]
    return TypeVectors(WordVectors(words, rng.normal(size=(V, D)), counts=np.arange(V, 0, -1) * 10), dtype)


def model(V=9, D=4, units=3, merge=5, reach=2, **more):
    return ContextModel(
        ContextNetwork.begin(types(V, D), NetworkSettings(units, merge, reach), seed=1), sample=0, **more
    )
