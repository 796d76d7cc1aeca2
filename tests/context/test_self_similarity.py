"""How much context is in vectors: the measures on vectors made by hand, and of a text by a small made-up model."""

import numpy as np
import pytest

from explorer.context.contextuality import PLACES, SEEN, contextuality, said
from explorer.context.place_vectors import unit
from explorer.context.self_similarity import (
    baseline,
    explainable_variance,
    intra_similarity,
    measured,
    self_similarity,
)
from explorer.context.text_sample import TextSample
from explorer.errors import SelectionError, TextError, UnknownWordError
from tests.context import made

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(7, 4)) * RNG.uniform(0.5, 3, (7, 1)) + 1


def test_the_measures_are_their_formulas_pair_by_pair():
    directions = unit(ROWS)
    pairs = [directions[i] @ directions[j] for i in range(7) for j in range(7) if i != j]
    assert self_similarity(ROWS) == pytest.approx(np.mean(pairs))
    mean = ROWS.mean(axis=0)
    assert intra_similarity(ROWS) == pytest.approx(np.mean([row @ mean for row in directions]) / np.linalg.norm(mean))
    along = np.linalg.eigvalsh(ROWS.T @ ROWS)
    assert explainable_variance(ROWS) == pytest.approx(along[-1] / along.sum())


def test_one_vector_for_all_places_has_self_similarity_one_and_opposite_ones_less():
    same = np.tile([3.0, 4.0], (5, 1))
    assert (self_similarity(same), intra_similarity(same), explainable_variance(same)) == pytest.approx((1, 1, 1))
    assert self_similarity(np.array([[1.0, 0], [-2, 0]])) == pytest.approx(-1)
    assert explainable_variance(np.eye(4)) == pytest.approx(0.25)


def test_the_baseline_takes_off_the_direction_that_all_vectors_share():
    """Words with senses of their own, all pushed the same way: alike as they are, not when the push is taken off."""
    push = np.array([20.0, 0, 0, 0, 0, 0])
    words = [RNG.normal(size=(12, 6)) + push for _ in range(5)]
    found = measured(words, words, RNG.normal(size=(300, 6)) + push)
    assert found.words.min() > 0.97
    assert found.baseline.cosine == pytest.approx(found.words.mean(), abs=0.01)
    assert np.abs(found.corrected).max() < 0.02
    assert found.baseline.variance == pytest.approx(found.variance.mean(), abs=0.01)


def test_the_variance_by_chance_is_that_of_as_many_places_as_a_word_has():
    random = RNG.normal(size=(500, 8))
    few, many = baseline(random, 3).variance, baseline(random, 200).variance
    assert few > 0.4 > 0.17 > many > 1 / 8
    assert baseline(random, 3) == baseline(random, 3)
    with pytest.raises(SelectionError, match="Samples of 501 places"):
        baseline(random, 501)


def test_places_that_cannot_be_compared_get_a_sentence():
    with pytest.raises(SelectionError, match="2 are needed, not 1"):
        self_similarity(ROWS[:1])
    with pytest.raises(SelectionError, match="zero"):
        explainable_variance(np.zeros((3, 2)))
    with pytest.raises(SelectionError, match="at least one word"):
        measured([], [ROWS], ROWS)


def sample(V=30, T=1200):
    ids = np.random.default_rng(1).integers(-1, V, T).astype(np.int32)
    return TextSample([f"w{i}" for i in ids], ids)


def test_a_text_is_measured_by_frequency_and_type_makes_no_difference():
    text = sample()
    found = contextuality(made.model(V=30), text, words=4, asked="w5")
    assert "w5" in found.words
    assert [int((text.ids == int(word[1:])).sum()) for word in found.words] == found.times.tolist()
    assert (np.diff(found.times) >= 0).all()
    assert set(found.systems) == set(SEEN)
    np.testing.assert_allclose(found.systems["type"].words, 1, atol=1e-6)
    assert found.systems["average"].words.max() < 0.9
    ranked = said(found, "model")
    assert ranked[0][1] >= ranked[-1][1]
    assert {word for word, _ in ranked} == set(found.words)
    bands = found.bands("model")
    assert (bands[0][0], bands[-1][1]) == (found.times[0], found.times[-1])


def test_what_stands_too_rarely_is_said():
    with pytest.raises(TextError, match=f"at least {PLACES} times"):
        contextuality(made.model(V=30), sample(T=60))
    with pytest.raises(TextError, match="9 different words"):
        contextuality(made.model(V=30), sample(V=9))
    with pytest.raises(UnknownWordError):
        contextuality(made.model(V=30), sample(), asked="durian")
    rare = sample()
    ids = rare.ids.copy()
    ids[ids == 3] = 4
    with pytest.raises(SelectionError, match="“w3” occurs 0 times"):
        contextuality(made.model(V=30), TextSample(rare.words, ids), asked="w3")
