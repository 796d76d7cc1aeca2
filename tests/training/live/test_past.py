"""One update under the X-ray, checkpoints, going back, and the film of the map."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from explorer.figures.film import MOST_FRAMES, film, packed
from explorer.figures.live import Cursor, View
from explorer.text.corpus import Corpus
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer, pair_losses
from explorer.training.lessons.one_update import one_update
from explorer.training.live.checkpoints import Checkpoint, Checkpoints
from explorer.training.live.course import Change
from explorer.training.live.history import LossHistory
from explorer.training.live.live_run import LiveRun
from explorer.training.live.past import moment_at
from tests.live_runs import seen, step, unpack
from tests.waiting import until

SMALL = SGNSSettings(dim=6, window=2, negatives=3, batch=8)


def pairs(run: LiveRun, steps: int) -> None:
    for _ in range(steps):
        goal = run.moment.steps_done + 1
        run.take_pair()
        until(lambda goal=goal: run.moment.steps_done == goal)


def test_the_update_is_the_numeric_gradient(royals: Corpus) -> None:
    """after = before - rate x slope of the loss, each slope taken by central differences in float64."""
    trainer = SGNSTrainer(royals, SMALL, dtype=np.float64)
    for _ in range(50):
        trainer.step()
    update = one_update(trainer)
    counted = update.step.counted
    ids = [int(update.step.pairs.context[0]), *update.step.negative[0].tolist()]

    def loss(v: np.ndarray, u: np.ndarray) -> float:
        return float(pair_losses(np.array([v @ u[0]]), (u[1:] @ v)[None], counted)[0])

    def slope(x: np.ndarray, f: Callable[[np.ndarray], float]) -> np.ndarray:
        found = np.zeros_like(x)
        for at in np.ndindex(x.shape):
            up, down = x.copy(), x.copy()
            up[at] += 1e-6
            down[at] -= 1e-6
            found[at] = (f(up) - f(down)) / 2e-6
        return found

    by_v = slope(update.v_before, lambda v: loss(v, update.u_before))
    by_u = slope(update.u_before, lambda u: loss(update.v_before, u))
    np.testing.assert_allclose(update.v_after, update.v_before - update.rate * by_v, atol=1e-8)
    for row, word in enumerate(ids):  # a word drawn twice is moved twice
        total = sum(by_u[other] for other, same in enumerate(ids) if same == word)
        np.testing.assert_allclose(update.u_after[row], update.u_before[row] - update.rate * total, atol=1e-8)
    np.testing.assert_allclose(update.chance, royals.vocabulary.noise(0.75)[ids])


def test_under_the_x_ray_each_step_is_one_pair(run: LiveRun) -> None:
    step(run, 30)
    assert run.moment.update is None
    assert run.course == ()
    pairs(run, 3)
    update = run.moment.update
    assert update is not None
    assert len(update.step.pairs) == 1
    assert run.course == (Change(30, one_by_one=True),)
    np.testing.assert_array_equal(update.v_after, run.moment.v_in[update.step.pairs.centre[0]])
    _, arrays = unpack(seen(run, Cursor(), View(xray=True)))
    np.testing.assert_array_equal(arrays["x_v"], np.concatenate([update.v_before, update.v_after]))
    assert arrays["x_u"].size == 2 * 4 * 6
    step(run, 1)
    assert run.moment.update is None


def test_checkpoints_are_dense_at_first_and_never_too_many() -> None:
    kept = Checkpoints(bytes_each=2**20)  # room for 16
    nothing = np.zeros((1, 1), np.float32)
    for number in range(100_001):
        if kept.is_due(number):
            kept.add(Checkpoint(number, nothing, nothing, 0.0))
    assert len(kept.kept) == 16
    assert kept.steps[0] == 0
    assert kept.steps[-1] > 90_000
    gaps = np.diff(np.log1p(kept.steps))
    assert gaps.max() < 4 * np.median(gaps), "evenly spread over the logarithm of the steps"
    assert kept.at(0).step == 0
    assert kept.at(10**9).step == kept.steps[-1]
    some = kept.steps[7]
    assert kept.at(some).step == some == kept.at(some + 1).step
    kept.cut(some)
    assert kept.steps[-1] == some


def test_going_back_restores_the_matrices_and_forgets_the_rest(run: LiveRun) -> None:
    step(run, 200)
    checkpoint = run.at(100)
    run.rewind(100)
    until(lambda: run.moment.steps_done == checkpoint.step)
    np.testing.assert_array_equal(run.moment.v_in, checkpoint.v_in)
    np.testing.assert_array_equal(run.moment.v_out, checkpoint.v_out)
    assert len(run.history) == checkpoint.step
    assert run.history.latest == pytest.approx(checkpoint.loss, abs=0.02)
    assert run.checkpoints.steps[-1] <= checkpoint.step
    step(run, 10)
    assert run.moment.steps_done == checkpoint.step + 10
    assert len(run.history) == checkpoint.step + 10


def test_any_step_is_repeated_to_the_digit_with_the_changes_made_on_the_way(run: LiveRun) -> None:
    """Against a trainer that takes the same steps: 30, then with another rate, three of them of single pairs."""
    step(run, 30)
    run.set_rate(0.5)
    step(run, 10)
    pairs(run, 3)
    step(run, 7)
    trainer = SGNSTrainer(run.corpus, SMALL)
    for number in range(1, 51):
        trainer.learning_rate = SMALL.learning_rate if number <= 30 else 0.5
        B = 1 if 40 < number <= 43 else trainer.batch
        trainer.learn(trainer.next_pairs(B), trainer.draw_negatives(B))
        if number in {30, 31, 41, 43, 44, 50}:
            again = moment_at(run.moment, run.corpus, SMALL, number)
            np.testing.assert_array_equal(again.v_in, trainer.v_in)
            np.testing.assert_array_equal(again.v_out, trainer.v_out)


def test_a_branch_goes_on_from_a_checkpoint_with_other_settings(run: LiveRun, royals: Corpus) -> None:
    step(run, 60)
    start = run.checkpoints.kept[-1]
    branch = LiveRun(royals, SGNSSettings(dim=6, window=5, negatives=1, batch=8), run.turns, start=start)
    np.testing.assert_array_equal(branch.moment.v_in, start.v_in)
    assert branch.moment.steps_done == branch.first_point == start.step
    step(branch, 5)
    header, _ = unpack(seen(branch, Cursor(), View()))
    assert header["curve"] == [1, 0, start.step]
    np.testing.assert_array_equal(run.checkpoints.kept[-1].v_in, start.v_in)
    branch.reset()
    until(lambda: branch.moment.steps_done == start.step)
    np.testing.assert_array_equal(branch.moment.v_in, start.v_in)


def test_a_rate_changed_in_the_run_is_used_and_noted(run: LiveRun) -> None:
    step(run, 10)
    run.set_rate(0.5)
    pairs(run, 1)
    assert run.moment.update is not None
    assert run.moment.update.rate == 0.5
    header, _ = unpack(seen(run, Cursor(), View()))
    assert header["rates"] == [[10, 0.5]]
    assert run.course == (Change(10, rate=0.5), Change(10, one_by_one=True))
    run.reset()
    until(lambda: run.moment.steps_done == 0)
    assert run.rate == SMALL.learning_rate
    assert run.course == ()


def test_history_is_cut_to_its_beginning() -> None:
    history = LossHistory()
    for number in range(40):
        history.add(4.0 - number / 20)
    shorter = history.cut(10)
    assert list(shorter.means) == list(history.means[:10])
    assert shorter.latest == pytest.approx(history.smoothed[9])
    shorter.add(0.0)
    assert 0 < shorter.latest < history.smoothed[9]
    assert math.isnan(history.cut(0).latest)


def test_the_film_ends_with_the_picture_on_the_screen_and_does_not_spin(run: LiveRun) -> None:
    step(run, 400)
    kept = run.checkpoints.kept
    header, arrays = unpack(seen(run, Cursor(), View(shown=80, at=kept[-1].step)))
    pictures = film(kept, "v", 80).pictures
    scale = header["map"]["scale"]
    np.testing.assert_allclose(pictures[-1], arrays["xy"].reshape(-1, 2) * scale, atol=scale)
    turns = []
    for earlier, later in pairwise(pictures):
        u, _, vt = np.linalg.svd(earlier.T @ later)
        assert np.linalg.det(u @ vt) > 0, "a mirrored picture"
        turns.append(abs(np.degrees(np.arctan2(*(u @ vt)[0, ::-1]))))
    assert max(turns[5:]) < 10, "by so many degrees would a rotation bring neighbouring pictures nearer"


def test_the_film_as_sent(run: LiveRun) -> None:
    step(run, 300)
    made = film(run.checkpoints.kept, "v", 40)
    header, arrays = unpack(packed(made))
    assert header["film"] == run.checkpoints.steps
    pictures = arrays["film"].reshape(len(header["film"]), 40, 2) * arrays["film_scale"][:, None, None]
    np.testing.assert_allclose(pictures, made.pictures, atol=float(arrays["film_scale"].max()))
    rows = run.checkpoints.kept[-1].v_in[:40]
    spread = np.linalg.svd(rows - rows.mean(axis=0), compute_uv=False)
    assert (made.pictures[-1] ** 2).sum() > 0.99 * (spread[:2] ** 2).sum(), "the plane of the main axes"
    many = tuple(Checkpoint(i, run.moment.v_in, run.moment.v_out, 1.0) for i in range(300))
    assert len(unpack(packed(film(many, "u", 10)))[0]["film"]) <= MOST_FRAMES


def test_looking_back_shows_that_checkpoint(run: LiveRun) -> None:
    step(run, 120)
    at = run.checkpoints.steps[10]
    header, arrays = unpack(seen(run, Cursor(), View(at=at, rows=(3, 5), probes=(1,))))
    kept = run.checkpoints.at(at)
    heat = arrays["heat_v"].reshape(2, 6) * header["heat_v"]
    np.testing.assert_allclose(heat, kept.v_in[[3, 5]], atol=header["heat_v"])
    unit = kept.v_in / np.linalg.norm(kept.v_in, axis=1, keepdims=True)
    cosines = unit @ unit[1]
    cosines[1] = -1
    assert header["probes"][0][1][0] == int(cosines.argmax())
    assert header["step"] == 120
