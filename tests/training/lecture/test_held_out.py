"""Held-out pairs: the same for all runs that are to be compared, and never learned from."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.lecture.held_out import FEWEST_SENTENCES, held_out
from explorer.training.lecture.sgns import SGNSSettings, pair_losses


@pytest.fixture(scope="module")
def royals() -> Corpus:
    return from_text(read_packaged("royals"), name="The royal family")


@pytest.mark.parametrize("other", [{"seed": 7}, {"dim": 5}, {"learning_rate": 0.5}, {"batch": 8}])
def test_runs_that_differ_in_these_are_measured_by_the_same_pairs(royals: Corpus, other: dict[str, float]) -> None:
    settings = SGNSSettings(window=3, sample=0.01)
    one, two = held_out(royals, settings), held_out(royals, replace(settings, **other))
    for name in ("centre", "context", "negative", "sentences"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


def test_another_draw_gives_other_pairs(royals: Corpus) -> None:
    one, two = (held_out(royals, SGNSSettings(), seed=seed) for seed in (0, 1))
    assert not np.array_equal(one.negative, two.negative)


def test_a_short_text_is_measured_on_itself_and_says_so() -> None:
    short = from_text("the king rules. the queen sits. " * (FEWEST_SENTENCES // 2 - 1), name="short")
    assert len(held_out(short, SGNSSettings()).sentences) == 0
    long = from_text("the king rules. the queen sits. " * (FEWEST_SENTENCES // 2), name="long")
    assert len(held_out(long, SGNSSettings()).sentences) == 1


def test_the_loss_is_the_mean_over_all_pairs(royals: Corpus) -> None:
    pairs = held_out(royals, SGNSSettings(dim=4, negatives=2))
    rng = np.random.default_rng(3)
    v, u = rng.normal(size=(2, len(royals.vocabulary), 4))
    one_by_one = [
        pair_losses(np.array([v[c] @ u[o]]), (u[n] @ v[c])[None], (n != o)[None])[0]
        for c, o, n in zip(pairs.centre, pairs.context, pairs.negative, strict=True)
    ]
    assert pairs.loss(v, u) == pytest.approx(np.mean(one_by_one))
