"""Analogies with answers to choose from: the form of the SAT's file, and the choice worked out in the plainest way."""

import numpy as np
import pytest

from explorer.errors import SelectionError
from explorer.judging import multiple_choice
from explorer.judging.multiple_choice import ChoiceQuestion
from explorer.vectors.word_vectors import WordVectors

HEAD = "# a comment\nAnalogy questions\n\nMade up for a test.\n\n"
TEXT = (
    HEAD + "190 FROM REAL SATs\nKing queen n:n\nman woman n:n\nking man n:n\nqueen apple n:n\na\n\n"
    "ML:031\r\nman woman n:n\r\napple king n:n\r\nking queen n:n\r\nb\r\n\r\n"
    "KS\nman woman n:n\nking zebra n:n\nqueen apple n:n\nb\n\n"
    "KS\nman woman n:n\nking queen n:n\nd\n"
)


def test_the_form_of_the_sat_is_read() -> None:
    found = multiple_choice.read_choices(TEXT, name="sat.txt")
    assert found.questions == (
        ChoiceQuestion(("King", "queen"), (("man", "woman"), ("king", "man"), ("queen", "apple")), 0),
        ChoiceQuestion(("man", "woman"), (("apple", "king"), ("king", "queen")), 1),
        ChoiceQuestion(("man", "woman"), (("king", "zebra"), ("queen", "apple")), 1),
    )
    assert found.malformed == (
        "The question “KS / man woman n:n / king queen n:n / d” is not a pair, two choices or more, and the letter of "
        "one of them.",
    )
    plain = multiple_choice.read_choices("a b\nc d\ne f\nb\n", name="plain.txt")  # no source, no parts of speech
    assert plain.questions == (ChoiceQuestion(("a", "b"), (("c", "d"), ("e", "f")), 1),)


def test_the_pair_whose_offset_runs_most_alike_is_chosen(royals: WordVectors) -> None:
    found = multiple_choice.score(royals, multiple_choice.read_choices(TEXT, name="sat.txt").questions)
    assert (found.correct, len(found.asked), found.skipped) == (2, 2, 1)
    assert found.guessing == pytest.approx((1 / 3 + 1 / 2) / 2)


def test_every_choice_is_that_of_scipys_cosine() -> None:
    from scipy.spatial.distance import cosine
    from scipy.stats import binomtest

    generator = np.random.default_rng(1)
    vectors = WordVectors(tuple(f"w{i}" for i in range(80)), generator.normal(size=(80, 5)).astype(np.float32))
    questions = []
    for _ in range(60):
        words = [vectors.words[row] for row in generator.permutation(80)[:12]]
        given, *choices = zip(words[::2], words[1::2], strict=True)
        questions.append(ChoiceQuestion(given, tuple(choices), int(generator.integers(5))))
    found = multiple_choice.score(vectors, questions)
    unit = {word: row.astype(float) for word, row in zip(vectors.words, vectors.unit, strict=True)}
    for question, chosen in zip(found.asked, found.chosen.tolist(), strict=True):
        offset = unit[question.given[1]] - unit[question.given[0]]
        assert chosen == np.argmin([cosine(offset, unit[d] - unit[c]) for c, d in question.choices])
    theirs = binomtest(found.correct, 60).proportion_ci(method="wilson")
    assert found.interval == pytest.approx((theirs.low, theirs.high), abs=1e-4)


def test_errors_are_sentences() -> None:
    with pytest.raises(SelectionError, match=r"^prose\.txt has no question of the form of the SAT's"):
        multiple_choice.read_choices("Once upon a time\n\nthere was a queen.\n", name="prose.txt")
    with pytest.raises(SelectionError, match=r"more than 10,000 questions"):
        multiple_choice.read_choices("a b\nc d\ne f\na\n\n" * 10_001, name="long.txt")
