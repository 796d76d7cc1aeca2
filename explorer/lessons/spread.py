"""
The losses of one training in a class: everybody has the same text and settings, but another seed.

One curve does not show how much of it is chance; thirty curves do.  Bouthillier et al. 2021, "Accounting for variance
in machine learning benchmarks", show how much of reported progress lies within such a band.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.text.corpus import packaged
from explorer.training.live.history import Curve
from explorer.training.live.live_run import LiveRun

POINTS = 80
LEAST = 2  # fewest runs that have a spread
QUANTILES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, eq=False)
class Spread:
    """The spread of the losses of several runs at the same steps.

    Parameters
    ----------
    steps : (P,) int32
        Up to the last step that half of the runs, and at least `LEAST`, have reached.
    quantiles : (5, P) float32
        Smallest loss, quartiles with the median, and largest, in nats per pair.
    losses : (N, P) float32
        Of each run; NaN for steps that it has not reached.
    runs : int
        How many reach the last step.
    """

    steps: NDArray[np.int32]
    quantiles: NDArray[np.float32]
    losses: NDArray[np.float32]
    runs: int


def spread(curves: Sequence[Curve]) -> Spread | None:
    """The spread of the running mean of these losses; None while fewer than `LEAST` runs have begun.

    A step counts the runs that have reached it, at least `LEAST`.
    """
    ends = sorted((_steps(curve)[-1] for curve in curves if curve.points.shape[1]), reverse=True)
    if len(ends) < LEAST:
        return None
    begin = max(_steps(curve)[0] for curve in curves if curve.points.shape[1])
    last = ends[max(LEAST, -(-len(ends) // 2)) - 1]
    steps = np.unique(np.linspace(min(begin, last), last, POINTS).round().astype(np.int32))
    losses = np.full((len(curves), len(steps)), np.nan, np.float32)
    for row, curve in zip(losses, curves, strict=True):
        if curve.points.shape[1]:
            known = _steps(curve)
            row[:] = np.interp(steps, known, curve.points[1], left=np.nan, right=np.nan)
    counted = (~np.isnan(losses)).sum(axis=0) >= LEAST
    steps, losses = steps[counted], losses[:, counted]
    if not len(steps):
        return None
    quantiles = np.nanquantile(losses, QUANTILES, axis=0).astype(np.float32)
    return Spread(steps, quantiles, losses, int((~np.isnan(losses[:, -1])).sum()))


def alike(runs: Sequence[LiveRun]) -> list[int]:
    """The largest group of runs that differ only in their seed, as places in `runs`.

    Some texts of the app are drawn with the seed; for these the title must be the same.
    """
    titles = {text.title for text in packaged()}
    keys = [
        (
            run.whole.name if run.whole.name in titles else run.whole.fingerprint,
            replace(run.settings, seed=0),
            tuple(run.moment.course),
            run.started_from is None,
        )
        for run in runs
    ]
    if not keys:
        return []
    (most, _), *_ = Counter(keys).most_common(1)
    return [place for place, key in enumerate(keys) if key == most]


def _steps(curve: Curve) -> NDArray[np.int64]:
    """(N,) the step to which each point of a curve belongs."""
    return curve.first + curve.width * np.arange(1, curve.points.shape[1] + 1)
