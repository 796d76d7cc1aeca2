"""
Which instructions scan codes fastest on a processor: measured, as its name does not tell.

Wide instructions take twice as many numbers at once, but slow some processors down; if memory cannot keep up, all are
equally fast.
"""

import time
from typing import Final

import numpy as np

from explorer.vectors.codes import kernels

SHAPE: Final = (60_000, 300)  # of codes that no core's own memory holds
TURNS: Final = 5
CLEARLY: Final = 0.95  # others must need at most this share of the usual ones' time: the measurement is no better


def quickest() -> str:
    """The name of the instructions; measuring takes about 0.2 s of one core, by its own clock."""
    rng = np.random.default_rng(0)
    codes = rng.integers(-127, 128, SHAPE, dtype=np.int8)
    query = rng.integers(-20_000, 20_000, SHAPE[1], dtype=np.int16)
    scales, errors, scores = np.ones((3, SHAPE[0]), dtype=np.float32)
    for part in (codes, scales, errors):
        part.setflags(write=False)
    bounds = np.empty((2, -(-SHAPE[0] // kernels.STRETCH)), dtype=np.float32)
    usual, *others = kernels.instructions()
    seconds = dict.fromkeys((usual, *others), np.inf)
    for _ in range(TURNS):
        for name in seconds:
            began = time.thread_time()
            kernels.scan(codes, scales, errors, query, 1e-9, kernels.number_of(name), scores, *bounds)
            seconds[name] = min(seconds[name], time.thread_time() - began)
    best = min(seconds, key=lambda name: seconds[name])
    return best if seconds[best] < CLEARLY * seconds[usual] else usual
