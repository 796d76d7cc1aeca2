"""
The compiled inner loops of t-SNE, UMAP and the honesty figures: the only place that knows Numba.

Each runs in the thread that calls it and releases the interpreter meanwhile, so that other visitors
are served; none uses Numba's own threads, because their workqueue layer ends the process if two
visitors use it at once.  Compiled code is kept on disk if a place for it is writable, else only in
memory.  `error_model="numpy"` leaves out the test for division by zero, which would keep the loops
of t-SNE from being vectorised: a factor of ten.

A layout is stored as (3, N) even on a flat map: its third coordinate is 0 and stays 0, since every
force is along a difference of coordinates.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba import njit
from numpy.typing import NDArray

from explorer.vectors.word_vectors import Floats

f4, u4 = np.float32, np.uint32
Ints = NDArray[np.integer]
Float = float | np.floating
Compiled = TypeVar("Compiled", bound=Callable[..., Any])


def _compiled(function: Compiled) -> Compiled:
    """`function` compiled, and kept on disk if a folder for it can be written."""
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": True}
    try:
        return njit(cache=True, **options)(function)  # type: ignore[no-any-return]
    except RuntimeError:  # neither this folder nor the home folder is writable
        return njit(**options)(function)  # type: ignore[no-any-return]


def _inlined(function: Compiled) -> Compiled:
    """`function` compiled into its callers."""
    return njit(inline="always", error_model="numpy", fastmath=True)(function)  # type: ignore[return-value]


@_compiled
def repulsion_flat(at: Floats, force: Floats, mass: Floats, first: int, last: int) -> None:
    """Sum over j of q² (y_i - y_j) into `force` and of q into `mass` (N,), q = 1 / (1 + |y_i - y_j|²), on a flat map.

    `at` and `force` are (3, N); rows `first` to `last`. Two rows are computed at a time, to share
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
    """The same sums as `repulsion_flat`, for (3, N) points in space."""
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
def _shares(t: Float, share: Floats) -> None:
    """Shares (6,) of the nodes at -2, -1, ..., 3 in the quintic B-spline around t in [0, 1)."""
    u = f4(1) - t
    t2, t3, t4 = t * t, t * t * t, t * t * t * t
    share[0] = u * u * u * u * u
    share[1] = f4(26) - f4(50) * t + f4(20) * (t2 + t3 - t4) + f4(5) * t * t4
    share[2] = f4(66) - f4(60) * t2 + f4(30) * t4 - f4(10) * t * t4
    share[3] = f4(26) + f4(50) * t + f4(20) * (t2 - t3 - t4) + f4(10) * t * t4
    share[4] = f4(1) + f4(5) * (t + t4 - t * t4) + f4(10) * (t2 + t3)
    share[5] = t * t4
    for node in range(6):
        share[node] /= f4(120)


@_inlined
def _slopes(t: Float, slope: Floats) -> None:
    """Slopes (6,) along t of the shares."""
    u = f4(1) - t
    t2, t3, t4 = t * t, t * t * t, t * t * t * t
    slope[0] = -u * u * u * u
    slope[1] = f4(-10) + f4(8) * t + f4(12) * t2 - f4(16) * t3 + f4(5) * t4
    slope[2] = f4(-24) * t + f4(24) * t3 - f4(10) * t4
    slope[3] = f4(10) + f4(8) * t - f4(12) * t2 - f4(16) * t3 + f4(10) * t4
    slope[4] = f4(1) + f4(4) * (t + t3) + f4(6) * t2 - f4(5) * t4
    slope[5] = t4
    for node in range(6):
        slope[node] /= f4(24)


@_compiled
def spread(place: Floats, grid: Floats) -> None:
    """Adds a charge of 1 for each word to the 36 nodes around it: `grid` (M, M); `place` (2, N) are their places."""
    across, up = np.empty(6, np.float32), np.empty(6, np.float32)
    for i in range(place.shape[1]):
        column, row = int(place[0, i]), int(place[1, i])
        _shares(place[0, i] - f4(column), across)
        _shares(place[1, i] - f4(row), up)
        for a in range(6):
            for b in range(6):
                grid[column - 2 + a, row - 2 + b] += across[a] * up[b]


