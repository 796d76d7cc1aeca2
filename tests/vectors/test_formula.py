"""The formulas of words."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import FormulaError, UnknownWordError
from explorer.vectors import formula
from explorer.vectors.formula import Formula, Term, evaluate, parse
from explorer.vectors.word_vectors import WordVectors


def terms(text: str, known: set[str] | None = None) -> list[tuple[float, str]]:
    return [(term.weight, term.word) for term in parse(text, known or set()).terms]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("king", [(1, "king")]),
        ("-king", [(-1, "king")]),
        ("king - man + woman", [(1, "king"), (-1, "man"), (1, "woman")]),
        ("king−man–x", [(1, "king"), (-1, "man"), (-1, "x")]),
        ("0.5*king + queen*.25 - man/4", [(0.5, "king"), (0.25, "queen"), (-0.25, "man")]),
        ("2*3*king/4", [(1.5, "king")]),
        ("2 × (king − (man − woman))", [(2, "king"), (-2, "man"), (2, "woman")]),
        ("-(a - b)", [(-1, "a"), (1, "b")]),
        ("(a + b)/2 - mean(c, d + e)", [(0.5, "a"), (0.5, "b"), (-0.5, "c"), (-0.5, "d"), (-0.5, "e")]),
        ('"New York" + “Los Angeles”', [(1, "New York"), (1, "Los Angeles")]),
        ("1984 - 1983", [(1, "1984"), (-1, "1983")]),
        ('2*"1984"', [(2, "1984")]),
        ('"say ""no"""', [(1, 'say "no"')]),
        ("mean + meaning", [(1, "mean"), (1, "meaning")]),
        ("naïve + 中国 + don't", [(1, "naïve"), (1, "中国"), (1, "don't")]),
        ("king + king", [(1, "king"), (1, "king")]),
    ],
)
def test_reads(text: str, expected: list[tuple[float, str]]) -> None:
    assert terms(text) == expected


def test_a_hyphen_belongs_to_a_word_that_the_vocabulary_has() -> None:
    known = {"ice-cream", "and/or", "c++"}
    assert terms("ice-cream-and/or", known) == [(1, "ice-cream"), (-1, "and/or")]
    assert terms("ice-tea", known) == [(1, "ice"), (-1, "tea")]
    assert terms("c++ + c", known) == [(1, "c++"), (1, "c")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The formula is empty. Write words with + and −, for example: king - man + woman."),
        ("king + + man", "Character 8 of the formula is “+”; expected a word."),
        ("king +", "The formula ends where a word was expected."),
        ("(king - man", "The formula ends where a ) that closes the ( at character 1 was expected."),
        ("king)", "Character 5 of the formula is “)”; expected a + or − or the end of the formula."),
        ("new york", "Between “new” and “york” (character 5) a + or − is missing. "
         'A word with a space in it goes in double quotes, like "New York".'),
        ("king * queen", "Character 8: words are added and weighted, never multiplied with each other."),
        ("1 / king", "Character 5: nothing can be divided by a word, only by a number."),
        ("king / 0", "Character 8 of the formula divides by zero."),
        ("king + 2*3", "The weight at character 8 has no word. "
         'If “2” is the word meant, write it in double quotes: "2".'),
        ("0*king", "The weight at character 1 is 0; use one between 0.000001 and 1,000,000."),
        ("1000*(1000*(1000*king))", "The weight of “king” is 1e+09; use one between 0.000001 and 1,000,000."),
        ('"king', "The quotation mark at character 1 is never closed, or holds no word."),
        ('king - ""', "The quotation mark at character 8 is never closed, or holds no word."),
        ("mean()", "Character 6 of the formula is “)”; expected a word."),
        ("(" * 50 + "king" + ")" * 50, "The brackets go more than 16 deep at character 18."),
        (" + ".join(["a"] * 100), "The formula has more than 64 words; use at most 64."),
        ("a + " * 10_000 + "a", "The formula has 40,001 characters; at most 1,000 are read."),
        ("__import__('os')", "Character 11 of the formula is “(”; expected a + or − or the end of the formula."),
    ],
)  # fmt: skip
def test_what_does_not_parse_is_said_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert str(caught.value) == sentence


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    with suppress(FormulaError):
        assert parse(text).terms


