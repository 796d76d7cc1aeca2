"""
The null of every comparison: how little two trainings of one text agree if only their seeds differ.

Only a difference larger than that is surely a difference between two models.  Overlap depends on how frequent a word is
(Wendlandt, Kummerfeld and Mihalcea 2018, "Factors influencing the surprising instability of word embeddings";
Hellrich and Hahn 2016), so the null is taken by band of frequency: a word has changed where its overlap
is lower than that of 95% of the words of its band between two seeds.

Two more trainings of the built-in model are stored, with their 10,000 most frequent words, made by
`python -m explorer.judging.compare`; the null of a comparison uses the same words and the same number of neighbours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.files import modelfile
from explorer.judging.compare import overlap
from explorer.judging.compare.models import Against, CompareSettings, Comparison, compare, restricted
from explorer.progress import Report, to_nobody
from explorer.vectors.word_vectors import Floats, WordVectors

EDGES = (0, 100, 300, 1000, 3000, 10_000, 30_000)  # ranks at which a band begins
LEVEL = 0.05  # share of the null's words that count as changed
FEWEST = 50  # words in common with the stored trainings; with fewer, these say nothing
SEEDS = (2, 3)
FOLDER = Path(__file__).parents[2] / "data"


@dataclass(frozen=True)
class Band:
    """Words of similar frequency.

    Parameters
    ----------
    first, last : int
        Ranks among the words compared, from 1.
    overlap : float
        Mean Jaccard overlap of the two models here.
    null, low : float
        Mean overlap between two seeds, and the 5% quantile of its words; NaN if there is no null.
    changed : float
        Share of the words below `low`; 0.05 by chance.
    """

    first: int
    last: int
    overlap: float
    null: float
    low: float
    changed: float


def twins() -> tuple[WordVectors, ...]:
    """The built-in model's recipe with other seeds: the 10,000 most frequent words of each."""
    return tuple(modelfile.load(FOLDER / f"built_in_seed{seed}.npz").vectors for seed in SEEDS)


def twin_names() -> tuple[str, ...]:
    """What the `twins` are called."""
    return tuple(f"Wikipedia 100d, seed {seed}" for seed in SEEDS)


def stored_null(
    model: WordVectors, others: Sequence[WordVectors], words: Sequence[str], k: int, report: Report = to_nobody
) -> Comparison | None:
    """The built-in model compared with its `twins` over those of `words` that all have; None if these are too few.

    `report` is told how many of them are done, of how many, and may end the work by raising.
    """
    models = (model, *others)
    known = [word for word in words if all(word in model for model in models)]
    if len(known) < FEWEST:
        return None
    found = [restricted(model, known) for model in models]
    return compare(found, CompareSettings(len(known), min(k, 100)), report)


def bands(against: Against, null: Comparison | None) -> list[Band]:
    """Overlap by frequency, with that of the null."""
    found = []
    for start, stop in _edges(len(against.jaccard)):
        here = against.jaccard[start:stop]
        others = _null_of(null, start, stop) if null is not None else np.empty(0)
        if len(others):
            low = float(np.quantile(others, LEVEL))
            mean, changed = float(others.mean()), float((here < low).mean())
        else:
            mean = low = changed = float("nan")
        found.append(Band(start + 1, stop, float(here.mean()), mean, low, changed))
    return found


def changed(against: Against, null: Comparison | None) -> NDArray[np.bool_]:
    """(N,) whether a word's overlap is lower than that of 95% of the null's words in its band."""
    below = np.zeros(len(against.jaccard), dtype=np.bool_)
    for band in bands(against, null):
        rows = slice(band.first - 1, band.last)
        below[rows] = against.jaccard[rows] < band.low  # False where there is no null
    return below


def stability(null: Comparison) -> NDArray[np.int64]:
    """(N, k) in how many of the other trainings each neighbour in the first is a neighbour too."""
    again = np.array([overlap.same(null.near[0], other) for other in null.near[1:]])  # (seeds, N, k)
    return np.asarray(again.sum(axis=0))


def _null_of(null: Comparison, start: int, stop: int) -> Floats:
    """(n,) overlaps of the null in one band, all its pairs of trainings with the first together."""
    return np.concatenate([against.jaccard[start:stop] for against in null.against])


def _edges(n: int) -> list[tuple[int, int]]:
    """First row and end of each band of `n` words."""
    edges = [edge for edge in EDGES if edge < n]
    return list(zip(edges, [*edges[1:], n], strict=True))
