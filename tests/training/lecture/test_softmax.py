"""Full softmax: CS224N's numbers, the slope, what a model that knows nothing costs, and learning."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.errors import DivergedError, SettingError, TextError
from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.lecture.pairs import Pairs
from explorer.training.lecture.softmax import SoftmaxSettings, SoftmaxTrainer, gradients, log_softmax
from tests.slopes import slope


@pytest.fixture(scope="module")
def royal_corpus() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


def pairs_of(centre: list[int], context: list[int]) -> Pairs:
    c, o = np.array(centre), np.array(context)
    return Pairs(c, o, c, o, len(c))


def test_the_numbers_of_cs224n() -> None:
    """Assignment 2, naive softmax: centre c, outside words a b e d b c; losses and gradients are summed."""
    vectors = np.random.RandomState(9265).randn(10, 3)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    V, U = vectors[:5], vectors[5:]
    context = np.array([0, 1, 4, 3, 1, 2])
    v = V[np.full(6, 2)]
    log_probability = log_softmax(v @ U.T)
    assert -log_probability[np.arange(6), context].sum() == pytest.approx(11.16610900153398, abs=1e-12)
    observed, expected, du = gradients(v, U, np.exp(log_probability), context)
    assert_allclose((expected - observed).sum(axis=0), [-1.26947339, -1.36873189, 2.45158957], atol=1e-8)
    published = [
        [-0.41045956, 0.18834851, 1.43272264],
        [0.38202831, -0.17530219, -1.33348241],
        [0.07009355, -0.03216399, -0.24466386],
        [0.09472154, -0.04346509, -0.33062865],
        [-0.13638384, 0.06258276, 0.47605228],
    ]
    assert_allclose(du, published, atol=1e-8)


def test_one_step_moves_against_the_slope_of_the_definition() -> None:
    rng = np.random.default_rng(0)
    corpus = from_text("a b c d e a c e b d", name="t")
    start = rng.normal(size=(5, 4)), rng.normal(size=(5, 4))
    pairs = pairs_of([0, 2, 2, 4], [1, 3, 2, 0])
    trainer = SoftmaxTrainer(corpus, SoftmaxSettings(dim=4, learning_rate=1), start=start, dtype=np.float64)
    v_in, v_out = start

    def loss() -> float:
        total = 0.0
        for c, o in zip(pairs.centre, pairs.context, strict=True):
            e = np.exp(v_out @ v_in[c])
            total -= np.log(e[o] / e.sum())
        return total

    before_in, before_out = slope(loss, v_in), slope(loss, v_out)
    step = trainer.learn(pairs)
    assert step.loss == pytest.approx(loss() / 4)
    assert_allclose(v_in - trainer.v_in, before_in, atol=1e-8)
    assert_allclose(v_out - trainer.v_out, before_out, atol=1e-8)


def test_the_two_parts_of_the_gradient() -> None:
    """Observed is the row that stood there; expected is the mean of all rows, weighted by what the model believes."""
    u = np.array([[1.0, 0], [0, 1.0], [-1.0, 0]])
    probability = np.array([[0.5, 0.25, 0.25]])
    observed, expected, _ = gradients(np.array([[1.0, 2.0]]), u, probability, np.array([1]))
    assert_allclose(observed, [[0, 1]])
    assert_allclose(expected, [[0.25, 0.25]])


def test_untrained_loss_is_log_v_and_rows_sum_to_one(royal_corpus: Corpus) -> None:
    step = SoftmaxTrainer(royal_corpus, SoftmaxSettings()).step()
    assert step.loss == pytest.approx(np.log(len(royal_corpus.vocabulary)))
    assert_allclose(step.probability.sum(axis=1), 1, atol=1e-5)
    assert step.probability.dtype == np.float32


def test_probabilities_are_stable_far_out() -> None:
    assert_allclose(np.exp(log_softmax(np.array([[1e4, -1e4, 1e4]]))), [[0.5, 0, 0.5]])


def test_learns_how_often_words_really_stand_together() -> None:
    """On a text small enough, P(o | c) becomes the share of o among the contexts of c."""
    corpus = from_text(". ".join(["a b"] * 3 + ["a c"] * 1), name="t")
    trainer = SoftmaxTrainer(corpus, SoftmaxSettings(dim=4, window=1, dynamic_window=False))
    for step in range(4000):
        trainer.learning_rate = 0.2 * (1 - step / 4000)
        trainer.step()
    a = corpus.vocabulary.index["a"]
    seen = dict(zip(corpus.vocabulary.words, trainer.probabilities(np.array([a]))[0], strict=True))
    assert seen["b"] == pytest.approx(0.75, abs=0.02)
    assert seen["c"] == pytest.approx(0.25, abs=0.02)


def test_learns_the_royals(royal_corpus: Corpus) -> None:
    trainer = SoftmaxTrainer(royal_corpus, SoftmaxSettings())
    losses = [trainer.step().loss for _ in range(2000)]
    assert np.mean(losses[-200:]) < 0.72 * np.log(len(royal_corpus.vocabulary))
    vectors = trainer.vectors()
    man, woman, king, queen = vectors.rows(["man", "woman", "king", "queen"])
    scores = vectors.unit @ (vectors.unit[king] - vectors.unit[man] + vectors.unit[woman])
    scores[[man, woman, king]] = -np.inf
    assert scores.argmax() == queen


def test_same_seed_same_vectors(royal_corpus: Corpus) -> None:
    first, same, other = (SoftmaxTrainer(royal_corpus, SoftmaxSettings(seed=s)) for s in (3, 3, 4))
    for trainer in (first, same, other):
        for _ in range(3):
            trainer.step()
    assert (first.v_in == same.v_in).all()
    assert not (first.v_in == other.v_in).all()


def test_frozen_rows_stay(royal_corpus: Corpus) -> None:
    frozen = np.zeros(len(royal_corpus.vocabulary), bool)
    frozen[:10] = True
    trainer = SoftmaxTrainer(royal_corpus, SoftmaxSettings(), frozen=frozen)
    before_in, before_out = trainer.v_in.copy(), trainer.v_out.copy()
    for _ in range(5):
        trainer.step()
    assert (trainer.v_in == before_in)[frozen].all()
    assert (trainer.v_out == before_out)[frozen].all()
    assert (trainer.v_out != before_out)[~frozen].any()


def test_a_rate_that_diverges_is_said_and_the_last_good_state_kept() -> None:
    corpus = from_text("a b c d a b c d", name="t")
    huge = (np.full((4, 2), 1e25, np.float32), np.full((4, 2), 1e25, np.float32))
    trainer = SoftmaxTrainer(corpus, SoftmaxSettings(dim=2, learning_rate=10), start=huge)
    with np.errstate(over="ignore"), pytest.raises(DivergedError, match="learning rate of 10 the vectors grew"):
        trainer.step()
    assert np.isfinite(trainer.v_in).all()


def test_a_text_that_subsampling_empties_is_said() -> None:
    trainer = SoftmaxTrainer(from_text("a b a b", name="t"), SoftmaxSettings(sample=1e-15))
    with pytest.raises(TextError, match="Subsampling with threshold 1e-15 drops nearly every word"):
        trainer.step()


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"dim": 1}, "between 2 and 1,000 dimensions here, not 1"),
        ({"window": 0}, "between 1 and 100 words to each side, not 0"),
        ({"learning_rate": float("nan")}, "must lie above 0"),
        ({"sample": 1}, "between 0 .off. and 1, not at 1"),
        ({"batch": 0}, "between 1 and 100,000 examples, not 0"),
    ],
)
def test_bad_setting_says_what_is_allowed(bad: dict[str, float], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        SoftmaxSettings(**bad)
