"""The cells under test, and gradients by central differences."""

from collections.abc import Callable

import numpy as np

from explorer.sequence.cell import Cell, Parameters
from explorer.sequence.gru import GRU
from explorer.sequence.lstm import LSTM
from explorer.sequence.rnn import RNN
from tests.slopes import slope

CELLS: dict[str, Callable[[int, int], Cell]] = {
    "RNN": RNN,
    "RNN, ReLU": lambda inputs, units: RNN(inputs, units, activation="relu"),
    "GRU": GRU,
    "GRU, simplified": lambda inputs, units: GRU(inputs, units, relevance=False),
    "LSTM": LSTM,
    "LSTM, peephole": lambda inputs, units: LSTM(inputs, units, peephole=True),
}
LENGTHS = np.array([6, 2, 4])  # of the sentences of a batch


def mask_of(lengths: np.ndarray, T: int) -> np.ndarray:
    return np.arange(T)[:, None] < lengths


def drawn(cell: Cell, rng: np.random.Generator, scale: float = 0.5) -> Parameters:
    return {name: rng.normal(size=shape) * scale for name, shape in cell.shapes.items()}


def apart(found: np.ndarray, loss: Callable[[], float], at: np.ndarray) -> float:
    """How far a gradient is from central differences, relative to both."""
    numeric = slope(loss, at)
    return float(np.linalg.norm(found - numeric) / max(np.linalg.norm(found) + np.linalg.norm(numeric), 1e-12))
