"""Several models by the same tests: the order, and how sure it is."""

import numpy as np
import pytest

from explorer.errors import SelectionError
from explorer.judging.bias import association, ranking, scores, word_sets
from explorer.judging.bias.word_sets import AssociationTest, WordList
from explorer.vectors.word_vectors import WordVectors

NAMES = tuple(f"w{i}" for i in range(60))
WEAT = scores.of_four_lists()[0]


def four_sets(start: int, title: str = "test") -> AssociationTest:
    sides = [WordList(str(k), str(k), NAMES[start + 6 * k : start + 6 * k + 6]) for k in range(4)]
    return AssociationTest(title, title, *sides)


def lists_of(test: AssociationTest) -> list[WordList]:
    return [test.x, test.y, test.a, test.b]


def leaning(strength: float, seed: int, words: tuple[str, ...] = NAMES) -> WordVectors:
    """The first six words lean to the words 12 to 18, the next six to 18 to 24, by so much."""
    matrix = np.random.default_rng(seed).normal(size=(60, 10)).astype(np.float32)
    matrix[0:6, 0] += strength
    matrix[6:12, 0] -= strength
    matrix[12:18, 0] += 3
    matrix[18:24, 0] -= 3
    return WordVectors(words, matrix)


def test_the_strongest_is_first_and_surely_so() -> None:
    models = [leaning(0, 1), leaning(4, 2), leaning(0.9, 3)]
    found = ranking.ranking(models, [four_sets(0)], WEAT, draws=200)
    assert found.ranks == (3, 1, 2)
    sides = [list(side.words) for side in lists_of(four_sets(0))]
    assert found.values[:, 0] == pytest.approx([association.weat(model, *sides).effect for model in models])
    assert found.strength == pytest.approx(np.abs(found.values).mean(axis=1))
    assert found.chances[1, 0] > 0.9
    assert found.chances.sum(axis=0) == pytest.approx(np.ones(3))
    assert found.chances.sum(axis=1) == pytest.approx(np.ones(3))
    assert (found.low <= found.values).all()
    assert (found.values <= found.high).all()


def test_the_same_model_twice_is_level_in_every_draw() -> None:
    """Paired draws: a copy has exactly the scores of the first, however the words fall."""
    model = leaning(1, 4)
    copy = WordVectors(model.words, 2 * model.matrix)
    found = ranking.ranking([model, copy], [four_sets(0)], WEAT, draws=50)
    np.testing.assert_allclose(found.low[0], found.low[1], atol=1e-6)
    np.testing.assert_allclose(found.high[0], found.high[1], atol=1e-6)


def test_only_words_that_all_models_have_are_used() -> None:
    """The second model spells in capitals and lacks the first word."""
    model = leaning(2, 5)
    other = leaning(2, 6, tuple("missing" if word == "w0" else word.upper() for word in NAMES))
    found = ranking.ranking([model, other], [four_sets(0), four_sets(55, "short")], WEAT, draws=20)
    assert found.tests == ("test",)
    assert found.left_out == ("short",)
    assert found.found == (((5, 6), (6, 6), (6, 6), (6, 6)),)
    sides = [
        [w for w in side.words if w != "w0"]
        for side in (four_sets(0).x, four_sets(0).y, four_sets(0).a, four_sets(0).b)
    ]
    assert found.values[0, 0] == pytest.approx(association.weat(model, *sides).effect)


def test_nothing_in_common_is_a_sentence() -> None:
    models = [leaning(1, 7), leaning(1, 8, tuple(f"z{i}" for i in range(60)))]
    with pytest.raises(SelectionError, match="too few words of these tests in common"):
        ranking.ranking(models, word_sets.association_tests(), WEAT)
