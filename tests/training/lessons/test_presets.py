"""The experiments that break skip-gram do what their sentence says."""

import numpy as np
import pytest

from explorer.errors import DivergedError
from explorer.text import corpus
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.lessons.presets import PRESETS, Preset


def both(key: str, steps: int) -> tuple[SGNSTrainer, SGNSTrainer]:
    """The usual run and the broken one after so many steps, from the same seed."""
    preset: Preset = next(preset for preset in PRESETS if preset.key == key)
    text = corpus.from_text(corpus.read_packaged(preset.text or "royals", seed=1), name="t")
    usual = SGNSSettings(**preset.usual)
    trainers = SGNSTrainer(text, usual), SGNSTrainer(text, preset.beside(usual))
    for trainer in trainers:
        for _ in range(steps):
            trainer.step()
    return trainers


def cosine(trainer: SGNSTrainer, a: str, b: str) -> float:
    index = trainer.corpus.vocabulary.index
    x, y = trainer.v_in[index[a]], trainer.v_in[index[b]]
    return float(x @ y / np.linalg.norm(x) / np.linalg.norm(y))


def test_each_has_a_sentence_and_changes_one_thing() -> None:
    for preset in PRESETS:
        assert preset.look_for.endswith(".")
        assert len(preset.changed) == 1
        assert preset.difference
        assert set(preset.changed) <= set(preset.usual), "the run beside it is not broken in the same way"


def test_without_negatives_all_vectors_turn_into_one_direction_and_grow() -> None:
    usual, broken = both("no-negatives", 3000)
    step = broken.step()
    assert step.loss < 0.1
    assert step.sigmoid.min() > 0.7
    pairs = usual.next_pairs(2000)
    scores = []
    for _ in range(3):
        scores.append(float(np.einsum("bd,bd->b", broken.v_in[pairs.centre], broken.v_out[pairs.context]).mean()))
        for _ in range(700):
            broken.step()
    assert scores[2] > scores[1] + 0.2 > scores[0] + 0.4 > 5, "scores grow without end; sigmoids go to 1"
    assert "every sigmoid" in next(preset for preset in PRESETS if preset.key == "no-negatives").look_for
    unit = broken.v_in / np.linalg.norm(broken.v_in, axis=1, keepdims=True)
    assert (unit @ unit.T).mean() > 0.9
    apart = usual.v_in / np.linalg.norm(usual.v_in, axis=1, keepdims=True)
    assert (apart @ apart.T).mean() < 0.6


def test_the_window_decides_what_becomes_alike() -> None:
    narrow, wide = both("window", 2500)
    assert cosine(narrow, "king", "queen") > 0.98
    assert cosine(wide, "king", "queen") < 0.85
    for word in ("rules", "law", "golden"):
        assert cosine(wide, "king", word) > cosine(narrow, "king", word)


def test_too_high_a_rate_ends_in_no_numbers() -> None:
    with np.errstate(over="ignore", invalid="ignore"), pytest.raises(DivergedError, match="Training diverged"):
        both("hot", 3000)


def test_two_dimensions_stay_above() -> None:
    usual, flat = both("flat", 2500)
    losses = [np.mean([trainer.step().loss for _ in range(50)]) for trainer in (usual, flat)]
    assert losses[1] > 1.2 * losses[0]


def test_subsampling_takes_frequent_words_out_of_most_pairs() -> None:
    """One pair in seven has one of the ten most frequent words in it, and without subsampling four in ten."""
    shares = []
    for trainer in both("no-subsampling", 0):
        pairs = trainer.next_pairs(40_000)
        shares.append(float(((pairs.centre < 10) | (pairs.context < 10)).mean()))
    assert shares == pytest.approx([1 / 7, 0.43], abs=0.03)
