"""
How the weights begin: zeros, scaled, orthogonal, He.

With zeros all units stay equal for ever, which is worth seeing once.  "Scaled" draws from N(0, 1/n) for n inputs
(LeCun et al. 1998); "He" from N(0, 2/n), for ReLU (He et al. 2015).  An orthogonal matrix keeps every length (Saxe,
McClelland and Ganguli 2014), so its powers neither vanish nor explode; multiplied by a radius, they do so at that rate.
"""

from typing import Literal, get_args

import numpy as np

from explorer.errors import SettingError
from explorer.sequence.cell import Cell
from explorer.vectors.word_vectors import Floats

Initialisation = Literal["zeros", "scaled", "orthogonal", "He"]
INITIALISATIONS: tuple[Initialisation, ...] = get_args(Initialisation)


def matrix(rows: int, columns: int, how: Initialisation, rng: np.random.Generator, *, radius: float = 1.0) -> Floats:
    """(R, C) weights of `rows` units with `columns` inputs, in float64.

    A square orthogonal matrix has all its eigenvalues on a circle of that `radius`; one that is not square has
    orthonormal rows or columns, times `radius`.

    Raises
    ------
    SettingError
        If there is no such initialisation.
    """
    if how == "zeros":
        return np.zeros((rows, columns))
    drawn = rng.standard_normal((rows, columns))
    if how == "scaled":
        return np.asarray(drawn / np.sqrt(columns))
    if how == "He":
        return np.asarray(drawn * np.sqrt(2 / columns))
    if how != "orthogonal":
        raise SettingError(f"Weights begin as {', '.join(INITIALISATIONS)}, not as “{how}”.")
    q, r = np.linalg.qr(drawn if rows >= columns else drawn.T)
    q *= np.sign(np.diag(r))  # otherwise QR would prefer some rotations
    return np.asarray(radius * (q if rows >= columns else q.T))


def spectral_radius(square: Floats) -> float:
    """The largest absolute eigenvalue of a matrix (n, n): powers of it grow or shrink by this factor a step."""
    return float(np.abs(np.linalg.eigvals(square.astype(np.float64))).max())


def cell_parameters(
    cell: Cell, how: Initialisation, rng: np.random.Generator, *, radius: float = 1.0, keeping: float = 0.0
) -> dict[str, Floats]:
    """The parameters of a cell as it begins, in float64: W (R, C) and the others.

    With "orthogonal" each gate's block on the state is orthogonal times `radius`, and the block on the input is
    scaled.  `keeping` is the bias of the gate that keeps the memory: b_f of an LSTM (1 since Jozefowicz, Zaremba and
    Sutskever 2015), -b_u of a GRU.  All other biases, and peepholes, begin at 0.
    """
    n, gates = cell.units, cell.names
    found: dict[str, Floats] = {name: np.zeros(shape) for name, shape in cell.shapes.items()}
    for i in range(len(gates)):
        rows = slice(i * n, (i + 1) * n)
        if how == "orthogonal":
            found["W"][rows, :n] = matrix(n, n, how, rng, radius=radius)
            found["W"][rows, n:] = matrix(n, cell.inputs, "scaled", rng)
        else:
            found["W"][rows] = matrix(n, n + cell.inputs, how, rng)
    blocks = cell.blocks(found)
    if "f" in gates:
        blocks["b_f"][:] = keeping
    elif "u" in gates:
        blocks["b_u"][:] = -keeping
    return found
