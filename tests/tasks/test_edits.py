"""What if: edits are one change away, and their effects are what the classifier says of them."""

import numpy as np
import pytest

from explorer.tasks.classifier import probabilities
from explorer.tasks.contenders import Contender, trained
from explorer.tasks.edits import edits, effects, negated
from explorer.tasks.labelled import Labelled
from explorer.tasks.linear import AverageSettings, CountSettings
from explorer.vectors.word_vectors import WordVectors

SENTENCE = ("the", "film", "is", "good")


def test_every_edit_is_one_change_away(judgements: WordVectors) -> None:
    found = edits(SENTENCE, judgements)
    assert [one.kind for one in found] == ["drop"] * 4 + ["swap"] * 3 + ["negate"] + ["replace"] * 3
    assert found[0].sentence == ("film", "is", "good")
    assert found[4].sentence == ("film", "the", "is", "good")
    assert found[7].sentence == ("the", "film", "is", "not", "good")
    assert found[10].sentence == ("the", "film", "is", "great")
    assert found[10].about == "“great” for “good”"
    assert edits(()) == []
    assert [one.kind for one in edits(("a", "a"))] == ["drop", "drop", "negate"]
    assert [one.kind for one in edits(SENTENCE, judgements, ["negate"])] == ["negate"]


def test_a_word_known_with_a_capital_is_replaced_too() -> None:
    matrix = np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 1]], dtype=np.float32)
    cased = WordVectors(("Paris", "London", "film", "DVD"), matrix)
    assert [one.sentence for one in edits(("paris", "film"), cased, ["replace"])] == [
        ("london", "film"),
        ("paris", "DVD"),  # as “dvd” it would be unknown
    ]


def test_a_negation_is_taken_back() -> None:
    for sentence in (SENTENCE, ("it", "is", "n't", "good"), ("never", "again")):
        once = negated(sentence).sentence
        assert abs(len(once) - len(sentence)) == 1
    assert negated(negated(SENTENCE).sentence).sentence == SENTENCE


def test_effects_are_what_the_classifier_says(films: Labelled, judgements: WordVectors) -> None:
    made = trained(Contender("NB", CountSettings()), films)
    found = effects(made, SENTENCE, 1, judgements)
    before = probabilities(made, [SENTENCE])[0, 1]
    for one in found:
        assert one.chance == pytest.approx(probabilities(made, [one.edit.sentence])[0, 1])
        assert one.change == pytest.approx(one.chance - before)
    assert found[0].edit.about == "without “good”"
    assert [abs(one.change) for one in found] == sorted((abs(one.change) for one in found), reverse=True)


def test_no_average_sees_a_swap(films: Labelled, judgements: WordVectors) -> None:
    for settings in (CountSettings(), AverageSettings()):
        made = trained(Contender("one", settings, judgements), films)
        assert [one.change for one in effects(made, SENTENCE, 1, None, ["swap"])] == pytest.approx([0, 0, 0])
