"""
How a map formed: its state at each checkpoint, on the axes that the live map had at that time.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.figures.live_bytes import pack, rounded
from explorer.figures.map_axes import MapAxes
from explorer.training.live.checkpoints import Checkpoint, is_reasonable
from explorer.training.live.moment import Matrix, chosen_rows
from explorer.vectors.word_vectors import Floats

MOST_FRAMES: Final = 90


def of_film(checkpoints: tuple[Checkpoint, ...]) -> list[Checkpoint]:
    """The checkpoints that a film shows: at most `MOST_FRAMES`, none that diverged."""
    good = [checkpoint for checkpoint in checkpoints if is_reasonable(checkpoint.v_in)]
    if len(good) > MOST_FRAMES:
        chosen = np.unique(np.linspace(0, len(good) - 1, MOST_FRAMES).round().astype(int))
        good = [good[i] for i in chosen]
    return good


@dataclass(frozen=True, eq=False)
class Film:
    """The map at F checkpoints: `pictures` (F, N, 2)."""

    checkpoints: list[Checkpoint]
    pictures: Floats


def film(kept: tuple[Checkpoint, ...], matrix: Matrix, shown: int) -> Film:
    """The map of the first `shown` words at the checkpoints that a run has kept."""
    axes, chosen = MapAxes(matrix, shown), of_film(kept)
    pictures = [
        axes.coordinates(kept, checkpoint.step, chosen_rows(checkpoint, matrix, slice(shown))) for checkpoint in chosen
    ]
    return Film(chosen, np.stack(pictures))


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
