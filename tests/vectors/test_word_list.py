"""Words in one block of bytes: the order of bytes, finding by halving, words that begin alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.vectors.word_list import byte_order, word_list

letters = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20)
WORDS = ["the", "king", "kingdom", "kin", "Köln", "king's", "日本", "naïve", ". . .", "a" * 40, "a" * 41, "\u00a0x"]


def test_a_word_is_found_at_its_row_and_no_other_is() -> None:
    words = word_list(WORDS)
    assert [words.find(word) for word in WORDS] == list(range(len(WORDS)))
    assert [words.find(word) for word in ("", "kingd", "KING", "zzz", "a" * 39, "a" * 42)] == [None] * 6


def test_it_reads_like_a_tuple() -> None:
    words = word_list(WORDS)
    assert tuple(words) == tuple(WORDS) == words[:]
    assert (words[1], words[-1], words[2:4], len(words)) == ("king", "\u00a0x", ("kingdom", "kin"), len(WORDS))
    assert "kin" in words
    assert 7 not in words
    assert words == WORDS
    with pytest.raises(IndexError):
        words[len(WORDS)]


def test_words_that_begin_alike_come_by_row() -> None:
    words = word_list(WORDS)
    assert words.beginning_with("kin") == ["king", "kingdom", "kin", "king's"]
    assert words.beginning_with("kin", 2) == ["king", "kingdom"]
    assert words.beginning_with("日") == ["日本"]
    assert words.beginning_with("q") == []


def test_its_rows_are_a_mapping() -> None:
    rows = word_list(WORDS).rows
    assert dict(rows) == {word: row for row, word in enumerate(WORDS)}
    assert rows.get("queen") is None


@given(st.lists(letters, max_size=60))
def test_the_order_is_that_of_the_bytes_and_repeats_are_told(words: list[str]) -> None:
    encoded = [word.encode() for word in words]
    offsets = np.cumsum([0, *map(len, encoded)])
    order, repeats = byte_order(np.frombuffer(b"".join(encoded), np.uint8), offsets)
    assert [encoded[row] for row in order] == sorted(encoded)
    assert repeats.tolist() == [word in words[:row] for row, word in enumerate(words)]


@given(st.lists(letters, max_size=60, unique=True), st.data())
def test_some_words_of_a_list_are_a_list_of_them(words: list[str], draw: st.DataObject) -> None:
    kept = np.array([draw.draw(st.booleans()) for _ in words], dtype=bool)
    some, left = word_list(words).only(kept), [word for word, stays in zip(words, kept, strict=True) if stays]
    assert list(some) == left
    assert [some.find(word) for word in left] == list(range(len(left)))


@given(st.sets(st.text("ab", min_size=1, max_size=30), max_size=60), st.text("ab", max_size=3))
def test_prefixes_agree_with_a_search_through_all(words: set[str], prefix: str) -> None:
    listed = sorted(words, key=len)
    found = word_list(listed).beginning_with(prefix, 5)
    assert found == [word for word in listed if word.startswith(prefix)][:5]
