"""The same question in several models: each answers as the library does alone, and a refusal is a sentence."""

import numpy as np
import pytest

from explorer.files import library
from explorer.judging.bias import association, word_sets
from explorer.judging.compare import questions
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture(scope="module")
def model() -> WordVectors:
    return library.built_in()


def test_a_word_and_an_analogy(model: WordVectors, royals: WordVectors) -> None:
    big, small = questions.word([model, royals], "king", k=3)
    assert [one.word for one in small.answers] == ["queen", "man", "woman"]
    assert small.answers[0].score == pytest.approx(0.6)
    assert "queen" not in questions.common([big])
    solved = questions.an_analogy([model, royals], "man", "woman", "king", k=1)
    assert [reply.answers[0].word for reply in solved] == ["queen", "queen"]
    assert questions.common(solved) == {"queen"}


def test_a_model_without_the_word_says_so(model: WordVectors, royals: WordVectors) -> None:
    there, not_there = questions.word([model, royals], "water")
    assert there.answers
    assert not not_there.answers
    assert not_there.refusal.startswith("“water” is not in the vocabulary")
    assert questions.common([there, not_there]) == set()


def test_bias_is_that_of_the_test_and_a_mirrored_model_has_the_same(model: WordVectors, royals: WordVectors) -> None:
    test = word_sets.association_tests()[5]
    mirrored = WordVectors(model.words, -2 * np.asarray(model.matrix))
    plain, mirror, none = questions.bias([model, mirrored, royals], test)
    sides = [word_sets.in_model(model, side.words, any_case=True)[0] for side in (test.x, test.y, test.a, test.b)]
    assert plain.effect == pytest.approx(association.weat(model, *sides).effect)
    assert mirror.effect == pytest.approx(plain.effect, abs=1e-5)
    assert mirror.direct == pytest.approx(plain.direct, abs=1e-5)
    assert plain.found == sum(map(len, sides))
    assert none.effect is None
    assert none.direct is None
    assert "needs at least" in none.refusal
