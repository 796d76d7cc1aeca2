"""
Two to four models of the same words: which words kept their neighbours, and which have moved.

The coordinates of two trainings have nothing in common, so each model is first turned onto the first by
the orthogonal Procrustes rotation over the words they all share (Hamilton, Leskovec and Jurafsky 2016,
"Diachronic word embeddings reveal statistical laws of semantic change"); where their dimensions differ,
both are first brought to the smaller number by PCA.  The neighbours need no rotation: for each word,
its k nearest shared words in both models are compared (`overlap`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError, SettingError
from explorer.judging.compare import overlap
from explorer.progress import Report, parts, to_nobody
from explorer.projection import align, pca
from explorer.projection.neighbours import neighbour_graph
from explorer.projection.settings import SpaceSettings
from explorer.projection.space import Space, space_of
from explorer.vectors.word_vectors import Floats, WordVectors

MOST = 50_000  # words compared
MOST_MODELS = 4
FEWEST = 3
LOOKED_FOR = 20_000  # words in all models between two reports


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
class Against:
    """One model against the first, word by word.

    Parameters
    ----------
    kept : (N,)
        How many of the word's k neighbours in the first model are its neighbours here too.
    jaccard, rank_biased : (N,)
        Overlap of the word's two lists of neighbours, in [0, 1].
    moved : (N,)
        How far each word lies from its place after the rotation, in all dimensions; in radii of the whole cloud.
    beyond : (N,)
        `moved` minus the mean of its neighbours in the first model: the movement that they do not share.
    dim : int
        Number of dimensions of the rotation.
    """

    kept: NDArray[np.int64]
    jaccard: Floats
    rank_biased: Floats
    moved: Floats
    beyond: Floats
    dim: int


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two or more models over the words they share.

    Parameters
    ----------
    words : (N,) words compared
    shared : int
        Words that all models have.
    k : int
        Neighbours compared; fewer than asked for if there are too few words.
    near : tuple of (N, k) int32, one a model
        Each word's nearest others among the N, the nearest first.
    at : tuple of (N, 2) float32, one a model
        Where the words lie on a map of the first model, and those of the others turned onto it.
    explained : tuple of (2,), one a model
        Parts in [0, 1] of a model's variance that the two axes of that map hold; empty for layouts.
    against : tuple of Against
        Of every model but the first.
    """

    words: tuple[str, ...]
    shared: int
    k: int
    near: tuple[NDArray[np.int32], ...]
    at: tuple[Floats, ...]
    explained: tuple[Floats, ...]
    against: tuple[Against, ...]

    @property
    def chance(self) -> float:
        """Approximately the Jaccard overlap of two lists drawn at random."""
        return overlap.chance(len(self.words), self.k)

    def row(self, word: str) -> int:
        """The row of a word.

        Raises
        ------
        SelectionError
            If the word is not among those compared.
        """
        if word not in self.words:
            more = "compare more of them, or ask for" if len(self.words) < self.shared else "ask for"
            raise SelectionError(
                f"“{word[:40]}” is not among the {len(self.words):,} words compared, of {self.shared:,} that all "
                f"models have; {more} another word."
            )
        return self.words.index(word)

    def neighbours(self, word: str) -> tuple[list[str], ...]:
        """The word's k nearest in each model.

        Raises
        ------
        SelectionError
            If the word is not among those compared.
        """
        row = self.row(word)
        return tuple([self.words[i] for i in near[row]] for near in self.near)


def shared_words(models: Sequence[WordVectors], report: Report = to_nobody) -> list[str]:
    """Words of all models, in the order of the first; `report` counts the words looked for.

    Raises
    ------
    SelectionError
        If there are fewer than two models, or more than `MOST_MODELS`; if they share fewer than three words.
    """
    if not 2 <= len(models) <= MOST_MODELS:
        raise SelectionError(f"Two to {MOST_MODELS} models can be compared, not {len(models)}.")
    first, *others = models
    found: list[str] = []
    for number, word in enumerate(first.words):
        if number % LOOKED_FOR == 0:
            report(number, len(first))
        if all(word in other for other in others):
            found.append(word)
    if len(found) < FEWEST:
        which = "no word" if not found else f"only {' and '.join(f'“{word[:30]}”' for word in found)}"
        raise SelectionError(f"These models share {which}; at least {FEWEST} shared words are needed to compare them.")
    return found


