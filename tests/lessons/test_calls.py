"""Calls and conditions that a lesson writes are read, never run."""

import pytest

from explorer.errors import LessonError
from explorer.lessons.answers.computed import computed
from explorer.lessons.calls import LONGEST, parsed
from explorer.lessons.predicate import Predicate
from explorer.lessons.reached.table import observed_after, observed_before

CODE = [
    "__import__('os').system('echo hello')",
    "place(word=open('/etc/passwd').read())",
    "place(word='king').upper()",
    "(lambda: 1)()",
    "place('king')",
    "place(**{'word': 'king'})",
    "place(*['king'])",
    "place(word={'a': 1})",
    "place(word=[['king']])",
    "place(word=9**9**9)",
    "place(word='king') if True else 1",
    "place(word=f'{1}')",
    "place(word=" + "[" * 300 + "]" * 300 + ")",
    "place(word=" + "-" * 900 + "1)",
    "place(word='" + "x" * LONGEST + "')",
    "place(word='king'",
    "place(word='\0')",
    "",
]


@pytest.mark.parametrize("text", CODE, ids=range(len(CODE)))
def test_code_in_a_call_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(LessonError, match="not a call for a lesson"):
        computed(text)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("nothing()", "There is no function “nothing”"),
        ("place(word='king', colour='red')", "takes other values"),
        ("place()", "takes other values"),
        ("place(word='zebra')", "“zebra” is not in the vocabulary"),
        ("place(word='king', text='nowhere')", "There is no text “nowhere”"),
        ("place(word=3)", "takes a text as “word”, not '3'"),
        ("window_pair_count(words='five', window=2)", "takes a whole number as “words”"),
        ("window_pair_count(words=True, window=2)", "takes a whole number as “words”"),
        ("alphabetically(words='king')", "takes a list as “words”"),
        ("same_word(word='bank', one='a', other='b', by='magic')", "takes “type” or “average” or “model”"),
        ("cells_that_know(steps=100000)", "takes 1 to 1,000 steps"),
        ("window_pair_count(words=1000000000, window=2)", "between 1 and 100"),
        ("score(step=1000000000, of='she')", "between 1 and 5,000"),
        ("rows_asked(negatives=100000000)", "0 to 100 negatives"),
        ("one_hot_distance(V='x')", "takes a whole number as “V”"),
    ],
)
def test_what_cannot_be_worked_out_is_told_in_a_sentence(call: str, said: str) -> None:
    with pytest.raises(LessonError, match=said):
        computed(call)


@pytest.mark.parametrize(
    "call",
    ["watch(steps=1000000000)", "watch(steps='many')", "watch(dim=1000, negatives=100, batch=100000, steps=5000)",
     "watch(text='nowhere')", "watch(rate=-1)", "watch(seed=-1)", "numbers(V=0)", "window(sentence=0)", "place()"],
)  # fmt: skip
def test_too_much_work_and_wrong_values_for_a_page_are_told_in_a_sentence(call: str) -> None:
    with pytest.raises(LessonError):
        observed_after(call)


def test_lists_arrive_as_tuples() -> None:
    assert parsed("f(words=['a', 'b'], n=-2, x=1e-3, yes=True)").arguments == {
        "words": ("a", "b"),
        "n": -2,
        "x": 1e-3,
        "yes": True,
    }


def test_before_is_the_page_as_the_lesson_opens_it() -> None:
    after = observed_after("window(sentence=2, window=4)")
    before = observed_before("window(sentence=2, window=4)", {"sentence": "2", "pair_window": "9"})
    assert (after["sentence"], after["window"]) == (2, 4)
    assert (before["sentence"], before["window"]) == (2, 2)


@pytest.mark.parametrize(
    ("condition", "seen", "holds"),
    [
        ("a < 2", {"a": 1}, True),
        ("a < 2", {"a": 2}, False),
        ("a < 2", {}, None),
        ("a < 2", {"a": None}, None),
        ("1 < a <= 2", {"a": 2}, True),
        ("1 < a <= 2", {"a": 1}, False),
        ("a == 'Queen'", {"a": "queen "}, True),
        ("a != 'queen'", {"a": "king"}, True),
        ("a != b", {"a": "king", "b": "queen"}, True),
        ("a < 2", {"a": "x"}, False),
        ("torn", {"torn": True}, True),
        ("not torn", {"torn": True}, False),
        ("not torn", {}, None),
        ("a < 2 and b < 2", {"a": 3}, False),
        ("a < 2 and b < 2", {"a": 1}, None),
        ("a < 2 or b < 2", {"a": 1}, True),
        ("a < 2 or b < 2", {"a": 3}, None),
        ("a < 2 or b < 2", {"a": 3, "b": 3}, False),
        ("a > -1.5", {"a": -1}, True),
    ],
)
def test_a_condition_holds_fails_or_is_not_known_yet(
    condition: str, seen: dict[str, object], holds: bool | None
) -> None:
    assert Predicate(condition).holds(seen) is holds


@pytest.mark.parametrize(
    "condition",
    ["", "a + 1 < 2", "f(a)", "a.b < 2", "a[0] < 2", "a < [1]", "a < 2; b", "a := 2", "lambda: 1", "a in 'abc'",
     "a is None", "a < 9**9", "2", "'x'", "True", "a < (b < 2)", "not " * 300 + "a", "a < 2 and " * 200 + "a < 2",
     "(" * 500 + "a" + ")" * 500, "a\0 < 2"],
)  # fmt: skip
def test_anything_else_is_no_condition(condition: str) -> None:
    with pytest.raises(LessonError, match="not a condition"):
        Predicate(condition)
