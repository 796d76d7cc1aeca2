"""
The input at each step: a one-hot vector, a fixed vector of some model, or a vector that learns on.

Ids are (T, B) with time first; -1 means no word, the vector of zeros: x<1> of a language model, and the padding after
a sentence's end.  W_ax times a one-hot vector is a column of W_ax, so a look-up is the same product with E in
front.  In vectors that learn on, only the rows of the batch's words get a gradient (Collobert et al. 2011).
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.vectors.word_vectors import Floats

Ids = NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class RowGradient:
    """dL/dE, of the rows touched only.

    Parameters
    ----------
    rows : (R,) ids, each once, rising
    values : (R, D)
    """

    rows: Ids
    values: Floats


class Inputs(ABC):
    """Turns ids into what a network reads."""

    learns = False  # whether the vectors are parameters of the network

    @property
    @abstractmethod
    def size(self) -> int:
        """n_x, how many numbers come in at each step."""

    @abstractmethod
    def read(self, ids: Ids, E: Floats | None) -> Floats:
        """x (T, B, n_x) of ids (T, B); `E` (V, D) is the matrix of vectors that learn."""


class OneHot(Inputs):
    """One-hot vectors o_w of a vocabulary of V words (or letters)."""

    def __init__(self, V: int, dtype: type[np.floating] = np.float32) -> None:
        self._rows = np.concatenate([np.eye(V, dtype=dtype), np.zeros((1, V), dtype)])

    @property
    def size(self) -> int:
        """V."""
        return int(self._rows.shape[1])

    def read(self, ids: Ids, E: Floats | None) -> Floats:  # noqa: ARG002  (nothing is learned)
        """x (T, B, V), one 1 in each."""
        return self._rows[ids]


class FrozenVectors(Inputs):
    """Row w of `matrix` (V, D), which training does not change."""

    def __init__(self, matrix: Floats, dtype: type[np.floating] = np.float32) -> None:
        self._rows = np.concatenate([matrix, np.zeros((1, matrix.shape[1]))]).astype(dtype)

    @property
    def size(self) -> int:
        """D."""
        return int(self._rows.shape[1])

    def read(self, ids: Ids, E: Floats | None) -> Floats:  # noqa: ARG002  (nothing is learned)
        """x (T, B, D)."""
        return self._rows[ids]


class LearnedVectors(Inputs):
    """Row w of E, which begins as `matrix` (V, D) and learns on; E itself is a parameter of the network."""

    learns = True

    def __init__(self, matrix: Floats) -> None:
        self.start = matrix

    @property
    def size(self) -> int:
        """D."""
        return int(self.start.shape[1])

    def read(self, ids: Ids, E: Floats | None) -> Floats:
        """x (T, B, D).

        Raises
        ------
        ValueError
            Without E: a network whose vectors learn holds them.
        """
        if E is None:
            raise ValueError("E is missing")
        x = E[ids]
        x[ids < 0] = 0
        return x


def row_gradient(ids: Ids, dx: Floats) -> RowGradient:
    """dL/dE from dL/dx (T, B, D) of the words ids (T, B): a word that occurs twice gets the sum."""
    flat = ids.ravel()
    order = np.argsort(flat, kind="stable")
    order = order[np.searchsorted(flat[order], 0) :]  # -1 is no word
    rows, first = np.unique(flat[order], return_index=True)
    if not len(rows):
        return RowGradient(rows, np.zeros((0, dx.shape[2]), dx.dtype))
    return RowGradient(rows, np.add.reduceat(dx.reshape(len(flat), -1)[order], first, axis=0))


def small_vectors(V: int, D: int, rng: np.random.Generator) -> Floats:
    """(V, D) initial vectors, drawn from N(0, 1) / sqrt(D), about unit length."""
    return np.asarray(rng.standard_normal((V, D)) / np.sqrt(D))
