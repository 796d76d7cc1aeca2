"""The compiled sweep over a grid of analogies: it finds what a look at every score finds, and its bound is needed."""

import numpy as np
import pytest

from explorer.judging import analogy_kernels

Found = tuple[np.ndarray, np.ndarray]
KINDS = ("random", "equal", "opposite", "denormal", "huge", "one answer")


def parts(kind: str, words: int, seed: int) -> np.ndarray:
    """(20, n) what words given add or take away."""
    rng = np.random.default_rng(seed)
    some = rng.standard_normal((20, words))
    if kind == "equal":  # ties go to the earlier word
        some = np.repeat(some[:, :3], words // 3 + 1, axis=1)[:, :words]
    if kind == "opposite":
        some[:, words // 2 :] = -some[:, : words - words // 2]
    if kind == "one answer":  # the best of all is the very last word, which no whole stretch holds
        some[:, -1] = 9 * np.sign(some[:, 0])
    size = {"denormal": 1e-41, "huge": 1e30}.get(kind, 1.0)
    return (some * size).astype(np.float32)


def swept(plus: np.ndarray, top: np.ndarray, asked: tuple[np.ndarray, ...], start: int = 100) -> Found:
    """(P, C) the best scores and their rows; one cell of the first pair is asked by nobody."""
    a, b, cs = asked
    best = np.full((len(a), len(cs)), -np.inf, dtype=np.float32)
    best[0, 1] = np.inf
    row = np.zeros(best.shape, dtype=np.intp)
    half = top.size // 2 + 3  # in two blocks, as a vocabulary comes
    for some in (slice(0, half), slice(half, None)):
        block = np.ascontiguousarray(plus[:, some])
        analogy_kernels.sweep(block, block, top[some].copy(), a, b, cs, start + (some.start or 0), best, row)
    return best, row


def looked_through(plus: np.ndarray, top: np.ndarray, asked: tuple[np.ndarray, ...], start: int = 100) -> Found:
    """The definition: all scores, but for the words that are no answer."""
    a, b, cs = asked
    scores = plus[cs][None] + (plus[b] - plus[a])[:, None]  # (P, C, n)
    scores[:, :, top == -np.inf] = -np.inf
    found = scores.argmax(axis=2)
    best = np.take_along_axis(scores, found[:, :, None], axis=2)[:, :, 0]
    row = found + start
    best[0, 1], row[0, 1] = np.inf, 0
    return best, row


@pytest.mark.parametrize("kind", KINDS)
def test_a_sweep_finds_what_looking_at_every_score_finds(kind: str) -> None:
    """Also where words are fewer than a stretch, and where the last stretch is not whole."""
    rng = np.random.default_rng(5)
    for words in (1, 63, 64, 200, 1500):
        for seed in range(3):
            plus = parts(kind, words, seed)
            asked = rng.integers(0, 10, 7), rng.integers(0, 10, 7), np.arange(10, 20)
            top = plus[asked[2]].max(axis=0)
            top[rng.random(words) < 0.1] = -np.inf
            top[-1] = plus[asked[2], -1].max()
            for found, true in zip(swept(plus, top, asked), looked_through(plus, top, asked), strict=True):
                np.testing.assert_array_equal(found, true)


def test_without_the_bound_a_sweep_would_be_wrong() -> None:
    """The greatest part of the words c: a little less of it, or the mean in its place, passes over true answers."""
    rng = np.random.default_rng(6)
    plus = parts("random", 3000, 7)
    asked = rng.integers(0, 10, 30), rng.integers(0, 10, 30), np.arange(10, 20)
    top, true = plus[asked[2]].max(axis=0), looked_through(plus, plus[0], asked)[1]
    np.testing.assert_array_equal(swept(plus, top, asked)[1], true)
    for less in (top - np.float32(0.5), plus[asked[2]].mean(axis=0), np.zeros_like(top)):
        assert (swept(plus, less, asked)[1] != true).any()
