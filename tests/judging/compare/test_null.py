"""The null: two seeds of one text, stored and trained; and trainings that differ in one setting."""

import json

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError
from explorer.files import library, modelfile
from explorer.judging.compare import learning_curve, null, trainings
from explorer.judging.compare.models import Against, CompareSettings, Comparison, compare
from explorer.judging.compare.trainings import Variation
from explorer.judging.rating_files import RatedPair
from explorer.text import corpus
from explorer.text.corpus import Corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.vectors.word_vectors import WordVectors


def of(jaccard: np.ndarray) -> Against:
    return Against(np.rint(2 * jaccard / (1 + jaccard)).astype(int), jaccard, jaccard, 1 - jaccard, 1 - jaccard, 2)


def a_null(*jaccards: np.ndarray) -> Comparison:
    n = len(jaccards[0])
    near, at = np.zeros((n, 1), dtype=np.int32), np.zeros((n, 2))
    words = tuple(f"w{i}" for i in range(n))
    return Comparison(words, n, 1, (near,), (at,), (np.zeros(2),), tuple(of(j) for j in jaccards))


@pytest.fixture(scope="module")
def royals() -> Corpus:
    return corpus.from_text(corpus.read_packaged("royals"), name="royals")


def test_a_band_by_hand() -> None:
    """150 words: the first hundred are one band. Between seeds overlaps are 0.01 to 1.00, so 5% lie below 0.0595."""
    seeds = np.concatenate([np.arange(1, 101) / 100, np.full(50, 0.8)])
    found = np.concatenate([np.full(40, 0.05), np.full(60, 0.5), np.full(50, 0.79)])
    first, second = null.bands(of(found), a_null(seeds))
    assert (first.first, first.last, second.first, second.last) == (1, 100, 101, 150)
    assert first.overlap == pytest.approx(0.4 * 0.05 + 0.6 * 0.5)
    assert first.null == pytest.approx(0.505)
    assert first.low == pytest.approx(0.0595)
    assert first.changed == pytest.approx(0.4)
    assert second.changed == 1
    assert null.changed(of(found), a_null(seeds)).nonzero()[0].tolist() == [*range(40), *range(100, 150)]


def test_all_pairs_of_seeds_count() -> None:
    both = a_null(np.zeros(60), np.ones(60))
    assert null.bands(of(np.ones(60)), both)[0].null == pytest.approx(0.5)


def test_without_a_null_nothing_is_called_changed() -> None:
    assert not null.changed(of(np.zeros(10)), None).any()
    assert np.isnan(null.bands(of(np.zeros(10)), None)[0].low)


def test_the_stored_twins_are_the_built_in_models_recipe_with_another_seed() -> None:
    built_in = modelfile.load(library.BUILT_IN)
    for seed, name, twin in zip(null.SEEDS, null.twin_names(), null.twins(), strict=True):
        held = modelfile.load(null.FOLDER / f"built_in_seed{seed}.npz").model
        assert held.name == name
        assert twin.words == built_in.vectors.words[: len(twin)]
        assert held.provenance.sentence == built_in.model.provenance.sentence.replace("seed 1,", f"seed {seed},")
        assert held.provenance.licence == built_in.model.provenance.licence


def test_the_stored_null_lies_between_chance_and_one_and_falls_with_frequency() -> None:
    model, twins = library.built_in(), null.twins()
    found = null.stored_null(model, twins, model.words[:4000], 10)
    assert found is not None
    means = [band.null for band in null.bands(found.against[0], found)]
    assert 0.6 < means[-1] < means[0] < 0.9
    kept = null.stability(found)
    assert kept.shape == (4000, 10)
    assert set(np.unique(kept)) == {0, 1, 2}
    for against in found.against:
        np.testing.assert_allclose(against.jaccard, against.kept / (20 - against.kept))
    np.testing.assert_array_equal(kept.sum(axis=1), sum(against.kept for against in found.against))
    assert null.stored_null(model, twins, ["zyx", *model.words[:20]], 5) is None