words = st.text(min_size=1, max_size=8).filter(lambda word: word.strip())
weights = st.floats(1e-6, 1e6) | st.floats(-1e6, -1e-6) | st.sampled_from([1.0, -1.0])


@given(st.lists(st.builds(Term, weights, words), min_size=1, max_size=6))
def test_the_text_of_a_formula_parses_to_the_formula(listed: list[Term]) -> None:
    written = Formula(tuple(listed))
    assert parse(str(written)) == written


def test_value_worked_by_hand(royals: WordVectors) -> None:
    """As they are, king - man + woman = (2, 1) - (0, 1) + (0, -1); as unit vectors king is (2, 1)/√5 first."""
    np.testing.assert_allclose(evaluate("king - man + woman", royals, unit=False), [2, -1])
    np.testing.assert_allclose(evaluate("king - man + woman", royals), [2 / 5**0.5, 1 / 5**0.5 - 2], rtol=1e-6)
    np.testing.assert_allclose(evaluate("0.5*king - mean(apple, man)", royals, unit=False), [2.5, 0])


def test_terms_that_cancel_have_no_direction(royals: WordVectors) -> None:
    with pytest.raises(FormulaError, match=r"^The terms of “king - king” cancel out"):
        evaluate("king - king", royals)
    with pytest.raises(FormulaError, match="cancel out"):
        evaluate("king - 0.3*king - 0.7*king", royals)


def test_unknown_word_is_named(royals: WordVectors) -> None:
    with pytest.raises(UnknownWordError, match="“kign” is not in the vocabulary"):
        evaluate("man + kign", royals)


def test_the_vocabulary_decides_about_hyphens() -> None:
    vectors = WordVectors(("ice-tea", "ice", "tea"), np.eye(3, dtype=np.float32))
    np.testing.assert_array_equal(evaluate("ice-tea", vectors), [1, 0, 0])
    np.testing.assert_array_equal(evaluate("ice - tea", vectors), [0, 1, -1])


def test_bounds_are_the_documented_ones() -> None:
    assert len(parse("+".join(["a"] * formula.MOST_TERMS)).terms) == formula.MOST_TERMS
    assert parse("(" * formula.DEEPEST + "a" + ")" * formula.DEEPEST).words == ("a",)


def test_not_leaves_what_is_orthogonal() -> None:
    """By hand: (1, 2, 3) not (0, 0, 1) is (1, 2, 0); and in general what least squares cannot explain."""
    plain = WordVectors(("a", "b", "c"), np.array([[1, 2, 3], [0, 0, 1], [0, 1, 1]], dtype=np.float32))
    np.testing.assert_allclose(evaluate("a not b", plain, unit=False), [1, 2, 0], atol=1e-6)
    np.testing.assert_allclose(evaluate("a not b, 2*c, b + c", plain, unit=False), [1, 0, 0], atol=1e-6)
    rng = np.random.default_rng(7)
    vectors = WordVectors(("a", "b", "c", "d", "not"), rng.normal(size=(5, 9)).astype(np.float32))
    unit = {word: vectors.matrix[i].astype(float) / np.linalg.norm(vectors.matrix[i]) for i, word in enumerate("abcd")}
    made = evaluate("a + d not b - c, c", vectors)
    basis = np.stack([unit["b"] - unit["c"], unit["c"]], axis=1)
    whole = unit["a"] + unit["d"]
    np.testing.assert_allclose(made, whole - basis @ np.linalg.lstsq(basis, whole)[0], atol=1e-6)
    for text in ("a not b", "not - a not b, c", '"not" + a'):
        assert parse(str(parse(text))) == parse(text)
    assert parse("not").words == ("not",)
    assert parse("a not b - c, d").words == ("a", "b", "c", "d")
    with pytest.raises(FormulaError, match="cancel out"):
        evaluate("a + b not a, b", vectors)
    with pytest.raises(FormulaError, match="ends where"):
        parse("a not")
