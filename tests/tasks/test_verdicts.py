"""Errors, words unseen, words moved, and bias carried on."""

import numpy as np
import pytest

from explorer.errors import SelectionError
from explorer.tasks import carried, negations
from explorer.tasks.averaging import Network, NetworkSettings
from explorer.tasks.contenders import Contender, trained
from explorer.tasks.labelled import Labelled
from explorer.tasks.linear import AverageSettings, CountSettings
from explorer.tasks.movement import before_and_after, left_behind, moved
from explorer.tasks.unseen import carriers, survival, without_word
from explorer.tasks.verdicts import Verdicts, by_length, by_unknown, judged, mistakes
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture
def verdicts(films: Labelled) -> Verdicts:
    wrong = np.array([[0.1, 0.9], [0.8, 0.2], [0.4, 0.6], [0.9, 0.1], [0.3, 0.7], [0.6, 0.4]])
    return Verdicts(films, wrong)


def test_confusion_and_mistakes(verdicts: Verdicts) -> None:
    assert verdicts.confusion.tolist() == [[2, 1], [1, 2]]
    assert verdicts.accuracy == pytest.approx(4 / 6)
    low, high = verdicts.interval
    assert low < 4 / 6 < high
    found = mistakes(verdicts)
    assert [(one.row, one.truth, one.predicted, one.chance) for one in found] == [
        (1, "positive", "negative", 0.8),
        (4, "negative", "positive", 0.7),
    ]
    assert [one.row for one in mistakes(verdicts, truth="negative")] == [4]
    assert [one.row for one in mistakes(verdicts, predicted="negative")] == [1]
    assert mistakes(verdicts, truth="negative", predicted="negative") == []


def test_slices_hold_every_sentence_once(judgements: WordVectors) -> None:
    sentences = tuple(
        tuple(["good"] * n + ["x"] * k) for n, k in ((1, 0), (5, 0), (6, 0), (4, 1), (15, 1), (40, 1), (1, 1))
    )
    tested = Labelled("t", sentences, np.zeros(7, dtype=np.intp), ("a", "b"))
    chances = np.tile([0.9, 0.1], (7, 1))
    chances[2] = [0.2, 0.8]
    found = by_length(Verdicts(tested, chances))
    assert [(s.name, s.sentences, s.accuracy) for s in found] == [
        ("up to 5", 4, 1.0),
        ("6 to 10", 1, 0.0),
        ("16 to 20", 1, 1.0),
        ("31 and more", 1, 1.0),
    ]
    unknown = by_unknown(Verdicts(tested, chances), judgements)
    assert [(s.name, s.sentences) for s in unknown] == [
        ("none", 3),
        ("up to 5%", 1),
        ("5 to 10%", 1),
        ("20% and more", 2),
    ]


def test_judged_are_the_probabilities(films: Labelled) -> None:
    assert judged(trained(Contender("NB", CountSettings()), films), films).accuracy == 1


def test_a_word_taken_out_is_forgotten_by_counts_and_kept_by_vectors(films: Labelled, judgements: WordVectors) -> None:
    """“great” stands in one sentence: without it, counts know nothing, its neighbour “good” carries the mean."""
    asked = [Contender("NB", CountSettings()), Contender("mean", AverageSettings(), judgements)]
    counts, mean = survival(asked, films, "great", ("great",), 1)
    assert counts.with_word > 0.6
    assert counts.without_word < 0.5
    assert mean.without_word > 0.7
    assert len(without_word(films, "great")) == 5
    assert [one.word for one in carriers(judgements, "great", without_word(films, "great"), 2)] == ["good", "story"]
    with pytest.raises(SelectionError, match="No labelled sentence has “unheard” in it"):
        without_word(films, "unheard")
    with pytest.raises(SelectionError, match="no sentence of the class “positive” would be left"):
        without_word(films.chosen(np.array([2, 3, 4])), "great")


