"""The losses of a class as one band, held against quantiles taken one by one."""

import math
import statistics
from dataclasses import replace

import numpy as np

from explorer.lessons.spread import alike, spread
from explorer.text import corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.history import Curve, LossHistory
from explorer.training.live.live_run import LiveRun


def curve_of(losses: list[float], first: int = 0) -> Curve:
    history = LossHistory(memory=1)  # the running mean is the loss itself
    for loss in losses:
        history.add(loss)
    return history.curve(1, first)


def test_three_constant_runs() -> None:
    found = spread([curve_of([level] * 10) for level in (1.0, 2.0, 4.0)])
    assert found.steps.tolist() == list(range(1, 11))
    assert found.quantiles[:, 3].tolist() == [1.0, 1.5, 2.0, 3.0, 4.0]
    assert found.runs == 3


def test_at_each_step_those_count_that_have_come_so_far() -> None:
    rng = np.random.default_rng(1)
    lengths = (30, 50, 50, 20, 70)
    losses = [rng.uniform(1, 4, size=n).tolist() for n in lengths]
    found = spread([*map(curve_of, losses), curve_of([])])
    assert found.steps[-1] == 50, "half of the five that have begun have been there"
    assert found.runs == 3
    for place, step in enumerate(found.steps):
        there = [row[step - 1] for row in losses if len(row) >= step]
        assert math.isclose(found.quantiles[2, place], statistics.median(there), rel_tol=1e-6)
        assert math.isclose(found.quantiles[0, place], min(there), rel_tol=1e-6)
        assert math.isclose(found.quantiles[4, place], max(there), rel_tol=1e-6)
        assert np.isnan(found.losses[:, place]).sum() == 6 - len(there)


def test_long_runs_whose_points_stand_for_many_steps() -> None:
    falling = [4 - step / 1000 for step in range(3000)]
    found = spread([curve_of(falling), curve_of(falling[:2600])])
    assert 2590 <= found.steps[-1] <= 2600
    wanted = 4 - (found.steps - 1) / 1000
    assert np.allclose(found.quantiles[2], wanted, atol=0.002), "a point of four steps stands after the last of them"


def test_one_run_has_no_spread() -> None:
    assert spread([]) is None
    assert spread([curve_of([1.0]), curve_of([])]) is None


class NoTurns:
    crowd = 0

    def wake(self, run: object) -> None:
        pass

    def forget(self, run: object) -> None:
        pass


def test_runs_are_alike_but_for_their_seed() -> None:
    text = corpus.from_text("the king rules the land. the queen rules the land. " * 4, name="tale")
    usual = SGNSSettings(dim=4, batch=4)
    runs = [
        LiveRun(text, settings, NoTurns())
        for settings in (
            replace(usual, seed=1),
            replace(usual, dim=5),
            replace(usual, seed=2),
            replace(usual, seed=2),
            replace(usual, window=1),
        )
    ]
    assert alike(runs) == [0, 2, 3]
    assert alike([]) == []
