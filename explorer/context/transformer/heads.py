"""What a head mostly looks at, in places of the sentence (the habits that Clark et al. 2019 found in BERT)."""

from dataclasses import dataclass

import numpy as np

from explorer.vectors.word_vectors import Floats

HABITS = ("itself", "the piece before", "the piece after", "[CLS]", "[SEP]")


@dataclass(frozen=True)
class Habit:
    """Where a head looks most, of `HABITS`, and the share of its attention that goes there."""

    place: str
    share: float


def habits(attentions: Floats) -> list[Habit]:
    """The strongest habit of each head (H, T, T), a mean over the pieces of the sentence without [CLS] and [SEP]."""
    T = attentions.shape[-1]
    inner = np.arange(1, T - 1)
    rows = attentions[:, inner]  # (H, T-2, T)
    at = np.arange(len(inner))
    shares = np.stack(
        [
            rows[:, at, inner].mean(axis=1),
            (rows[:, at, inner - 1] * (inner > 1)).mean(axis=1),  # what is before the first word is [CLS]
            (rows[:, at, inner + 1] * (inner < T - 2)).mean(axis=1),
            rows[:, :, 0].mean(axis=1),
            rows[:, :, -1].mean(axis=1),
        ],
        axis=1,
    )  # (H, 5)
    return [Habit(HABITS[int(k)], float(share[k])) for share, k in zip(shares, shares.argmax(axis=1), strict=True)]
