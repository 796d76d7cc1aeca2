"""
Two models of the same words: which words kept their neighbours, and which have moved.

The coordinates of two trainings have nothing in common, so one model is first turned onto the other by
the orthogonal Procrustes rotation over the words they share (Hamilton, Leskovec and Jurafsky 2016,
"Diachronic word embeddings reveal statistical laws of semantic change"); where their dimensions differ,
both are first brought to the smaller number by PCA.  What needs no rotation is compared as it is: of
each word the k nearest shared words in either model,

    Jaccard       |A ∩ B| / |A ∪ B|
    rank-biased   sum_d p^(d-1) |A_d ∩ B_d| / d, divided by sum_d p^(d-1)     Webber, Moffat and Zobel 2010, to depth k

with A_d the d nearest.  Two trainings of one text with other seeds do not agree fully either:
what they differ by is the null that any other difference must exceed.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.corpus import Corpus
from explorer.errors import SelectionError, SettingError
from explorer.projection import align, pca
from explorer.projection.neighbours import neighbour_graph
from explorer.projection.settings import SpaceSettings
from explorer.projection.space import space_of
from explorer.training.sgns import SGNSSettings, SGNSTrainer
from explorer.vectors import Floats, WordVectors

PERSISTENCE = 0.9  # p of the rank-biased overlap
MOST = 20_000  # words compared
NULL_STEPS = 4000  # of each training of the null
FEWEST = 3


@dataclass(frozen=True)
class CompareSettings:
    """How many of the shared words are compared, the most frequent of the first model first, by how many neighbours."""

    words: int = 3000
    neighbours: int = 10

    def __post_init__(self) -> None:
        if not FEWEST <= self.words <= MOST:
            raise SettingError(f"Between {FEWEST} and {MOST:,} words can be compared, not {self.words:,}.")
        if not 1 <= self.neighbours <= 100:
            raise SettingError(f"Between 1 and 100 neighbours can be compared, not {self.neighbours}.")


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two models, word by word.

    Parameters
    ----------
    words : (N,) words compared
    shared : int
        Words that both models have.
    k : int
        Neighbours compared; fewer than asked for where there are not so many words.
    near_first, near_second : (N, k) int32
        Each word's nearest others among the N, the nearest first.
    jaccard, rank_biased : (N,)
        Overlap of these two lists, in [0, 1].
    first, second : (N, 2) float32
        Where the words lie on a map of the first model, and the second turned onto it.
    moved : (N,)
        How far each word lies from its place after the rotation, in all dimensions; in radii of the whole cloud.
    beyond : (N,)
        `moved` less the mean of its neighbours in the first model: what its surroundings do not share.
    dim : int
        Dimensions in which the rotation was looked for.
    """

    words: tuple[str, ...]
    shared: int
    k: int
    near_first: NDArray[np.int32]
    near_second: NDArray[np.int32]
    jaccard: Floats
    rank_biased: Floats
    first: Floats
    second: Floats
    moved: Floats
    beyond: Floats
    dim: int

    @property
    def chance(self) -> float:
        """The Jaccard overlap of two lists drawn at random, about."""
        hits = self.k * self.k / (len(self.words) - 1)
        return hits / (2 * self.k - hits)

    def neighbours(self, word: str) -> tuple[list[str], list[str]]:
        """The word's k nearest in the first and in the second model.

        Raises
        ------
        SelectionError
            If the word is not among those compared.
        """
        if word not in self.words:
            raise SelectionError(f"“{word[:40]}” is not among the {len(self.words):,} words compared.")
        row = self.words.index(word)
        return [self.words[i] for i in self.near_first[row]], [self.words[i] for i in self.near_second[row]]


