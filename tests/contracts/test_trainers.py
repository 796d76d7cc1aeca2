"""What every trainer keeps to, whatever its objective: one run over all of them."""

from contextlib import suppress
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from explorer.errors import DivergedError, SettingError
from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.lecture.objectives import OBJECTIVES, Objective, Trainer

every_objective = pytest.mark.parametrize("objective", OBJECTIVES.values(), ids=OBJECTIVES)
STEPS = 40
OUT_OF_RANGE: dict[str, list[object]] = {
    "dim": [1, 0, -3, 1001],
    "window": [0, -1, 101],
    "negatives": [-1, 101],
    "learning_rate": [0.0, -0.1, 11.0, float("nan"), float("inf")],
    "batch": [0, -1],
    "sample": [-0.1, 1.0],
    "noise_exponent": [-0.5, 2.5],
    "order": [0, 21],
    "hidden": [0, 1001],
    "held_out": [-0.1, 0.6],
    "context": ["next"],
    "weighting": ["square"],
    "x_max": [0.0, -1.0],
}


@pytest.fixture(scope="module")
def royals() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


def trainer_of(objective: Objective, corpus: Corpus, *, seed: int = 3, **more: Any) -> Trainer:
    trainer: Trainer = objective.trainer(corpus, objective.settings(dim=8, seed=seed), **more)
    return trainer


def trained(objective: Objective, corpus: Corpus, *, steps: int = STEPS, **more: Any) -> np.ndarray:
    trainer: Any = trainer_of(objective, corpus, **more)
    for _ in range(1 if objective.at_once else steps):
        trainer.step()
    matrix: np.ndarray = trainer.vectors().matrix
    return matrix


def trained_on(trainer: Any, steps: int) -> None:
    for _ in range(steps):
        trainer.step()


@every_objective
def test_the_same_seed_gives_the_same_vectors_and_another_gives_others(objective: Objective, royals: Corpus) -> None:
    first = trained(objective, royals)
    np.testing.assert_array_equal(first, trained(objective, royals))
    if not objective.at_once:  # a decomposition has no seed but that of its start
        assert not np.array_equal(first, trained(objective, royals, seed=4))


@every_objective
def test_vectors_are_single_precision_finite_and_a_copy(objective: Objective, royals: Corpus) -> None:
    trainer: Any = trainer_of(objective, royals)
    trainer.step()
    kept = trainer.vectors()
    before = kept.matrix.copy()
    assert before.dtype == np.float32
    assert before.shape == (len(royals.vocabulary), 8)
    for _ in range(0 if objective.at_once else 10):
        trainer.step()
    np.testing.assert_array_equal(kept.matrix, before)
    assert np.isfinite(trainer.vectors().matrix).all()


@every_objective
def test_single_and_double_precision_go_the_same_way(objective: Objective, royals: Corpus) -> None:
    single, double = (
        (trained(objective, royals, steps=5, dtype=dtype) for dtype in (np.float32, np.float64))
        if (not objective.at_once)
        else (trained(objective, royals), trained(objective, royals))
    )
    np.testing.assert_allclose(single, double, atol=1e-4)


@every_objective
def test_what_is_counted_only_rises_and_the_loss_falls(objective: Objective, royals: Corpus) -> None:
    if objective.at_once:
        return
    trainer: Any = trainer_of(objective, royals)
    counted, losses = [], []
    for _ in range(400):
        losses.append(trainer.step().loss)
        counted.append((trainer.steps_done, trainer.epoch, trainer.words_seen))
    assert counted == sorted(counted)
    assert [steps for steps, _, _ in counted] == list(range(1, 401))
    assert np.isfinite(losses).all()
    assert np.mean(losses[-50:]) < np.mean(losses[:50])


@every_objective
def test_words_that_are_frozen_stay(objective: Objective, royals: Corpus) -> None:
    if objective.at_once:
        return
    frozen = np.arange(len(royals.vocabulary)) % 2 == 0
    trainer: Any = trainer_of(objective, royals, frozen=frozen)
    before = trainer.vectors().matrix
    for _ in range(STEPS):
        trainer.step()
    after = trainer.vectors().matrix
    if objective.name == "glove":  # its vectors are sums of words and contexts; both are frozen
        np.testing.assert_allclose(after[frozen], before[frozen], atol=1e-7)
    else:
        np.testing.assert_array_equal(after[frozen], before[frozen])
    assert not np.array_equal(after[~frozen], before[~frozen])


@every_objective
def test_settings_out_of_range_are_sentences(objective: Objective) -> None:
    known = {field.name for field in fields(objective.settings)} & OUT_OF_RANGE.keys()
    assert "dim" in known
    for name in known:
        for value in OUT_OF_RANGE[name]:
            with pytest.raises(SettingError) as caught:
                objective.settings(**{name: value})
            assert str(caught.value).endswith("."), name


@every_objective
def test_the_highest_rate_allowed_never_leaves_vectors_that_are_no_numbers(
    objective: Objective, royals: Corpus
) -> None:
    if objective.at_once:
        return
    trainer: Any = objective.trainer(royals, objective.settings(dim=8, learning_rate=10.0))
    with np.errstate(over="ignore", invalid="ignore"), suppress(DivergedError):
        trained_on(trainer, 300)
    assert np.isfinite(trainer.vectors().matrix).all()
