"""Counts, and the two distributions word2vec makes of them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.errors import SettingError, TextError
from explorer.text.vocabulary import Vocabulary, count_words


def test_most_frequent_first_and_equal_counts_by_the_word() -> None:
    vocabulary = count_words(["b", "a", "c", "a", "b", "d"])
    assert vocabulary.words == ("a", "b", "c", "d")
    assert vocabulary.counts.tolist() == [2, 2, 1, 1]
    assert vocabulary.index == {"a": 0, "b": 1, "c": 2, "d": 3}


def test_min_count_and_max_size_drop_the_rare() -> None:
    tokens = ["a", "a", "a", "b", "b", "c"]
    assert count_words(tokens, min_count=2).words == ("a", "b")
    assert count_words(tokens, max_size=1).words == ("a",)
    assert count_words(tokens, max_size=1).dropped == 2


def test_keep_probability_is_that_of_the_word2vec_program() -> None:
    """word2vec.c: (sqrt(count / (sample * total)) + 1) * (sample * total) / count, and gensim's sample_int agrees."""
    from gensim.models import Word2Vec

    sentences = [["the"] * 900 + ["cat"] * 90 + ["sat"] * 10]
    vocabulary = count_words(sentences[0])
    ours = vocabulary.keep_probability(1e-2)
    counts = np.array([900, 90, 10])
    assert_allclose(ours, np.minimum(1, (np.sqrt(counts / 10.0) + 1) * 10.0 / counts))
    model = Word2Vec(sentences, min_count=1, sample=1e-2, vector_size=2, epochs=1, workers=1)
    theirs = [model.wv.get_vecattr(word, "sample_int") / 2**32 for word in vocabulary.words]
    assert_allclose(ours, theirs, atol=1e-6)


def test_noise_is_the_three_quarter_power() -> None:
    """81^0.75 = 27 and 16^0.75 = 8."""
    vocabulary = Vocabulary(("a", "b", "c"), np.array([81, 16, 1]))
    assert_allclose(vocabulary.noise(), [27 / 36, 8 / 36, 1 / 36])
    assert_allclose(vocabulary.noise(0), [1 / 3] * 3)
    assert_allclose(vocabulary.noise(1), np.array([81, 16, 1]) / 98)


@pytest.mark.parametrize("sample", [-0.1, 1, 5])
def test_threshold_out_of_range(sample: float) -> None:
    with pytest.raises(SettingError, match="must lie between 0"):
        count_words(["a", "b"]).keep_probability(sample)


def test_too_high_a_minimum_says_what_would_do() -> None:
    with pytest.raises(
        TextError, match=r"No word occurs 3 times: the most frequent, “a”, occurs 2\. Lower the minimum"
    ):
        count_words(["a", "a", "b"], min_count=3)


def test_no_words() -> None:
    with pytest.raises(TextError, match=r"^The text has no words in it\.$"):
        count_words([])
