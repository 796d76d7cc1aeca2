"""GloVe: f, the slope of J, what it converges to, and the compiled epoch against single steps."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.errors import DivergedError, SettingError
from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.lecture.glove import GloVeSettings, GloVeTrainer, f, gradients
from tests.slopes import slope


@pytest.fixture(scope="module")
def royal_corpus() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


@pytest.fixture
def small() -> Corpus:
    return from_text("a b c d e a c e b d. a a b. c d d e", name="t")


def test_f_of_the_paper() -> None:
    """Figure 1 of Pennington et al.: 0 at 0, 1 from x_max on, concave in between."""
    assert_allclose(f(np.array([0.0, 100 / 2 ** (4 / 3), 100, 5000]), 100, 0.75), [0, 0.5, 1, 1])


def objective_by_the_book(t: GloVeTrainer) -> float:
    total = 0.0
    X, s = t.counts.matrix().toarray(), t.settings
    for i, j in zip(*np.nonzero(X), strict=True):
        weight = min((X[i, j] / s.x_max) ** s.exponent, 1)
        total += weight * (t.w[i] @ t.c[j] + t.bias_w[i] + t.bias_c[j] - np.log(X[i, j])) ** 2
    return total


def test_gradients_are_the_slope_of_the_objective(small: Corpus) -> None:
    """All nonzeros in one step: what each parameter is moved by is rate times the slope of J, since sums begin at 1."""
    trainer = GloVeTrainer(small, GloVeSettings(dim=3, x_max=3, learning_rate=1), dtype=np.float64)
    rng = np.random.default_rng(0)
    parts = (trainer.w, trainer.c, trainer.bias_w, trainer.bias_c)
    for part in parts:
        part[:] = rng.normal(size=part.shape)
    assert trainer.objective() * len(trainer.counts) == pytest.approx(objective_by_the_book(trainer))
    slopes = [slope(lambda: objective_by_the_book(trainer), part) for part in parts]
    before = [part.copy() for part in parts]
    step = trainer.learn(np.arange(len(trainer.counts)))
    for part, kept, expected in zip(parts, before, slopes, strict=True):
        assert_allclose(kept - part, expected, atol=1e-6)
    assert step.loss * len(trainer.counts) == pytest.approx((step.f * step.difference**2).sum())


def test_adagrad_by_hand() -> None:
    """Two steps on one nonzero: the second is divided by the root of 1 + the first gradient squared."""
    corpus = from_text("a b", name="t")
    settings = GloVeSettings(dim=2, x_max=0.5, learning_rate=0.1, batch=1)
    trainer = GloVeTrainer(corpus, settings, start=(np.ones((2, 2)), np.ones((2, 2))), dtype=np.float64)
    i, j = trainer.counts.row[0], trainer.counts.column[0]
    trainer.learn(np.array([0]))  # log X = 0, model 2, f = 1: slope 2 x 2 = 4
    assert_allclose(trainer.w[i], 1 - 0.1 * 4)
    assert_allclose(trainer.bias_w[i], -0.1 * 4)
    assert_allclose(trainer.sum_w[i], 1 + 16)
    model = 2 * 0.6 * 0.6 - 0.8
    step = trainer.learn(np.array([0]))
    assert step.model[0] == pytest.approx(model)
    assert_allclose(trainer.w[i], 0.6 - 0.1 * 2 * model * 0.6 / np.sqrt(17))
    assert_allclose(trainer.c[j], trainer.w[i])


def test_gradients_of_one_nonzero() -> None:
    dw, dc, db = gradients(np.array([[1.0, 2]]), np.array([[3.0, 4]]), np.array([0.5]), np.array([2.0]))
    assert dw.tolist() == [[6, 8]]
    assert dc.tolist() == [[2, 4]]
    assert db.tolist() == [2]


def test_converges_to_the_logarithm_of_the_counts(small: Corpus) -> None:
    """With enough dimensions the model can say every log X exactly, and does."""
    trainer = GloVeTrainer(small, GloVeSettings(dim=8, x_max=3, learning_rate=0.3, batch=4), dtype=np.float64)
    while trainer.epoch < 3000:
        trainer.step()
    at = np.arange(len(trainer.counts))
    assert_allclose(trainer.model(at), np.log(trainer.counts.weight), atol=0.01)


def test_a_compiled_epoch_is_an_epoch_of_single_steps(small: Corpus) -> None:
    stepper, fast = (GloVeTrainer(small, GloVeSettings(dim=5, batch=1), dtype=np.float64) for _ in range(2))
    for _ in range(3):
        losses = [stepper.step().loss for _ in range(len(stepper.counts))]
        assert fast.train_epoch() == pytest.approx(np.mean(losses), abs=1e-12)
    assert stepper.epoch == fast.epoch == 3
    for ours, theirs in zip(fast._parts(), stepper._parts(), strict=True):
        assert_allclose(ours, theirs, atol=1e-9, rtol=0)
    assert (stepper.w != GloVeTrainer(small, GloVeSettings(dim=5), dtype=np.float64).w).any()


def test_learns_the_royals_both_ways(royal_corpus: Corpus) -> None:
    for fast in (False, True):
        trainer = GloVeTrainer(royal_corpus, GloVeSettings())
        untrained = trainer.objective()
        while trainer.epoch < 25:
            trainer.train_epoch() if fast else trainer.step()
        assert trainer.objective() < 0.05 * untrained
        assert trainer.w.dtype == np.float32
        vectors = trainer.vectors()
        assert_allclose(vectors.matrix, trainer.w + trainer.c)
        man, woman, king, queen = vectors.rows(["man", "woman", "king", "queen"])
        scores = vectors.unit @ (vectors.unit[king] - vectors.unit[man] + vectors.unit[woman])
        scores[[man, woman, king]] = -np.inf
        assert scores.argmax() == queen


def test_every_nonzero_is_seen_once_an_epoch(small: Corpus) -> None:
    trainer = GloVeTrainer(small, GloVeSettings(batch=1))
    seen = []
    for _ in range(len(trainer.counts)):
        step = trainer.step()
        seen.append((int(step.word[0]), int(step.context[0])))
    assert sorted(seen) == list(zip(trainer.counts.row.tolist(), trainer.counts.column.tolist(), strict=True))
    assert seen != sorted(seen)


def test_frozen_rows_stay(royal_corpus: Corpus) -> None:
    frozen = np.arange(len(royal_corpus.vocabulary)) < 10
    trainer = GloVeTrainer(royal_corpus, GloVeSettings(), frozen=frozen)
    before = trainer.w.copy()
    for _ in range(20):
        trainer.step()
    assert (trainer.w == before)[frozen].all()
    assert (trainer.w != before)[~frozen].any()
    with pytest.raises(SettingError, match="cannot be trained with frozen words"):
        trainer.train_epoch()


def test_tiny_texts() -> None:
    for text in ("a b a b", "x y " * 500):
        trainer = GloVeTrainer(from_text(text, name="t"), GloVeSettings(window=100))
        losses = [trainer.step().loss for _ in range(500)]
        assert np.isfinite(losses).all()
        assert losses[-1] < losses[0]


def train(trainer: GloVeTrainer, *, steps: int) -> None:
    for _ in range(steps):
        trainer.step()


def test_a_rate_that_diverges_is_said_and_the_last_good_state_kept(royal_corpus: Corpus) -> None:
    with np.errstate(all="ignore"):
        stepper = GloVeTrainer(royal_corpus, GloVeSettings(learning_rate=10))
        with pytest.raises(DivergedError, match="learning rate of 10 the vectors grew"):
            train(stepper, steps=1000)
        assert np.isfinite(stepper.vectors().matrix).all()
        fast = GloVeTrainer(royal_corpus, GloVeSettings(learning_rate=10))
        before = fast.w.copy()
        with pytest.raises(DivergedError, match="learning rate of 10 the vectors grew"):
            fast.train_epoch()
        assert (fast.w == before).all()


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"x_max": 0}, "x_max must lie above 0"),
        ({"exponent": 3}, "exponent of f must lie between 0 and 2, not at 3"),
        ({"weighting": "x"}, "not “x”"),
        ({"batch": 0}, "between 1 and 100,000 examples"),
        ({"learning_rate": -1}, "must lie above 0"),
    ],
)
def test_bad_setting_says_what_is_allowed(bad: dict[str, float], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        GloVeSettings(**bad)
