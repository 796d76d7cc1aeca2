"""Answers about objectives, counts and sequences, against the formulas written out and figures known elsewhere."""

import math

import numpy as np
import pytest

from explorer.errors import LessonError
from explorer.lessons.answers import counting, objectives, sequence
from explorer.lessons.answers.computed import computed


def test_before_anything_is_learned_each_of_the_rows_costs_log_two() -> None:
    for k in (0, 1, 5, 20):
        assert objectives.untrained_loss(negatives=k) == pytest.approx((k + 1) * math.log(2))


def test_without_negatives_the_loss_falls_to_nothing_and_words_become_alike() -> None:
    assert objectives.loss_does(negatives=0, steps=600) == objectives.TO_NOTHING
    assert objectives.loss_does(negatives=5, steps=600) == objectives.FALLS
    alike = [objectives.cosine_learned("king", "earrings", negatives=k, steps=600) for k in (0, 5)]
    assert alike[0] > 0.9 > 0.5 > alike[1]


def test_noise_is_drawn_by_the_count_to_a_power() -> None:
    order = objectives.exponents_by_share("the", [0.75, 0.0, 1.0])
    assert order == ("exponent 0", "exponent 0.75", "exponent 1")


def test_slope_of_the_softmax_is_probability_less_what_was_seen() -> None:
    assert objectives.slope_of_score(0.25) == pytest.approx(0.25 - 1)
    assert objectives.slope_of_score(0.25, stood_there=False) == pytest.approx(0.25)


def test_tree_of_four_words_has_the_code_lengths_of_huffmans_construction() -> None:
    assert [objectives.turns([8, 4, 2, 2], word) for word in (1, 2, 3, 4)] == [1, 2, 3, 3]
    assert objectives.mean_turns([8, 4, 2, 2]) == (8 * 1 + 4 * 2 + 2 * 3 + 2 * 3) / 16
    with pytest.raises(LessonError, match="has 2 to"):
        objectives.turns([8], 1)


def test_a_pair_costs_the_softmax_all_words_and_sampling_k_and_one() -> None:
    assert objectives.dot_products("Full softmax", 500, 7) == 500
    assert objectives.dot_products("Negative sampling", 500, 7) == 8
    assert objectives.cheapest_first(500, 5) == ("Negative sampling", "Hierarchical softmax", "Full softmax")


def test_counts_of_the_two_sentences_of_cs224n() -> None:
    together = computed("neighbours_of(word='that')")  # its row of the assignment: All, ends, glitters, well
    assert together == sum([0, 0, 1, 0, 1, 1, 0, 0, 0, 1])
    assert counting.neighbours_of("that", sentences=1) == 2


def test_pmi_and_what_sgns_aims_at() -> None:
    assert counting.pmi_of(10, 100, 50, 1000) == pytest.approx(math.log(10 * 1000 / (100 * 50)))
    assert counting.aim_of(40, 100, 50, 1000, negatives=5) == pytest.approx(math.log(8) - math.log(5))
    with pytest.raises(LessonError, match="less often"):
        counting.pmi_of(10, 10, 50, 1000)


def test_glove_weighs_a_count_by_its_share_of_x_max() -> None:
    assert counting.glove_weight(10) == pytest.approx(0.1**0.75)
    assert counting.glove_weight(500) == 1


def test_gradient_through_time_is_the_factor_to_the_power_of_the_words() -> None:
    for factor, words in ((0.9, 50), (1.1, 50), (0.5, 1)):
        assert sequence.gradient_left(factor, words) == pytest.approx(factor**words)


def test_gru_keeps_what_its_gate_does_not_replace() -> None:
    assert sequence.gated(0.9, -0.5, 0.1) == pytest.approx(0.1 * -0.5 + 0.9 * 0.9)
    with pytest.raises(LessonError, match="between 0 and 1"):
        sequence.gated(0.9, -0.5, 1.5)


def test_weights_of_a_cell_act_on_state_and_input() -> None:
    assert sequence.weights_of("RNN", 16, 10) == 16 * (16 + 10)
    assert sequence.weights_of("GRU", 16, 10) == 3 * 16 * (16 + 10)


def test_average_hears_words_but_no_order() -> None:
    pair = ("a good film, not bad at all", "a bad film, not good at all")
    assert sequence.average_tells(*pair) == sequence.SAME
    assert sequence.average_tells(pair[0], "a good film") != sequence.SAME


def test_gradient_fades_first_where_nothing_holds_it() -> None:
    assert sequence.fading_first() == ("RNN", "GRU", "LSTM")
    assert np.isfinite(sequence.gradient_left(0.9, 1000))
