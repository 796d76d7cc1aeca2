"""A scale for sentences: 0 where words that say nothing lie, and a pair spans two units."""

import numpy as np
import pytest

from explorer.judging.bias import direction, other_measures
from explorer.judging.bias.direction import Place
from explorer.judging.bias.sentence_scale import Scale, sentence_scale
from explorer.text.function_words import function_words
from explorer.vectors.word_vectors import WordVectors

PLAIN = ("the", "of", "and", "to", "in", "a", "that", "is", "was", "for", "with", "as")


def model(at: float, words: tuple[str, ...] = PLAIN) -> WordVectors:
    """Unit vectors: she and he at ±0.8 of the first axis, woman and man at ±0.6, the words around `at`."""
    cosines = {"she": 0.8, "he": -0.8, "woman": 0.6, "man": -0.6, "nurse": 0.5, "captain": -0.9}
    cosines |= {word: at + 0.01 * (i - 5.5) for i, word in enumerate(words)}
    rows = [(cosine, np.sqrt(1 - cosine**2)) for cosine in cosines.values()]
    return WordVectors(tuple(cosines), np.array(rows, dtype=np.float32))


@pytest.mark.parametrize("at", [0.2, -0.3])
def test_it_is_the_one_worked_by_hand(at: float) -> None:
    vectors = model(at)
    along = direction.direction(vectors, [("she", "he"), ("woman", "man")])
    scale = sentence_scale(vectors, along)
    assert (scale.second, scale.middle, scale.first) == pytest.approx((-0.7, at, 0.7), abs=1e-6)
    assert set(scale.of) == set(PLAIN)
    assert set(PLAIN) <= function_words()
    assert scale.place(at) == pytest.approx(0, abs=1e-6)
    assert scale.place(0.5) == pytest.approx((0.5 - at) / 0.7)
    assert scale.place(-0.9) == pytest.approx((-0.9 - at) / 0.7)
    assert scale.place(0.7) - scale.place(-0.7) == pytest.approx(2)


def test_what_is_usual_is_scaled_with_the_word() -> None:
    scale = Scale(-0.25, 0.0, 0.25, ())
    assert scale.scaled(Place("nurse", 0.5, 0.0, -0.25, 0.125)) == Place("nurse", 2.0, 0.0, -1.0, 0.5)
    assert scale.scaled(Place("nurse", 0.5, 0.0, -0.25, 0.125)).beyond


def test_without_function_words_the_most_frequent_words_stand_for_them() -> None:
    vectors = model(0.1, tuple(f"wort{i}" for i in range(12)))
    along = direction.direction(vectors, [("she", "he")])
    scale = sentence_scale(vectors, along)
    assert "wort0" in scale.of
    assert "she" not in scale.of
    assert "man" not in scale.of  # about gender by definition


def test_the_parts_of_indirect_bias_are_those_of_the_vectors_without_the_direction() -> None:
    generator = np.random.default_rng(0)
    words = tuple(f"w{i}" for i in range(20))
    vectors = WordVectors(words, generator.normal(size=(20, 6)).astype(np.float32))
    along = direction.direction(vectors, [("w0", "w1"), ("w2", "w3")])
    found = other_measures.indirect(vectors, along, "w9", words[10:])
    for row, other in enumerate(words[10:]):
        w, v = (vectors.matrix[vectors.index[word]].astype(float) for word in ("w9", other))
        rest_w, rest_v = (x - (x @ along.vector) * along.vector for x in (w, v))
        whole = w @ v / np.linalg.norm(w) / np.linalg.norm(v)
        rest = rest_w @ rest_v / np.linalg.norm(rest_w) / np.linalg.norm(rest_v)
        assert (found.cosines[row], found.without[row]) == pytest.approx((whole, rest), abs=1e-6)
        assert found.shares[row] == pytest.approx((whole - rest) / whole, rel=1e-5)
