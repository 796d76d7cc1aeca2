"""Gradients that explode into NaN, and clipping that keeps the training; truncation, and what it cannot learn."""

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.sequence.tasks.explosion import Explosion, ExplosionSettings
from explorer.sequence.tasks.truncation import WHOLE, Truncation, TruncationSettings, reached, told


@pytest.mark.parametrize(("clip", "limit"), [("norm", 1.0), ("value", 0.1)])
def test_one_network_breaks_and_the_clipped_one_learns_from_the_same_weights(clip: str, limit: float) -> None:
    explosion = Explosion(ExplosionSettings(clip=clip, limit=limit))
    assert explosion.unclipped.losses[0] == explosion.clipped.losses[0]
    assert explosion.unclipped.norms[0] == explosion.clipped.norms[0]
    reports: list[tuple[int, int]] = []
    explosion.run(lambda done, of: reports.append((done, of)))
    assert reports[-1] == (500, 500)
    broken = explosion.unclipped.broken
    assert broken == len(explosion.unclipped.losses) < 10
    assert np.isnan(explosion.unclipped.losses[-1])
    assert all(np.isnan(value).all() for name, value in parameters(explosion).items() if name.startswith("layer"))
    assert explosion.clipped.broken is None
    assert np.mean(explosion.clipped.losses[-20:]) < 0.3


@pytest.mark.parametrize("seed", [2, 3])
def test_it_breaks_whatever_the_first_weights_are(seed: int) -> None:
    """Where it hangs on the first weights it also hangs on how a processor rounds, and some visitors see nothing."""
    explosion = Explosion(ExplosionSettings(seed=seed, steps=20))
    explosion.run()
    assert explosion.unclipped.broken is not None
    assert explosion.clipped.broken is None


def parameters(explosion: Explosion) -> dict[str, np.ndarray]:
    return explosion.unclipped.trainer.network.parameters


def test_a_radius_of_one_breaks_nothing() -> None:
    explosion = Explosion(ExplosionSettings(radius=1.0, steps=60))
    explosion.run()
    assert explosion.unclipped.broken is None
    assert max(explosion.unclipped.norms) < 10


def test_explosion_settings_say_what_is_allowed() -> None:
    with pytest.raises(SettingError, match="by norm or by value"):
        ExplosionSettings(clip="none")
    with pytest.raises(SettingError, match="1 to 40 words, not 41"):
        ExplosionSettings(longest=41)


def test_what_lies_behind_every_cut_is_not_learned() -> None:
    """GRU, gaps of 15 to 25: learned with the whole way back, not when it is cut behind every 5 words."""
    truncation = Truncation(TruncationSettings(cell="GRU", ways=(None, 5), seeds=(1,), steps=200))
    assert truncation.names == (WHOLE,)
    truncation.run()
    assert truncation.names == (WHOLE, "5 words")
    at = truncation.races[0].settings.gaps.index(20)
    whole, cut = truncation.accuracy[:, 0, at]
    assert whole > 0.95
    assert cut < 0.7
    assert told(truncation.races[0].learned, None) == 1
    assert told(truncation.races[0].learned, 5) == 0


def test_how_far_back_a_gradient_reaches() -> None:
    """Counted one by one: it stops behind the last place that is a multiple of the way and not the sentence's end."""
    for words in range(1, 13):
        for way in (1, 3, 5):
            cuts = [place for place in range(1, words) if place % way == 0]
            assert reached(words, way) == words - max(cuts, default=0)
        assert reached(words, None) == words
