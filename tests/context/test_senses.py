"""Scores of senses against scikit-learn, groups and their names on made places."""

import numpy as np
import pytest
from sklearn import metrics

from explorer.context.groups import groups, names, silhouettes
from explorer.context.order_pairs import pairs
from explorer.context.place_vectors import unit
from explorer.context.pseudowords import pseudoword, told_by_groups
from explorer.context.sense_scores import accuracy, adjusted_rand, estimate, macro_f1, score
from explorer.context.words import words_of
from explorer.errors import SelectionError, UnknownWordError
from tests.context import made

RNG = np.random.default_rng(0)
TRUTH, SAID = RNG.integers(0, 3, 200), RNG.integers(0, 3, 200)
SAID = np.where(RNG.random(200) < 0.6, TRUTH, SAID)


def test_scores_are_those_of_scikit_learn():
    assert accuracy(TRUTH, SAID) == pytest.approx(metrics.accuracy_score(TRUTH, SAID))
    assert macro_f1(TRUTH, SAID) == pytest.approx(metrics.f1_score(TRUTH, SAID, average="macro"))
    assert adjusted_rand(TRUTH, SAID) == pytest.approx(metrics.adjusted_rand_score(TRUTH, SAID))
    assert adjusted_rand(TRUTH, (TRUTH + 1) % 3) == 1
    rows = unit(RNG.normal(size=(200, 5)))
    expected = metrics.silhouette_samples(rows, SAID, metric="cosine")
    np.testing.assert_allclose(silhouettes(rows, SAID), expected, atol=1e-12)


def test_an_interval_holds_the_score_and_narrows_with_more_places():
    found = estimate(accuracy, TRUTH, SAID)
    assert found.low < found.value < found.high
    error = np.sqrt(found.value * (1 - found.value) / 200)
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.15)


def cloud(n, seed):
    rng = np.random.default_rng(seed)
    sense = np.repeat([0, 1], [n, n // 2])
    centres = np.eye(6)[:2]
    return unit(centres[sense] + 0.3 * rng.normal(size=(len(sense), 6))), sense


def test_two_clouds_are_found_with_examples_and_without():
    rows, sense = cloud(60, 0)
    examples, of = cloud(30, 1)
    found = score(rows, sense, examples, of)
    assert found.accuracy.value > 0.95
    assert found.ari.value > 0.9
    grouped = groups(rows, 2)
    assert np.bincount(grouped) == pytest.approx([60, 30], abs=2)  # the largest first
    assert told_by_groups(rows, 1 - sense) == told_by_groups(rows, sense) > 0.97
    assert silhouettes(rows, grouped).mean() > 0.5


def test_names_are_the_words_that_fit_one_group_better():
    model = made.model(V=30, D=6)
    answers = model.types.unit @ model.network.parameters["tie"]
    contexts = np.repeat(answers[[20, 25]] * 30, 4, axis=0)
    assert [group[0] for group in names(model, contexts, np.repeat([0, 1], 4))] == ["w20", "w25"]


def test_a_pseudoword_knows_which_word_stood_where():
    model = made.model()
    text = np.random.default_rng(0).integers(0, 9, 800)
    found = pseudoword(model, text, ("w1", "w2"))
    assert (text[found.where] == np.array([1, 2])[found.sense]).all()
    assert set(found.scores) == {"average", "model", "mixed", "typed"}
    assert len(found.judged) == len(found.where) - len(found.where) // 2
    with pytest.raises(SelectionError, match="“w8” occurs 3 times"):
        pseudoword(model, np.r_[np.repeat(1, 50), 8, 8, 8], ("w1", "w8"))
    with pytest.raises(SelectionError, match="Two different words"):
        pseudoword(model, text, ("w1", "w1"))
    with pytest.raises(UnknownWordError, match="durian"):
        pseudoword(model, text, ("w1", "durian"))


def test_the_sentences_of_a_pair_have_the_same_words():
    asked = pairs()
    assert len(asked) == 40
    for pair in asked:
        one, other = (sorted(word.text for word in words_of(sentence)) for sentence in pair.sentences)
        assert one == other
