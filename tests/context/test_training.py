"""The context network's gradients against differences of its loss, and its losses against their formulas."""

import numpy as np
import pytest

from explorer.context.losses import NOISE, sgns, softmax
from explorer.context.network import NetworkSettings
from explorer.context.trainer import Batch, ContextSettings, ContextTrainer, Stretches
from explorer.errors import SettingError
from tests.context import made


@pytest.mark.parametrize("loss", ["softmax", "SGNS"])
@pytest.mark.parametrize(("masked", "own"), [(False, 0), (True, 2)])
def test_gradients_are_the_slope_of_the_loss(loss, masked, own):
    settings = ContextSettings(
        NetworkSettings(units=3, merge=5, reach=2, own=own), loss=loss, negatives=6, rows=2, steps=5
    )
    trainer = ContextTrainer(made.types(), settings)
    rng = np.random.default_rng(1)
    for name, value in trainer.network.parameters.items():
        trainer.network.parameters[name] = value + 0.3 * rng.normal(
            size=value.shape
        )  # away from zeros, where a slip would not show
    ids = rng.integers(-1, 9, (5, 2))
    mask = np.arange(5)[:, None] < np.array([5, 3]) if masked else None
    places = np.flatnonzero((ids >= 0) & (True if mask is None else mask))[:5]
    noise = np.array([0, 3, 3, 5, 1, 8])
    batch = Batch(ids, mask)
    _, gradients = trainer.gradients(batch, places, noise)
    assert set(gradients) == set(trainer.network.parameters) - ({"bias"} if loss == "SGNS" else set())
    for name, gradient in gradients.items():
        value = trainer.network.parameters[name]
        for at in {tuple(rng.integers(0, n) for n in value.shape) for _ in range(6)}:
            kept, slope = value[at], []
            for step in (1e-5, -1e-5):
                value[at] = kept + step
                slope.append(trainer.gradients(batch, places, noise)[0])
            value[at] = kept
            assert gradient[at] == pytest.approx((slope[0] - slope[1]) / 2e-5, rel=1e-5, abs=1e-8), (name, at)


def test_the_losses_are_their_formulas():
    true, noise = np.array([0.5, -1.0]), np.array([[0.2, -np.inf, 1.5], [2.0, 0.0, -0.3]])
    sampled = [-np.log(np.exp(t) / (np.exp(t) + np.exp(row).sum())) for t, row in zip(true, noise, strict=True)]
    np.testing.assert_allclose(softmax(true, noise).losses, sampled)
    logistic = lambda z: 1 / (1 + np.exp(-z))  # noqa: E731
    shared = [
        -np.log(logistic(t)) - NOISE / 3 * sum(np.log(logistic(-z)) for z in row)
        for t, row in zip(true, noise, strict=True)
    ]
    np.testing.assert_allclose(sgns(true, noise).losses, shared)


def test_stretches_are_pieces_of_the_text_and_cover_it():
    settings = ContextSettings(rows=4, steps=5)
    text = np.arange(101)
    batches = Stretches(text, settings, np.random.default_rng(0))
    first = [batches.next().ids for _ in range(4)]
    assert all((np.diff(ids, axis=0) == 1).all() for ids in first)
    assert len(np.unique(np.concatenate([ids[0] for ids in first]))) == 16
    with pytest.raises(SettingError, match="longer text"):
        Stretches(np.arange(20), settings, np.random.default_rng(0))


def test_the_same_seed_learns_the_same_and_the_loss_falls():
    text = np.tile([0, 1, 2, 3, 4, 5], 60)
    settings = ContextSettings(
        NetworkSettings(units=8, merge=8, reach=2), negatives=8, rows=4, steps=6, sample=0, learning_rate=0.02
    )

    def learned():
        trainer = ContextTrainer(made.types(), settings)
        batches = Stretches(text, settings, np.random.default_rng(0))
        return [trainer.step(batches.next()) for _ in range(60)]

    losses = learned()
    assert losses == learned()
    assert np.mean(losses[-5:]) < 0.6 * np.mean(losses[:5])
