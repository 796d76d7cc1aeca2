"""
The compiled inner loops of t-SNE, UMAP and the honesty figures: the only place that knows Numba.

Each runs in the thread that calls it and releases the interpreter meanwhile, so that other
visitors are served; none uses Numba's own threads, whose workqueue layer ends the process
when two visitors are in it at once.  Compiled code is kept on disk where a place for it can be
written, and only in memory where not.  `error_model="numpy"` leaves out the test for division
by zero, with which the loops of t-SNE are not vectorised: a factor of ten.

A layout is held as (3, N) or (N, 3) also on a flat map: its third coordinate is 0 and stays 0,
since every force points along differences of coordinates.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba import njit
from numpy.typing import NDArray

from explorer.vectors.word_vectors import Floats

f4 = np.float32
Ints = NDArray[np.integer]
Float = float | np.floating
Compiled = TypeVar("Compiled", bound=Callable[..., Any])


def _compiled(function: Compiled) -> Compiled:
    """`function` compiled, and kept on disk where there is a place to keep it."""
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": True}
    try:
        return njit(cache=True, **options)(function)  # type: ignore[no-any-return]
    except RuntimeError:  # neither this folder nor the home folder can be written
        return njit(**options)(function)  # type: ignore[no-any-return]


def _inlined(function: Compiled) -> Compiled:
    """`function` compiled into whatever calls it."""
    return njit(inline="always", error_model="numpy", fastmath=True)(function)  # type: ignore[return-value]


@_compiled
def repulsion_flat(at: Floats, force: Floats, mass: Floats, first: int, last: int) -> None:
    """Sum over j of q² (y_i - y_j) into `force` and of q into `mass` (N,), q = 1 / (1 + |y_i - y_j|²), on a flat map.

    `at` and `force` are (3, N); rows `first` to `last`. Two rows are done at a time: they share
    the loads of y_j and one division, 1/r and 1/t being t/(rt) and r/(rt).
    """
    n = at.shape[1]
    x, y = at[0], at[1]
    for i in range(first, last, 2):
        k = min(i + 1, last - 1)
        xi, yi, xk, yk = x[i], y[i], x[k], y[k]
        si, fxi, fyi = f4(0), f4(0), f4(0)
        sk, fxk, fyk = f4(0), f4(0), f4(0)
        for j in range(n):
            dx, dy = xi - x[j], yi - y[j]
            ex, ey = xk - x[j], yk - y[j]
            r = f4(1) + dx * dx + dy * dy
            t = f4(1) + ex * ex + ey * ey
            inverse = f4(1) / (r * t)
            q, p = t * inverse, r * inverse
            si += q
            sk += p
            q *= q
            p *= p
            fxi += q * dx
            fyi += q * dy
            fxk += p * ex
            fyk += p * ey
        force[0, i], force[1, i], mass[i] = fxi, fyi, si
        force[0, k], force[1, k], mass[k] = fxk, fyk, sk


@_compiled
def repulsion_solid(at: Floats, force: Floats, mass: Floats, first: int, last: int) -> None:
    """As `repulsion_flat`, for (3, N) points in space."""
    n = at.shape[1]
    x, y, z = at[0], at[1], at[2]
    for i in range(first, last):
        xi, yi, zi = x[i], y[i], z[i]
        s, fx, fy, fz = f4(0), f4(0), f4(0), f4(0)
        for j in range(n):
            dx, dy, dz = xi - x[j], yi - y[j], zi - z[j]
            q = f4(1) / (f4(1) + dx * dx + dy * dy + dz * dz)
            s += q
            q *= q
            fx += q * dx
            fy += q * dy
            fz += q * dz
        force[0, i], force[1, i], force[2, i], mass[i] = fx, fy, fz, s


@_inlined
def _weight(node: int, t: Float) -> Float:
    """Share of node 0 to 3, at -1, 0, 1 and 2, in the cubic through them at t in [0, 1) (Lagrange)."""
    if node == 0:
        return -t * (t - f4(1)) * (t - f4(2)) / f4(6)
    if node == 1:
        return (t + f4(1)) * (t - f4(1)) * (t - f4(2)) / f4(2)
    if node == 2:
        return -(t + f4(1)) * t * (t - f4(2)) / f4(2)
    return (t + f4(1)) * t * (t - f4(1)) / f4(6)


@_compiled
def spread(place: Floats, about: Floats, grid: Floats) -> None:
    """Adds the charges 1, x and y of each word to the nodes around it: `grid` (3, M, M).

    `place` (2, N) is where words are in nodes, `about` (2, N) their x and y.
    """
    for i in range(place.shape[1]):
        column, row = int(place[0, i]), int(place[1, i])
        s, t = place[0, i] - f4(column), place[1, i] - f4(row)
        for a in range(4):
            for b in range(4):
                w = _weight(a, s) * _weight(b, t)
                grid[0, column - 1 + a, row - 1 + b] += w
                grid[1, column - 1 + a, row - 1 + b] += w * about[0, i]
                grid[2, column - 1 + a, row - 1 + b] += w * about[1, i]


@_compiled
def gather(place: Floats, about: Floats, sums: Floats, force: Floats, mass: Floats) -> None:
    """The push on each word, into `force` (3, N), and its sum of q, into `mass` (N,), from the nodes around it.

    `sums` (4, M, M) holds the sums of q, q², q² x and q² y; `place` and `about` (2, N) as in `spread`.
    """
    for i in range(place.shape[1]):
        column, row = int(place[0, i]), int(place[1, i])
        s, t = place[0, i] - f4(column), place[1, i] - f4(row)
        q, p, px, py = f4(0), f4(0), f4(0), f4(0)
        for a in range(4):
            for b in range(4):
                w = _weight(a, s) * _weight(b, t)
                q += w * sums[0, column - 1 + a, row - 1 + b]
                p += w * sums[1, column - 1 + a, row - 1 + b]
                px += w * sums[2, column - 1 + a, row - 1 + b]
                py += w * sums[3, column - 1 + a, row - 1 + b]
        force[0, i], force[1, i], mass[i] = p * about[0, i] - px, p * about[1, i] - py, q


@_compiled
def tsne_velocity(
    at: Floats,
    starts: Ints,
    neighbour: Ints,
    p: Floats,
    force: Floats,
    velocity: Floats,
    gain: Floats,
    inverse_mass: Float,
    exaggeration: Float,
    rate: Float,
    momentum: Float,
) -> None:
    """One step of gradient descent with momentum and gains (Jacobs 1988): writes `velocity` and `gain`, both (3, N).

    The gradient, without its factor 4, is exaggeration * sum_j p_ij q_ij (y_i - y_j) - force / mass;
    p is sparse, row i being entries starts[i] to starts[i + 1] of `neighbour` and `p`, both (M,).
    """
    for i in range(at.shape[1]):
        ax, ay, az = f4(0), f4(0), f4(0)
        for e in range(starts[i], starts[i + 1]):
            j = neighbour[e]
            dx, dy, dz = at[0, i] - at[0, j], at[1, i] - at[1, j], at[2, i] - at[2, j]
            w = p[e] / (f4(1) + dx * dx + dy * dy + dz * dz)
            ax += w * dx
            ay += w * dy
            az += w * dz
        for c in range(3):
            pull = ax if c == 0 else (ay if c == 1 else az)
            slope = exaggeration * pull - force[c, i] * inverse_mass
            if (slope > 0) == (velocity[c, i] > 0):
                gain[c, i] = max(f4(0.01), gain[c, i] * f4(0.8))
            else:
                gain[c, i] += f4(0.2)
            velocity[c, i] = momentum * velocity[c, i] - rate * gain[c, i] * slope


@_compiled
def tsne_attraction_loss(at: Floats, starts: Ints, neighbour: Ints, p: Floats) -> float:
    """Sum of p log(p (1 + |y_i - y_j|²)) over the sparse p of points (3, N); plus log of the mass it is the KL.

    `starts` (N + 1,), `neighbour` and `p` (M,) as in `tsne_velocity`.
    """
    loss = 0.0
    for i in range(at.shape[1]):
        for e in range(starts[i], starts[i + 1]):
            if p[e] > 0:
                j = neighbour[e]
                dx, dy, dz = at[0, i] - at[0, j], at[1, i] - at[1, j], at[2, i] - at[2, j]
                loss += p[e] * np.log(p[e] * (f4(1) + dx * dx + dy * dy + dz * dz))
    return loss


@_inlined
def _power(x: Float, b: Float) -> Float:
    """x ** b of float32, x > 0, to 2e-5 of its value: 2 ** (b log2 x) by polynomials on its bits."""
    bits = np.int32(np.float32(x).view(np.int32))
    t = np.int32((bits & 0x007FFFFF) | 0x3F800000).view(np.float32) - f4(1)
    log2 = f4(0.0439286278)
    log2 = log2 * t - f4(0.189832447)
    log2 = log2 * t + f4(0.411561482)
    log2 = log2 * t - f4(0.707253434)
    log2 = log2 * t + f4(1.44159208)
    log2 = log2 * t + f4(1.439093e-05) + f4((bits >> 23) - 127)
    y = min(f4(126), max(f4(-126), b * log2))
    whole = np.floor(y)
    t = y - whole
    power = f4(0.0136839829)
    power = power * t + f4(0.0517177355)
    power = power * t + f4(0.241621323)
    power = power * t + f4(0.692969551)
    power = power * t + f4(1.0000036)
    return power * np.int32((np.int32(whole) + 127) << 23).view(np.float32)  # type: ignore[no-any-return]


@_inlined
def _clipped(x: Float) -> Float:
    return min(f4(4), max(f4(-4), x))


@_compiled
def umap_epoch(
    at: Floats,
    head: Ints,
    tail: Ints,
    every: Floats,
    due: Floats,
    noise_due: Floats,
    a: Float,
    b: Float,
    rate: Float,
    noise: int,
    epoch: int,
    seed: int,
) -> None:
    """One epoch of stochastic gradient descent over the M edges (head, tail): moves `at` (N, 3), in place, in order.

    Edge e is due each every[e] epochs; `due` and `noise_due` (M,) say when next. At each it pulls its
    ends together and pushes its head away from `noise` random points.
    """
    n = at.shape[0]
    state = np.uint32(np.uint32(seed * 2654435761 + 12345) | np.uint32(1))
    for e in range(head.shape[0]):
        if due[e] > epoch:
            continue
        j, k = head[e], tail[e]
        x, y, z = at[j, 0], at[j, 1], at[j, 2]
        dx, dy, dz = x - at[k, 0], y - at[k, 1], z - at[k, 2]
        d = dx * dx + dy * dy + dz * dz
        if d > 0:
            w = _power(d, b)
            g = -f4(2) * a * b * w / (d * (a * w + f4(1)))
            gx, gy, gz = rate * _clipped(g * dx), rate * _clipped(g * dy), rate * _clipped(g * dz)
            x += gx
            y += gy
            z += gz
            at[k, 0] -= gx
            at[k, 1] -= gy
            at[k, 2] -= gz
        due[e] += every[e]
        step = every[e] / f4(noise)
        pushes = int((f4(epoch) - noise_due[e]) / step)
        px, py, pz = f4(0), f4(0), f4(0)
        for _ in range(pushes):  # all from where the head is now: so they need not wait for each other
            state = np.uint32(state ^ (state << np.uint32(13)))  # xorshift32, Marsaglia 2003
            state = np.uint32(state ^ (state >> np.uint32(17)))
            state = np.uint32(state ^ (state << np.uint32(5)))
            k = np.int64((np.uint64(state) * np.uint64(n)) >> np.uint64(32))
            dx, dy, dz = x - at[k, 0], y - at[k, 1], z - at[k, 2]
            d = dx * dx + dy * dy + dz * dz
            if k != j and d > 0:
                g = f4(2) * b / ((f4(0.001) + d) * (a * _power(d, b) + f4(1)))
                px += _clipped(g * dx)
                py += _clipped(g * dy)
                pz += _clipped(g * dz)
        noise_due[e] += f4(pushes) * step
        at[j, 0], at[j, 1], at[j, 2] = x + rate * px, y + rate * py, z + rate * pz


@_compiled
def map_nearness(at: Floats, own: Ints, nearness: Floats) -> None:
    """Minus the squared distance on the map (N, d) of the words `own` (B,) to every word, into (B, N)."""
    for r in range(nearness.shape[0]):
        i = own[r]
        for j in range(at.shape[0]):
            square = f4(0)
            for c in range(at.shape[1]):
                apart = at[i, c] - at[j, c]
                square += apart * apart
            nearness[r, j] = -square


@_compiled
def ranks(nearness: Floats, own: Ints, chosen: Ints, rank: Ints) -> None:
    """The rank, from 1, of each of the words `chosen` (B, K) in order of falling `nearness` (B, N), into (B, K).

    Row r is word own[r], which does not count itself; of words equally near, none ranks behind another.
    """
    n = nearness.shape[1]
    for r in range(nearness.shape[0]):
        row = nearness[r]
        for c in range(chosen.shape[1]):
            bar = row[chosen[r, c]]
            nearer = 0
            for j in range(n):
                nearer += row[j] > bar
            rank[r, c] = 1 + nearer - (row[own[r]] > bar)