def test_seeds_of_a_small_text_agree_more_than_chance_and_less_than_fully(royals: Corpus) -> None:
    told: list[tuple[int, int]] = []
    made = trainings.repeated(
        royals, SGNSSettings(dim=8, seed=3), steps=300, seeds=(3, 4), report=lambda *at: told.append(at)
    )
    found = compare(made, CompareSettings(neighbours=3))
    assert found.chance < found.against[0].jaccard.mean() < 1
    assert told[0] == (0, 600)
    assert told[-1] == (580, 600)
    again = trainings.repeated(royals, SGNSSettings(dim=8), steps=300, seeds=(3,))
    np.testing.assert_array_equal(again[0].matrix, made[0].matrix)


def test_one_setting_is_varied_and_nothing_else(royals: Corpus) -> None:
    variation = Variation(SGNSSettings(dim=12, window=3), "Dimensions D", (4, 6), epochs=1)
    told: list[tuple[int, int]] = []
    models = trainings.varied(royals, variation, lambda *at: told.append(at))
    assert [model.dim for model in models] == [4, 6]
    assert variation.names() == ["dimensions D 4", "dimensions D 6"]
    assert told[-1][0] == told[-1][1]
    assert [at[0] for at in told] == sorted(at[0] for at in told)
    windows = Variation(SGNSSettings(), "Window", (2, 10)).settings()
    assert [settings.window for settings in windows] == [2, 10]
    assert {settings.dim for settings in windows} == {SGNSSettings().dim}


def test_bad_values_are_sentences() -> None:
    with pytest.raises(SettingError, match="“two” is not a whole number; write two to 4 values of “Window”"):
        trainings.read_values("2, two", varied="Window")
    with pytest.raises(SettingError, match="There is no value; write two to 4"):
        trainings.read_values(" ", varied="Window")
    for values in ((2,), (2, 2), (1, 2, 3, 4, 5)):
        with pytest.raises(SettingError, match="Give two to 4 different values of “Window”"):
            Variation(SGNSSettings(), "Window", values)
    with pytest.raises(SettingError, match="The window reaches between 1 and 100 words"):
        Variation(SGNSSettings(), "Window", (2, 500))
    with pytest.raises(SettingError, match="read between 1 and 200 times, not 0"):
        Variation(SGNSSettings(), "Window", (2, 5), epochs=0)
    with pytest.raises(SettingError, match=r"What can be varied is Window, .* not “Colour”"):
        Variation(SGNSSettings(), "Colour", (2, 5))


def test_a_learning_curve_scores_every_stage() -> None:
    """Twelve pairs with word 0, which lie at growing angles: in order first, then the other way round."""
    angles = np.radians(np.arange(13) * 7)
    plane = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    words = tuple(f"w{i}" for i in range(13))
    pairs = [RatedPair("w0", f"w{i}", float(i)) for i in range(1, 13)]
    mirrored = plane[[0, *range(12, 0, -1)]]
    stages = [
        learning_curve.Stage(WordVectors(words, np.ones_like(plane)), 0),
        learning_curve.Stage(WordVectors(words, plane), 100),
        learning_curve.Stage(WordVectors(words, mirrored), 200),
    ]
    found = learning_curve.learning_curve(stages, pairs)
    assert [(point.words_seen, point.pairs) for point in found] == [(100, 12), (200, 12)]
    assert [point.spearman for point in found] == pytest.approx([-1, 1])
    few = [learning_curve.Stage(WordVectors(words[:4], plane[:4]), 1)]
    with pytest.raises(SelectionError, match="has both words of 3 of the 12 pairs; 10 are needed for a curve"):
        learning_curve.learning_curve(few, pairs)


def test_the_stored_curve_rises_and_ends_where_the_twin_is() -> None:
    curves = learning_curve.stored()
    content = json.loads(learning_curve.STORED.read_text(encoding="utf-8"))
    held = modelfile.load(null.FOLDER / f"built_in_seed{null.SEEDS[0]}.npz")
    assert content["recipe"].startswith(held.model.provenance.sentence)
    for points in curves.values():
        assert len(points) == 15
        assert points[0].spearman < points[4].spearman < points[-1].spearman + 0.02
        assert all(point.low < point.spearman < point.high for point in points)