def shared_words(first: WordVectors, second: WordVectors) -> list[str]:
    """Words of both models, in the order of the first.

    Raises
    ------
    SelectionError
        If they share fewer than three words.
    """
    found = [word for word in first.words if word in second]
    if len(found) < FEWEST:
        which = "no word" if not found else f"only {' and '.join(f'“{word[:30]}”' for word in found)}"
        raise SelectionError(
            f"{first.name} and {second.name} share {which}; at least {FEWEST} shared words are needed to compare them."
        )
    return found


def compare(first: WordVectors, second: WordVectors, settings: CompareSettings | None = None) -> Comparison:
    """The two models over the words they share.

    Raises
    ------
    SelectionError
        If they share fewer than three words, or a vector has no direction.
    """
    settings = settings or CompareSettings()
    shared = shared_words(first, second)
    words = tuple(shared[: settings.words])
    spaces = []
    for model in (first, second):
        part = WordVectors(model.name, words, model.matrix[model.rows(words)])
        spaces.append(space_of(part, SpaceSettings()))
    k = min(settings.neighbours, len(words) - 1)
    near_first, near_second = (neighbour_graph(space, k).neighbour for space in spaces)
    left, right = common(spaces[0].rows, spaces[1].rows)
    turned = align.aligned(right, left, rescale=True)
    axes, _ = pca.principal_axes(left, min(2, left.shape[1]))
    middle = left.mean(axis=0)
    moved = align.displacement(right, left)
    return Comparison(
        words,
        len(shared),
        k,
        near_first,
        near_second,
        jaccard(near_first, near_second),
        rank_biased(near_first, near_second),
        _flat((left - middle) @ axes),
        _flat((turned - middle) @ axes),
        moved,
        moved - moved[near_first].mean(axis=1),
        left.shape[1],
    )


def common(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Rows (N, D) and (N, E) in as many dimensions as the smaller has: the larger by PCA."""
    dim = min(first.shape[1], second.shape[1])
    rows = [part if part.shape[1] == dim else pca.pca(part, dim)[0] for part in (first, second)]
    return rows[0].astype(np.float64), rows[1].astype(np.float64)


def jaccard(first: NDArray[np.integer], second: NDArray[np.integer]) -> Floats:
    """(N,) overlap of each row of (N, k) with the other's, whatever the order.

    >>> jaccard(np.array([[1, 2, 3]]), np.array([[3, 2, 9]])).tolist()
    [0.5]
    """
    hits = (first[:, :, None] == second[:, None, :]).sum(axis=(1, 2))
    return np.asarray(hits / (2 * first.shape[1] - hits))


def rank_biased(first: NDArray[np.integer], second: NDArray[np.integer], p: float = PERSISTENCE) -> Floats:
    """(N,) overlap of each row of (N, k) with the other's, the top of the lists counting most; 1 for equal lists.

    >>> rank_biased(np.array([[1, 2]]), np.array([[2, 1]]), 0.5).round(4).tolist()  # (0 + 0.5) / 1.5
    [0.3333]
    """
    same = first[:, :, None] == second[:, None, :]  # (N, k, k)
    depths = range(1, first.shape[1] + 1)
    weights = np.array([p ** (d - 1) for d in depths])
    shares = np.stack([same[:, :d, :d].sum(axis=(1, 2)) / d for d in depths], axis=1)  # (N, k)
    return np.asarray(shares @ weights / weights.sum())


def two_seeds(corpus: Corpus, settings: SGNSSettings, *, steps: int = NULL_STEPS) -> tuple[WordVectors, WordVectors]:
    """Two trainings of one text that differ in their seed only: the null of every comparison."""
    found = []
    for seed in (settings.seed, settings.seed + 1):
        trainer = SGNSTrainer(corpus, replace(settings, seed=seed))
        for _ in range(steps):
            trainer.step()
        found.append(trainer.vectors(f"{corpus.name}, seed {seed}"))
    return found[0], found[1]


def _flat(at: Floats) -> Floats:
    """(N, 2) float32 places, also where there is one dimension only."""
    flat = np.zeros((len(at), 2), dtype=np.float32)
    flat[:, : at.shape[1]] = at
    return flat
