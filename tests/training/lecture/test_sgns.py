"""SGNS: the gradient, published numbers, and what training must achieve."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.errors import DivergedError, SettingError
from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.lecture.pairs import Pairs
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer, gradients, pair_losses, sigmoid


@pytest.fixture(scope="module")
def royal_corpus() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


def loss_of(v: np.ndarray, u: np.ndarray, u_negative: np.ndarray, counted: np.ndarray) -> float:
    """Sum over the pairs, straight from the definition."""
    loss = 0.0
    for b in range(len(v)):
        loss -= np.log(1 / (1 + np.exp(-u[b] @ v[b])))
        for k in range(u_negative.shape[1]):
            if counted[b, k]:
                loss -= np.log(1 / (1 + np.exp(u_negative[b, k] @ v[b])))
    return loss


@pytest.mark.parametrize("dim", [10, 100])
def test_word_vectors_begin_within_half_a_dth_and_context_vectors_at_nought(royal_corpus: Corpus, dim: int) -> None:
    """As in word2vec.c: uniform in ±0.5/D, so that the first scores are near 0 for any D."""
    trainer = SGNSTrainer(royal_corpus, SGNSSettings(dim=dim))
    largest = np.abs(trainer.v_in).max()
    assert 0.49 / dim < largest <= 0.5 / dim
    assert abs(trainer.v_in.mean()) < 0.02 / dim
    assert trainer.v_in.std() == pytest.approx(1 / dim / 12**0.5, rel=0.05)
    assert not trainer.v_out.any()


@pytest.mark.parametrize("which", [0, 1, 2], ids=["dv", "du", "du_negative"])
def test_gradient_is_the_slope_of_the_loss(which: int) -> None:
    rng = np.random.default_rng(0)
    at = [rng.normal(size=s) for s in [(3, 4), (3, 4), (3, 5, 4)]]
    counted = rng.random((3, 5)) < 0.7
    v, u, u_negative = at
    error = sigmoid(np.einsum("bd,bd->b", v, u)) - 1
    error_negative = np.where(counted, sigmoid(np.einsum("bkd,bd->bk", u_negative, v)), 0)
    analytic = gradients(v, u, u_negative, error, error_negative)[which]
    numeric = np.zeros_like(at[which])
    for i in np.ndindex(numeric.shape):
        for sign in (1, -1):
            moved = [x.copy() for x in at]
            moved[which][i] += sign * 1e-5
            numeric[i] += sign * loss_of(*moved, counted) / 2e-5
    assert_allclose(analytic, numeric, rtol=1e-6, atol=1e-9)


def test_one_step_by_hand() -> None:
    """Centre 0, context 1, negative 2, D = 2, rate 1: v.u = ln 3, so sigmoid 3/4; v.u_k = 0, so 1/2."""
    c = from_text("a b c a b c", name="t")
    ln3 = np.log(3)
    v_in, v_out = np.zeros((3, 2)), np.zeros((3, 2))
    v_in[0], v_out[1], v_out[2] = [1, 0], [ln3, 0], [0, 1]
    trainer = SGNSTrainer(c, SGNSSettings(dim=2, negatives=1, learning_rate=1), start=(v_in, v_out), dtype=np.float64)
    one = np.array([0])
    step = trainer.learn(Pairs(one, one + 1, one, one + 1, 1), np.array([[2]]))
    assert step.loss == pytest.approx(-np.log(3 / 4) - np.log(1 / 2))
    assert step.error == pytest.approx([-1 / 4])
    assert step.error_negative == pytest.approx(np.array([[1 / 2]]))
    assert_allclose(trainer.v_in[0], [1 + ln3 / 4, -1 / 2])
    assert_allclose(trainer.v_out[1], [ln3 + 1 / 4, 0])
    assert_allclose(trainer.v_out[2], [-1 / 2, 1])


def test_words_that_occur_twice_in_a_batch_learn_twice() -> None:
    c = from_text("a b c a b c", name="t")
    start = (np.ones((3, 2)), np.ones((3, 2)))
    twice, once = (SGNSTrainer(c, SGNSSettings(dim=2, negatives=0), start=start, dtype=np.float64) for _ in range(2))
    pair, two = np.array([0]), np.array([0, 0])
    once.learn(Pairs(pair, pair + 1, pair, pair + 1, 1), np.empty((1, 0), int))
    twice.learn(Pairs(two, two + 1, two, two + 1, 1), np.empty((2, 0), int))
    assert_allclose(twice.v_in[0] - 1, 2 * (once.v_in[0] - 1))


def test_untrained_loss_is_that_of_a_coin(royal_corpus: Corpus) -> None:
    """u = 0, so every score is 0 and every sigmoid 1/2: each pair costs (1 + k) ln 2."""
    step = SGNSTrainer(royal_corpus, SGNSSettings(negatives=5)).step()
    assert_allclose(step.sigmoid, 0.5)
    assert step.loss == pytest.approx((1 + step.counted.sum(axis=1).mean()) * np.log(2))
    untouched = pair_losses(np.zeros(4), np.zeros((4, 5)), np.ones((4, 5), bool))
    assert_allclose(untouched, 6 * np.log(2))


def test_a_negative_that_is_the_context_does_not_count() -> None:
    c = from_text("a b a b a b", name="t")  # two words, so about half of the negatives are the context
    step = SGNSTrainer(c, SGNSSettings(negatives=20, dim=2)).step()
    assert (step.counted == (step.negative != step.pairs.context[:, None])).all()
    assert 0.3 < step.counted.mean() < 0.7
    assert (step.error_negative[~step.counted] == 0).all()


def test_negatives_follow_the_noise_distribution(royal_corpus: Corpus) -> None:
    trainer = SGNSTrainer(royal_corpus, SGNSSettings(negatives=10))
    drawn = np.bincount(trainer.draw_negatives(50_000).ravel(), minlength=len(trainer.noise))
    expected = trainer.noise * 500_000
    chi_square = ((drawn - expected) ** 2 / expected).sum()
    assert chi_square < len(expected) + 5 * np.sqrt(2 * len(expected))


def test_losses_are_stable_far_out() -> None:
    losses = pair_losses(np.array([-1e4, 1e4]), np.array([[1e4], [-1e4]]), np.ones((2, 1), bool))
    assert_allclose(losses, [2e4, 0])
    assert_allclose(sigmoid(np.array([-1e4, 0, 1e4])), [0, 0.5, 1])


def test_same_seed_same_vectors(royal_corpus: Corpus) -> None:
    first, same, other = (SGNSTrainer(royal_corpus, SGNSSettings(seed=s)) for s in (3, 3, 4))
    for trainer in (first, same, other):
        for _ in range(5):
            trainer.step()
    assert (first.v_in == same.v_in).all()
    assert (first.v_out == same.v_out).all()
    assert not (first.v_in == other.v_in).all()


def test_training_finds_the_parallelogram(royal_corpus: Corpus) -> None:
    """king - man + woman = queen, and the loss well below a coin's."""
    trainer = SGNSTrainer(royal_corpus, SGNSSettings())
    losses = [trainer.step().loss for _ in range(2000)]
    assert np.mean(losses[-200:]) < 0.55 * 6 * np.log(2)
    vectors = trainer.vectors()
    man, woman, king, queen = vectors.rows(["man", "woman", "king", "queen"])
    scores = vectors.unit @ (vectors.unit[king] - vectors.unit[man] + vectors.unit[woman])
    scores[[man, woman, king]] = -np.inf
    assert scores.argmax() == queen


