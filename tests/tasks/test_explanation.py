"""Why: shares that add up exactly, differences that are differences, and the same answer every time."""

import numpy as np
import pytest

from explorer.errors import SelectionError
from explorer.tasks.averaging import NetworkSettings
from explorer.tasks.contenders import Contender, Settings, trained
from explorer.tasks.explanation import agreement, explained, methods
from explorer.tasks.labelled import Labelled, polarity
from explorer.tasks.linear import AverageSettings, CountSettings
from explorer.vectors.word_vectors import WordVectors

SENTENCE = ("the", "good", "unseen", "film", "good", "berlin")


@pytest.mark.parametrize(
    "settings", [CountSettings(), CountSettings("logistic regression"), AverageSettings()], ids=str
)
@pytest.mark.parametrize("C", [2, 3])
def test_exact_shares_add_up_to_the_logit(settings: Settings, C: int, films: Labelled, judgements: WordVectors) -> None:
    learned = films if C == 2 else Labelled("three", films.sentences, np.array([0, 1, 2, 0, 1, 2]), ("a", "b", "c"))
    made = trained(Contender("one", settings, judgements), learned)
    found = explained(made, SENTENCE, 1, "exact")
    scores = made.scores([SENTENCE])[0]
    others = [scores[c] for c in range(C) if c != 1]
    assert found.score == pytest.approx(scores[1] - np.mean(others), abs=1e-12)
    assert found.rest == pytest.approx(explained(made, (), 1, "exact").score, abs=1e-6)  # the bias
    assert found.shares[2] == 0
    assert found.shares[1] == found.shares[4]
    assert methods(made) == ("exact", "leave one out")


def test_exact_shares_of_two_classes_are_those_of_the_log_odds(films: Labelled, judgements: WordVectors) -> None:
    made = trained(Contender("mean", AverageSettings(), judgements), films)
    found = explained(made, SENTENCE, 1, "exact")
    assert found.shares.sum() + found.rest == pytest.approx(found.score, abs=1e-12)
    weights = made.weights[:, 1] - made.weights[:, 0]  # type: ignore[attr-defined]  # it is an AverageClassifier
    by_hand = judgements.unit[judgements.index["good"]] @ weights / 5  # five of the six words are known
    assert found.shares[1] == pytest.approx(by_hand, abs=1e-6)


def test_leave_one_out_is_a_difference_of_scores(films: Labelled, judgements: WordVectors) -> None:
    made = trained(Contender("DAN", NetworkSettings(), judgements), films)
    found = explained(made, SENTENCE, 1, "leave one out")
    whole = made.scores([SENTENCE])[0]
    part = made.scores([SENTENCE[1:]])[0]
    assert found.shares[0] == pytest.approx((whole[1] - whole[0]) - (part[1] - part[0]))
    assert methods(made) == ("leave one out", "gradient x input")


def test_gradient_times_input_is_exact_where_the_network_is_linear(films: Labelled, judgements: WordVectors) -> None:
    made = trained(Contender("flat", NetworkSettings(layers=0), judgements), films)
    found = explained(made, SENTENCE, 1, "gradient x input")
    assert found.rest == pytest.approx(explained(made, (), 1, "leave one out").score, abs=1e-6)
    assert found.shares[2] == 0


def test_an_explanation_is_the_same_every_time(films: Labelled, judgements: WordVectors) -> None:
    made = trained(Contender("DAN", NetworkSettings(), judgements), films)
    for method in methods(made):
        first, second = (explained(made, SENTENCE, 1, method) for _ in range(2))
        assert first.shares.tolist() == second.shares.tolist()


def test_agreement_is_a_rank_correlation() -> None:
    made = trained(Contender("NB", CountSettings()), polarity())
    sentence = ("a", "dull", "and", "beautiful", "film")
    exact, without = (explained(made, sentence, 1, method) for method in methods(made))
    assert agreement(exact, without) == pytest.approx(1)  # of counts, leaving a word out takes its share away
    assert agreement(exact, explained(made, ("x",), 1, "exact")) is None


def test_no_words_no_shares_and_an_impossible_wish(films: Labelled) -> None:
    made = trained(Contender("NB", CountSettings()), films)
    assert explained(made, (), 0, "leave one out").shares.tolist() == []
    with pytest.raises(SelectionError, match="no explanation “gradient x input”, but exact and leave one out"):
        explained(made, ("good",), 0, "gradient x input")