def restricted(model: WordVectors, words: Sequence[str]) -> WordVectors:
    """The model with these words only, all of which it must have, in their order."""
    return WordVectors(tuple(words), model.matrix[model.rows(words)], by_frequency=model.by_frequency)


def compare(
    models: Sequence[WordVectors], settings: CompareSettings | None = None, report: Report = to_nobody
) -> Comparison:
    """All models against the first, over the words they share; `report` hears how much is done, and may end it.

    Raises
    ------
    SelectionError
        If they share fewer than three words, or a vector has no direction.
    """
    settings = settings or CompareSettings()
    sharing, *looking, turning = parts(report, [0.1, *[1.0] * len(models), 0.5])
    shared = shared_words(models, sharing)
    words = tuple(shared[: settings.words])
    k = min(settings.neighbours, len(words) - 1)
    spaces: list[Space] = []
    near: list[NDArray[np.int32]] = []
    for model, told in zip(models, looking, strict=True):
        told(0, 1)
        spaces.append(space_of(restricted(model, words), SpaceSettings()))
        near.append(neighbour_graph(spaces[-1], k, told).neighbour)
    rows = [space.rows for space in spaces]
    axes, _ = pca.principal_axes(rows[0], min(2, rows[0].shape[1]))
    found, against = [], []
    for other, others, told in zip(rows[1:], near[1:], parts(turning, [1.0] * (len(rows) - 1)), strict=True):
        told(0, 3)
        found.append(_turned(rows[0], other, axes))
        _, moved, dim = found[-1]
        told(1, 3)
        kept, jaccard = overlap.same(near[0], others).sum(axis=1), overlap.jaccard(near[0], others)
        told(2, 3)
        rank_biased = overlap.rank_biased(near[0], others)
        against.append(Against(kept, jaccard, rank_biased, moved, moved - moved[near[0]].mean(axis=1), dim))
    first = rows[0] - rows[0].mean(axis=0)
    drawn = [(_flat(first @ axes), _share(first @ axes, first)), *(place for place, _, _ in found)]
    at, explained = zip(*drawn, strict=True)
    return Comparison(words, len(shared), k, tuple(near), at, explained, tuple(against))


def common(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Rows (N, D) and (N, E) brought to the smaller number of dimensions: the larger by PCA."""
    dim = min(first.shape[1], second.shape[1])
    rows = [part if part.shape[1] == dim else pca.pca(part, dim)[0] for part in (first, second)]
    return rows[0].astype(np.float64), rows[1].astype(np.float64)


def _turned(first: Floats, other: Floats, axes: Floats) -> tuple[tuple[Floats, Floats], Floats, int]:
    """Rows (N, E) turned onto (N, D): places (N, 2) on axes (D, 2), parts held (2,); (N,) radii moved; dimensions."""
    left, right = common(first, other)
    if left.shape != first.shape:  # after PCA, the axes of `first` are its first dimensions
        axes = np.eye(left.shape[1], min(2, left.shape[1]))
    middle = left.mean(axis=0)
    turned = align.aligned(right, left, rescale=True)
    apart = np.sqrt(((turned - left) ** 2).sum(axis=1))
    radius = np.sqrt(((left - middle) ** 2).sum(axis=1).mean())
    centred = turned - middle
    drawn = _flat(centred @ axes), _share(centred @ axes, centred)
    return drawn, apart / (radius if radius > 0 else 1), left.shape[1]


def _share(at: Floats, rows: Floats) -> Floats:
    """(2,) parts in [0, 1] of the variance of centred rows (N, D) that places (N, 2), or (N, 1), hold."""
    whole = float((rows**2).sum())
    return np.asarray((_flat(at).astype(np.float64) ** 2).sum(axis=0) / (whole or 1))


def _flat(at: Floats) -> Floats:
    """(N, 2) float32 places, also where there is one dimension only."""
    flat = np.zeros((len(at), 2), dtype=np.float32)
    flat[:, : at.shape[1]] = at
    return flat
