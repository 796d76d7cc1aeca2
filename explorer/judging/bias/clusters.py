"""Two clusters without names, and how well they find two sides."""

import numpy as np

from explorer.progress import Report, to_nobody
from explorer.vectors.word_vectors import Floats

STARTS, MOST_STEPS = 10, 100


def two_means(rows: Floats, *, seed: int = 0, report: Report = to_nobody) -> Floats:
    """(N,) cluster 0 or 1 of each row (N, D) by k-means, the best of several starts (Lloyd 1982).

    `report` counts starts, again and again while one goes on, and may end the work by raising.
    """
    generator = np.random.default_rng(seed)
    best, best_loss = np.zeros(len(rows)), np.inf
    for start in range(STARTS):
        centres = rows[generator.choice(len(rows), 2, replace=False)]
        label = np.zeros(len(rows), dtype=bool)
        for _ in range(MOST_STEPS):
            report(start, STARTS)
            nearer = (centres**2).sum(axis=1) @ [-0.5, 0.5]  # x is nearer to b than to a if x·(b - a) is above it
            new = rows @ (centres[1] - centres[0]) > nearer
            if new.all() or not new.any() or (new == label).all():
                break
            label = new
            centres = np.stack([rows[~label].mean(axis=0), rows[label].mean(axis=0)])
        loss = ((rows[:, None, :] - centres) ** 2).sum(axis=2).min(axis=1).sum()
        if loss < best_loss:
            best, best_loss = label.astype(np.float64), loss
    return best


def alignment(rows: Floats, sides: Floats, *, seed: int = 0, report: Report = to_nobody) -> float:
    """Share of rows (N, D) in the cluster of their side, of two clusters found without looking at the sides (N,).

    Clusters have no names, so it is never below 0.5, which is chance.  `report` is called as by `two_means`.
    """
    same = float((two_means(rows, seed=seed, report=report) == sides).mean())
    return max(same, 1 - same)
