"""What a lesson is told of one update, against the formulas written out in plain Python."""

import math

import numpy as np
import pytest

from explorer.lessons.answers import update
from explorer.lessons.answers.numbers import packaged_text
from explorer.training.lecture.held_out import held_out
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer

STEP = 1008


@pytest.fixture(scope="module")
def by_hand() -> tuple[list[float], dict[str, list[float]], dict[str, float]]:
    """v, the u by their words, and the targets, before the step: from a trainer that has taken all steps but it."""
    settings = SGNSSettings(dim=2, window=2, negatives=2, learning_rate=0.5, batch=1, seed=1)
    corpus = packaged_text("royals")
    trainer = SGNSTrainer(corpus.without(held_out(corpus, settings).sentences), settings)
    for _ in range(STEP - 1):
        trainer.step()
    v_in, v_out = trainer.v_in.astype(float), trainer.v_out.astype(float)
    step = trainer.step()
    words = corpus.vocabulary.words
    outputs = [int(step.pairs.context[0]), *step.negative[0].tolist()]
    assert words[step.pairs.centre[0]] == "her"
    targets = {words[i]: float(i == outputs[0]) for i in outputs}
    return v_in[step.pairs.centre[0]].tolist(), {words[i]: v_out[i].tolist() for i in outputs}, targets


def test_the_step_of_the_lesson_is_her_and_she_against_he_and_sir() -> None:
    assert update.centre(STEP) == "her"
    assert update.outputs(STEP) == ("she", "he", "sir")


def test_scores_chances_errors_and_losses(by_hand) -> None:
    v, u, targets = by_hand
    total = 0.0
    for word, vector in u.items():
        score = sum(a * b for a, b in zip(vector, v, strict=True))
        chance = 1 / (1 + math.exp(-score))
        loss = -math.log(chance if targets[word] else 1 - chance)
        assert update.score(STEP, word) == pytest.approx(score, abs=1e-6)
        assert update.chance(STEP, word) == pytest.approx(chance, abs=1e-6)
        assert update.error(STEP, word) == pytest.approx(chance - targets[word], abs=1e-6)
        assert update.pair_loss(STEP, word) == pytest.approx(loss, abs=1e-6)
        total += loss
    assert update.pair_loss(STEP) == pytest.approx(total, abs=1e-6)


def test_slopes_are_the_numeric_gradient(by_hand) -> None:
    v, u, targets = by_hand

    def loss(v: list[float], u: dict[str, list[float]]) -> float:
        signs = {word: 1 if targets[word] else -1 for word in u}
        return sum(np.logaddexp(0, -signs[word] * np.dot(u[word], v)) for word in u)

    h = 1e-5
    for d in (1, 2):
        for word in u:
            up, down = ({**u, word: [x + s * h * (i == d - 1) for i, x in enumerate(u[word])]} for s in (1, -1))
            assert update.slope(STEP, word, d) == pytest.approx((loss(v, up) - loss(v, down)) / (2 * h), abs=1e-6)
        up_v, down_v = ([x + s * h * (i == d - 1) for i, x in enumerate(v)] for s in (1, -1))
        assert update.slope(STEP, "", d) == pytest.approx((loss(up_v, u) - loss(down_v, u)) / (2 * h), abs=1e-6)


def test_the_trainer_moves_against_the_slope_by_half_of_it(by_hand) -> None:
    v, u, _ = by_hand
    for d in (1, 2):
        assert update.after(STEP, "", d) == pytest.approx(v[d - 1] - 0.5 * update.slope(STEP, "", d), abs=1e-6)
        for word in u:
            expected = u[word][d - 1] - 0.5 * update.slope(STEP, word, d)
            assert update.after(STEP, word, d) == pytest.approx(expected, abs=1e-6)
            assert update.moved_to(STEP, word, d) == pytest.approx(expected, abs=1e-6)


def test_mistakes_are_other_numbers_than_the_right_one() -> None:
    right = update.slope(STEP, "she")
    for mistake in ("sign", "own", "target"):
        assert abs(update.mistaken_slope(STEP, "she", mistake) - right) > 0.05, mistake


def test_the_order_by_error_is_not_the_order_by_chance() -> None:
    errors = {word: abs(update.error(STEP, word)) for word in update.outputs(STEP)}
    assert list(update.by_error(STEP)) == sorted(errors, key=errors.__getitem__, reverse=True)
    assert update.by_error(STEP) != update.by_chance(STEP)
    assert update.pushed_farthest(STEP) == max(("he", "sir"), key=errors.__getitem__)


def test_the_first_pair_is_undecided_and_costs_k_plus_1_logarithms_of_2() -> None:
    assert update.first_chance() == 0.5
    for k in (0, 2, 5):
        assert update.first_loss(k) == pytest.approx((k + 1) * math.log(2), abs=1e-6)
        assert update.first_loss(k, base=2) == pytest.approx(k + 1, abs=1e-6)
        assert update.rows_asked(k) == k + 1
    assert update.moved(1) == "only the u"
    assert update.moved(STEP) == "both v and the u"
