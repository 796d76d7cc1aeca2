"""Lists as people type them: what separates, what belongs together, and what is left out by name."""

import numpy as np
import pytest

from explorer.errors import SelectionError
from explorer.vectors.typed_words import parse_pairs, parse_words
from explorer.vectors.word_vectors import WordVectors

WORDS = ("apple", "banana", "cherry", "pear", "plum", "dog", "cat", "horse", "cow", "paris", "london", "rome")
DAYS = ("monday", "tuesday", "friday")


@pytest.fixture
def model() -> WordVectors:
    words = (
        *WORDS,
        *DAYS,
        "New_York",
        "ice cream",
        "rich",
        "poor",
        "she",
        "he",
        "king",
        "queen",
        "'s",
        "C++",
        "new",
        "w/o",
    )
    return WordVectors(words, np.eye(len(words), dtype=np.float32))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("apple, pear;plum\ncow\tcat", ["apple", "pear", "plum", "cow", "cat"]),
        ("apple banana cherry", ["apple", "banana", "cherry"]),
        ("Apple  BANANA   cherry", ["apple", "banana", "cherry"]),
        ("- apple\n- pear\n• plum\n3. cow\n4) cat", ["apple", "pear", "plum", "cow", "cat"]),
        ("“apple”, 'pear', \"plum\"", ["apple", "pear", "plum"]),
        ("'s, C++, w/o", ["'s", "C++", "w/o"]),
        ("new york, ice cream", ["new", "york", "ice cream"]),
        ("New York, New_York", ["New_York"]),
        ("plum New York pear ice cream cow", ["plum", "New_York", "pear", "ice cream", "cow"]),
        ("apple|pear，plum、cow", ["apple", "pear", "plum", "cow"]),
        ("xyzzyfoo, big blue apple, no such thing", ["xyzzyfoo", "big", "blue", "apple", "no such thing"]),
        ("apple, apple, Apple", ["apple"]),
        (",, ;\n apple ,", ["apple"]),
    ],
)
def test_words_are_read_as_a_person_means_them(model: WordVectors, text: str, words: list[str]) -> None:
    assert list(parse_words(text, model)) == words


def test_a_list_with_every_separator_at_once(model: WordVectors) -> None:
    text = "apple banana cherry pear plum / dog, cat, horse, cow / paris london rome; xyzzyfoo / monday tuesday friday"
    assert parse_words(text, model) == (*WORDS, "xyzzyfoo", *DAYS)


def test_without_a_model_phrases_stay_whole() -> None:
    assert parse_words("nurse, New York\ndoctor, nurse") == ("nurse", "New York", "doctor")


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("she, he\n\n  king - queen \nice cream; plum", [("she", "he"), ("king", "queen"), ("ice cream", "plum")]),
        ("rich poor\nshe he", [("rich", "poor"), ("she", "he")]),
        ("rich-poor, she-he", [("rich", "poor"), ("she", "he")]),
        ("rich poor, she he, king queen", [("rich", "poor"), ("she", "he"), ("king", "queen")]),
        ("rich poor, she he", [("rich", "poor"), ("she", "he")]),
        ("New York, ice cream", [("New York", "ice cream")]),
        ("king → queen\nshe -> he\nrich / poor", [("king", "queen"), ("she", "he"), ("rich", "poor")]),
        ("cat: dog", [("cat", "dog")]),
        ("1. she, he\n2. rich, poor", [("she", "he"), ("rich", "poor")]),
    ],
)  # fmt: skip
def test_pairs_are_read_as_a_person_means_them(model: WordVectors, text: str, pairs: list[tuple[str, str]]) -> None:
    assert parse_pairs(text, model) == (tuple(pairs), ())


def test_lines_that_are_no_pair_are_left_out_and_named(model: WordVectors) -> None:
    pairs, dropped = parse_pairs("she, he\nking\na, b, c\ncat, cat", model)
    assert pairs == (("she", "he"),)
    assert dropped == (
        "Line 2, “king”, is not a pair: write two words with a comma between them.",
        "Line 3, “a, b, c”, is not a pair: write two words with a comma between them.",
        "Line 4 has “cat” twice: a pair needs two different words.",
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("king", "Line 1, “king”, is not a pair: write two words with a comma between them."),
        (" \n", "There are no pairs. Write one on each line, for example: she, he."),
        ("\n".join(f"a{i}, b{i}" for i in range(2001)), "There are 2,001 pairs; at most 2,000 are taken."),
    ],
)
def test_no_pair_at_all_is_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(SelectionError) as caught:
        parse_pairs(text)
    assert str(caught.value) == sentence


def test_an_empty_or_endless_list_is_a_sentence() -> None:
    with pytest.raises(SelectionError, match=r"^The list is empty"):
        parse_words(" , \n")
    with pytest.raises(SelectionError, match="2,001 words; at most 2,000"):
        parse_words(",".join(map(str, range(2001))))
