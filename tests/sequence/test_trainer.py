"""Optimisers, clipping, initialisations and the stepper."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from explorer.errors import DivergedError, SettingError
from explorer.sequence.batches import Examples
from explorer.sequence.initialisation import cell_parameters, matrix, spectral_radius
from explorer.sequence.inputs import LearnedVectors, OneHot, RowGradient
from explorer.sequence.lstm import LSTM
from explorer.sequence.network import EMBEDDING, Network, NetworkSettings
from explorer.sequence.optimisers import Optimiser, OptimiserSettings, clip_by_norm, clip_by_value, norm
from explorer.sequence.trainer import SequenceTrainer, TrainingSettings, score


def copy_task(n: int, seed: int, letters: int = 4) -> Examples:
    """Say the letter of two steps before: a network without memory cannot."""
    rng = np.random.default_rng(seed)
    ids = tuple(rng.integers(0, letters, rng.integers(4, 12)) for _ in range(n))
    return Examples(ids, tuple(np.concatenate([[-1, -1], s[:-2]]) for s in ids))


def trainer_of(cell: str = "GRU", *, seed: int = 1, units: int = 24, **more: object) -> SequenceTrainer:
    network = Network(NetworkSettings(cell=cell, units=units, radius=0.8, seed=seed), OneHot(4), 4)
    settings = TrainingSettings(OptimiserSettings(learning_rate=0.01), seed=seed)
    return SequenceTrainer(network, copy_task(400, 0), replace(settings, **more))


@pytest.mark.parametrize("cell", ["RNN", "GRU", "LSTM"])
def test_learns_what_needs_memory(cell: str) -> None:
    trainer = trainer_of(cell)
    losses = trainer.run(250)
    assert losses[0] == pytest.approx(np.log(4), abs=0.3)
    held_out = score(trainer.network, copy_task(100, 1))
    assert held_out.right > 0.99
    assert held_out.perplexity < 1.1
    assert trainer.epoch == pytest.approx(250 / 13, abs=0.1)


def test_a_cut_behind_every_step_cannot_learn_it() -> None:
    """The state goes on, the gradient does not: nothing teaches six units what to keep.

    Many units would keep it by chance, and the head would find it there (an echo state network).
    """
    right = []
    for truncate in (None, 1):
        trainer = trainer_of("RNN", truncate=truncate, units=6)
        trainer.run(600)
        right.append(score(trainer.network, copy_task(100, 1)).right)
    assert right[0] > 0.95
    assert right[1] < 0.6


def test_same_seed_same_weights() -> None:
    first, same, other = (trainer_of(seed=seed) for seed in (3, 3, 4))
    for trainer in (first, same, other):
        trainer.run(5)
    W = "layer1.forward.W"
    assert_array_equal(first.network.parameters[W], same.network.parameters[W])
    assert not (first.network.parameters[W] == other.network.parameters[W]).all()


def test_a_record_holds_what_was_before_the_update() -> None:
    trainer = trainer_of()
    before = trainer.network.copied()
    step = trainer.step()
    then = trainer.network.at(before)
    assert_array_equal(then.forward(step.batch.ids, step.batch.mask).probability, step.passed.probability)
    assert step.loss == then.judged(step.passed, step.batch.target).loss
    kept = step.passed.layers[0].forward.a.copy()
    trainer.step()
    assert_array_equal(step.passed.layers[0].forward.a, kept)
    assert step.norm == pytest.approx(norm(step.gradients.parameters), rel=1e-5)


def test_frozen_rows_keep_their_bytes_and_untouched_ones_too() -> None:
    start = np.random.default_rng(0).normal(size=(4, 5))
    network = Network(NetworkSettings(units=4), LearnedVectors(start), 2)
    examples = Examples((np.array([0, 2]), np.array([2, 2, 0])), (np.array([0, 1]), np.array([1, 0, 1])))
    trainer = SequenceTrainer(network, examples, TrainingSettings(OptimiserSettings()))
    step = trainer.step()
    gradient = step.gradients.parameters[EMBEDDING]
    assert isinstance(gradient, RowGradient)
    assert gradient.rows.tolist() == [0, 2]
    E = network.parameters[EMBEDDING]
    assert_array_equal(E[[1, 3]], start[[1, 3]].astype(np.float32))
    assert (E[[0, 2]] != start[[0, 2]].astype(np.float32)).any()


def test_a_training_that_diverges_is_said_or_shown() -> None:
    wild = OptimiserSettings("SGD", 10.0, clip="none")
    network = Network(NetworkSettings(cell="RNN, ReLU", initialisation="orthogonal", radius=4), OneHot(4), 4)
    trainer = SequenceTrainer(network, copy_task(50, 0), TrainingSettings(wild))
    with pytest.raises(DivergedError, match=r"diverged at step \d+: .* lower learning rate than 10"):
        trainer.run(50)
    assert all(np.isfinite(value).all() for value in network.parameters.values())
    trainer = SequenceTrainer(network, copy_task(50, 0), TrainingSettings(wild, into_nan=True))
    trainer.run(10)
    assert not np.isfinite(network.parameters["layer1.forward.W"]).all()


def test_clipping_by_norm_keeps_the_direction_and_by_value_does_not() -> None:
    g = {"a": np.array([3.0, 4.0]), "b": RowGradient(np.array([2]), np.array([[0.0, 12.0]]))}
    assert norm(g) == 13
    assert clip_by_norm(g, 6.5) == 13
    assert_allclose(g["a"], [1.5, 2])
    assert norm(g) == pytest.approx(6.5)
    assert clip_by_norm(g, 100) == pytest.approx(6.5)
    assert_allclose(g["a"], [1.5, 2])
    clip_by_value(g, 1.75)
    assert_allclose(g["a"], [1.5, 1.75])
    assert_allclose(g["b"].values, [[0, 1.75]])


def test_optimisers_by_hand() -> None:
    """Two steps with the gradient 1 and then -1, from 0, at a rate of .1."""

    def after(settings: OptimiserSettings) -> list[float]:
        optimiser, p, seen = Optimiser(settings), {"w": np.zeros(1)}, []
        for g in (1.0, -1.0):
            optimiser.move(p, {"w": np.array([g])})
            seen.append(float(p["w"][0]))
        return seen

    assert after(OptimiserSettings("SGD", 0.1)) == pytest.approx([-0.1, 0])
    assert after(OptimiserSettings("momentum", 0.1)) == pytest.approx([-0.1, -0.1 + 0.1 * 0.1])  # v = .9 - 1
    # m = .1, then .09 - .1 = -.01; m^ = -.01 / .19; v^ = 1 both times
    assert after(OptimiserSettings("Adam", 0.1)) == pytest.approx([-0.1, -0.1 + 0.1 * 0.01 / 0.19])


@pytest.mark.parametrize("rule", ["SGD", "momentum", "Adam"])
def test_rows_touched_move_as_if_all_were_given(rule: str) -> None:
    g = np.random.default_rng(0).normal(size=(2, 3))
    p, q = {"E": np.ones((4, 3))}, {"E": np.ones((2, 3))}
    by_rows, whole = Optimiser(OptimiserSettings(rule)), Optimiser(OptimiserSettings(rule))
    for _ in range(3):
        by_rows.move(p, {"E": RowGradient(np.array([1, 3]), g.copy())})
        whole.move(q, {"E": g.copy()})
    assert_allclose(p["E"][[1, 3]], q["E"])
    assert_array_equal(p["E"][[0, 2]], 1)


def test_how_weights_begin() -> None:
    rng = np.random.default_rng(0)
    assert not matrix(3, 4, "zeros", rng).any()
    assert matrix(400, 100, "scaled", rng).std() == pytest.approx(0.1, rel=0.02)
    assert matrix(400, 100, "He", rng).std() == pytest.approx(0.02**0.5, rel=0.02)
    square = matrix(30, 30, "orthogonal", rng, radius=1.3)
    assert spectral_radius(square) == pytest.approx(1.3)
    assert_allclose(square @ square.T, 1.69 * np.eye(30), atol=1e-12)
    wide = matrix(3, 8, "orthogonal", rng)
    assert_allclose(wide @ wide.T, np.eye(3), atol=1e-12)
    with pytest.raises(SettingError, match="not as “ones”"):
        matrix(2, 2, "ones", rng)
    cell = LSTM(4, 6)
    blocks = cell.blocks(cell_parameters(cell, "orthogonal", rng, radius=0.5, keeping=1))
    assert spectral_radius(blocks["W_o"][:, :6]) == pytest.approx(0.5)
    assert (blocks["b_f"] == 1).all()
    assert not blocks["b_u"].any()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: OptimiserSettings("Lion"), "SGD, momentum, Adam, not “Lion”"),
        (lambda: OptimiserSettings(learning_rate=0), "not at 0"),
        (lambda: OptimiserSettings(beta=1), "between 0 and below 1, not at 1"),
        (lambda: OptimiserSettings(clip="length"), "not by “length”"),
        (lambda: OptimiserSettings(limit=0), "above 0, not 0"),
        (lambda: TrainingSettings(batch=0), "between 1 and 10,000 examples, not 0"),
        (lambda: TrainingSettings(truncate=0), "1 step or more, not after 0"),
        (lambda: TrainingSettings(average="letter"), "not by “letter”"),
    ],
)
def test_a_bad_setting_says_what_is_allowed(make: object, says: str) -> None:
    with pytest.raises(SettingError, match=says):
        make()
