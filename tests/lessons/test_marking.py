"""How answers are read and marked."""

import pytest

from explorer.errors import LessonError
from explorer.lessons.lesson import Foreseen, Kind, Question
from explorer.lessons.marking import KEPT, MORE_DIGITS, NO_NUMBER, NOTHING, WRONG, mark, numbers, reached


def asking(kind: Kind, **told: object) -> Question:
    return Question(kind=kind, ask="?", **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("12", [12.0]),
        (" 0.25 ", [0.25]),
        ("0,25", [0.25]),
        ("−3", [-3.0]),
        ("–3", [-3.0]),
        ("+.5", [0.5]),
        ("25 %", [0.25]),
        ("1/4", [0.25]),
        ("1e-3", [0.001]),
        ("3,000,000", [3_000_000.0]),
        ("3 000 000", [3_000_000.0]),
        ("3'000'000", [3_000_000.0]),
        ("1,234", [1.234, 1234.0]),
        ("", []),
        ("twelve", []),
        ("1.2.3", []),
        ("1/0", []),
        ("1/2/3", []),
        ("nan", []),
        ("1e999", []),
        ("9" * 5000, [float("9" * 60)]),
        ("0x10", []),
        ("١٢", [12.0]),
    ],
)
def test_a_number_is_read_as_a_person_means_it(typed: str, values: list[float]) -> None:
    assert [value for value, _ in numbers(typed)] == pytest.approx(values)


def test_a_whole_number_is_exact_and_another_is_right_to_three_digits() -> None:
    whole, other = asking("number", answer=46.0), asking("number", answer=0.71459)
    assert mark(whole, "46").right
    assert not mark(whole, "46.4").right
    assert not mark(whole, "50").right
    assert mark(other, "0.7146").right
    assert mark(other, "0.715").right
    assert mark(other, "0.71").right
    assert mark(other, "71 %").right
    assert not mark(other, "0.72").right
    assert not mark(other, "0.717").right  # three digits, the last of them wrong
    assert not mark(other, "0.7").right  # one digit says too little
    assert not mark(other, "1").right


def test_tolerance_is_the_lessons_where_it_has_one() -> None:
    question = asking("number", answer=4.1589, within=0.006)
    assert mark(question, "4.16").right
    assert mark(question, "4.164").right
    assert not mark(question, "4.17").right
    assert mark(question, "4.2").right  # rounded to fewer digits than were asked for


def test_a_rounded_answer_that_may_also_be_a_foreseen_wrong_one_must_be_told_apart() -> None:
    question = asking("number", answer=0.0932, within=0.0001, wrong=(Foreseen(0.0928, "The paper's."),))
    assert mark(question, "0.0932").right
    assert mark(question, "0.0928").reply == "The paper's."
    assert mark(question, "0.093").reply == MORE_DIGITS


def test_a_foreseen_wrong_answer_gets_its_reply_also_when_it_is_rounded() -> None:
    question = asking("number", answer=0.5, wrong=(Foreseen(1 / 3, "Not shared."),), otherwise="No.")
    assert mark(question, "0.33").reply == "Not shared."
    assert mark(question, "1/3").reply == "Not shared."
    assert mark(question, "0.4").reply == "No."
    assert mark(question, "half").reply == NO_NUMBER
    assert mark(question, "  ").reply == NOTHING


def test_words_are_compared_without_capitals_and_spaces() -> None:
    question = asking("word", answer=("Straße", "road"), wrong=(Foreseen("path", "Narrower."),))
    assert mark(question, " STRASSE ").right
    assert mark(question, "Road").right
    assert mark(question, "path") == mark(question, "PATH")
    assert mark(question, "path").reply == "Narrower."
    assert mark(question, "way").reply == WRONG


def test_a_choice_is_named_by_its_text_its_number_or_its_index() -> None:
    said = asking("choice", answer="more", choices=("less", "more"))
    counted = asking("choice", answer=6.0, choices=("5", "6", "7"))
    placed = asking("choice", answer=1.0, choices=("less", "more"))
    assert mark(said, "more").right
    assert mark(counted, "6").right
    assert not mark(counted, "7").right
    assert mark(placed, "more").right
    assert not mark(placed, "less").right


def test_an_order_is_right_as_a_whole_and_may_be_kept_as_one_text() -> None:
    question = asking(
        "order", answer=("a", "b", "c"), choices=("a", "b", "c"), wrong=(Foreseen(("c", "b", "a"), "Backwards."),)
    )
    assert mark(question, ["a", "b", "c"]).right
    assert mark(question, "a → b → c").right
    assert mark(question, ("c", "b", "a")).reply == "Backwards."
    assert mark(question, ["a", "b"]).right is False
    assert mark(question, []).reply == NOTHING


def test_a_sentence_is_kept_and_not_judged() -> None:
    assert mark(asking("sentence"), "I saw it.") == mark(asking("sentence"), "Anything")
    assert mark(asking("sentence"), "I saw it.").right is None
    assert mark(asking("sentence"), "I saw it.").reply == KEPT


def test_a_state_is_reached_missed_or_not_yet_told() -> None:
    question = asking("state", reach="held < 2 and negatives <= 5", wrong=(Foreseen("held > 5", "Too fast."),))
    assert reached(question, {"held": 1.5, "negatives": 5}).right is True
    assert reached(question, {"held": 3.0, "negatives": 5}).right is False
    assert reached(question, {"held": 9.0, "negatives": 5}).reply == "Too fast."
    assert reached(question, {"negatives": 5}).right is None
    assert reached(question, {"held": 3.0}).right is False  # whatever the other is


def test_an_answer_that_cannot_be_worked_out_is_told() -> None:
    with pytest.raises(LessonError, match="no function “nothing”"):
        mark(asking("number", answer="nothing()"), "1")
