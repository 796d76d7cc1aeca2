"""Texts and their places; gaps, sentences and words of a real vocabulary, read by a small made-up model."""

import numpy as np
import pytest

from explorer.context import text_sample
from explorer.context.gap import filled
from explorer.context.groups import names
from explorer.context.model import ContextModel
from explorer.context.network import ContextNetwork, NetworkSettings
from explorer.context.sentences import compared, fitting, nearest_of
from explorer.context.text_sample import sample_of
from explorer.context.type_vectors import TypeVectors
from explorer.context.word_places import word_places
from explorer.context.words import words_of
from explorer.errors import SelectionError, TextError, UnknownWordError
from explorer.vectors.word_vectors import WordVectors

VOCABULARY = "the bank of a river money he put his in dog bit man was old".split()  # noqa: SIM905
TEXT = "He put his money in the bank, of old. The bank of a river was old! His dog bit the man of the bank of money."


@pytest.fixture(scope="module")
def model() -> ContextModel:
    rng = np.random.default_rng(0)
    counts = np.arange(len(VOCABULARY), 0, -1) * 7
    types = TypeVectors(WordVectors(VOCABULARY, rng.normal(size=(len(VOCABULARY), 8)), counts=counts), np.float64)
    return ContextModel(ContextNetwork.begin(types, NetworkSettings(6, 6, 3), seed=0), sample=0)


def test_words_keep_their_places_in_the_text_as_written():
    text = "Ĩ ate 2 İzmir ____ figs"
    found = words_of(text)
    assert [word.text for word in found] == ["ate", "two", "zmir", "___", "figs"]
    assert [text[word.start : word.end] for word in found] == ["ate", "2", "zmir", "____", "figs"]


def test_a_sample_finds_the_places_of_a_word_and_what_stands_between_two(model):
    sample = sample_of(TEXT, model.types)
    row = model.types.vectors.index["bank"]
    where, total = sample.where(row, most=10)
    assert total == 3
    assert [sample.words[i] for i in where] == ["bank"] * 3
    assert sample.around(int(where[1]), shown=2) == ("old the", "bank", "of a")
    assert len(sample.where(row, most=2)[0]) == 2
    the, of = (model.types.vectors.index[word] for word in ("the", "of"))
    assert sample.between(the, of) == {row: 3, model.types.vectors.index["man"]: 1}
    with pytest.raises(TextError, match="fewer than ten words"):
        sample_of("Ein ganz anderer Text", model.types)


def test_the_sample_that_comes_with_the_app_begins_with_what_was_held_out(model):
    sample = text_sample.wikipedia(model.types)
    assert len(sample) == 1_950_000
    assert text_sample.HELD_OUT == 1_000_000
    assert sample.words.count("java") == 211
    assert len({id(word) for word in sample.words}) == len(set(sample.words))  # two million objects were 118 MB


def test_a_gap_is_filled_by_three_systems_and_counts(model):
    sample = sample_of(TEXT, model.types)
    found = filled(model, sample, "The ___ of Zanzibar", n=4)
    assert found.words == ("the", "___", "of", "zanzibar")
    assert found.unknown == ("zanzibar",)
    log = model.log_probabilities(model.read(model.types.ids(found.words)))[1]
    best = np.argsort(-log)[:4]
    assert [word for word, _ in found.model] == [VOCABULARY[i] for i in best]
    assert [p for _, p in found.model] == pytest.approx(np.exp(log[best]))
    assert found.between == [("bank", 0.75), ("man", 0.25)]
    assert found.times == 4
    assert found.frequent[:2] == ("the", "bank")
    for wrong, said in (("no gap", "has 0"), ("___ and ___", "has 2"), ("___ zanzibar", "one English word")):
        with pytest.raises(SelectionError, match=said):
            filled(model, sample, wrong)


def test_two_sentences_are_compared_word_by_word(model):
    found = compared(model, "the bank of a river", "he put money in the bank")
    assert found.cosines("type").shape == (5, 6)
    assert found.same_word("bank", "type") == pytest.approx(1)
    assert found.same_word("bank", "model") < 0.999
    assert found.shared == ["bank", "the"]
    log = model.log_probabilities(model.read(model.types.ids(found.other)))[5]  # bank stands last; none was left out
    fits = [VOCABULARY[i] for i in np.argsort(-(log - 0.75 * model.network.parameters["bias"]))]
    assert fitting(model, found, "bank", 1, n=4) == [word for word in fits if word != "bank"][:4]
    sample = sample_of(TEXT, model.types)
    near = word_places(model, sample, "bank", 1, most=10)
    (first, cosine), *_ = nearest_of(found, "bank", 0, near, "average")
    rows = near.vectors.average @ found.vectors.average[1]
    assert (first, cosine) == (int(near.where[rows.argmax()]), pytest.approx(float(rows.max())))
    with pytest.raises(SelectionError, match="one of these has 0"):
        compared(model, "the bank", "ganz anders")


def test_places_of_a_word_come_in_groups_on_the_way_from_type_to_model(model):
    sample = sample_of(TEXT, model.types)
    found = word_places(model, sample, "Bank", 2, most=10)
    assert (found.word, found.total, len(found.named)) == ("bank", 3, 2)
    assert found.named == names(model, found.vectors.contexts, found.of)
    cosines = found.vectors.mixed @ found.vectors.mixed.T
    far = 1 - cosines[found.of == 0][:, found.of == 1].mean()
    within = 1 - cosines[np.ix_(found.of == 0, found.of == 0)][0, 1]
    assert found.apart == pytest.approx((2 * (far - within) / max(far, within)) / 3, abs=0.05)
    middle = found.vectors.typed[found.of == 0].sum(axis=0)
    assert found.of_type[0] == pytest.approx(found.vectors.type[0] @ middle / np.linalg.norm(middle))
    half = found.on_the_way(0.5).matrix
    expected = found.vectors.type + found.vectors.average
    np.testing.assert_allclose(half[:3], expected / np.linalg.norm(expected, axis=1, keepdims=True), rtol=1e-5)
    np.testing.assert_allclose(found.on_the_way(2).matrix[:3], found.vectors.typed, rtol=1e-5)
    np.testing.assert_allclose(half[3], found.vectors.type[0], rtol=1e-5)
    with pytest.raises(SelectionError, match="the same vector"):
        found.on_the_way(0)
    with pytest.raises(UnknownWordError):
        word_places(model, sample, "durian", 2, most=10)
    with pytest.raises(SelectionError, match="occurs 1 times"):
        word_places(model, sample, "dog", 2, most=10)
    with pytest.raises(SelectionError, match="Give one word"):
        word_places(model, sample, "two words", 2, most=10)