@_compiled
def gather(place: Floats, potential: Floats, factor: Float, force: Floats, mass: Floats) -> None:
    """The `potential` (M, M) at each word, into `mass` (N,), and its slope times `factor`, into `force` (3, N).

    `place` (2, N) as in `spread`.
    """
    across, up, across_slope, up_slope = np.empty((4, 6), np.float32)
    for i in range(place.shape[1]):
        column, row = int(place[0, i]), int(place[1, i])
        _shares(place[0, i] - f4(column), across)
        _shares(place[1, i] - f4(row), up)
        _slopes(place[0, i] - f4(column), across_slope)
        _slopes(place[1, i] - f4(row), up_slope)
        q, x, y = f4(0), f4(0), f4(0)
        for a in range(6):
            inner, slope = f4(0), f4(0)
            for b in range(6):
                here = potential[column - 2 + a, row - 2 + b]
                inner += up[b] * here
                slope += up_slope[b] * here
            q += across[a] * inner
            x += across_slope[a] * inner
            y += across[a] * slope
        force[0, i], force[1, i], mass[i] = factor * x, factor * y, q


@_compiled
def attraction(
    at: Floats, starts: Ints, neighbour: Ints, p: Floats, solid: bool, pull: Floats, first: int, last: int
) -> None:
    """Sum over j of p_ij q_ij (y_i - y_j) into `pull` (3, N), for rows `first` to `last` of points `at` (3, N).

    p is sparse, row i being entries starts[i] to starts[i + 1] of `neighbour` and `p`, both (M,). The places
    of a row's neighbours are first copied next to each other, so that the rest is vectorised: faster than
    the processor's own loads from many places. On a flat map (not `solid`) depths are 0.
    """
    x, y, z = at[0], at[1], at[2]
    most = 0
    for i in range(first, last):
        most = max(most, starts[i + 1] - starts[i])
    across, up, deep = np.empty(most, np.float32), np.empty(most, np.float32), np.zeros(most, np.float32)
    for i in range(first, last):
        start = starts[i]
        length = starts[i + 1] - start
        for e in range(length):
            j = neighbour[start + e]
            across[e] = x[j]
            up[e] = y[j]
            if solid:
                deep[e] = z[j]
        xi, yi, zi = x[i], y[i], z[i]
        fx, fy, fz = f4(0), f4(0), f4(0)
        for e in range(length):
            dx, dy, dz = xi - across[e], yi - up[e], zi - deep[e]
            w = p[start + e] / (f4(1) + dx * dx + dy * dy + dz * dz)
            fx += w * dx
            fy += w * dy
            fz += w * dz
        pull[0, i], pull[1, i], pull[2, i] = fx, fy, fz


@_compiled
def descend(
    pull: Floats,
    force: Floats,
    velocity: Floats,
    gain: Floats,
    inverse_mass: Float,
    exaggeration: Float,
    rate: Float,
    momentum: Float,
) -> None:
    """One step of gradient descent with momentum and gains (Jacobs 1988): writes `velocity` and `gain`, both (3, N).

    The gradient, without its factor 4, is exaggeration * pull - force / mass, both (3, N).
    """
    for c in range(pull.shape[0]):
        for i in range(pull.shape[1]):
            slope = exaggeration * pull[c, i] - force[c, i] * inverse_mass
            same = (slope > 0) == (velocity[c, i] > 0)
            gain[c, i] = max(f4(0.01), gain[c, i] * f4(0.8)) if same else gain[c, i] + f4(0.2)
            velocity[c, i] = momentum * velocity[c, i] - rate * gain[c, i] * slope


