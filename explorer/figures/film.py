"""
The birth of a map: what it looked like at each checkpoint, turned so that nothing spins.

Each checkpoint gets its own best axes; beginning with the newest and going backwards, each
picture is turned onto the one after it (orthogonal Procrustes, Schönemann 1966), so that the
film ends exactly with the picture on the screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.figures.live_bytes import pack, rounded
from explorer.projection.align import aligned, aligned_frames
from explorer.training.live.checkpoints import Checkpoint, is_reasonable
from explorer.training.live.moment import Matrix, chosen_rows
from explorer.vectors.word_vectors import Floats

MOST_FRAMES: Final = 90


def frames(
    checkpoints: Sequence[Checkpoint], matrix: Matrix, shown: int, *, onto: Floats | None = None
) -> list[Floats]:
    """Coordinates (N, 2) of the first `shown` words at each checkpoint, oldest first.

    The last is turned onto `onto` (N, 2), where that is given.
    """
    pictures = []
    for checkpoint in reversed(checkpoints):
        rows = chosen_rows(checkpoint, matrix, slice(shown))
        centred = rows - rows.mean(axis=0)
        _, axes = np.linalg.eigh(centred.T @ centred)
        pictures.append(centred @ axes[:, :-3:-1])
    if onto is not None and len(onto) == len(pictures[0]):
        pictures[0] = aligned(pictures[0], onto)
    return list(aligned_frames(pictures))[::-1]


def of_film(checkpoints: Sequence[Checkpoint]) -> list[Checkpoint]:
    """Those that a film shows: at most `MOST_FRAMES`, none that diverged."""
    good = [checkpoint for checkpoint in checkpoints if is_reasonable(checkpoint.v_in)]
    if len(good) > MOST_FRAMES:
        chosen = np.unique(np.linspace(0, len(good) - 1, MOST_FRAMES).round().astype(int))
        good = [good[i] for i in chosen]
    return good


@dataclass(frozen=True, eq=False)
class Film:
    """The map at F checkpoints.

    Parameters
    ----------
    matrix : Matrix
    shown : int
        Words asked for.
    checkpoints : list of Checkpoint
    pictures : (F, N, 2)
        Each turned onto the one after it.
    """

    matrix: Matrix
    shown: int
    checkpoints: list[Checkpoint]
    pictures: Floats

    def near(self, step: int) -> Floats:
        """(N, 2) the picture of the last checkpoint that is not later than `step`."""
        earlier = [f for f, checkpoint in enumerate(self.checkpoints) if checkpoint.step <= step]
        return np.asarray(self.pictures[earlier[-1] if earlier else 0])


def film(checkpoints: Sequence[Checkpoint], matrix: Matrix, shown: int, *, onto: Floats | None = None) -> Film:
    """The map of the first `shown` words at each of the checkpoints, the last turned onto `onto` (N, 2) if given."""
    chosen = of_film(checkpoints)
    return Film(matrix, shown, chosen, np.stack(frames(chosen, matrix, shown, onto=onto)))


def packed(made: Film) -> bytes:
    """The film as one message: steps, losses, and all coordinates with a scale for each frame."""
    checkpoints, pictures = made.checkpoints, made.pictures
    reach = np.abs(pictures).max(axis=(1, 2), keepdims=True)
    scale = np.where(reach > 0, reach / 32767, 1.0)
    header = {
        "film": [checkpoint.step for checkpoint in checkpoints],
        "film_loss": [rounded(checkpoint.loss) for checkpoint in checkpoints],
    }
    coordinates = np.round(pictures / scale).astype(np.int16)
    return pack(header, {"film": coordinates.ravel(), "film_scale": scale.ravel().astype(np.float32)})
