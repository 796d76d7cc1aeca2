"""The record every part of the app passes on: lookups, norms, spellings, and that it cannot be changed."""

import numpy as np
import pytest

from explorer.errors import UnknownWordError
from explorer.files import library
from explorer.vectors import word_vectors as module
from explorer.vectors.word_list import word_list
from explorer.vectors.word_vectors import WordVectors


def model(*words: str) -> WordVectors:
    return WordVectors(words, np.arange(2 * len(words), dtype=np.float32).reshape(-1, 2))


def test_rows_norms_and_unit_rows(royals: WordVectors) -> None:
    assert royals.rows(["queen", "man"]).tolist() == [3, 0]
    np.testing.assert_allclose(royals.norms, [1, 1, 5**0.5, 5**0.5, 3], rtol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(royals.unit, axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(royals.unit_at(np.array([3, 0, 3])), royals.unit[[3, 0, 3]])
    assert model("zero").unit.tolist() == [[0, 1]]
    assert royals.known(["king", "kong", "apple"]) == (["king", "apple"], ["kong"])


def test_the_matrix_cannot_be_changed(royals: WordVectors) -> None:
    with pytest.raises(ValueError, match="read-only"):
        royals.matrix[0, 0] = 7
    with pytest.raises(ValueError, match="one row per word"):
        WordVectors(("a",), np.eye(2, dtype=np.float32))


def test_the_fingerprint_is_the_content_and_not_the_name(royals: WordVectors) -> None:
    same = WordVectors(royals.words, royals.matrix.copy())
    swapped = WordVectors(royals.words[::-1], royals.matrix.copy())
    changed = WordVectors(royals.words, royals.matrix + np.float32(1e-6))
    assert same.fingerprint == royals.fingerprint
    assert len({royals.fingerprint, swapped.fingerprint, changed.fingerprint}) == 3


def test_an_unknown_word_is_named_with_the_nearest_spellings() -> None:
    names = model("queen", "king", "Paris", "princess", "prince", "zebra")
    with pytest.raises(UnknownWordError, match=r"“qeen” is not in the vocabulary\. Nearest spellings: queen\."):
        names.rows(["qeen"])
    assert names.nearest_spellings("paris") == ["Paris"]
    assert names.nearest_spellings("princes") == ["princess", "prince"]
    assert names.nearest_spellings("qqqqqq") == []


def test_of_two_words_spelled_nearly_alike_a_much_more_frequent_one_comes_first() -> None:
    """“housen” is the nearer to “housn”, by 0.97 to 0.92; 2,000 ranks cost it 0.06."""
    others = tuple(f"x{i}" for i in range(2000))
    assert model("house", *others, "housen").nearest_spellings("housn") == ["house", "housen"]
    assert model("housen", *others, "house").nearest_spellings("housn") == ["housen", "house"]


def test_spellings_are_found_in_a_vocabulary_too_large_to_compare_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_COMPARED", 3)
    words = word_list(["the", "of", "and", *(f"x{i}" for i in range(50)), "zebra"])
    large = WordVectors(words, np.zeros((len(words), 1), dtype=np.float32))
    assert large.nearest_spellings("zebrra") == ["zebra"]
    assert large.nearest_spellings("THE") == ["the"]


def test_the_most_frequent_share_memory(royals: WordVectors) -> None:
    first = royals.most_frequent(2)
    assert list(first.words) == ["man", "woman"]
    assert np.shares_memory(first.matrix, royals.matrix)


@pytest.mark.parametrize(
    ("typed", "meant"), [("Qeen", "queen"), ("KIGN", "king"), ("womn", "woman"), ("Parsi", "paris")]
)
def test_a_slip_is_taken_for_a_frequent_word_whatever_its_case(typed: str, meant: str) -> None:
    assert meant in library.built_in().nearest_spellings(typed)
