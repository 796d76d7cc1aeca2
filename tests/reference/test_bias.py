"""KNOWN_ANSWERS D4 and REFERENCE.md sections 3 and 4, on the real vectors."""

import json
from pathlib import Path

import numpy as np
import pytest

from explorer.bias import direction, word_sets
from explorer.vectors import WordVectors

GENDER = next(pairs for pairs in word_sets.pair_lists() if pairs.key == "gender")
PROFESSIONS = next(words for words in word_sets.word_lists() if words.key == "professions")


def test_professions_on_she_minus_he(shared: Path, news: WordVectors) -> None:
    """The notebook of the paper's authors prints these; on the words present all agree to six decimals."""
    along = direction.direction(news, [("she", "he")], "one pair")
    for word, value in [("nurse", 0.28085990), ("librarian", 0.26647122), ("architect", -0.16785534)]:
        assert direction.project(news, along, [word])[0].score == pytest.approx(value, abs=5e-7)
    printed = json.loads((shared / "reference" / "debiaswe-notebook-outputs.json").read_text(encoding="utf-8"))
    stated = dict(printed["gender"])
    found, _ = word_sets.in_model(news, stated)
    assert len(found) == 10
    for near in direction.project(news, along, found):
        assert near.score == pytest.approx(stated[near.word], abs=5e-7)


@pytest.mark.parametrize(
    ("model", "n_pairs", "explained", "with_she_he", "bias", "n_words"),
    [
        ("news", 9, [0.6451, 0.1495, 0.0587, 0.0494], 0.951, 0.0701, 120),
        ("glove", 8, [0.8066, 0.0671, 0.0362, 0.0309], 0.9422, 0.1668, 125),
    ],
)
def test_gender_direction(
    request: pytest.FixtureRequest,
    model: str,
    n_pairs: int,
    explained: list[float],
    with_she_he: float,
    bias: float,
    n_words: int,
) -> None:
    """Words as written: the lower-cased GloVe has neither Mary nor John."""
    vectors = request.getfixturevalue(model)
    pairs, _ = word_sets.pairs_in_model(vectors, GENDER.pairs)
    assert len(pairs) == n_pairs
    along = direction.direction(vectors, pairs)
    assert along.explained[:4] == pytest.approx(explained, abs=5e-5)
    she_he = direction.direction(vectors, [("she", "he")], "one pair")
    assert abs(along.vector @ she_he.vector) == pytest.approx(with_she_he, abs=5e-4)
    words, _ = word_sets.in_model(vectors, PROFESSIONS.words)
    assert len(words) == n_words
    assert direction.direct_bias(vectors, along, words) == pytest.approx(bias, abs=5e-5)


def test_real_pairs_explain_more_than_random_ones(news: WordVectors) -> None:
    """Figure 6 of the paper: one component stands out for gender, none for random words."""
    pairs, _ = word_sets.pairs_in_model(news, GENDER.pairs)
    explained = direction.direction(news, pairs).explained
    chance = direction.explained_by_chance(news, len(pairs))
    assert explained[0] > 3 * chance[0]
    assert np.all(chance < 0.25)
