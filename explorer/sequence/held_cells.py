"""
Which cells hold a phrase from its first to its last word, and where else they do (LSTMVis: Strobelt et al. 2018).

A cell holds a phrase if it is above a threshold at every word of the phrase and below it just before and just after.
Another place matches if many of the same cells are on there at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.sequence.inputs import Ids
from explorer.vectors.word_vectors import Floats


@dataclass(frozen=True)
class Match:
    """Sentence `sentence` from step `first` to `last`, where `cells` of the cells asked for are on together."""

    sentence: int
    first: int
    last: int
    cells: int


def holding(states: Floats, first: int, last: int, *, threshold: float = 0.3) -> Ids:
    """(k,) numbers of the cells that are on (|state| above the threshold) from step `first` to `last` of (T, n_a).

    They are off at the steps just before and just after.
    """
    on = np.abs(states) > threshold
    held = on[first : last + 1].all(axis=0)
    held &= ~on[first - 1] if first > 0 else True
    held &= ~on[last + 1] if last + 1 < len(on) else True
    return np.flatnonzero(held)


def matches(
    sentences: Sequence[Floats],
    cells: Sequence[int] | Ids,
    *,
    threshold: float = 0.3,
    share: float = 0.7,
    most: int = 20,
) -> list[Match]:
    """Where in states (T, n_a) of other sentences at least that share of the cells (k,) is on together.

    The longest match comes first; each is as long as possible.
    """
    wanted = max(1, int(np.ceil(share * len(cells))))
    found = []
    for number, states in enumerate(sentences):
        together = (
            (np.abs(states[:, np.asarray(cells)]) > threshold).sum(axis=1) if len(cells) else np.zeros(len(states), int)
        )
        edges = np.diff(np.concatenate([[0], together >= wanted, [0]]).astype(int))
        for first, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
            found.append(Match(number, int(first), int(end) - 1, int(together[first:end].min())))
    return sorted(found, key=lambda match: (match.first - match.last, -match.cells, match.sentence))[:most]


def best(found: Sequence[Match]) -> dict[int, Match]:
    """The first match of each sentence, by its number; of what `matches` found, the longest."""
    firsts: dict[int, Match] = {}
    for match in found:
        firsts.setdefault(match.sentence, match)
    return firsts
