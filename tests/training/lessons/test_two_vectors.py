"""Two vectors: what stands beside a word, and what could take its place."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.lecture.cooccurrence import cooccurrence
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.lessons import two_vectors
from explorer.training.lessons.shifted_pmi import aim
from explorer.training.lessons.two_vectors import TwoVectors
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture(scope="module")
def royal_corpus() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


def test_three_ways_to_be_near_by_hand() -> None:
    """drink stands beside tea and coffee; tea and coffee stand in the same place."""
    words = ("tea", "coffee", "drink")
    v = np.array([[1, 0], [1.2, 0.1], [0, 1]], dtype=np.float32)
    u = np.array([[-1, 2], [-1, 2], [2, -1]], dtype=np.float32)
    made = TwoVectors(*(WordVectors(words, matrix) for name, matrix in (("v", v), ("u", u), ("m", (u + v) / 2))))
    assert made.beside("tea", 3)[0].word == "drink"
    assert made.beside("tea", 3)[0].score == pytest.approx(2)
    assert [near.word for near in made.instead("tea", 2)] == ["tea", "coffee"]
    by_two, by_one = made.itself
    assert by_two.tolist() == [2, 2, 3]
    assert by_one.tolist() == [2, 1, 1]  # coffee's vector is a little longer than tea's


def test_training_finds_both_meanings(royal_corpus: Corpus) -> None:
    course = two_vectors.TwoVectorsCourse(royal_corpus, SGNSSettings(window=2, learning_rate=0.2), 8000)
    course.run()
    made = course.now
    beside = [near.word for near in made.beside("king", 6)]
    instead = [near.word for near in made.instead("king", 3)]
    assert {"sits", "rules", "signs"} <= set(beside)
    assert "king" not in beside
    assert instead[:2] == ["king", "queen"]
    by_two, by_one = made.itself
    assert np.median(by_two) > 20  # hardly a word stands beside itself
    assert np.median(by_one) == 1
    assert_allclose(made.mean.matrix, (made.u.matrix + made.v.matrix) / 2, atol=1e-6)
    by_noise, by_counts = (course.agreement(exponent).correlation(10) for exponent in (0.75, 1.0))
    assert by_noise > by_counts > 0.5, "scores lie nearer to the aim of the noise that was drawn from"


@pytest.mark.parametrize("exponent", [0.0, 0.75, 1.0])
def test_the_aim_is_where_the_loss_is_least(royal_corpus: Corpus, exponent: float) -> None:
    """Against a search for the least of n(i,j) log(1 + e^-x) + k n(i) P_n(j) log(1 + e^x), one pair at a time."""
    settings = SGNSSettings(window=2, negatives=4, noise_exponent=exponent)
    counts = cooccurrence(royal_corpus, window=2, weighting="linear")
    aims = aim(counts, settings)
    noise = royal_corpus.vocabulary.counts.astype(float) ** exponent
    noise /= noise.sum()
    x = np.linspace(-12, 6, 180_001)
    for pair in np.random.default_rng(1).choice(len(aims), 20, replace=False):
        i, j = counts.row[pair], counts.column[pair]
        met, drawn = counts.weight[pair], 4 * counts.weight[counts.row == i].sum() * noise[j]
        loss = met * np.logaddexp(0, -x) + drawn * np.logaddexp(0, x)
        assert aims[pair] == pytest.approx(x[loss.argmin()], abs=2e-4)
    if exponent == 1:
        assert_allclose(aims, aim(counts, SGNSSettings(negatives=4), noise_exponent=1))