def test_neighbours_agree_with_gensim(shared) -> None:
    """On the same text with the same settings and schedule, both find much the same ten neighbours."""
    from gensim.models import Word2Vec

    text = (shared / "corpora" / "text8-slice.txt").read_text(encoding="utf-8")
    c = from_text(text[:500_000], name="text8", min_count=15)
    settings = SGNSSettings(dim=50, window=5, negatives=5, learning_rate=0.025, sample=1e-3, batch=256)
    trainer = SGNSTrainer(c, settings)
    while trainer.epoch < 5:
        trainer.learning_rate = max(1e-4, 0.025 * (1 - trainer.epoch / 5))  # word2vec's schedule
        trainer.step()
    words = c.vocabulary.words
    sentences = [[words[i] for i in c.sentence(s)] for s in range(c.sentences)]

    def gensim_neighbours(seed: int) -> np.ndarray:
        model = Word2Vec(
            sentences,
            vector_size=50,
            window=5,
            negative=5,
            sg=1,
            sample=1e-3,
            min_count=1,
            epochs=5,
            workers=1,
            seed=seed,
        )
        return nearest(model.wv[list(words)])

    def nearest(matrix: np.ndarray) -> np.ndarray:
        unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
        similar = unit[:300] @ unit.T
        np.fill_diagonal(similar, -1)
        return np.argsort(-similar, axis=1)[:, :10]

    def overlap(a: np.ndarray, b: np.ndarray) -> float:
        return float(np.mean([len(set(x) & set(y)) / 10 for x, y in zip(a, b, strict=True)]))

    first, second = gensim_neighbours(1), gensim_neighbours(2)
    between_seeds = overlap(first, second)  # no two trainings agree better than gensim with itself
    assert overlap(nearest(trainer.v_in), first) > 0.8 * between_seeds


def test_a_rate_that_diverges_is_said_and_the_last_good_state_kept() -> None:
    c = from_text("a b c d a b c d", name="t")
    huge = (np.full((4, 2), 1e25, np.float32), np.full((4, 2), 1e25, np.float32))
    trainer = SGNSTrainer(c, SGNSSettings(dim=2, learning_rate=10), start=huge)
    with np.errstate(over="ignore"), pytest.raises(DivergedError, match="learning rate of 10 the vectors grew"):
        trainer.step()
    assert np.isfinite(trainer.v_in).all()


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"dim": 1}, "between 2 and 1,000 dimensions here, not 1"),
        ({"window": 0}, "between 1 and 100 words to each side, not 0"),
        ({"negatives": -1}, "0 to 100 negatives"),
        ({"learning_rate": 0}, "must lie above 0"),
        ({"learning_rate": float("nan")}, "must lie above 0"),
        ({"sample": 1}, "between 0 .off. and 1, not at 1"),
        ({"noise_exponent": 3}, "between 0 and 2"),
        ({"batch": 0}, "between 1 and 100,000 pairs"),
    ],
)
def test_bad_setting_says_what_is_allowed(bad: dict[str, float], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        SGNSSettings(**bad)


def test_a_step_has_no_more_pairs_than_there_are_words() -> None:
    """With more, the gradients of one step, which do not know of each other, would pull few rows too far."""
    five = from_text("a b c d e. e d c b a. " * 40, name="five words")
    trainer = SGNSTrainer(five, SGNSSettings(batch=64))
    assert trainer.batch == len(trainer.step().pairs) == 5
    assert SGNSTrainer(five, SGNSSettings(batch=3)).batch == 3
