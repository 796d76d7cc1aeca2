"""Folding: against Unicode's own decomposition, letter by letter; and how words are found by it."""

import unicodedata

import numpy as np

from explorer.vectors.folding import MOST, folded, folded_list, packed
from explorer.vectors.formula import parse
from explorer.vectors.similarity import spelled
from explorer.vectors.typed_words import as_written, parse_words
from explorer.vectors.word_list import word_list
from explorer.vectors.word_vectors import WordVectors

WORDS = ["cafe", "Café", "CAFÉ", "Zürich", "naïve", "が", "किताब", "ŁÓDŹ", "o'clock", "𝒜x", ""]


def test_a_letter_loses_its_marks_and_nothing_else() -> None:
    for code in range(0xC0, 0x250):
        letter = chr(code)
        base = unicodedata.normalize("NFD", letter.lower())[0] if not letter.lower().isascii() else letter.lower()
        assert folded(letter)[:1] == base, letter
    assert folded("किताब") == "किताब"  # vowels, not accents
    assert folded("が") == "が"


def test_all_at_once_is_one_by_one_also_for_words_of_a_file() -> None:
    for words in (WORDS, word_list(WORDS)):
        assert list(folded_list(*packed(words))) == [folded(word) for word in WORDS]
    assert MOST == 1_000_000


def test_of_several_writings_the_nearest_to_what_was_typed_then_the_most_frequent() -> None:
    towns = WordVectors(("Cafe", "CAFÉ", "café", "Zürich", "McDonald"), np.eye(5, dtype=np.float32))
    assert [spelled(towns, word) for word in ("café", "CAFE", "cafe", "zurich", "mcdonald", "rom")] == [
        "café",
        "Cafe",
        "Cafe",
        "Zürich",
        "McDonald",
        "rom",
    ]
    assert str(as_written(parse("2*zurich - mcdonald"), towns)) == "2*Zürich - McDonald"
    assert parse_words("zurich, MCDONALD", towns) == ("Zürich", "McDonald")
    assert parse_words("zurich, McDonald", towns, fold=False) == ("zurich", "McDonald")
