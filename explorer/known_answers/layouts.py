"""Known answers of t-SNE and UMAP: the definitions of their weights (van der Maaten 2008; McInnes 2018)."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from explorer.known_answers.answers import Check
from explorer.known_answers.space import cloud
from explorer.projection import tsne, umap
from explorer.projection.neighbours import NeighbourGraph, neighbour_graph
from explorer.projection.settings import SpaceSettings
from explorer.projection.space import space_of
from explorer.vectors.word_vectors import Floats

PERPLEXITY = 12.0
NEIGHBOURS = 15  # of UMAP, including the word itself, as in umap-learn


def checks() -> Iterator[Check]:
    """All of them."""
    topic, paper = "t-SNE", "van der Maaten and Hinton 2008: the perplexity is 2 to the entropy of p_j|i in bits"
    name = f"perplexity of 120 words asked to be {PERPLEXITY:g}: least and greatest"
    yield Check(topic, name, (PERPLEXITY, PERPLEXITY), _perplexities, 1e-3, paper)
    yield Check(topic, "sum of all p_ij, and largest |p_ij − p_ji|", (1.0, 0.0), _joint, 1e-6, "By definition")
    kl = "KL(P‖Q) with q_ij ∝ 1 / (1 + d²), summed here pair by pair"
    yield Check(topic, "loss of a random map minus the definition", 0.0, _loss_error, 1e-4, kl)
    topic = "UMAP"
    weights = "McInnes, Healy and Melville 2018, algorithms 2 and 3, each σ found here by Brent's method"
    yield Check(topic, "fuzzy weights of all edges: largest error", 0.0, _weight_error, 1e-4, weights)
    local = "McInnes, Healy and Melville 2018: every word is connected to its nearest with weight 1"
    yield Check(topic, "largest weight of each word: least and greatest", (1.0, 1.0), _largest_weights, 1e-6, local)
    for min_dist, a, b in ((0.1, 1.5769434, 0.8950609), (0.001, 1.9293, 0.79150)):
        known = "umap-learn, find_ab_params, spread 1"
        yield Check(topic, f"a and b for min_dist {min_dist:g}", (a, b), partial(umap.curve, min_dist), 1e-3, known)


def _graph() -> NeighbourGraph:
    return neighbour_graph(space_of(cloud(), SpaceSettings(metric="euclidean", unit=False)), 119)


def _perplexities() -> tuple[float, float]:
    p = tsne.affinities(_graph().squared[:, :36], PERPLEXITY).astype(np.float64)
    bits = -(p * np.log2(np.where(p > 0, p, 1))).sum(axis=1)
    return float(2 ** bits.min()), float(2 ** bits.max())


def _joint() -> tuple[float, float]:
    p = tsne.joint_probabilities(_graph(), PERPLEXITY)
    return float(p.sum()), float(abs(p - p.T).max())


def _loss_error() -> float:
    graph, at = _graph(), np.random.default_rng(0).normal(size=(120, 2)).astype(np.float32)
    p = tsne.joint_probabilities(graph, PERPLEXITY).toarray()
    nearness = 1 / (1 + ((at[:, None] - at[None]) ** 2).sum(axis=2))
    np.fill_diagonal(nearness, 0)
    q = nearness / nearness.sum()
    there = p > 0
    layout = tsne.TSNE(graph, at, PERPLEXITY, settled=True)
    return float(layout.loss() - (p[there] * np.log(p[there] / q[there])).sum())


def _one_way() -> Floats:
    """(N, N) p_j|i = exp(−(d_ij − ρ_i) / σ_i), ρ the nearest distance, σ such that a row sums to log2 k."""
    from scipy.optimize import brentq

    graph, k = _graph(), NEIGHBOURS - 1
    found = np.zeros((120, 120))
    for word in range(120):
        apart = graph.distance[word, :k].astype(np.float64)
        apart -= apart[0]
        wanted = np.log2(NEIGHBOURS)
        sigma = brentq(lambda s, d=apart, w=wanted: np.exp(-d / s).sum() - w, 1e-6, 1e3, xtol=1e-12)
        found[word, graph.neighbour[word, :k]] = np.exp(-apart / sigma)
    return found


def _weight_error() -> float:
    one_way = _one_way()
    union = one_way + one_way.T - one_way * one_way.T
    return float(np.abs(umap.fuzzy_graph(_graph(), NEIGHBOURS).toarray() - union).max())


def _largest_weights() -> tuple[float, float]:
    largest = umap.fuzzy_graph(_graph(), NEIGHBOURS).toarray().max(axis=1)
    return float(largest.min()), float(largest.max())