def test_labelled_words_move_and_their_neighbours_stay(films: Labelled, judgements: WordVectors) -> None:
    made = trained(Contender("DAN", NetworkSettings(), judgements), films)
    assert isinstance(made, Network)
    found = moved(made.embedding, films)
    assert {one.word for one in found} == {word for words in films.sentences for word in words}
    assert found[0].distance >= found[-1].distance > 0
    bad = next(one for one in found if one.word == "bad")
    row = made.embedding.columns["bad"]
    assert bad.occurrences == 3
    assert bad.distance == pytest.approx(
        float(np.linalg.norm(made.embedding.learned[row] - judgements.unit[3])), abs=1e-6
    )
    behind = left_behind(made.embedding, "bad", 1)[0]
    assert behind.word == "dull"
    assert behind.before == pytest.approx(float(judgements.unit[3] @ judgements.unit[5]), abs=1e-6)
    there = made.embedding.learned[row] / np.linalg.norm(made.embedding.learned[row])
    assert behind.after == pytest.approx(float(there @ judgements.unit[5]), abs=1e-6)
    assert left_behind(made.embedding, "dull") == []
    before, after = before_and_after(made.embedding, ["bad", "dull", "unknown", "bad"])
    assert before.words == after.words == ("bad", "dull")
    assert before.matrix[1].tolist() == after.matrix[1].tolist()
    assert before.matrix[0].tolist() == pytest.approx(judgements.unit[3].tolist())
    assert after.matrix[0].tolist() == made.embedding.learned[row].tolist()


def test_a_word_known_with_a_capital_carries_meaning_and_is_not_left_behind(films: Labelled) -> None:
    matrix = np.array([[1, 0], [0.9, 0.1], [0.8, 0.2], [0, 1]], dtype=np.float32)
    cased = WordVectors(("Paris", "London", "Rome", "film"), matrix)
    said = Labelled("s", (("paris", "film"), ("london", "film")) * 2, np.tile([1, 0], 2).astype(np.intp), films.classes)
    assert [one.word for one in carriers(cased, "rome", said, 2)] == ["London", "Paris"]
    made = trained(Contender("DAN", NetworkSettings(), cased), said)
    assert isinstance(made, Network)
    assert [one.word for one in left_behind(made.embedding, "paris")] == ["Rome"]


def test_bias_is_the_mean_difference_and_zero_for_who_does_not_look(films: Labelled) -> None:
    """Of counts, “she” against “he” changes the log-odds by the difference of their weights in every sentence."""
    said = Labelled("s", (("she", "good"), ("he", "bad")) * 3, np.tile([1, 0], 3).astype(np.intp), films.classes)
    made = trained(Contender("NB", CountSettings()), said)
    templates = ("{person} is here.", "I saw {person} and {person}.")
    found = carried.carried(made, templates, [("she", "he"), ("x", "y")], 1)
    apart = 2 * np.log(4 / 1)  # (3 + 1) / (6 + 4) against (0 + 1) / (6 + 4), both ways
    assert found.differences.ravel().tolist() == pytest.approx([apart, 2 * apart, 0, 0])
    assert found.mean == pytest.approx(0.75 * apart)
    assert found.low < found.mean < found.high
    again = carried.carried(made, templates, [("she", "he"), ("x", "y")], 1)
    assert (again.low, again.high) == (found.low, found.high)
    nothing = carried.carried(made, templates, [("x", "y")], 1)
    assert (nothing.mean, nothing.low, nothing.high) == (0, 0, 0)


def test_templates_are_well_formed() -> None:
    for one in carried.packaged():
        assert all(carried.PERSON in text for text in one.templates)
        assert len(one.templates) >= 10
        assert one.pairs
    made = trained(Contender("NB", CountSettings()), negations.own())
    with pytest.raises(SelectionError, match=r"“No place” has no \{person\}, the place"):
        carried.carried(made, ("No place", "x"), [("a", "b")], 1)
    with pytest.raises(SelectionError, match="Two templates and a pair are needed, not 1 and 1"):
        carried.carried(made, ("{person}",), [("a", "b")], 1)
