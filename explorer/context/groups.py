"""
Groups of places that lie in the same direction, named by the words that fit one group better than the others.

The names are the model's own: each word w is scored by its probability at the places of group k, p_k(w), compared with
that at all places: p_k(w) log(p_k(w) / p(w)).  The silhouette (Rousseeuw 1987) says how far two groups are apart.
"""

import numpy as np
from numpy.typing import NDArray

from explorer.context.model import ContextModel
from explorer.projection.clusters import k_means
from explorer.vectors.word_vectors import Floats

STARTS = 5
Labels = NDArray[np.intp]


def groups(rows: Floats, k: int, *, seed: int = 0) -> Labels:
    """(N,) groups of unit rows (N, D), by spherical k-means, the best of five starts; the largest group is 0."""
    rng = np.random.default_rng(seed)
    k = min(k, len(rows))
    of = max((k_means(rows, k, rng) for _ in range(STARTS)), key=lambda found: found[2])[0]
    order = np.argsort(-np.bincount(of, minlength=k), kind="stable")
    return np.asarray(np.argsort(order)[of])


def names(model: ContextModel, contexts: Floats, of: Labels, *, n: int = 5) -> list[list[str]]:
    """`n` words a group that fit the gaps of its places (context vectors (N, D)) better than those of the others."""
    probability = model.scores(contexts)
    probability -= probability.max(axis=1, keepdims=True)
    np.exp(probability, out=probability)
    probability /= probability.sum(axis=1, keepdims=True)
    every = probability.mean(axis=0) + 1e-6
    found = []
    for group in range(int(of.max()) + 1):
        own = probability[of == group].mean(axis=0)
        best = np.argsort(-own * np.log((own + 1e-6) / every))[:n]
        found.append([model.types.words[i] for i in best])
    return found


def silhouettes(rows: Floats, of: Labels) -> Floats:
    """(N,) silhouette of each unit row (N, D) in [-1, 1], by 1 - cosine; 0 for a row alone in its group."""
    distance = 1 - rows @ rows.T
    member = (of[:, None] == np.arange(of.max() + 1)).astype(rows.dtype)  # (N, k)
    size = member.sum(axis=0)
    total = distance @ member
    own = total[np.arange(len(of)), of] / np.maximum(size[of] - 1, 1)
    others = np.where(member > 0, np.inf, total / np.maximum(size, 1)).min(axis=1)
    found = (others - own) / np.maximum(np.maximum(own, others), 1e-12)
    return np.where(size[of] > 1, found, 0)
