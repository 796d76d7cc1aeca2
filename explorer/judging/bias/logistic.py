"""A linear classifier of two sides: logistic regression with a penalty, solved to the end by Newton's method."""

from collections.abc import Callable

import numpy as np

from explorer.vectors.word_vectors import Floats


def logistic_regression(
    rows: Floats, labels: Floats, *, c: float = 1.0, steps: int = 50, told: Callable[[], None] = lambda: None
) -> tuple[Floats, float]:
    """(D,) weights and the bias for labels (N,) of 0 and 1, from rows (N, D), by Newton's method.

    Minimises ½‖w‖² + c Σ log(1 + exp(-z)), as scikit-learn's LogisticRegression does; the bias is free.
    The penalty leaves no part of w outside the span of the rows, so with fewer rows than dimensions it is solved there.
    `told` is called before each step, and may end the work by raising.
    """
    n, dim = rows.shape
    if n < dim:
        axes, within = np.linalg.qr(rows.T)  # rows.T = axes (D, n) @ within (n, n)
        weights, bias = logistic_regression(within.T, labels, c=c, steps=steps, told=told)
        return np.asarray(axes @ weights), bias
    design = np.hstack([rows, np.ones((n, 1))])
    penalty = np.append(np.ones(dim), 0.0)
    weights = np.zeros(dim + 1)
    for _ in range(steps):
        told()
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = c * design.T @ (chance - labels) + penalty * weights
        if np.abs(gradient).max() < 1e-10:
            break
        curvature = (design.T * (c * chance * (1 - chance))) @ design + np.diag(penalty + 1e-12)
        weights -= np.linalg.solve(curvature, gradient)
    return weights[:-1], float(weights[-1])