@_compiled
def tsne_attraction_loss(at: Floats, starts: Ints, neighbour: Ints, p: Floats) -> float:
    """Sum of p log(p (1 + |y_i - y_j|²)) over the sparse p of points (3, N); plus log of the mass it is the KL.

    `starts` (N + 1,), `neighbour` and `p` (M,) as in `attraction`.
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


@_inlined
def _mixed(number: np.unsignedinteger) -> np.unsignedinteger:
    """32 bits that differ everywhere if the given 32 bits differ anywhere (the finaliser lowbias32, Wellons 2018)."""
    bits = u4((number ^ (number >> u4(16))) * u4(0x7FEB352D))
    bits = u4((bits ^ (bits >> u4(15))) * u4(0x846CA68B))
    return u4(bits ^ (bits >> u4(16)))


@_compiled
def umap_epoch(
    at: Floats,
    moved: Floats,
    starts: Ints,
    tail: Ints,
    every: Floats,
    due: Floats,
    a: Float,
    b: Float,
    rate: Float,
    noise: int,
    epoch: int,
    seed: int,
    solid: bool,
    first: int,
    last: int,
) -> None:
    """One epoch of stochastic gradient descent: moves words `first` to `last` of `at` (3, N) into `moved` (3, N).

    Edge e leads from word i, starts[i] <= e < starts[i + 1], to tail[e]; it is due each every[e] epochs and
    next at due[e] (M,). Each edge that is due pulls its word; then `noise` times as many random points push
    it. All others are taken at their places before the epoch, so that words may be computed in any order;
    the random points of a word depend only on `seed`, epoch and word.
    """
    x, y, z = at[0], at[1], at[2]
    n = x.shape[0]
    most = 0
    for i in range(first, last):
        most = max(most, noise * (starts[i + 1] - starts[i]))
    other = np.empty(most, np.uint32)
    across, up, deep = np.empty(most, np.float32), np.empty(most, np.float32), np.zeros(most, np.float32)
    for i in range(first, last):
        xi, yi, zi = x[i], y[i], z[i]
        pulls = 0
        for e in range(starts[i], starts[i + 1]):
            if due[e] > epoch:
                continue
            due[e] += every[e]
            pulls += 1
            j = tail[e]
            dx, dy, dz = xi - x[j], yi - y[j], zi - z[j]
            d = dx * dx + dy * dy + dz * dz
            if d > 0:
                w = _power(d, b)
                g = -f4(2) * a * b * w / (d * (a * w + f4(1)))
                xi += rate * _clipped(g * dx)
                yi += rate * _clipped(g * dy)
                zi += rate * _clipped(g * dz)
        pushes = noise * pulls
        own = _mixed(u4(_mixed(u4(_mixed(u4(seed)) + u4(epoch))) + u4(i)))
        for c in range(pushes):
            other[c] = (np.uint64(_mixed(u4(own + u4(c)))) * np.uint64(n)) >> np.uint64(32)
        for c in range(pushes):  # copied next to each other, as in `attraction`
            j = other[c]
            itself = j == i  # its distance from itself is 0
            across[c] = xi if itself else x[j]
            up[c] = yi if itself else y[j]
            if solid:
                deep[c] = zi if itself else z[j]
        fx, fy, fz = f4(0), f4(0), f4(0)
        for c in range(pushes):
            dx, dy, dz = xi - across[c], yi - up[c], zi - deep[c]
            d = dx * dx + dy * dy + dz * dz
            g = f4(2) * b / ((f4(0.001) + d) * (a * _power(max(d, f4(1e-30)), b) + f4(1)))
            fx += _clipped(g * dx)
            fy += _clipped(g * dy)
            fz += _clipped(g * dz)
        moved[0, i], moved[1, i], moved[2, i] = xi + rate * fx, yi + rate * fy, zi + rate * fz


@_compiled
def map_nearness(at: Floats, own: Ints, nearness: Floats) -> None:
    """Minus the squared distance on the map (d, N) of the words `own` (B,) to every word, into (B, N)."""
    for r in range(nearness.shape[0]):
        row = nearness[r]
        row[:] = 0
        for c in range(at.shape[0]):
            places, here = at[c], at[c, own[r]]
            for j in range(at.shape[1]):
                apart = here - places[j]
                row[j] -= apart * apart


@_compiled
def ranks(nearness: Floats, own: Ints, chosen: Ints, rank: Ints) -> None:
    """The rank, from 1, of each of the words `chosen` (B, K) in order of falling `nearness` (B, N), into (B, K).

    Row r is word own[r], which does not count itself; words equally near have the same rank.
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
