"""Clouds of words made on the spot, in groups."""

import numpy as np

from explorer.projection.settings import SpaceSettings
from explorer.vectors.word_vectors import WordVectors

PLAIN = SpaceSettings(metric="euclidean", unit=False)


def cloud(n: int = 300, dim: int = 12, groups: int = 6, seed: int = 0) -> WordVectors:
    rng = np.random.default_rng(seed)
    centres = 3 * rng.normal(size=(groups, dim))
    matrix = (centres[np.arange(n) % groups] + rng.normal(size=(n, dim))).astype(np.float32)
    return WordVectors(tuple(f"w{i}" for i in range(n)), matrix)
